#pragma once

#include "app/alpaca/link_monitor.h"
#include "app/alpaca/rest_port.h"
#include "engine/decks.h"
#include "session/gap_fill.h"
#include "session/gap_ledger.h"
#include "session/hold_back.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

/// Keeps the book of the market stream's holes, fetches what they hide, and hands it to the engine
/// before the live trades that follow. On the feed's thread.
class FeedGaps
{
public:
    /// Empty without a REST: then holes stay unfilled, and say so.
    using Ask = std::function<void(RestCall, RestPort::Reply)>;

    /// All of it outlives this.
    FeedGaps(Link link, InputSink& sink, LinkMonitor& monitor, std::string feedWord, Ask ask)
        : m_sink{sink}, m_monitor{monitor},
          m_feedWord{std::move(feedWord)}, m_ask{std::move(ask)}, m_ledger{link}
    {}

    /// The stream is away, and told of nothing after `start`.
    void onAway(Timestamp start, const std::string& cause, std::vector<std::string> symbols);
    /// The stream tells again.
    void onBack(Timestamp now, const Symbols& symbols);
    /// What the stream has told goes to the engine, now or behind what is being fetched.
    void pass(std::vector<MarketEvent> events, Nanoseconds steadyNow);
    /// Several times a second.
    void tick(Nanoseconds steadyNow);

private:
    void say(const Gap& gap) { m_sink.push({input::GapNews{gap, {}, {}}}); }
    void next();
    void ask(RestCall call);
    void onAnswer(const RestAnswer& answer);
    void take(GapFillSteps::Next next);
    void finish(std::optional<Gap> gap, input::GapNews news);
    void release();

    InputSink& m_sink;
    LinkMonitor& m_monitor;
    std::string m_feedWord;
    Ask m_ask;
    GapLedger m_ledger;
    HoldBack m_hold;
    Symbols m_symbols;         ///< the engine's, as of the last reconnect
    std::deque<Gap> m_waiting; ///< one is filled at a time
    std::optional<Gap> m_filling;
    std::optional<GapFillSteps> m_steps; ///< of m_filling
};

} // namespace tapedeck::alpaca
