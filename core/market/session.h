#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tapedeck {

enum class Session : std::uint8_t
{
    Closed,
    PreMarket,
    Regular,
    AfterHours
};

/// The hours of one trading day, as instants. Order: extendedOpen <= open < close <= extendedClose.
struct SessionHours
{
    Date date{};
    Timestamp open; ///< regular session
    Timestamp close;
    Timestamp extendedOpen; ///< pre-market
    Timestamp extendedClose;

    friend bool operator==(const SessionHours&, const SessionHours&) = default;
};

/// The hours of a US trading day by the exchanges' standing rules, or none on a weekend or holiday.
/// 04:00, 09:30, 16:00, 20:00 New York; half days close at 13:00 and 17:00. Holds since 1998.
/// Source: NYSE rule 7.2 and its holiday notices; closures that no rule foretells (2001-09-11,
/// hurricanes, days of mourning) are a table in the source.
[[nodiscard]] std::optional<SessionHours> usMarketHours(Date date) noexcept;

/// The trading days: the broker's calendar where it is known, usMarketHours() elsewhere.
class MarketCalendar
{
public:
    /// Takes the broker's word for every day from `from` to `to`: one that is not in `days` is
    /// closed. Replaces what was said before. `days` in any order; those outside are ignored.
    void setBrokerDays(Date from, Date to, std::vector<SessionHours> days);

    /// None on a day without trading.
    [[nodiscard]] std::optional<SessionHours> hoursOn(Date date) const noexcept;
    [[nodiscard]] bool isTradingDay(Date date) const noexcept { return hoursOn(date).has_value(); }
    [[nodiscard]] Session sessionAt(Timestamp t) const noexcept;

    /// The trading day that `t` belongs to. A day rolls at 20:00 New York to the next trading day,
    /// so a weekend is already Monday.
    [[nodiscard]] Date tradingDate(Timestamp t) const noexcept;
    /// The first trading day after `date`, and the last before it.
    [[nodiscard]] Date nextTradingDay(Date date) const noexcept;
    [[nodiscard]] Date previousTradingDay(Date date) const noexcept;
    /// When a trade of that day is settled: the next trading day on which banks are open. The rule
    /// since 2024-05-28 (SEC rule 15c6-1); older tapes are played by it too.
    [[nodiscard]] Date settlementDay(Date tradingDate) const noexcept;

private:
    Date m_from{};
    Date m_to{};
    bool m_hasBrokerDays = false;
    std::vector<SessionHours> m_days; ///< by date
};

} // namespace tapedeck
