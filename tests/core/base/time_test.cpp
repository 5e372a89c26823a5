#include "base/time.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(Time, ReadsEveryFormOfTheWire)
{
    const auto nanos = [](std::string_view text) { return nanosOf(parseTimestamp(text).value()); };
    EXPECT_EQ(nanos("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(nanos("2013-10-10T13:30:00Z"), 1'381'411'800'000'000'000);
    EXPECT_EQ(nanos("2021-02-22T15:51:45.335689322Z"), 1'614'009'105'335'689'322);
    EXPECT_EQ(nanos("2026-07-24T10:42:48.601374373-04:00"),
              nanos("2026-07-24T14:42:48.601374373Z"));
    EXPECT_EQ(nanos("2026-07-24T10:42:48+05:30"), nanos("2026-07-24T05:12:48Z"));
}

TEST(Time, PrintsTheShortestFormAndReadsItBack)
{
    for (const char* text : {"2013-10-10T13:30:00Z",
                             "2013-10-10T13:30:00.5Z",
                             "2021-02-22T15:51:45.335689322Z",
                             "2024-02-29T23:59:59.000000001Z"})
        EXPECT_EQ(toRfc3339(parseTimestamp(text).value()), text);
}

TEST(Time, RefusesWhatIsNoTime)
{
    for (const char* text : {"",
                             "2013-10-10",
                             "2013-10-10T13:30:00",
                             "2013-13-10T13:30:00Z",
                             "2013-02-29T13:30:00Z",
                             "2013-10-10T24:30:00Z",
                             "2013-10-10T13:30:00.Z",
                             "2013-10-10T13:30:00.1234567890Z",
                             "2013-10-10T13:30:00Zx",
                             "2013-10-10 13:30:00Z",
                             "1969-12-31T23:59:59Z",
                             "9999-12-31T23:59:59Z"})
        EXPECT_FALSE(parseTimestamp(text).has_value()) << text;
}

TEST(Time, DaysRoundTrip)
{
    EXPECT_EQ(toString(parseDate("2024-02-29").value()), "2024-02-29");
    EXPECT_FALSE(parseDate("2023-02-29").has_value());
    EXPECT_FALSE(parseDate("2023-2-9").has_value());
}

TEST(SecondsText, IsCutOffAtTheMillisecond)
{
    EXPECT_EQ(secondsText(Nanoseconds{0}), "0.000 s");
    EXPECT_EQ(secondsText(Nanoseconds{412'999'999}), "0.412 s");
    EXPECT_EQ(secondsText(Nanoseconds{61'007'000'000}), "61.007 s");
    EXPECT_EQ(secondsText(Nanoseconds{-5}), "0.000 s");
}

} // namespace
} // namespace tapedeck
