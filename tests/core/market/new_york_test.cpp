#include "market/new_york.h"

#include <QDateTime>
#include <QTimeZone>

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Timestamp at(std::string_view text)
{
    return parseTimestamp(text).value();
}

TEST(NewYork, AgreesWithTheTimeZoneDatabaseAtEveryHourFrom1987To2037)
{
    const QTimeZone zone{"America/New_York"};
    ASSERT_TRUE(zone.isValid());
    const sys_days first{1987y / January / 1};
    const sys_days end{2038y / January / 1};
    for (Timestamp t = first; t < Timestamp{end}; t += 1h) {
        const qint64 seconds = duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
        const int expected = zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC));
        ASSERT_EQ(std::chrono::seconds{newYorkOffset(t)}.count(), expected) << toRfc3339(t);
    }
}

TEST(NewYork, ComesBackFromEveryHourButTheOneThatComesTwice)
{
    const Timestamp end{sys_days{2038y / January / 1}};
    for (Timestamp t = sys_days{1987y / January / 1}; t < end; t += 1h) {
        const auto [date, timeOfDay] = toNewYork(t);
        const bool isSecond = toNewYork(t - 1h) == NewYorkTime{date, timeOfDay};
        ASSERT_EQ(fromNewYork(date, timeOfDay), isSecond ? t - 1h : t) << toRfc3339(t);
    }
}

TEST(NewYork, SwitchesAtTwoOClockToTheNanosecond)
{
    EXPECT_EQ(newYorkOffset(at("2013-03-10T06:59:59.999999999Z")), -5h);
    EXPECT_EQ(newYorkOffset(at("2013-03-10T07:00:00Z")), -4h);
    EXPECT_EQ(newYorkOffset(at("2013-11-03T05:59:59.999999999Z")), -4h);
    EXPECT_EQ(newYorkOffset(at("2013-11-03T06:00:00Z")), -5h);
    EXPECT_EQ(newYorkOffset(at("2006-04-02T07:00:00Z")), -4h);
    EXPECT_EQ(newYorkOffset(at("2006-10-29T06:00:00Z")), -5h);
}

TEST(NewYork, MovesASkippedTimeOnAndTakesTheFirstOfTwo)
{
    EXPECT_EQ(fromNewYork(2013y / March / 10, 2h + 30min), at("2013-03-10T07:30:00Z"));
    EXPECT_EQ(toNewYork(at("2013-03-10T07:30:00Z")).timeOfDay, 3h + 30min);
    EXPECT_EQ(fromNewYork(2013y / November / 3, 1h + 30min), at("2013-11-03T05:30:00Z"));
}

TEST(NewYork, KnowsItsOwnMidnight)
{
    EXPECT_EQ(newYorkMidnight(at("2013-10-11T00:00:00Z")), at("2013-10-10T04:00:00Z"));
    EXPECT_EQ(newYorkMidnight(at("2013-12-11T05:00:00Z")), at("2013-12-11T05:00:00Z"));
    EXPECT_EQ(newYorkMidnight(at("2013-03-10T15:00:00Z")), at("2013-03-10T05:00:00Z"));
    EXPECT_EQ(toNewYork(at("2013-10-10T03:59:59.999999999Z")),
              (NewYorkTime{2013y / October / 9, 24h - 1ns}));
}

} // namespace
} // namespace tapedeck
