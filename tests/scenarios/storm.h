#pragma once

#include "engine/engine.h"
#include "engine/sequencer.h"
#include "exchange/exchange.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace tapedeck::test {

/// An engine, a matching engine, and between them a network that delays, repeats, reorders and
/// loses; a market, a person at the buttons, somebody who trades elsewhere, and crashes. What the
/// engine does is held against plain recomputations after every step; `problems` lists what is
/// wrong. Everything follows from the seed.
class Storm
{
public:
    explicit Storm(std::uint64_t seed);

    void blow(int moments);
    /// The wind drops: all that is on its way arrives, and nothing new happens.
    void calm();
    /// After calm(): both sides must tell the same.
    void compareBooks();

    std::vector<std::string> problems;
    struct Counts
    {
        int submits = 0;
        int denied = 0;
        int fills = 0;
        int kills = 0;
        int restarts = 0;
        int lostAnswers = 0;
        int recovered = 0;
    };
    Counts counts;

private:
    struct Event
    {
        Timestamp at;
        std::uint64_t number = 0;
        bool ofTheRun = false; ///< forgotten when the program stops
        std::function<void()> act;
    };

    // The wire
    void later(Nanoseconds delay, bool ofTheRun, std::function<void()> act);
    void runUntil(Timestamp until);
    void deliver(InputWhat what);
    /// To the engine after a while, unless the program stops before.
    void answer(InputWhat what);
    void suspend(const output::SuspendTrading& suspension);
    void tell(std::vector<OrderUpdate>& updates);
    void disconnect();

    // The journal's and the broker's side of a request
    void journal(const IntentRecord& intent);
    void submit(const IntentRecord& intent);
    void cancel(const output::CancelOrder& request);
    void reconcile(const output::Reconcile& request);

    // The engine's side
    void startEngine();
    void step(const Input& in);
    void route(std::vector<Output>& outputs);
    void checkSubmit(const output::SubmitOrder& submit, const std::vector<Output>& outputs);
    void checkLimits(const Ticket& ticket);
    void problem(const std::string& text);
    [[nodiscard]] std::string storyOfOpen() const;

    // What happens
    void moveMarket();
    void feed(std::size_t symbol, bool print, Quote quote, Trade trade);
    void actAsPerson();
    void tradeElsewhere();
    void quoteElsewhere();

    bool chance(std::uint64_t oneIn) { return m_random() % oneIn == 0; }
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    Nanoseconds upTo(std::int64_t milliseconds)
    {
        return std::chrono::milliseconds{below(milliseconds + 1)};
    }

    std::uint64_t m_seed;
    std::mt19937_64 m_random;
    TradingConfig m_config;
    Rules m_rules;
    bool m_calm = false;

    Symbols m_exchangeSymbols;
    std::optional<Exchange> m_exchange;
    std::unique_ptr<Engine> m_engine;
    Sequencer m_sequencer;
    Timestamp m_now;
    Timestamp m_stepAt;          ///< the engine's now
    std::vector<Event> m_events; ///< a heap, earliest first
    std::uint64_t m_eventNumber = 0;
    bool m_linked = false;
    bool m_latch = false;
    int m_run = 0;
    std::string m_saved;
    std::vector<std::int64_t> m_cents; ///< the walk of each symbol

    struct Decided
    {
        Ticket ticket;
        Timestamp at;
    };
    std::map<std::string, Decided> m_decided;
    std::set<std::string> m_reached; ///< client ids that came to the exchange
    bool m_killed = false;           ///< as the engine has been told
    std::vector<SuggestionCard> m_cards;
};

} // namespace tapedeck::test
