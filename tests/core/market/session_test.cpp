#include "market/new_york.h"
#include "market/session.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tapedeck {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Date day(std::string_view text)
{
    return parseDate(text).value();
}
Timestamp newYork(std::string_view date, Nanoseconds timeOfDay)
{
    return fromNewYork(day(date), timeOfDay);
}

struct Closed
{
    const char* why;
    const char* date;

    friend void PrintTo(const Closed& closed, std::ostream* out) { *out << closed.why; }
};

class ClosedDay : public testing::TestWithParam<Closed>
{};

TEST_P(ClosedDay, HasNoHours)
{
    EXPECT_FALSE(usMarketHours(day(GetParam().date))) << GetParam().date;
}

INSTANTIATE_TEST_SUITE_P(UnitedStates,
                         ClosedDay,
                         testing::Values(Closed{"a Saturday", "2013-10-12"},
                                         Closed{"a Sunday", "2013-10-13"},
                                         Closed{"New Year", "2014-01-01"},
                                         Closed{"New Year of a Sunday, kept on Monday",
                                                "2023-01-02"},
                                         Closed{"Martin Luther King", "2014-01-20"},
                                         Closed{"Washington's birthday", "2014-02-17"},
                                         Closed{"Good Friday in April", "2014-04-18"},
                                         Closed{"Good Friday in March", "2016-03-25"},
                                         Closed{"Memorial Day", "2014-05-26"},
                                         Closed{"Juneteenth of a Sunday", "2022-06-20"},
                                         Closed{"Juneteenth", "2023-06-19"},
                                         Closed{"Independence Day", "2013-07-04"},
                                         Closed{"Independence Day of a Saturday", "2020-07-03"},
                                         Closed{"Independence Day of a Sunday", "2021-07-05"},
                                         Closed{"Labor Day", "2014-09-01"},
                                         Closed{"Thanksgiving", "2013-11-28"},
                                         Closed{"Christmas of a Saturday", "2021-12-24"},
                                         Closed{"Christmas of a Sunday", "2022-12-26"},
                                         Closed{"hurricane Sandy", "2012-10-30"}));

struct Close
{
    const char* why;
    const char* date;
    int hour;

    friend void PrintTo(const Close& close, std::ostream* out) { *out << close.why; }
};

class OpenDay : public testing::TestWithParam<Close>
{};

TEST_P(OpenDay, ClosesAtItsHour)
{
    const auto found = usMarketHours(day(GetParam().date));
    ASSERT_TRUE(found) << GetParam().date;
    const bool early = GetParam().hour == 13;
    EXPECT_EQ(found->extendedOpen, newYork(GetParam().date, 4h));
    EXPECT_EQ(found->open, newYork(GetParam().date, 9h + 30min));
    EXPECT_EQ(found->close, newYork(GetParam().date, std::chrono::hours{GetParam().hour}));
    EXPECT_EQ(found->extendedClose, newYork(GetParam().date, early ? 17h : 20h));
}

INSTANTIATE_TEST_SUITE_P(
    UnitedStates,
    OpenDay,
    testing::Values(Close{"an ordinary Thursday", "2013-10-10", 16},
                    Close{"Columbus Day is no holiday of the exchange", "2013-10-14", 16},
                    Close{"Friday before a Saturday's New Year", "2021-12-31", 16},
                    Close{"Juneteenth before it was one", "2020-06-19", 16},
                    Close{"day after Thanksgiving", "2013-11-29", 13},
                    Close{"Christmas Eve", "2013-12-24", 13},
                    Close{"Wednesday before Independence Day", "2013-07-03", 13},
                    Close{"the same until 2012", "2002-07-03", 16},
                    Close{"whose Friday was short", "2002-07-05", 13},
                    Close{"Tuesday before Independence Day", "2012-07-03", 13},
                    Close{"Friday before a Sunday's Independence Day", "2021-07-02", 16},
                    Close{"Friday before a Monday's Independence Day", "2022-07-01", 16}));

TEST(Sessions, FollowTheClock)
{
    const MarketCalendar calendar;
    const auto session = [&](Nanoseconds timeOfDay) {
        return calendar.sessionAt(newYork("2013-10-10", timeOfDay));
    };
    EXPECT_EQ(session(4h - 1ns), Session::Closed);
    EXPECT_EQ(session(4h), Session::PreMarket);
    EXPECT_EQ(session(9h + 30min - 1ns), Session::PreMarket);
    EXPECT_EQ(session(9h + 30min), Session::Regular);
    EXPECT_EQ(session(16h - 1ns), Session::Regular);
    EXPECT_EQ(session(16h), Session::AfterHours);
    EXPECT_EQ(session(20h), Session::Closed);
    EXPECT_EQ(calendar.sessionAt(newYork("2013-10-12", 12h)), Session::Closed);
    EXPECT_EQ(calendar.sessionAt(newYork("2013-11-29", 14h)), Session::AfterHours);
}

TEST(TradingDay, RollsAtEightInTheEveningToTheNextTradingDay)
{
    const MarketCalendar calendar;
    const auto on = [&](std::string_view date, Nanoseconds timeOfDay) {
        return toString(calendar.tradingDate(newYork(date, timeOfDay)));
    };
    EXPECT_EQ(on("2013-10-10", 0h), "2013-10-10");
    EXPECT_EQ(on("2013-10-10", 20h - 1ns), "2013-10-10");
    EXPECT_EQ(on("2013-10-10", 20h), "2013-10-11");
    EXPECT_EQ(on("2013-10-11", 20h), "2013-10-14");
    EXPECT_EQ(on("2013-10-12", 12h), "2013-10-14");
    EXPECT_EQ(on("2013-11-27", 20h), "2013-11-29");
    EXPECT_EQ(on("2013-11-29", 19h), "2013-11-29");
}

TEST(TradingDay, NeighboursSkipWeekendsAndHolidays)
{
    const MarketCalendar calendar;
    EXPECT_EQ(toString(calendar.nextTradingDay(day("2013-11-27"))), "2013-11-29");
    EXPECT_EQ(toString(calendar.previousTradingDay(day("2013-12-02"))), "2013-11-29");
    EXPECT_EQ(toString(calendar.nextTradingDay(day("2001-09-10"))), "2001-09-17");
}

TEST(BrokerCalendar, IsBelievedInItsRangeAndTheRulesOutsideIt)
{
    SessionHours tenth = usMarketHours(day("2013-10-10")).value();
    tenth.close = newYork("2013-10-10", 12h);
    SessionHours saturday{day("2013-10-12"),
                          newYork("2013-10-12", 10h),
                          newYork("2013-10-12", 11h),
                          newYork("2013-10-12", 10h),
                          newYork("2013-10-12", 11h)};
    MarketCalendar calendar;
    calendar.setBrokerDays(day("2013-10-10"), day("2013-10-13"), {saturday, tenth});
    EXPECT_EQ(calendar.sessionAt(newYork("2013-10-10", 13h)), Session::AfterHours);
    EXPECT_FALSE(calendar.isTradingDay(day("2013-10-11")));
    EXPECT_EQ(calendar.sessionAt(newYork("2013-10-12", 10h)), Session::Regular);
    EXPECT_EQ(toString(calendar.tradingDate(newYork("2013-10-10", 21h))), "2013-10-12");
    EXPECT_TRUE(calendar.isTradingDay(day("2013-10-14")));
    EXPECT_TRUE(calendar.isTradingDay(day("2013-10-09")));
}

TEST(BrokerCalendar, ThatClosesEverythingDoesNotHang)
{
    MarketCalendar calendar;
    calendar.setBrokerDays(day("2013-01-01"), day("2014-12-31"), {});
    EXPECT_EQ(toString(calendar.nextTradingDay(day("2013-10-11"))), "2013-10-14");
    EXPECT_EQ(toString(calendar.previousTradingDay(day("2013-10-14"))), "2013-10-11");
}

TEST(Settlement, IsOnTheNextTradingDayOnWhichBanksAreOpen)
{
    const MarketCalendar calendar;
    const auto settles = [&](std::string_view date) {
        return toString(calendar.settlementDay(day(date)));
    };
    EXPECT_EQ(settles("2026-07-21"), "2026-07-22");
    EXPECT_EQ(settles("2026-07-24"), "2026-07-27") << "over a weekend";
    EXPECT_EQ(settles("2026-11-25"), "2026-11-27") << "over Thanksgiving";
    EXPECT_EQ(settles("2024-10-11"), "2024-10-15") << "over Columbus Day";
    EXPECT_EQ(settles("2024-10-14"), "2024-10-15") << "on it";
    EXPECT_EQ(settles("2026-11-10"), "2026-11-12") << "over Veterans Day";
    EXPECT_EQ(settles("2029-11-09"), "2029-11-13") << "over a Sunday's Veterans Day";
}

} // namespace
} // namespace tapedeck
