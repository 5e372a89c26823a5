#pragma once

#include "market/session.h"
#include "synthetic/assets.h"

#include <optional>
#include <vector>

namespace tapedeck {

/// What a symbol will have done by the end of a day. The ticks of the day are drawn between these.
struct SymbolPlan
{
    std::int64_t previousClose = 0; ///< all prices in cents
    std::int64_t sessionOpen = 0;   ///< at 04:00; part of the night's gap is behind it
    std::int64_t open = 0;
    std::int64_t high = 0;
    std::int64_t low = 0;
    std::int64_t close = 0;
    std::int64_t sessionClose = 0; ///< at 20:00: the next day's sessionOpen
    std::int64_t volume = 0;
    double deviation = 0; ///< of the return of regular hours
    friend bool operator==(const SymbolPlan&, const SymbolPlan&) = default;
};

/// A halt with news, and the price at which the symbol reopens, relative to before.
struct HaltPlan
{
    std::size_t asset = 0;
    Timestamp from;
    Timestamp to;
    double move = 0;
    friend bool operator==(const HaltPlan&, const HaltPlan&) = default;
};

struct DayPlan
{
    SessionHours hours;
    std::vector<SymbolPlan> symbols; ///< in the order of syntheticAssets()
    HaltPlan halt;
    friend bool operator==(const DayPlan&, const DayPlan&) = default;
};

/// The market day by day: returns with a common factor, a GARCH(1,1) variance (Bollerslev 1986),
/// gaps over night, and a pull back to each asset's level, so that it can go on for ever. A day's
/// draws come from seed and date alone.
class DayModel
{
public:
    /// Stands before the first trading day at or after `first`.
    DayModel(std::uint64_t seed, Date first);

    /// The plan of the next trading day.
    [[nodiscard]] DayPlan next();

private:
    struct State
    {
        std::int64_t close = 0;
        double variance = 1; ///< relative to the asset's own
    };
    struct Draw
    {
        double gap = 0;
        double session = 0;
        double drift = 0;
        double highReach = 0;
        double lowReach = 0;
        double volume = 0;
    };

    [[nodiscard]] Draw draw(std::size_t asset, Date date) const;
    [[nodiscard]] HaltPlan drawHalt(const SessionHours& hours) const;
    [[nodiscard]] SymbolPlan planSymbol(std::size_t asset, Date date, const SessionHours& hours);

    std::uint64_t m_seed;
    MarketCalendar m_calendar;
    Date m_next;
    std::vector<State> m_states;
};

} // namespace tapedeck
