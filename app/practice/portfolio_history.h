#pragma once

#include "app/practice/venue.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck::practice {

/// The account's worth at one moment.
struct EquityPoint
{
    Timestamp at;
    Money equity;
    Money before; ///< what gain and loss are counted from: the last day's, or the last point's
    friend bool operator==(const EquityPoint&, const EquityPoint&) = default;
};

/// The account's past, told from its fills and the market's bars: what was held at a time, at the
/// last price that a bar had by then. Nothing is kept for it.
class PortfolioHistory
{
public:
    explicit PortfolioHistory(const Venue& venue);

    [[nodiscard]] Money equityAt(Timestamp at) const;
    /// One a trading day from `first` to `last`, at the end of its session, the growing one as it
    /// stands now. Days before the account was made are left out.
    [[nodiscard]] std::vector<EquityPoint> daily(Date first, Date last) const;
    /// Each `step` of the sessions of those days, up to now. `extended`: from 04:00 to 20:00, else
    /// regular hours.
    [[nodiscard]] std::vector<EquityPoint>
    intraday(Date first, Date last, Nanoseconds step, bool extended) const;

private:
    struct Step
    {
        Timestamp at;
        SymbolId symbol{};
        Quantity quantity; ///< signed
        Money cash;        ///< signed
    };

    [[nodiscard]] std::optional<Price> priceAt(SymbolId symbol, Timestamp at) const;
    [[nodiscard]] Money endOfDayBefore(Date day) const;

    const Venue& m_venue;
    MarketCalendar m_calendar;
    std::vector<Step> m_fills; ///< newest first
};

} // namespace tapedeck::practice
