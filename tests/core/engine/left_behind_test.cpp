#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// Ten shares of ABC bought at 100, which the broker trades at a limit: the stop stands at 95 and
/// has sent its order at 94.8. Then the market falls on.
class LeftBehind : public testing::Test
{
protected:
    static void hold(EngineRig& rig)
    {
        rig.config.instances.clear();
        rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
        rig.start();
        rig.asset("ABC");
        rig.forget();
    }
    /// The stop's order rests.
    static IntentRecord rest(EngineRig& rig)
    {
        hold(rig);
        fall(rig, "94.9", "94.92");
        rig.pass(500ms);
        if (rig.rules == Rules::Approval)
            approve(rig);
        IntentRecord intent = rig.submits().at(0);
        EXPECT_EQ(intent.ticket.order.limitPrice, px("94.8"));
        rig.accept(intent);
        rig.forget();
        return intent;
    }
    static void fall(EngineRig& rig, std::string_view bid, std::string_view ask)
    {
        rig.quote("ABC", bid, ask);
        rig.pass(100ms);
    }
    static void approve(EngineRig& rig)
    {
        const SuggestionCard card = rig.look().suggestions.at(0);
        rig.send(Command{command::Approve{card.id, card.digest}});
    }
    static void cancel(EngineRig& rig, const IntentRecord& intent)
    {
        rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
        rig.pass(200ms);
    }

    EngineRig rig;
    EngineRig live{Rules::Approval};
};

TEST_F(LeftBehind, AStopIsCanceledAfterFiveSecondsAndSentAnewWhenItHasEnded)
{
    const IntentRecord first = rest(rig);
    fall(rig, "94", "94.02");
    rig.pass(4s);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty()) << "it may be on its way";
    rig.pass(5s);
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U) << "once";
    EXPECT_EQ(rig.all<output::CancelOrder>()[0]->clientOrderId, first.clientOrderId);
    EXPECT_TRUE(rig.submits().empty()) << "it may fill to its very end";
    rig.fill(first, "4", "94.8");
    rig.pass(1s);
    EXPECT_TRUE(rig.submits().empty());
    cancel(rig, first);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.name, "stop_loss");
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("6"));
    EXPECT_EQ(rig.submits()[0].ticket.order.limitPrice, px("93.9"));
    rig.accept(rig.submits()[0]);
    rig.pass(1min);
    EXPECT_EQ(rig.submits().size(), 1U) << "the market is where it was";
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
}

TEST_F(LeftBehind, AStopIsLeftAloneWhereTheMarketStillTakesIt)
{
    (void)rest(rig);
    fall(rig, "94.9", "94.95");
    rig.pass(1min);
    fall(rig, "94.96", "94.98");
    rig.pass(1min);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty());
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(LeftBehind, AStopStaysWhereNoneCouldTakeItsPlace)
{
    (void)rest(rig);
    TradingStatus halted;
    halted.symbol = rig.engine.symbols().find("ABC").value();
    halted.status = ShortCode::of("H");
    halted.tape = 'C';
    rig.send(MarketEvent{halted});
    fall(rig, "94", "94.02");
    rig.pass(1min);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty());
}

/// The broker would refuse another cancellation, as often as it were asked.
TEST_F(LeftBehind, AStopThatIsBeingCanceledElsewhereIsWaitedFor)
{
    const IntentRecord first = rest(rig);
    rig.update(first, OrderEvent::PendingCancel, OrderStatus::PendingCancel);
    fall(rig, "94", "94.02");
    rig.pass(20s);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty());
    EXPECT_TRUE(rig.submits().empty());
    cancel(rig, first);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(LeftBehind, TheCoverOfAShortIsChasedAsASaleIs)
{
    rig.config.instances.clear();
    rig.config.limits.positionLoss = Ratio::fromNanos(50'000'000);
    rig.positions = {{"ABC", shares("-10"), shares("-10"), px("100"), usd("-1000"), {}}};
    rig.start();
    rig.asset("ABC");
    rig.forget();
    fall(rig, "105.08", "105.1");
    rig.pass(500ms);
    const IntentRecord first = rig.submits().at(0);
    rig.accept(first);
    rig.forget();
    fall(rig, "107", "107.02");
    rig.pass(6s);
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    cancel(rig, first);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Buy);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
}

TEST_F(LeftBehind, AnApprovedStopIsACardAgainForWhatItHasNotSold)
{
    const IntentRecord first = rest(live);
    live.fill(first, "4", "94.8");
    fall(live, "94", "94.02");
    live.pass(3s);
    EXPECT_TRUE(live.look().suggestions.empty()) << "it may be on its way";
    live.pass(3s);
    ASSERT_EQ(live.look().suggestions.size(), 1U) << live.story();
    const SuggestionCard again = live.look().suggestions[0];
    EXPECT_TRUE(again.isExit);
    EXPECT_EQ(again.order.quantity, shares("6"));
    EXPECT_EQ(again.order.limitPrice, px("93.9"));
    EXPECT_TRUE(live.all<output::CancelOrder>().empty()) << "nobody has approved anything";
    live.pass(1min);
    EXPECT_EQ(live.look().suggestions.size(), 1U);

    live.quote("ABC", "94", "94.02");
    approve(live);
    EXPECT_EQ(live.all<output::CancelOrder>().size(), 1U);
    live.pass(1s);
    EXPECT_TRUE(live.submits().empty()) << "nothing is sold twice";
    EXPECT_TRUE(live.audits(AuditKind::Approved).empty()) << "it still waits";
    cancel(live, first);
    ASSERT_EQ(live.submits().size(), 1U) << live.story();
    EXPECT_EQ(digestOf(live.submits()[0].ticket.order), again.digest);
    live.pass(3s);
    EXPECT_EQ(live.submits().size(), 1U);
    EXPECT_TRUE(live.look().suggestions.empty());
}

/// What fills while its cancellation is on its way is sold; the rest is asked for anew.
TEST_F(LeftBehind, AnApprovalSellsNoMoreThanWhatIsLeftThen)
{
    const IntentRecord first = rest(live);
    fall(live, "94", "94.02");
    live.pass(6s);
    ASSERT_EQ(live.look().suggestions.at(0).order.quantity, shares("10"));
    approve(live);
    live.fill(first, "4", "94.8");
    cancel(live, first);
    EXPECT_TRUE(live.submits().empty());
    ASSERT_EQ(live.look().suggestions.size(), 1U) << live.story();
    EXPECT_EQ(live.look().suggestions[0].order.quantity, shares("6"));
    approve(live);
    ASSERT_EQ(live.submits().size(), 1U);
    EXPECT_EQ(live.submits()[0].ticket.order.quantity, shares("6"));
}

TEST_F(LeftBehind, AnApprovalDoesNotSellBesideAnOrderThatTheMarketHasComeBackTo)
{
    (void)rest(live);
    fall(live, "94", "94.02");
    live.pass(6s);
    ASSERT_EQ(live.look().suggestions.size(), 1U);
    live.quote("ABC", "94.91", "94.93");
    approve(live);
    live.pass(2s);
    EXPECT_TRUE(live.submits().empty());
    EXPECT_TRUE(live.all<output::CancelOrder>().empty());
    EXPECT_EQ(live.audits(AuditKind::Denied).size(), 1U);
}

/// Orders of others that wait for another market, and hold the shares.
class HeldElsewhere : public LeftBehind
{
protected:
    BrokerOrder theirs(std::string_view quantity)
    {
        BrokerOrder order;
        order.id = "theirs";
        order.clientOrderId = "elsewhere";
        order.spec.symbol = "ABC";
        order.spec.side = Side::Sell;
        order.spec.timeInForce = TimeInForce::Gtc;
        order.spec.quantity = shares(quantity);
        order.status = OrderStatus::New;
        order.createdAt = rig.now - 1h;
        return order;
    }
    BrokerOrder takesProfit(std::string_view quantity)
    {
        BrokerOrder order = theirs(quantity);
        order.spec.type = OrderType::Limit;
        order.spec.limitPrice = px("110");
        return order;
    }
    void tell(OrderEvent event, const BrokerOrder& order)
    {
        OrderUpdate update;
        update.event = event;
        update.at = rig.now;
        update.order = order;
        rig.send(std::move(update));
    }
    void fallFor(std::chrono::seconds time)
    {
        for (auto passed = 0s; passed < time; ++passed) {
            rig.quote("ABC", "94", "94.02");
            rig.pass(1s);
        }
    }
    void expectToldOnce(std::string_view quantity)
    {
        ASSERT_EQ(rig.audits(AuditKind::Denied).size(), 1U) << rig.story();
        const AuditEntry& row = *rig.audits(AuditKind::Denied)[0];
        EXPECT_EQ(row.detail, "an order that was placed elsewhere holds the shares");
        EXPECT_EQ(row.order->quantity, shares(quantity));
        EXPECT_EQ(row.checks.at(static_cast<std::size_t>(Limit::HeldQuantity)).result,
                  LimitResult::Denied);
        ASSERT_EQ(rig.look().notices.size(), 1U);
        EXPECT_NE(rig.look().notices[0].find("ABC is not closed by its stop"), std::string::npos);
    }
};

TEST_F(HeldElsewhere, IsToldOnceAMinuteAndNeverCanceled)
{
    hold(rig);
    const BrokerOrder order = takesProfit("10");
    tell(OrderEvent::New, order);
    rig.forget();
    fallFor(50s);
    expectToldOnce("10");
    fallFor(50s);
    EXPECT_EQ(rig.audits(AuditKind::Denied).size(), 2U);
    EXPECT_EQ(rig.look().notices.size(), 1U) << "the same";
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty());
    EXPECT_TRUE(rig.submits().empty());
    BrokerOrder gone = order;
    gone.status = OrderStatus::Canceled;
    tell(OrderEvent::Canceled, gone);
    fallFor(1s);
    ASSERT_EQ(rig.submits().size(), 1U) << "it has stayed armed";
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
}

TEST_F(HeldElsewhere, IsToldForAStopThatStandsFurtherDown)
{
    hold(rig);
    BrokerOrder order = theirs("10");
    order.spec.type = OrderType::Stop;
    order.spec.stopPrice = px("90");
    tell(OrderEvent::New, order);
    rig.forget();
    fallFor(10s);
    expectToldOnce("10");
}

TEST_F(HeldElsewhere, IsNotToldOfAnOrderThatSellsNow)
{
    hold(rig);
    BrokerOrder order = takesProfit("10");
    order.spec.limitPrice = px("93.9");
    tell(OrderEvent::New, order);
    rig.forget();
    fallFor(10s);
    EXPECT_EQ(rig.story(), "");
    EXPECT_TRUE(rig.look().notices.empty());
}

TEST_F(HeldElsewhere, DoesNotKeepTheRestFromBeingSold)
{
    hold(rig);
    tell(OrderEvent::New, takesProfit("4"));
    rig.forget();
    fallFor(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("6"));
    rig.accept(rig.submits()[0]);
    rig.fill(rig.submits()[0], "6", "94");
    fallFor(10s);
    expectToldOnce("4");
    EXPECT_EQ(rig.submits().size(), 1U);
}

} // namespace
} // namespace tapedeck
