#include "engine_rig.h"
#include "risk/gate.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

class LimitTest : public testing::Test
{
protected:
    static TradingConfig with(Money positionPerSymbol)
    {
        TradingConfig config = benchConfig(Rules::Automatic);
        config.limits.positionPerSymbol = positionPerSymbol;
        return config;
    }
    void set(const LimitTable& table, std::string typed = "", std::vector<std::string> blocked = {})
    {
        rig.send(Command{command::SetLimits{{table, std::move(blocked)}, std::move(typed)}});
    }
    [[nodiscard]] Money bound() const { return rig.look().limitsInForce.table.positionPerSymbol; }
    [[nodiscard]] std::string configured() const
    {
        std::string all;
        for (const AuditEntry* row : rig.audits(AuditKind::Configured))
            all += row->detail + "\n";
        return all;
    }
    [[nodiscard]] LimitTable table(std::string_view positionPerSymbol) const
    {
        LimitTable changed = rig.look().limitsInForce.table;
        changed.positionPerSymbol = usd(positionPerSymbol);
        return changed;
    }

    EngineRig rig{Rules::Automatic, with(usd("5000"))};
    const std::string phrase{kLoosenPhrase};
};

TEST_F(LimitTest, WhatAllowsLessCountsForTheVeryNextOrder)
{
    rig.start();
    set(table("100")); // an entry is for 500
    EXPECT_EQ(bound(), usd("100"));
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_NE(configured().find("limits tightened: position_per_symbol 5000 -> 100"),
              std::string::npos);
}

TEST_F(LimitTest, WhatAllowsMoreIsRefusedWithoutThePhrase)
{
    rig.start();
    for (const char* typed : {"", "yes", "Allow more", "allow more "})
        set(table("9000"), typed);
    EXPECT_EQ(bound(), usd("5000"));
    EXPECT_FALSE(rig.look().limitsPending);
    rig.pass(24h * 5);
    EXPECT_EQ(bound(), usd("5000"));
    EXPECT_NE(configured().find("nobody confirmed"), std::string::npos);
}

TEST_F(LimitTest, WhatAllowsMoreCountsFromTheNextTradingDay)
{
    rig.start();
    set(table("9000"), phrase);
    EXPECT_EQ(bound(), usd("5000"));
    const auto pending = rig.look().limitsPending;
    ASSERT_TRUE(pending);
    ASSERT_EQ(pending->moves.size(), 1U);
    EXPECT_EQ(pending->moves[0].after, "9000");
    rig.pass(1h);
    EXPECT_EQ(bound(), usd("5000"));
    rig.pass(24h);
    EXPECT_EQ(bound(), usd("9000"));
    EXPECT_FALSE(rig.look().limitsPending);
    EXPECT_NE(configured().find("limits loosened, as confirmed"), std::string::npos);
}

/// A machine whose clock was set forward must not have tomorrow's limits today.
TEST_F(LimitTest, WhatWaitsForItsDayComesOnlyByAClockThatTheBrokerConfirms)
{
    rig.start();
    set(table("9000"), phrase);
    rig.send(input::ClockReading{Nanoseconds{26h}});
    rig.pass(26h);
    EXPECT_EQ(bound(), usd("5000"));
    EXPECT_TRUE(rig.look().limitsPending);
    rig.send(input::ClockReading{-Nanoseconds{500ms}});
    rig.pass(1s);
    EXPECT_EQ(bound(), usd("9000"));
}

TEST_F(LimitTest, NothingIsLoosenedWhileTheJournalCannotBeWritten)
{
    rig.start();
    rig.send(input::LinkChanged{Link::Journal, LinkState::Stale, "disk full"});
    set(table("9000"), phrase);
    EXPECT_FALSE(rig.look().limitsPending);
    set(table("100"));
    EXPECT_EQ(bound(), usd("100")) << "tightening needs no disk";
    rig.send(input::LinkChanged{Link::Journal, LinkState::Live, "the journal writes again"});
    set(table("9000"), phrase);
    EXPECT_TRUE(rig.look().limitsPending);
}

TEST_F(LimitTest, TighteningInAHurryTakesBackWhatWaits)
{
    rig.start();
    set(table("9000"), phrase);
    set(table("50"));
    EXPECT_EQ(bound(), usd("50"));
    rig.pass(48h);
    EXPECT_EQ(bound(), usd("50")) << "the last word counts";
}

TEST_F(LimitTest, OneDocumentMayTightenAndLoosenAtOnce)
{
    rig.start();
    LimitTable mixed = table("9000");
    mixed.ordersPerMinute = 1;
    set(mixed, phrase);
    EXPECT_EQ(bound(), usd("5000"));
    EXPECT_EQ(rig.look().limitsInForce.table.ordersPerMinute, 1);
    rig.pass(24h);
    EXPECT_EQ(rig.look().limitsInForce.table, mixed);
}

TEST_F(LimitTest, ABlockedSymbolIsFreedLikeAnyLimitIsLoosened)
{
    rig.start();
    set(rig.look().limitsInForce.table, "", {"ABC"});
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    set(rig.look().limitsInForce.table);
    EXPECT_EQ(rig.look().limitsInForce.blocklist, std::vector<std::string>{"ABC"});
    set(rig.look().limitsInForce.table, phrase);
    EXPECT_EQ(rig.look().limitsInForce.blocklist, std::vector<std::string>{"ABC"});
    rig.pass(24h);
    EXPECT_TRUE(rig.look().limitsInForce.blocklist.empty());
}

/// The document is edited by hand, and the program is started again.
TEST_F(LimitTest, ADocumentThatWasChangedByOtherMeansLoosensNothing)
{
    rig.start();
    const std::string saved = rig.saved;
    EngineRig looser{Rules::Automatic, with(usd("9000"))};
    looser.startFrom(saved);
    EXPECT_EQ(looser.look().limitsInForce.table.positionPerSymbol, usd("5000"));
    ASSERT_FALSE(looser.look().notices.empty());
    EXPECT_NE(looser.look().notices[0].find("position_per_symbol 5000 -> 9000"), std::string::npos);
    looser.pass(24h * 4);
    EXPECT_EQ(looser.look().limitsInForce.table.positionPerSymbol, usd("5000"));

    EngineRig tighter{Rules::Automatic, with(usd("10"))};
    tighter.startFrom(looser.saved);
    EXPECT_EQ(tighter.look().limitsInForce.table.positionPerSymbol, usd("10"));
    EngineRig back{Rules::Automatic, with(usd("5000"))};
    back.startFrom(tighter.saved);
    EXPECT_EQ(back.look().limitsInForce.table.positionPerSymbol, usd("10"));
}

TEST_F(LimitTest, WhatWasConfirmedSurvivesARestartAndItsDocumentIsNoSurprise)
{
    rig.start();
    set(table("9000"), phrase);
    EngineRig again{Rules::Automatic, with(usd("9000"))};
    again.startFrom(rig.saved);
    EXPECT_EQ(again.look().limitsInForce.table.positionPerSymbol, usd("5000"));
    EXPECT_TRUE(again.look().notices.empty());
    again.pass(24h);
    EXPECT_EQ(again.look().limitsInForce.table.positionPerSymbol, usd("9000"));
}

/// Practice may imitate live: the limits of one kind of rules are none of the other's.
TEST_F(LimitTest, EachKindOfRulesHasItsOwn)
{
    rig.start();
    EngineRig strict{Rules::Approval, benchConfig(Rules::Approval)};
    strict.startFrom(rig.saved);
    EngineRig again{Rules::Automatic, with(usd("5000"))};
    again.startFrom(strict.saved);
    EXPECT_EQ(again.look().limitsInForce.table.positionPerSymbol, usd("5000"));
}

} // namespace
} // namespace tapedeck
