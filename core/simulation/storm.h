#pragma once

#include "engine/engine.h"
#include "engine/sequencer.h"
#include "exchange/exchange.h"
#include "synthetic/random.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

/// A rule that is broken on purpose, to see whether the storm notices.
enum class Sabotage : std::uint8_t
{
    None,
    PositionLimit, ///< the engine does not know the bound, and so on
    ExposureLimit,
    OrdersPerMinute,
    OrdersPerDay,
    NotionalPer4h,
    SymbolSpacing,
    Verdict,     ///< what the gate said is not on record
    Kill,        ///< the engine does not hear of it
    SubmitTwice, ///< an order without an answer is sent again
    FillTwice,   ///< an execution comes again under another id
    FillLost,    ///< and one is kept from us for good
    StateLost,   ///< a restart begins with what was saved a while ago
    CardLost,    ///< a suggestion goes without a word
};
inline constexpr std::size_t kSabotages = static_cast<std::size_t>(Sabotage::CardLost) + 1;

/// How much happens on a simulated day.
struct StormPlan
{
    int moments = 20'000; ///< the market moves so often
    Money positionPerSymbol = Money::fromWhole(2'000);
    Money totalExposure = Money::fromWhole(4'000);
    std::int32_t ordersPerDay = 400;
    Money notionalPer4h = Money::fromWhole(200'000);
    Sabotage sabotage{};
};

/// An engine, a matching engine, and between them a network that delays, repeats, reorders and
/// loses; a market, a person at the buttons, somebody who trades elsewhere, and crashes. What the
/// engine does is held against plain recomputations after every step; `problems` lists what is
/// wrong. Everything follows from the seed.
class Storm
{
public:
    explicit Storm(std::uint64_t seed, StormPlan plan = {});

    /// A day from its first moment to the calm in the evening, when both sides must tell the same.
    void day();
    /// The program stops for the night and starts again on the next trading day.
    void sleep();

    std::vector<std::string> problems;
    struct Counts
    {
        std::int64_t submits = 0;
        std::int64_t denied = 0;
        std::int64_t fills = 0;
        std::int64_t kills = 0;
        std::int64_t restarts = 0;
        std::int64_t lostAnswers = 0;
        std::int64_t recovered = 0;
        std::int64_t events = 0; ///< that the engine heard: market, answers, persons, ticks

        void add(const Counts& other) noexcept;
    };
    Counts counts;

private:
    void blow();
    /// The wind drops: all that is on its way arrives, and nothing new happens.
    void calm();
    void compareBooks();

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
    [[nodiscard]] bool isSpoilt(Sabotage what) const noexcept { return m_plan.sabotage == what; }
    [[nodiscard]] TradingConfig engineConfig() const;
    void spoilTruth(input::BrokerTruth& truth) const;
    void disconnect();
    void forgetRun();

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
    /// Of a suggestion: it begins once, and it ends once.
    void checkCard(const AuditEntry& entry);
    void checkCardsLeft(const Snapshot& look);
    /// A restarted engine must be the one that stopped.
    void checkRestored(const Snapshot& before);
    void problem(const std::string& text);
    [[nodiscard]] std::string storyOfOpen() const;
    [[nodiscard]] std::string storyOfPositions() const;

    // What happens
    void moveMarket();
    void feed(std::size_t symbol, bool print, Quote quote, Trade trade);
    void actAsPerson();
    void tradeElsewhere();
    void quoteElsewhere();

    bool chance(std::uint64_t oneIn) { return m_random.bits() % oneIn == 0; }
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random.bits() % static_cast<std::uint64_t>(bound));
    }
    Nanoseconds upTo(std::int64_t milliseconds)
    {
        return std::chrono::milliseconds{below(milliseconds + 1)};
    }

    std::uint64_t m_seed;
    StormPlan m_plan;
    Random m_random;
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
    std::string m_savedBefore; ///< what was saved some hundred times ago
    int m_saves = 0;
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
    std::map<std::string, int> m_cardEnds; ///< by suggestion: how often it ended
};

} // namespace tapedeck
