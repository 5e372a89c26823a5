#include "trading/calendar.h"

#include "market/session.h"

namespace tapedeck {

std::vector<CalendarDay> usCalendar(Date from, Date to)
{
    std::vector<CalendarDay> days;
    for (std::chrono::sys_days day{from}; day <= std::chrono::sys_days{to};
         day += std::chrono::days{1}) {
        if (const auto hours = usMarketHours(Date{day}))
            days.push_back({hours->date,
                            hours->open,
                            hours->close,
                            hours->extendedOpen,
                            hours->extendedClose});
    }
    return days;
}

} // namespace tapedeck
