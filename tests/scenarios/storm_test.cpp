#include "simulation/storm.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

/// Must hold: no order without an allowing verdict, no limit exceeded with working orders counted
/// as filled, each execution once, books equal, nothing after kill. Two short days each, with a
/// night between them.
TEST(Storm, LeavesEveryPromiseWhole)
{
    Storm::Counts sum;
    constexpr std::uint64_t kSeeds = 150;
    StormPlan plan;
    plan.moments = 1'000;
    plan.ordersPerDay = 120;
    plan.notionalPer4h = Money::fromWhole(40'000);
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        Storm storm{seed, plan};
        storm.day();
        storm.sleep();
        storm.day();
        for (const std::string& problem : storm.problems)
            ADD_FAILURE() << "seed " << seed << ": " << problem;
        sum.add(storm.counts);
    }
    // A storm in which nothing happens proves nothing.
    EXPECT_GT(sum.submits, 2'000);
    EXPECT_GT(sum.denied, 2'000);
    EXPECT_GT(sum.fills, 2'000);
    EXPECT_GT(sum.kills, 100);
    EXPECT_GT(sum.restarts, 100);
    EXPECT_GT(sum.lostAnswers, 100);
    EXPECT_GT(sum.recovered, 50);
}

/// What cannot be found out was not looked for.
TEST(Storm, NoticesEveryRuleThatIsBrokenOnPurpose)
{
    for (std::size_t i = 1; i < kSabotages; ++i) {
        StormPlan plan;
        plan.moments = 1'500;
        plan.sabotage = static_cast<Sabotage>(i);
        // The bound that is broken must be the one that would have held.
        plan.positionPerSymbol = Money::fromWhole(900);
        if (plan.sabotage == Sabotage::ExposureLimit)
            plan.totalExposure = Money::fromWhole(1'200);
        if (plan.sabotage == Sabotage::OrdersPerDay)
            plan.ordersPerDay = 15;
        if (plan.sabotage == Sabotage::NotionalPer4h)
            plan.notionalPer4h = Money::fromWhole(6'000);
        bool noticed = false;
        for (std::uint64_t seed = 1; seed <= 40 && !noticed; ++seed) {
            Storm storm{seed, plan};
            storm.day();
            noticed = !storm.problems.empty();
        }
        EXPECT_TRUE(noticed) << "sabotage " << i;
    }
}

} // namespace
} // namespace tapedeck
