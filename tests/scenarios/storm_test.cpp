#include "app/commands/simulation_journal.h"
#include "simulation/storm.h"
#include "storm_plans.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

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
    EXPECT_GT(sum.approved, 100);
    EXPECT_GT(sum.expired, 50);
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

/// A rule that is broken, and a part of what is said of it.
struct Broken
{
    Sabotage rule{};
    const char* notice = "";
};

constexpr std::array kBroken{
    Broken{Sabotage::PositionLimit, "the position in"},
    Broken{Sabotage::ExposureLimit, "the exposure exceeds its limit"},
    Broken{Sabotage::OrdersPerMinute, "too many orders in a minute"},
    Broken{Sabotage::OrdersPerDay, "too many orders today"},
    Broken{Sabotage::NotionalPer4h, "the notional of four hours exceeds its limit"},
    Broken{Sabotage::SymbolSpacing, "was just before on the same symbol"},
    Broken{Sabotage::Verdict, "was submitted without an allowing verdict"},
    Broken{Sabotage::Kill, "was submitted after the kill"},
    Broken{Sabotage::LatchLost, "the kill did not outlive the restart"},
    Broken{Sabotage::LatchUnread, "was sent after the kill"},
    Broken{Sabotage::SubmitTwice, "was sent twice"},
    Broken{Sabotage::IntentResent, "was sent twice"},
    Broken{Sabotage::SentBeforeDurable, "was sent before it was on disk"},
    Broken{Sabotage::StateBeforeCommit, "on record, and filled"},
    Broken{Sabotage::StateBehind, "is on disk, and the restarted engine does not know it"},
    Broken{Sabotage::StateLost, "is on disk, and the restarted engine does not know it"},
    Broken{Sabotage::ChainBroken, "is not as it was written"},
    Broken{Sabotage::RowLost, "is not as it was written"},
    Broken{Sabotage::FillTwice, "on record, and filled"},
    Broken{Sabotage::FillLost, "a position differs and nothing explains it"},
    Broken{Sabotage::LookupMisread, "was given up, and the exchange has it"},
    Broken{Sabotage::FillsPageSkipped, "a position differs and nothing explains it"},
    Broken{Sabotage::CardLost, "has not ended, and its time is over"},
    Broken{Sabotage::InstanceDeaf, "is of an instance that is switched off"},
    Broken{Sabotage::WatchlistDeaf, "is in a symbol that is not watched"},
    Broken{Sabotage::LimitsDeaf, "exceeds its limit"},
    Broken{Sabotage::LoosenedUnasked, "exceeds its limit"},
    Broken{Sabotage::ArmedUnasked, "enters while live entries are off"},
    Broken{Sabotage::LockIgnored, "enters while live entries are off"},
    Broken{Sabotage::TruthLate, "the books agree only"},
    Broken{Sabotage::PriceAge, "was approved on a price that is old"},
    Broken{Sabotage::ApprovalSkipped, "leaves, and nobody was asked"},
    Broken{Sabotage::OrderAltered, "was sent as another order than was decided"},
    Broken{Sabotage::DigestCorrected, "was approved, and nobody has done it"},
    Broken{Sabotage::ApprovedUnasked, "was approved, and nobody has done it"},
    Broken{Sabotage::CardOutlives, "has not ended, and its time is over"},
    Broken{Sabotage::SeenForged, "that is not what the person did"},
    Broken{Sabotage::SeenLost, "that is not what the person did"},
    Broken{Sabotage::DriftHidden, "the market has drifted"},
    Broken{Sabotage::PhraseCorrected, "nobody has typed the phrase"},
    Broken{Sabotage::StartedUnearned, "live starts, and nobody has earned it"},
    Broken{Sabotage::UnlockedUnearned, "enters while live entries are off"},
    Broken{Sabotage::SentLate, "was sent long after it was decided"},
    Broken{Sabotage::PressForgotten, "was decided before a kill and sent after its release"},
};
static_assert(kBroken.size() == kSabotages - 1, "each rule has its line");

StormPlan planFor(Sabotage rule)
{
    StormPlan plan = shortDays(3'000);
    plan.sabotage = rule;
    narrow(plan, Limit::PositionNotional);
    if (rule == Sabotage::ExposureLimit)
        narrow(plan, Limit::TotalExposure);
    if (rule == Sabotage::OrdersPerDay)
        narrow(plan, Limit::OrdersPerDay);
    if (rule == Sabotage::NotionalPer4h)
        narrow(plan, Limit::NotionalPer4h);
    return plan;
}

/// Looser limits count from the next day, and a lock from the next start.
bool needsTwoDays(Sabotage rule)
{
    return rule == Sabotage::LimitsDeaf || rule == Sabotage::LoosenedUnasked ||
           rule == Sabotage::ArmedUnasked || rule == Sabotage::LockIgnored ||
           rule == Sabotage::UnlockedUnearned;
}

class BrokenRule : public testing::TestWithParam<Broken>
{};

/// What cannot be found out was not looked for.
TEST_P(BrokenRule, IsNoticed)
{
    const Broken& broken = GetParam();
    std::set<std::string> others;
    constexpr std::uint64_t kSeeds = 600;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        Storm storm{seed, planFor(broken.rule)};
        storm.day();
        if (needsTwoDays(broken.rule) && storm.problems().empty()) {
            storm.sleep();
            storm.day();
        }
        for (const std::string& problem : storm.problems()) {
            if (problem.find(broken.notice) != std::string::npos) {
                EXPECT_FALSE(storm.story().empty()) << "what happened is told";
                return;
            }
            others.insert(problem);
        }
    }
    std::string text;
    for (const std::string& other : others)
        text += "\n  " + other;
    ADD_FAILURE() << "nobody said that it " << broken.notice << "; but:" << text;
}

INSTANTIATE_TEST_SUITE_P(Storm, BrokenRule, testing::ValuesIn(kBroken), [](const auto& of) {
    return std::string{toString(of.param.rule)};
});

} // namespace
} // namespace tapedeck
