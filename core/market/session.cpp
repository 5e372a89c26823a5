#include "market/session.h"

#include "base/check.h"
#include "market/new_york.h"

#include <algorithm>
#include <array>

namespace tapedeck {

namespace {

using namespace std::chrono;

constexpr Nanoseconds kExtendedOpen = hours{4};
constexpr Nanoseconds kOpen = hours{9} + minutes{30};
constexpr Nanoseconds kClose = hours{16};
constexpr Nanoseconds kExtendedClose = hours{20};
constexpr Nanoseconds kEarlyClose = hours{13};
constexpr Nanoseconds kEarlyExtendedClose = hours{17};
constexpr Nanoseconds kDayRoll = hours{20};
/// No rule and no calendar closes the market for longer; 2001 had six days in a row.
constexpr int kClosedDaysMax = 31;

/// Closures that no rule foretells.
constexpr std::array kClosures{
    2001y / September / 11d,
    2001y / September / 12d,
    2001y / September / 13d,
    2001y / September / 14d, // attacks of 11 September
    2004y / June / 11d,      // mourning for President Reagan
    2007y / January / 2d,    // mourning for President Ford
    2012y / October / 29d,
    2012y / October / 30d, // hurricane Sandy
    2018y / December / 5d, // mourning for President G. H. W. Bush
    2025y / January / 9d,  // mourning for President Carter
};

/// Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of Nature, 1876 (Meeus,
/// Astronomical Algorithms, chapter 8).
sys_days easter(year y) noexcept
{
    const int n = static_cast<int>(y);
    const int a = n % 19;
    const int b = n / 100;
    const int c = n % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int monthOfEaster = (h + l - 7 * m + 114) / 31;
    const int dayOfEaster = (h + l - 7 * m + 114) % 31 + 1;
    return sys_days{y / monthOfEaster / dayOfEaster};
}

/// The day on which a fixed holiday is kept: Saturday's on Friday, Sunday's on Monday.
sys_days observed(Date date) noexcept
{
    const sys_days at{date};
    const weekday on{at};
    return on == Saturday ? at - days{1} : on == Sunday ? at + days{1} : at;
}

bool isNewYear(sys_days at, Date date) noexcept
{
    // A Saturday's New Year is not kept: the Friday before ends a year's books.
    const sys_days newYear{date.year() / January / 1};
    return at == newYear || (weekday{newYear} == Sunday && at == newYear + days{1});
}

bool isHoliday(Date date) noexcept
{
    const sys_days at{date};
    const year y = date.year();
    return isNewYear(at, date) ||
           (y >= year{1998} && at == sys_days{y / January / Monday[3]}) || // Martin Luther King
           at == sys_days{y / February / Monday[3]} ||                     // Washington's birthday
           at == easter(y) - days{2} ||                                    // Good Friday
           at == sys_days{y / May / Monday[last]} ||                       // Memorial Day
           (y >= year{2022} && at == observed(y / June / 19)) ||           // Juneteenth
           at == observed(y / July / 4) ||                                 //
           at == sys_days{y / September / Monday[1]} ||                    // Labor Day
           at == sys_days{y / November / Thursday[4]} ||                   // Thanksgiving
           at == observed(y / December / 25) ||
           std::find(kClosures.begin(), kClosures.end(), date) != kClosures.end();
}

/// Columbus Day and Veterans Day: the market is open.
bool isBankHoliday(Date date) noexcept
{
    const sys_days at{date};
    const sys_days veterans{date.year() / November / 11};
    return at == sys_days{date.year() / October / Monday[2]} || at == veterans ||
           (weekday{veterans} == Sunday && at == veterans + days{1});
}

/// Precondition: a trading day.
bool closesEarly(Date date) noexcept
{
    const sys_days at{date};
    const year y = date.year();
    const weekday on{at};
    if (at == sys_days{y / November / Thursday[4]} + days{1} || date == y / December / 24)
        return true;
    // Independence Day: the day before, where it is not a Friday (then it is the holiday itself).
    // Until 2012 a Thursday's holiday shortened the Friday after instead.
    const bool thursdayRule = y < year{2013};
    if (date == y / July / 3)
        return !(thursdayRule && on == Wednesday);
    return thursdayRule && date == y / July / 5 && on == Friday;
}

} // namespace

std::optional<SessionHours> usMarketHours(Date date) noexcept
{
    const weekday on{sys_days{date}};
    if (on == Saturday || on == Sunday || isHoliday(date))
        return std::nullopt;
    const bool early = closesEarly(date);
    return SessionHours{date,
                        fromNewYork(date, kOpen),
                        fromNewYork(date, early ? kEarlyClose : kClose),
                        fromNewYork(date, kExtendedOpen),
                        fromNewYork(date, early ? kEarlyExtendedClose : kExtendedClose)};
}

void MarketCalendar::setBrokerDays(Date from, Date to, std::vector<SessionHours> days)
{
    m_hasBrokerDays = true;
    m_from = from;
    m_to = to;
    m_days = std::move(days);
    std::sort(m_days.begin(), m_days.end(), [](const SessionHours& a, const SessionHours& b) {
        return a.date < b.date;
    });
}

std::optional<SessionHours> MarketCalendar::hoursOn(Date date) const noexcept
{
    if (!m_hasBrokerDays || date < m_from || m_to < date)
        return usMarketHours(date);
    const auto found = std::lower_bound(
        m_days.begin(), m_days.end(), date, [](const SessionHours& hours, Date sought) {
            return hours.date < sought;
        });
    if (found == m_days.end() || found->date != date)
        return std::nullopt;
    return *found;
}

Session MarketCalendar::sessionAt(Timestamp t) const noexcept
{
    const auto hours = hoursOn(toNewYork(t).date);
    if (!hours || t < hours->extendedOpen || t >= hours->extendedClose)
        return Session::Closed;
    if (t < hours->open)
        return Session::PreMarket;
    return t < hours->close ? Session::Regular : Session::AfterHours;
}

Date MarketCalendar::tradingDate(Timestamp t) const noexcept
{
    const auto [date, timeOfDay] = toNewYork(t);
    return timeOfDay < kDayRoll && isTradingDay(date) ? date : nextTradingDay(date);
}

Date MarketCalendar::nextTradingDay(Date date) const noexcept
{
    for (int i = 1; i <= kClosedDaysMax; ++i)
        if (const Date next{sys_days{date} + days{i}}; isTradingDay(next))
            return next;
    // The broker's calendar closes a whole month: believe the rules rather than wait for ever.
    for (sys_days next = sys_days{date} + days{1};; next += days{1})
        if (usMarketHours(Date{next}))
            return Date{next};
}

Date MarketCalendar::previousTradingDay(Date date) const noexcept
{
    for (int i = 1; i <= kClosedDaysMax; ++i)
        if (const Date before{sys_days{date} - days{i}}; isTradingDay(before))
            return before;
    for (sys_days before = sys_days{date} - days{1};; before -= days{1})
        if (usMarketHours(Date{before}))
            return Date{before};
}

Date MarketCalendar::settlementDay(Date tradingDate) const noexcept
{
    Date settles = nextTradingDay(tradingDate);
    while (isBankHoliday(settles))
        settles = nextTradingDay(settles);
    return settles;
}

} // namespace tapedeck
