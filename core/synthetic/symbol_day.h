#pragma once

#include "market/events.h"
#include "synthetic/day_plan.h"
#include "synthetic/random.h"

#include <array>
#include <optional>
#include <vector>

namespace tapedeck {

/// One symbol's quotes, trades and statuses of one day, in order of time. The price is a random
/// walk with slow and fast clusters of volatility, short trends, pull-backs and jumps, tied to what
/// the day's plan says of open, close, high and low. Everything follows from seed, date and plan.
class SymbolDay
{
public:
    SymbolDay(std::uint64_t seed, std::size_t asset, SymbolId symbol, const DayPlan& plan);

    /// The next event, or none after the day's end. Valid until pop().
    [[nodiscard]] const MarketEvent* peek();
    /// Precondition: peek() was not null.
    void pop() noexcept { ++m_nextPending; }

private:
    enum class Step : std::uint8_t
    {
        Open, ///< of regular hours; the auction follows within seconds
        OpeningAuction,
        Jump,
        Halt,
        Resume,
        Close,
        ClosingAuction,
        SessionClose
    };
    struct Planned
    {
        Timestamp at;
        Step step{};
        double size = 0;
    };
    enum class Phase : std::uint8_t
    {
        PreMarket,
        AwaitingOpen, ///< regular hours have begun, the auction has not printed
        Regular,
        Halted,
        AwaitingClose, ///< the closing auction has yet to print
        AfterHours,
        Ended
    };
    enum class Mood : std::uint8_t
    {
        Wandering,
        Rising,
        Falling,
        Returning ///< to where it was when the mood began
    };

    void planSteps(const DayPlan& plan);
    void takeStep();
    void takeEvent();
    void enter(Phase phase) noexcept;
    void auction(std::int64_t cents, std::int64_t shares, char code, char officialCode);
    void halt();
    void resume();

    void movePrice();
    void moveMood(double seconds);
    void moveVolatility(double seconds);
    void keepInRange() noexcept;
    void scheduleNext();
    [[nodiscard]] double activity() const noexcept;
    [[nodiscard]] double varianceShape() const noexcept;
    [[nodiscard]] double share() const noexcept;

    void quote();
    void trade();
    void print(std::int64_t cents, std::int64_t shares, std::string_view codes);
    void status(std::string_view code, std::string_view reason);
    void emit(MarketEvent event) { m_pending.push_back(std::move(event)); }

    const SyntheticAsset& m_asset;
    SymbolId m_symbol;
    SessionHours m_hours;
    SymbolPlan m_plan;
    double m_reopenMove = 0;
    Random m_random;
    std::vector<Planned> m_steps;
    std::size_t m_nextStep = 0;
    std::vector<MarketEvent> m_pending;
    std::size_t m_nextPending = 0;

    Phase m_phase = Phase::PreMarket;
    Timestamp m_now;            ///< of the last event
    Timestamp m_moved;          ///< when the price last moved
    Timestamp m_nextEvent;      ///< of the next event that is not planned
    bool m_inBurst = false;     ///< it follows within milliseconds
    bool m_behindTrade = false; ///< and on a trade
    Timestamp m_phaseFrom;
    Timestamp m_phaseTo;
    double m_target = 0; ///< what the walk comes to by m_phaseTo

    double m_walk = 0;      ///< where the walk stands, in dollars; never itself on the tape
    double m_deviation = 0; ///< dollars over a second, at the usual volatility
    double m_fast = 0;      ///< two waves of volatility, minutes and half an hour long
    double m_slow = 0;
    double m_volatility = 1; ///< variance relative to the usual; mean 1
    Mood m_mood = Mood::Wandering;
    Timestamp m_moodEnd;
    double m_moodAnchor = 0;

    std::int64_t m_bid = 0; ///< cents; 0 = no quote stands
    std::int64_t m_ask = 0;
    std::int64_t m_tradeId = 0;
};

} // namespace tapedeck
