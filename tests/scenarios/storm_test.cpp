#include "storm.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

/// Must hold: no order without an allowing verdict, no limit exceeded with working orders counted
/// as filled, each execution once, books equal, nothing after kill.
TEST(Storm, LeavesEveryPromiseWhole)
{
    test::Storm::Counts sum;
    constexpr std::uint64_t kSeeds = 200;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        test::Storm storm{seed};
        storm.blow(1'500);
        storm.calm();
        if (storm.problems.empty())
            storm.compareBooks();
        for (const std::string& problem : storm.problems)
            ADD_FAILURE() << "seed " << seed << ": " << problem;
        sum.submits += storm.counts.submits;
        sum.denied += storm.counts.denied;
        sum.fills += storm.counts.fills;
        sum.kills += storm.counts.kills;
        sum.restarts += storm.counts.restarts;
        sum.lostAnswers += storm.counts.lostAnswers;
        sum.recovered += storm.counts.recovered;
    }
    // A storm in which nothing happens proves nothing.
    EXPECT_GT(sum.submits, 2'000);
    EXPECT_GT(sum.denied, 2'000);
    EXPECT_GT(sum.fills, 2'000);
    EXPECT_GT(sum.kills, 100);
    EXPECT_GT(sum.restarts, 100);
    EXPECT_GT(sum.lostAnswers, 100);
    EXPECT_GT(sum.recovered, 50);
    std::printf("submits=%d denied=%d fills=%d kills=%d restarts=%d lost=%d recovered=%d\n",
                sum.submits,
                sum.denied,
                sum.fills,
                sum.kills,
                sum.restarts,
                sum.lostAnswers,
                sum.recovered);
}

} // namespace
} // namespace tapedeck
