#include "app/commands/simulation_journal.h"
#include "simulation/storm.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

/// Short days, so that the suite has many of them.
StormPlan shortDays(int moments)
{
    StormPlan plan;
    plan.moments = moments;
    plan.eventsMin = plan.proposalsMin = 0;
    return plan;
}

void expectNoProblems(std::uint64_t seed, const Storm& storm)
{
    if (storm.problems().empty())
        return;
    std::string story;
    for (const std::string& line : storm.story())
        story += "\n    " + line;
    for (const std::string& problem : storm.problems())
        story += "\n  ! " + problem;
    ADD_FAILURE() << "seed " << seed << ":" << story;
}

/// Must hold: no order without an allowing verdict or before it is on disk, no limit exceeded with
/// working orders counted as filled, each intent sent once, each execution counted once, books
/// equal, nothing after kill, the record whole, each suggestion ended once, and a restarted engine
/// the one that was last on disk. Two short days each, with a night between them.
TEST(Storm, LeavesEveryPromiseWhole)
{
    StormCounts sum;
    constexpr std::uint64_t kSeeds = 120;
    StormPlan plan = shortDays(1'000);
    plan.ordersPerDay = 120;
    plan.notionalPer4h = Money::fromWhole(40'000);
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        Storm storm{seed, plan};
        storm.day();
        storm.sleep();
        storm.day();
        expectNoProblems(seed, storm);
        sum.add(storm.counts());
    }
    // A storm in which nothing happens proves nothing.
    EXPECT_GT(sum.submits, 2'000);
    EXPECT_GT(sum.denied, 2'000);
    EXPECT_GT(sum.fills, 2'000);
    EXPECT_GT(sum.kills, 100);
    EXPECT_GT(sum.restarts, 100);
    EXPECT_GT(sum.compared, 100);
    EXPECT_GT(sum.lostAnswers, 100);
    EXPECT_GT(sum.recovered, 50);
    EXPECT_GT(sum.refusedCommits, 50);
    EXPECT_GT(sum.sleeps, 20);
}

TEST(Storm, HasADayWithEnoughInIt)
{
    Storm storm{1};
    storm.day();
    expectNoProblems(1, storm);
    EXPECT_GE(storm.counts().eventsLeast, StormPlan{}.eventsMin);
    EXPECT_GE(storm.counts().proposalsLeast, StormPlan{}.proposalsMin);
}

TEST(Storm, IsTheSameForTheSameSeed)
{
    const auto play = [] {
        Storm storm{7, shortDays(800)};
        storm.day();
        return std::pair{storm.story(), storm.counts().events};
    };
    EXPECT_EQ(play(), play());
}

/// The real journal, on a real file, in place of the one in memory.
TEST(Storm, LeavesEveryPromiseWholeOnDisk)
{
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        auto store = commands::makeJournalStore();
        ASSERT_TRUE(store) << store.error().what;
        Storm storm{seed, shortDays(600), std::move(*store)};
        storm.day();
        storm.sleep();
        storm.day();
        expectNoProblems(seed, storm);
        EXPECT_GT(storm.counts().commits, 50);
    }
}

class BrokenRule : public testing::TestWithParam<std::size_t>
{};

/// What cannot be found out was not looked for.
TEST_P(BrokenRule, IsNoticed)
{
    StormPlan plan = shortDays(3'000);
    plan.sabotage = static_cast<Sabotage>(GetParam());
    // The bound that is broken must be the one that would have held.
    plan.positionPerSymbol = Money::fromWhole(900);
    if (plan.sabotage == Sabotage::ExposureLimit)
        plan.totalExposure = Money::fromWhole(1'200);
    if (plan.sabotage == Sabotage::OrdersPerDay)
        plan.ordersPerDay = 15;
    if (plan.sabotage == Sabotage::NotionalPer4h)
        plan.notionalPer4h = Money::fromWhole(6'000);
    bool noticed = false;
    constexpr std::uint64_t kSeeds = 600;
    for (std::uint64_t seed = 1; seed <= kSeeds && !noticed; ++seed) {
        Storm storm{seed, plan};
        storm.day();
        // Looser limits count from the next day, and a lock from the next start.
        if (plan.sabotage >= Sabotage::LimitsDeaf && storm.problems().empty()) {
            storm.sleep();
            storm.day();
        }
        noticed = !storm.problems().empty();
        if (noticed) {
            EXPECT_FALSE(storm.story().empty()) << "what happened is told";
        }
    }
    EXPECT_TRUE(noticed);
}

INSTANTIATE_TEST_SUITE_P(Storm,
                         BrokenRule,
                         testing::Range<std::size_t>(1, kSabotages),
                         [](const auto& of) {
                             return std::string{toString(static_cast<Sabotage>(of.param))};
                         });

} // namespace
} // namespace tapedeck
