#include "session/lag_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tapedeck {
namespace {

TEST(LagHistogram, HasNoQuantileWithoutLags)
{
    EXPECT_FALSE(LagHistogram{}.quantile(500));
}

TEST(LagHistogram, IsWithinAFifthOfTheTrueQuantile)
{
    LagHistogram histogram;
    std::vector<std::int64_t> lags;
    std::uint64_t state = 9;
    for (int i = 0; i < 5'000; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto lag = static_cast<std::int64_t>(state >> (24U + state % 17U));
        lags.push_back(lag);
        histogram.add(Nanoseconds{lag});
    }
    std::sort(lags.begin(), lags.end());
    for (const std::size_t permille : {1U, 250U, 500U, 900U, 990U, 1'000U}) {
        const auto truth = lags[std::max<std::size_t>(lags.size() * permille / 1'000, 1) - 1];
        const auto got = histogram.quantile(permille).value().count();
        EXPECT_GE(got, truth) << permille;
        EXPECT_LE(got, truth + truth / 4 + 1) << permille;
    }
}

TEST(LagHistogram, ForgetsWhatIsTwoTurnsOld)
{
    LagHistogram histogram;
    histogram.add(std::chrono::seconds{1});
    histogram.turn();
    EXPECT_TRUE(histogram.quantile(500));
    histogram.turn();
    EXPECT_FALSE(histogram.quantile(500));
}

TEST(LagHistogram, TakesEveryLagThereIs)
{
    LagHistogram histogram;
    histogram.add(Nanoseconds{-5});
    EXPECT_EQ(histogram.quantile(1'000), Nanoseconds{0});
    histogram.add(Nanoseconds::max());
    EXPECT_EQ(histogram.quantile(1'000), Nanoseconds::max());
}

} // namespace
} // namespace tapedeck
