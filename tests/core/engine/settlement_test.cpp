#include "engine_rig.h"

#include <gtest/gtest.h>

// A cash account buys with settled money alone, so that whatever it holds may be sold.
namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

class SettlementTest : public testing::Test
{
protected:
    SettlementTest()
    {
        rig.config.limits.equityShare = Ratio::fromWhole(1);
        rig.account.cash = usd("400");
        rig.account.equity = rig.account.lastEquity = usd("1400");
        rig.account.buyingPower = rig.account.nonMarginableBuyingPower = usd("400");
        rig.positions = {{"XYZ", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
    }
    /// A person sells the ten shares for a thousand dollars; the broker lets them be spent at once.
    void sell()
    {
        rig.start();
        rig.market("XYZ", "100");
        rig.forget();
        rig.send(Command{command::ClosePosition{"XYZ"}});
        ASSERT_EQ(rig.submits().size(), 1U);
        const IntentRecord exit = rig.submits()[0];
        rig.accept(exit);
        rig.fill(exit, "10", "100");
        rig.positions.clear();
        rig.account.cash = usd("1400");
        rig.account.buyingPower = rig.account.nonMarginableBuyingPower = usd("1400");
        rig.truth();
        ASSERT_EQ(rig.look().account.cash, usd("1400"));
    }
    /// An entry for 500 dollars.
    static bool enters(EngineRig& rig, std::string_view symbol = "ABC")
    {
        rig.pass(10s);
        rig.send(input::ClockReading{});
        rig.forget();
        rig.market(symbol, "100");
        for (const AuditEntry* row : rig.audits(AuditKind::Denied)) {
            for (const LimitCheck& check : row->checks) {
                EXPECT_EQ(check.result == LimitResult::Denied, check.limit == Limit::BorrowedMoney)
                    << toString(check.limit);
            }
        }
        return !rig.submits().empty();
    }

    EngineRig rig;
};

TEST_F(SettlementTest, ProceedsOfTodayBuyNothingToday)
{
    sell();
    EXPECT_FALSE(enters(rig));
    EngineRig next{Rules::Automatic, rig.config};
    next.shareBroker(rig);
    next.now = rig.now;
    next.startFrom(rig.saved);
    EXPECT_FALSE(enters(next)) << "a restart does not settle them";
}

TEST_F(SettlementTest, TheyAreSettledOnTheNextDayOnWhichBanksAreOpen)
{
    sell(); // on a Thursday
    rig.pass(24h);
    EXPECT_TRUE(enters(rig));
}

TEST_F(SettlementTest, OverABankHolidayTheyTakeADayMore)
{
    rig.now += 24h; // the Friday before Columbus Day
    sell();
    rig.pass(72h);
    EXPECT_FALSE(enters(rig));
    rig.pass(24h);
    EXPECT_TRUE(enters(rig));
}

TEST_F(SettlementTest, WhatWasCashBeforeMayBeSpent)
{
    rig.account.cash = usd("500");
    rig.account.equity = rig.account.lastEquity = usd("1500");
    sell();
    rig.account.cash = usd("1500");
    rig.truth();
    EXPECT_TRUE(enters(rig));
}

/// A buy that was given up and may still arrive has its money set aside, like one that works.
TEST_F(SettlementTest, WhatAnOrderMayStillCostIsNotSpentAgain)
{
    rig.account.cash = usd("900");
    rig.account.equity = rig.account.lastEquity = usd("1900");
    sell();
    rig.account.cash = rig.account.buyingPower = rig.account.nonMarginableBuyingPower = usd("1900");
    rig.truth();
    ASSERT_TRUE(enters(rig));
    const IntentRecord lost = rig.submits()[0];
    rig.send(input::IntentDurable{lost.clientOrderId});
    rig.send(input::SubmitReply{lost.clientOrderId, input::NoAnswer{"time-out"}});
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{lost.clientOrderId, input::NotFound{}});
    }
    ASSERT_EQ(rig.order(lost.clientOrderId)->status, OrderStatus::Rejected);
    EXPECT_FALSE(enters(rig, "XYZ"));
    rig.pass(15min);
    EXPECT_TRUE(enters(rig, "XYZ"));
}

TEST_F(SettlementTest, AMarginAccountDoesNotWait)
{
    rig.account.multiplier = 4;
    sell();
    EXPECT_TRUE(enters(rig));
}

TEST_F(SettlementTest, AnExitDoesNotWait)
{
    rig.account.cash = Money{};
    rig.account.equity = rig.account.lastEquity = usd("1000");
    rig.account.buyingPower = rig.account.nonMarginableBuyingPower = Money{};
    sell();
}

} // namespace
} // namespace tapedeck
