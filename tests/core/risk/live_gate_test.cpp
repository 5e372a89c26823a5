#include "risk/live_gate.h"

#include <gtest/gtest.h>

#include <functional>

namespace tapedeck {
namespace {

LiveEvidence earned()
{
    LiveEvidence evidence;
    evidence.tradingDays = kLiveTradingDaysMin;
    evidence.completedTrades = kLiveTradesMin;
    evidence.proof = proveFire(LimitTable::defaults(Rules::Approval));
    evidence.keysProblem.clear();
    evidence.allowed = true;
    return evidence;
}

TEST(LiveGate, OpensWhereEverythingIsSo)
{
    const LiveVerdict verdict = LiveGate::check(earned());
    EXPECT_TRUE(verdict.isEarned());
    EXPECT_EQ(verdict.checks.size(), kLiveRequirements);
    EXPECT_FALSE(LiveVerdict{}.isEarned());
    EXPECT_FALSE(LiveGate::check(LiveEvidence{}).isEarned());
}

/// Each requirement by itself keeps it shut, and says so in its own row.
TEST(LiveGate, StaysShutForEachThingThatIsMissing)
{
    const std::vector<std::pair<LiveRequirement, std::function<void(LiveEvidence&)>>> cases{
        {LiveRequirement::RecordWhole, [](auto& e) { e.recordProblem = "row 7 was changed"; }},
        {LiveRequirement::TradingDays, [](auto& e) { --e.tradingDays; }},
        {LiveRequirement::CompletedTrades, [](auto& e) { --e.completedTrades; }},
        {LiveRequirement::NoDifferences, [](auto& e) { e.differences = 1; }},
        {LiveRequirement::LimitsSet, [](auto& e) { e.limitsProblem = "not set"; }},
        {LiveRequirement::ProofOfFire, [](auto& e) { e.proof.inert = {Limit::DayLoss}; }},
        {LiveRequirement::KeysVerified, [](auto& e) { e.keysProblem = "401"; }},
        {LiveRequirement::Allowed, [](auto& e) { e.allowed = false; }},
        {LiveRequirement::NotForbidden, [](auto& e) { e.forbidden = true; }},
        {LiveRequirement::NotKilled, [](auto& e) { e.killed = true; }},
    };
    ASSERT_EQ(cases.size(), kLiveRequirements);
    for (const auto& [requirement, spoil] : cases) {
        LiveEvidence evidence = earned();
        spoil(evidence);
        const LiveVerdict verdict = LiveGate::check(evidence);
        EXPECT_FALSE(verdict.isEarned());
        for (const LiveCheck& check : verdict.checks)
            EXPECT_EQ(check.met, check.requirement != requirement) << check.wanted;
    }
}

TEST(LiveGate, AdmitsNobodyWhoNeverUnlocked)
{
    LiveStart start;
    start.allowed = true;
    EXPECT_FALSE(LiveGate::admit(start));
    start.unlockedAt = Timestamp{};
    const auto licence = LiveGate::admit(start);
    ASSERT_TRUE(licence);
    EXPECT_EQ(licence->entriesLocked(), "");
    start.forbidden = true;
    EXPECT_FALSE(LiveGate::admit(start)) << "whatever else is so";
}

/// Who holds something must be able to get out of it.
TEST(LiveGate, WhatIsLockedAgainStartsForExitsAlone)
{
    LiveStart start;
    start.unlockedAt = Timestamp{};
    start.allowed = true;
    const auto locked = [&start](const auto& spoil) {
        LiveStart spoilt = start;
        spoil(spoilt);
        const auto licence = LiveGate::admit(spoilt);
        return licence && !licence->entriesLocked().empty();
    };
    EXPECT_TRUE(locked([](LiveStart& s) { s.lockedWhy = "the kill switch was pressed"; }));
    EXPECT_TRUE(locked([](LiveStart& s) { s.allowed = false; }));
    EXPECT_TRUE(locked([](LiveStart& s) { s.recordProblem = "row 7 was changed"; }));
    EXPECT_FALSE(locked([](LiveStart&) {}));
}

} // namespace
} // namespace tapedeck
