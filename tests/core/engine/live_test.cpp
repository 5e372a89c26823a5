#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

class LiveTest : public testing::Test
{
protected:
    LiveTest()
    {
        rig.mode = Mode::Live;
        rig.positions = {{"XYZ", shares("2"), shares("2"), px("50"), {}, {}}};
    }
    void arm()
    {
        rig.send(input::RecordChecked{true, ""});
        rig.send(Command{command::Arm{}});
    }
    /// A proposal that passes the gate waits for a person.
    [[nodiscard]] bool proposes()
    {
        rig.pass(20min);
        rig.market("ABC", "100");
        const auto cards = rig.look().suggestions;
        return std::any_of(cards.begin(), cards.end(), [](const SuggestionCard& card) {
            return card.order.symbol == "ABC";
        });
    }

    EngineRig rig{Rules::Approval};
};

TEST_F(LiveTest, EntriesAreOffInEachStartUntilAPersonArmsThem)
{
    rig.start();
    EXPECT_FALSE(proposes());
    arm();
    EXPECT_TRUE(rig.look().armed);
    EXPECT_TRUE(proposes());
}

/// The document may have been edited since live was unlocked on it.
TEST_F(LiveTest, BeginsWithTheDefaultsOrTighterUntilAPersonConfirmsMore)
{
    const LimitTable usual = LimitTable::defaults(Rules::Approval);
    rig.config.limits = usual;
    rig.config.limits.positionPerSymbol = usd("1000000");
    rig.config.limits.totalExposure = usd("100");
    rig.start();
    const LimitTable inForce = rig.look().limitsInForce.table;
    EXPECT_EQ(inForce.positionPerSymbol, usual.positionPerSymbol);
    EXPECT_EQ(inForce.totalExposure, usd("100"));
    ASSERT_FALSE(rig.look().notices.empty());
    EXPECT_NE(rig.look().notices[0].find("position_per_symbol"), std::string::npos);
}

TEST_F(LiveTest, WhatIsLockedCannotBeArmed)
{
    rig.locked = "live is locked again: the kill switch was pressed";
    rig.start();
    arm();
    EXPECT_FALSE(rig.look().armed);
    EXPECT_FALSE(proposes());
    EXPECT_EQ(rig.look().locked, rig.locked);
    // Out of it one gets in any case.
    rig.market("XYZ", "50");
    rig.send(Command{command::ClosePosition{"XYZ"}});
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(LiveTest, AKillLocksAndAReleaseDoesNotUnlock)
{
    rig.start();
    arm();
    rig.send(Command{command::Kill{false, "window"}});
    rig.send(Command{command::Kill{false, "window"}});
    EXPECT_EQ(rig.audits(AuditKind::LiveLocked).size(), 1U);
    rig.list();
    rig.list();
    rig.send(Command{command::Release{std::string{kReleasePhrase}, "window"}});
    rig.truth();
    EXPECT_FALSE(rig.look().armed);
    arm();
    EXPECT_FALSE(rig.look().armed);
    EXPECT_FALSE(proposes());
}

TEST_F(LiveTest, AKillWhileNothingRanIsOnRecordWhateverElseLocks)
{
    rig.locked = "allow_live is not true in the settings for live";
    rig.startFrom("", true);
    EXPECT_EQ(rig.audits(AuditKind::LiveLocked).size(), 1U);
}

TEST_F(LiveTest, ADifferenceThatNothingExplainsLocks)
{
    rig.start();
    arm();
    rig.pass(20min);
    rig.positions[0].quantity = shares("5");
    rig.send(input::CheckDue{});
    rig.truth();
    rig.truth(); // seen twice
    EXPECT_EQ(rig.audits(AuditKind::LiveLocked).size(), 1U);
    EXPECT_FALSE(rig.look().armed);
}

TEST_F(LiveTest, OtherModesKnowNoLock)
{
    rig.mode = Mode::Paper;
    rig.start();
    rig.send(Command{command::Kill{false, "window"}});
    EXPECT_TRUE(rig.audits(AuditKind::LiveLocked).empty());
    EXPECT_EQ(rig.look().locked, "");
}

} // namespace
} // namespace tapedeck
