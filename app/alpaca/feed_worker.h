#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/feed_gaps.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/rest_asker.h"
#include "app/alpaca/stream_wiring.h"
#include "app/runtime/inbox.h"
#include "engine/decks.h"
#include "market/session.h"
#include "session/check_schedule.h"
#include "session/latest_fetch.h"
#include "session/market_stream_session.h"
#include "wire/stock_decoder.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

struct FeedOptions
{
    /// MarketData: stocks. Options: contracts, of `optionFeed`, always in MessagePack.
    Link link = Link::MarketData;
    OptionFeed optionFeed{};
    /// Else it connects at once, wanted or not.
    bool onlyWhenWanted = false;
    MarketStreamOptions stream;
    std::int64_t quoteSizeMultiplier = 1;
    WireEncoding encoding = WireEncoding::MsgPack;
    std::uint64_t seed = 1; ///< of the back-off's jitter
    CheckPace checks;
    /// A trade that REST knows of had so long, by the run's clock, to arrive by the stream.
    Nanoseconds missedAfter = kMissedAfter;
};

/// What MarketFeed does, on its thread. begin() comes first, there; subscribe() and health() may
/// come from any thread, also before.
class FeedWorker final : public QObject
{
    Q_OBJECT

public:
    /// `sink`, `rest` and what `now` reads outlive the worker. Without a `rest` nothing is asked
    /// beside the stream.
    FeedWorker(Login login,
               InputSink& sink,
               Now now,
               const FeedOptions& options,
               RestPort* rest = nullptr);
    void subscribe(Symbols symbols, std::vector<std::string> wanted);
    [[nodiscard]] LinkHealth health() const { return m_monitor.health(); }
    /// Whether there are positions or working orders.
    void setBusy(bool busy) noexcept { m_busy.store(busy); }

public slots:
    void begin();

private:
    struct Wish
    {
        Symbols symbols;
        std::vector<std::string> wanted;
    };

    void connectFirst();
    void takeWishes();
    void askLatest(const action::AskLatest& asked);
    void onReport(const action::ReportState& report);
    void runChecks(Nanoseconds now, bool marketOpen);
    void checkPrices();
    void onChecked(const RestAnswer& answer);
    void pollPrices();
    void onPolled(const RestAnswer& answer);
    void note(const std::vector<MarketEvent>& events);
    [[nodiscard]] std::string feedWord() const { return std::string{toString(m_login.feed())}; }
    void onFrame(const QByteArray& frame);
    void measure(const std::vector<MarketEvent>& events);
    void tick();
    void perform(const StreamActions& actions);

    Login m_login;
    InputSink& m_sink;
    Now m_now;
    LinkMonitor m_monitor;
    MarketStreamSession m_session;
    Symbols m_symbols;
    StockDecoder m_decoder;
    MarketCalendar m_calendar; ///< the exchanges' standing rules: enough for a watchdog
    runtime::Inbox<Wish> m_wishes;
    std::unique_ptr<StreamSocket> m_socket;
    std::unique_ptr<QTimer> m_timer;
    std::vector<StreamControl> m_controls; ///< scratch
    RestAsker m_rest;
    FeedGaps m_gaps;
    CheckSchedule m_schedule;
    Nanoseconds m_missedAfter;
    std::int64_t m_quoteSizeMultiplier;
    Link m_link;
    OptionFeed m_optionFeed;
    bool m_onlyWhenWanted;
    bool m_started = false;
    WireEncoding m_encoding;
    std::atomic<bool> m_busy{false};
    std::vector<std::string> m_wanted;
    std::vector<std::optional<ToldPrice>> m_told; ///< by symbol
    std::optional<Timestamp> m_newest;            ///< trade that the stream told of
    bool m_live = false;
    Timestamp m_liveSince;
    Timestamp m_lifeAt; ///< the last sign of it, by the run's clock
    bool m_polling = false;
};

} // namespace tapedeck::alpaca
