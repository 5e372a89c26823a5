#include "session/call_counts.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using std::chrono::minutes;

TEST(CallCounts, CountsTheLastHourByPurpose)
{
    CallCounts counts;
    const Nanoseconds start = std::chrono::hours{5};
    for (int minute = 0; minute < 90; ++minute)
        counts.add(CallPurpose::Clock, start + minutes{minute});
    counts.add(CallPurpose::Orders, start + minutes{89});
    const auto hour = counts.lastHour(start + minutes{89});
    EXPECT_EQ(hour[static_cast<std::size_t>(CallPurpose::Clock)], 60);
    EXPECT_EQ(hour[static_cast<std::size_t>(CallPurpose::Orders)], 1);
    const auto later = counts.lastHour(start + minutes{148});
    EXPECT_EQ(later[static_cast<std::size_t>(CallPurpose::Clock)], 1);
    const auto gone = counts.lastHour(start + minutes{149});
    EXPECT_EQ(gone[static_cast<std::size_t>(CallPurpose::Orders)], 0);
}

} // namespace
} // namespace tapedeck
