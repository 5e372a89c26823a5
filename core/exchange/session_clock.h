#pragma once

#include "base/time.h"
#include "market/session.h"
#include "trading/account.h"

#include <cstddef>
#include <vector>

namespace tapedeck {

/// Where a time stands in a calendar of trading days. Moves forward, one boundary at a time, so
/// that whoever follows it acts at each of them.
class SessionClock
{
public:
    /// Precondition: days ascend and do not overlap.
    explicit SessionClock(std::vector<CalendarDay> days);

    [[nodiscard]] Session session() const noexcept { return static_cast<Session>(m_passed % 4); }
    /// When the session ends; the end of time after the calendar's last day.
    [[nodiscard]] Timestamp nextBoundary() const noexcept { return m_next; }
    void step() noexcept;
    /// Steps past every boundary at or before `t`.
    void seek(Timestamp t) noexcept;

    /// The day in session or, while closed, the next one; `later` counts on from there.
    [[nodiscard]] const CalendarDay* day(std::size_t later = 0) const noexcept;
    [[nodiscard]] BrokerClock clock(Timestamp now) const noexcept;
    [[nodiscard]] const std::vector<CalendarDay>& days() const noexcept { return m_days; }

private:
    void findNext() noexcept;

    std::vector<CalendarDay> m_days;
    std::size_t m_passed = 0; ///< four boundaries a day
    Timestamp m_next;
};

/// The trading days from `from` to `to`, both included, as an exchange's calendar.
[[nodiscard]] std::vector<CalendarDay>
calendarDays(const MarketCalendar& calendar, Date from, Date to);

} // namespace tapedeck
