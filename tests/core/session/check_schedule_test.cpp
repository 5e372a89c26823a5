#include "session/check_schedule.h"
#include "session/reconcile.h"

#include <gtest/gtest.h>

#include <map>

namespace tapedeck {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// What one check sends.
int callsOf(Check check)
{
    switch (check) {
    case Check::Truth:
    case Check::PollTruth:
        return 6; // positions, open orders, fills, transfers, account, positions again
    case Check::Prices:
    case Check::Clock:
        return 1;
    case Check::PollPrices:
        return 2;
    }
    return 0;
}

class CheckScheduleTest : public testing::Test
{
protected:
    CheckScheduleTest()
    {
        situation.tradesLive = situation.marketLive = situation.marketOpen = situation.symbols =
            true;
        pass(minutes{3}); // a start asks for everything by itself
    }
    void pass(Nanoseconds time)
    {
        due.clear();
        for (const Nanoseconds end = now + time; now < end; now += std::chrono::milliseconds{200}) {
            for (const Check check : schedule.tick(situation, now))
                ++due[check];
        }
    }
    int calls() const
    {
        int sum = 0;
        for (const auto& [check, times] : due)
            sum += times * callsOf(check);
        return sum;
    }

    CheckSchedule schedule;
    CheckSituation situation;
    Nanoseconds now = std::chrono::hours{2};
    std::map<Check, int> due;
};

TEST_F(CheckScheduleTest, AFlatQuietHourCostsLessThanTenCalls)
{
    for (int hour = 0; hour < 6; ++hour) {
        pass(std::chrono::hours{1});
        EXPECT_LT(calls(), 10) << "hour " << hour;
        EXPECT_EQ(due[Check::Truth], 1);
        EXPECT_EQ(due[Check::Prices], 1);
        EXPECT_EQ(due[Check::Clock], 2);
    }
}

TEST_F(CheckScheduleTest, TheCallsOfATruthAreCountedAboveAsTheyAre)
{
    ReconcileSteps steps{output::Reconcile{}};
    RestAnswer list;
    list.kind = RestAnswer::Kind::Answered;
    list.status = 200;
    list.body = "[]";
    RestAnswer account = list;
    account.body = R"({"id":"x","account_number":"1","status":"ACTIVE","currency":"USD","cash":"1",
        "buying_power":"1","equity":"1","last_equity":"1","long_market_value":"0",
        "short_market_value":"0","non_marginable_buying_power":"1","multiplier":"1",
        "account_blocked":false,"trading_blocked":false,"trade_suspended_by_user":false,"pattern_day_trader":false})";
    RestCall call = steps.first();
    int calls = 1;
    for (;; ++calls) {
        auto next = steps.onAnswer(call.path == "/v2/account" ? account : list);
        ASSERT_TRUE(next) << next.error().what;
        if (std::holds_alternative<input::BrokerTruth>(*next))
            break;
        call = std::get<RestCall>(std::move(*next));
    }
    EXPECT_EQ(calls, callsOf(Check::Truth));
}

TEST_F(CheckScheduleTest, WithSomethingAtStakeItIsEveryMinute)
{
    situation.busy = true;
    pass(minutes{1});
    pass(minutes{60});
    EXPECT_EQ(due[Check::Truth], 60);
    EXPECT_EQ(due[Check::Prices], 60);
    EXPECT_EQ(due[Check::Clock], 60);
    EXPECT_LT(calls(), 60 * 60) << "far below 200 a minute";
}

TEST_F(CheckScheduleTest, SomethingAtStakeIsLookedAtWithinTheMinute)
{
    pass(minutes{30});
    situation.busy = true;
    pass(seconds{1});
    EXPECT_EQ(due[Check::Truth], 1);
}

TEST_F(CheckScheduleTest, WhileTheTradingStreamIsAwayTheTruthIsPolled)
{
    situation.busy = true;
    pass(minutes{1});
    situation.tradesLive = false;
    pass(seconds{2});
    EXPECT_EQ(due[Check::PollTruth], 0) << "it comes back by itself";
    pass(minutes{2});
    EXPECT_GE(due[Check::PollTruth], 11);
    EXPECT_LE(calls() / 2, 50) << "calls a minute";
    situation.tradesLive = true;
    pass(minutes{2});
    EXPECT_EQ(due[Check::PollTruth], 0);
}

TEST_F(CheckScheduleTest, WhileTheMarketsStreamIsAwayPricesArePolledInRegularHours)
{
    situation.marketLive = false;
    pass(seconds{2});
    EXPECT_EQ(due[Check::PollPrices], 0);
    pass(minutes{10});
    EXPECT_GE(due[Check::PollPrices], 119);
    EXPECT_LE(due[Check::PollPrices], 121);
    EXPECT_EQ(due[Check::Prices], 0) << "there is nothing to compare with";
    situation.marketOpen = false;
    pass(minutes{10});
    EXPECT_EQ(due[Check::PollPrices], 0);
}

TEST_F(CheckScheduleTest, WhatWasClosedOnPurposeIsNotReplaced)
{
    situation.killed = true;
    situation.tradesLive = false;
    pass(minutes{4});
    EXPECT_EQ(due[Check::PollTruth], 0);
}

TEST_F(CheckScheduleTest, ATruthThatWasHeardAnywayCountsAsACheck)
{
    situation.busy = true;
    pass(minutes{1});
    for (int i = 0; i < 10; ++i) {
        schedule.truthSeen(now);
        pass(seconds{50});
        EXPECT_EQ(due[Check::Truth], 0);
    }
}

} // namespace
} // namespace tapedeck
