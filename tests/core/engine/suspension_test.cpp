#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

TradingConfig suspending()
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.suspendAtBroker = true;
    return config;
}

/// A kill that is confirmed, with ten of ABC held.
class SuspensionTest : public testing::Test
{
protected:
    SuspensionTest() { rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), {}, {}}}; }
    void killAndConfirm()
    {
        rig.send(Command{command::Kill{false, "window"}});
        rig.list();
        rig.list();
    }
    /// Started, with a quote to close on, killed, confirmed, and the account suspended.
    void suspend()
    {
        rig.start();
        rig.quote("ABC", "99.99", "100.01");
        killAndConfirm();
        reply(true);
        rig.forget();
    }
    void release() { rig.send(Command{command::Release{std::string{kReleasePhrase}, "window"}}); }
    void reply(bool suspended)
    {
        rig.account.suspendedByUser = suspended; // the broker's own word, from here on
        rig.send(input::SuspendReply{suspended, input::Done{}});
    }
    [[nodiscard]] std::vector<bool> asked() const
    {
        std::vector<bool> all;
        for (const auto* one : rig.all<output::SuspendTrading>())
            all.push_back(one->suspended);
        return all;
    }

    EngineRig rig{Rules::Automatic, suspending()};
};

TEST_F(SuspensionTest, ComesAfterTheConfirmationAndGoesWithTheRelease)
{
    rig.start();
    rig.send(Command{command::Kill{false, "window"}});
    EXPECT_TRUE(asked().empty()) << "it would refuse what flattening needs";
    rig.list();
    rig.list();
    EXPECT_EQ(asked(), std::vector{true});
    EXPECT_FALSE(rig.look().kill.suspendedAtBroker) << "not before the broker says so";
    reply(true);
    EXPECT_TRUE(rig.look().kill.suspendedAtBroker);
    EXPECT_EQ(rig.audits(AuditKind::Suspended).size(), 1U);
    release();
    EXPECT_EQ(asked(), (std::vector{true, false}));
    rig.truth();
    rig.pass(6s);
    rig.market("XYZ", "50");
    EXPECT_TRUE(rig.submits().empty()) << "the account takes no orders yet";
    reply(false);
    rig.pass(6s);
    rig.market("XYZ", "50");
    EXPECT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::SuspensionLifted).size(), 1U);
}

TEST_F(SuspensionTest, IsAskedForUntilItIsAnswered)
{
    rig.start();
    killAndConfirm();
    rig.send(input::SuspendReply{true, input::NoAnswer{"time-out"}});
    rig.pass(6s);
    EXPECT_EQ(asked(), (std::vector{true, true}));
    reply(true);
    rig.pass(1min);
    EXPECT_EQ(asked().size(), 2U);
    reply(true); // the answer to the first, late
    EXPECT_EQ(rig.audits(AuditKind::Suspended).size(), 1U);
}

TEST_F(SuspensionTest, ARefusalIsSaidAndNotRepeated)
{
    rig.start();
    killAndConfirm();
    rig.send(input::SuspendReply{true, BrokerError{403, 40310000, "not allowed"}});
    rig.pass(1min);
    EXPECT_EQ(asked().size(), 1U);
    EXPECT_FALSE(rig.look().kill.suspendedAtBroker);
    ASSERT_FALSE(rig.look().notices.empty());
    EXPECT_NE(rig.look().notices[0].find("not allowed"), std::string::npos);
    release();
    EXPECT_EQ(asked().size(), 1U) << "there is nothing to lift";
}

TEST_F(SuspensionTest, ForAPersonsClosingOrderItIsLiftedAndComesBack)
{
    suspend();
    rig.send(Command{command::ClosePosition{"ABC"}});
    EXPECT_TRUE(rig.submits().empty()) << "the broker would refuse it";
    EXPECT_EQ(asked(), std::vector{false});
    reply(false);
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord close = rig.submits()[0];
    EXPECT_EQ(close.ticket.order.side, Side::Sell);
    rig.accept(close);
    rig.fill(close, "10", "100");
    rig.positions.clear();
    rig.list();
    rig.list();
    EXPECT_EQ(asked(), (std::vector{false, true})) << "and the account is closed again";
    EXPECT_NE(rig.look().kill.phase, KillPhase::Off);
}

TEST_F(SuspensionTest, FlatteningOnASuspendedAccountWaitsForTheBrokerHoweverLong)
{
    suspend();
    rig.send(Command{command::Kill{true, "window"}});
    rig.list();
    rig.list();
    EXPECT_EQ(asked(), std::vector{false});
    for (int i = 0; i < 4; ++i) { // nothing is open, and it is not over
        rig.list();
        rig.pass(1s);
    }
    EXPECT_EQ(rig.look().kill.phase, KillPhase::Cancelling);
    rig.quote("ABC", "99.99", "100.01");
    reply(false);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Sell);
}

TEST_F(SuspensionTest, AKillEndsTheWaitOfAClosingOrder)
{
    suspend();
    release();
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.send(Command{command::Kill{false, "window"}});
    reply(false);
    rig.list();
    rig.list();
    rig.pass(1min);
    EXPECT_TRUE(rig.submits().empty()) << "nobody wants it closed any more";
    EXPECT_TRUE(asked().back()) << "and the account is suspended again";
}

TEST_F(SuspensionTest, AReleaseEndsTheWaitOfAClosingOrder)
{
    suspend();
    rig.send(Command{command::ClosePosition{"ABC"}});
    release();
    rig.truth();
    rig.pass(2min);
    reply(false);
    rig.pass(10s);
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(SuspensionTest, ItIsNotLiftedForAnOrderThatCouldNotBeSentAnyway)
{
    rig.now = parseTimestamp("2013-10-11T01:00:00Z").value(); // 21:00 in New York
    suspend();
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.pass(1min);
    EXPECT_TRUE(asked().empty());
    EXPECT_EQ(rig.look().kill.naked.at(0).deniedBy, Limit::Session);
}

TEST_F(SuspensionTest, ItComesBackWhereTheMarketClosedBeforeItWasLifted)
{
    rig.now = parseTimestamp("2013-10-10T19:59:59Z").value(); // 15:59:59 in New York
    suspend();
    rig.send(Command{command::ClosePosition{"ABC"}});
    EXPECT_EQ(asked(), std::vector{false});
    rig.pass(2s);
    reply(false);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(asked(), (std::vector{false, true}));
}

TEST_F(SuspensionTest, WhatOthersSuspendedIsNotOurs)
{
    rig.account.suspendedByUser = true;
    rig.start();
    killAndConfirm();
    EXPECT_TRUE(asked().empty());
    release();
    EXPECT_TRUE(asked().empty()) << "and is not lifted by us";
}

TEST_F(SuspensionTest, WithoutThePersonsWishItIsLeftAlone)
{
    EngineRig plain;
    plain.start();
    plain.send(Command{command::Kill{false, "window"}});
    plain.list();
    plain.list();
    plain.pass(1min);
    EXPECT_TRUE(plain.all<output::SuspendTrading>().empty());
}

TEST_F(SuspensionTest, ItOutlivesARestartAndIsLiftedWhereTheKillIsOver)
{
    rig.start();
    killAndConfirm();
    reply(true);
    EngineRig next{Rules::Automatic, suspending()};
    next.now = rig.now + 1min;
    next.runId = "run2";
    next.account.suspendedByUser = true;
    next.positions = rig.positions;
    next.startFrom(rig.saved, true);
    EXPECT_TRUE(next.look().kill.suspendedAtBroker);
    next.list();
    next.list();
    next.send(Command{command::Release{std::string{kReleasePhrase}, "window"}});
    ASSERT_FALSE(next.all<output::SuspendTrading>().empty());
    EXPECT_FALSE(next.all<output::SuspendTrading>().back()->suspended);
}

} // namespace
} // namespace tapedeck
