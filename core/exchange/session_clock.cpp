#include "exchange/session_clock.h"

#include "base/check.h"

#include <utility>

namespace tapedeck {

SessionClock::SessionClock(std::vector<CalendarDay> days) : m_days{std::move(days)}
{
    findNext();
}

void SessionClock::findNext() noexcept
{
    if (m_passed / 4 >= m_days.size()) {
        m_next = Timestamp::max();
        return;
    }
    const CalendarDay& today = m_days[m_passed / 4];
    switch (session()) {
    case Session::Closed:
        m_next = today.sessionOpen;
        return;
    case Session::PreMarket:
        m_next = today.open;
        return;
    case Session::Regular:
        m_next = today.close;
        return;
    case Session::AfterHours:
        m_next = today.sessionClose;
        return;
    }
    CHECK(false);
}

void SessionClock::step() noexcept
{
    CHECK(m_next != Timestamp::max());
    ++m_passed;
    findNext();
}

void SessionClock::seek(Timestamp t) noexcept
{
    while (m_next <= t && m_next != Timestamp::max())
        step();
}

const CalendarDay* SessionClock::day(std::size_t later) const noexcept
{
    const std::size_t index = m_passed / 4 + later;
    return index < m_days.size() ? &m_days[index] : nullptr;
}

BrokerClock SessionClock::clock(Timestamp now) const noexcept
{
    BrokerClock clock;
    clock.at = now;
    clock.isOpen = session() == Session::Regular;
    const bool opensToday = session() == Session::Closed || session() == Session::PreMarket;
    const bool closesToday = opensToday || clock.isOpen;
    if (const CalendarDay* next = day(opensToday ? 0 : 1))
        clock.nextOpen = next->open;
    if (const CalendarDay* next = day(closesToday ? 0 : 1))
        clock.nextClose = next->close;
    return clock;
}

std::vector<CalendarDay> calendarDays(const MarketCalendar& calendar, Date from, Date to)
{
    std::vector<CalendarDay> days;
    for (auto t = std::chrono::sys_days{from}; t <= std::chrono::sys_days{to};
         t += std::chrono::days{1}) {
        if (const auto hours = calendar.hoursOn(Date{t}))
            days.push_back({hours->date,
                            hours->open,
                            hours->close,
                            hours->extendedOpen,
                            hours->extendedClose});
    }
    return days;
}

} // namespace tapedeck
