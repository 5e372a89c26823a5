#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// Ten shares, and an order to buy more that works at the broker.
class WayOfAClose : public testing::Test
{
protected:
    void SetUp() override
    {
        rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
        rig.start();
        rig.market("ABC", "100");
        ASSERT_EQ(rig.submits().size(), 1U);
        entry = rig.submits()[0];
        rig.accept(entry);
        rig.forget();
    }
    void close() { rig.send(Command{command::ClosePosition{"ABC"}}); }
    void endEntry() { rig.update(entry, OrderEvent::Canceled, OrderStatus::Canceled); }

    EngineRig rig;
    IntentRecord entry;
};

TEST_F(WayOfAClose, CancelsWhatWorksOnTheSymbolAndClosesOnceItHasEnded)
{
    close();
    close(); // a person clicks twice
    rig.pass(1s);
    EXPECT_TRUE(rig.submits().empty());
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::CancelOrder>()[0]->clientOrderId, entry.clientOrderId);
    endEntry();
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Sell);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
    rig.pass(5s);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(WayOfAClose, ClosesWhatTheEntryFilledMeanwhileToo)
{
    close();
    rig.fill(entry, "1", "100");
    endEntry();
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("11"));
}

TEST_F(WayOfAClose, SaysSoWhenTheCancellationDoesNotComeAndDoesNothingLater)
{
    close();
    rig.pass(9s);
    EXPECT_TRUE(rig.look().notices.empty());
    rig.pass(2s);
    ASSERT_EQ(rig.look().notices.size(), 1U);
    EXPECT_NE(rig.look().notices[0].find("ABC was not closed"), std::string::npos);
    endEntry();
    rig.pass(5s);
    EXPECT_TRUE(rig.submits().empty()) << "long after the click";
}

TEST_F(WayOfAClose, AsksForARefusedCancellationAgainButNotAtOnce)
{
    close();
    for (int i = 0; i < 40; ++i) {
        rig.send(input::CancelReply{entry.clientOrderId, BrokerError{422, 0, "not cancelable"}});
        rig.pass(100ms);
    }
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 3U) << "in four seconds";
}

TEST_F(WayOfAClose, IsForgottenByAKill)
{
    close();
    rig.send(Command{command::Kill{false, "window"}});
    endEntry();
    rig.list();
    rig.list();
    ASSERT_EQ(rig.look().kill.phase, KillPhase::Confirmed);
    rig.pass(5s);
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(WayOfAClose, IsFreedByTheKillItselfWhereItIsClosedAfterIt)
{
    rig.send(Command{command::Kill{false, "window"}});
    close();
    EXPECT_TRUE(rig.submits().empty()) << "the broker would refuse it";
    endEntry();
    rig.list();
    rig.list();
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Sell);
}

/// With real money, or wherever a person approves each order.
TEST(WayOfAnApprovedExit, IsClearedBeforeItIsSent)
{
    EngineRig rig{Rules::Approval};
    rig.start();
    rig.market("ABC", "100");
    const auto approve = [&rig] {
        const SuggestionCard card = rig.look().suggestions.at(0);
        rig.send(Command{command::Approve{card.id, card.digest}});
    };
    ASSERT_EQ(rig.look().suggestions.size(), 1U);
    approve();
    ASSERT_EQ(rig.submits().size(), 1U) << rig.story();
    const IntentRecord entry = rig.submits().at(0);
    rig.accept(entry);
    rig.fill(entry, "1", "100"); // and the rest of it works
    rig.forget();
    rig.quote("ABC", "94.9", "94.92");
    rig.pass(2s);
    ASSERT_EQ(rig.look().suggestions.size(), 1U);
    ASSERT_TRUE(rig.look().suggestions[0].isExit);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty()) << "nobody has approved anything";
    approve();
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_TRUE(rig.audits(AuditKind::Approved).empty()) << "it still waits";
    rig.update(entry, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.kind, OriginKind::Exit);
    EXPECT_EQ(rig.audits(AuditKind::Approved).size(), 1U);
}

} // namespace
} // namespace tapedeck
