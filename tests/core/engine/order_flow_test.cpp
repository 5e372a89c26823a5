#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

class OrderFlow : public testing::Test
{
protected:
    void SetUp() override
    {
        rig.start();
        rig.forget();
    }
    IntentRecord enter()
    {
        rig.market("ABC", "100");
        const auto submits = rig.submits();
        CHECK(submits.size() == 1);
        return submits[0];
    }
    /// The Unknown state after a request without an answer.
    IntentRecord lose()
    {
        const IntentRecord intent = enter();
        rig.send(input::IntentDurable{intent.clientOrderId});
        rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
        return intent;
    }

    EngineRig rig;
};

TEST_F(OrderFlow, GoesFromTheFirstPrintToAPositionWithARowForEveryStep)
{
    const IntentRecord intent = enter();
    EXPECT_EQ(intent.clientOrderId.substr(0, 4), "run-");
    EXPECT_EQ(intent.ticket.order.notional, usd("500"));
    EXPECT_EQ(rig.story(), "signal_raised allowed submitted");
    EXPECT_EQ(rig.audits(AuditKind::Submitted)[0]->checks.size(), kLimitCount);
    rig.accept(intent);
    rig.fill(intent, "2", "100");
    rig.fill(intent, "3", "100");
    rig.update(intent, OrderEvent::Fill, OrderStatus::Filled);
    EXPECT_EQ(rig.story(),
              "signal_raised allowed submitted acknowledged partially_filled partially_filled");
    EXPECT_EQ(rig.held("ABC"), shares("5"));
    EXPECT_EQ(rig.look().account.cash, usd("99500"));
    EXPECT_EQ(rig.look().instances[0].invested, usd("500"));
    std::size_t executions = 0;
    for (const auto* record : rig.all<output::RecordOrder>())
        executions += record->execution ? 1U : 0U;
    EXPECT_EQ(executions, 2U);
}

TEST_F(OrderFlow, CallsTheLastFillOfAnOrderForDollarsFilled)
{
    const IntentRecord intent = enter();
    rig.accept(intent);
    OrderUpdate update;
    update.event = OrderEvent::Fill;
    update.order = rig.brokerOrder(intent, OrderStatus::Filled);
    update.order.filledQuantity = shares("5");
    Execution execution;
    execution.id = "x";
    execution.orderId = update.order.id;
    execution.symbol = "ABC";
    execution.price = px("100");
    execution.quantity = execution.cumulativeQuantity.emplace(shares("5"));
    update.execution = execution;
    rig.send(update);
    EXPECT_EQ(rig.audits(AuditKind::Filled).size(), 1U);
    EXPECT_TRUE(rig.audits(AuditKind::PartiallyFilled).empty());
}

TEST_F(OrderFlow, SavesWhatDecidesBesideTheIntentInTheSameStep)
{
    (void)enter();
    const auto states = rig.all<output::SaveState>();
    ASSERT_FALSE(states.empty());
    EXPECT_TRUE(Engine::checkSavedState(states.back()->bytes).has_value());
    EXPECT_FALSE(Engine::checkSavedState(states.back()->bytes + "x").has_value());
    EXPECT_FALSE(Engine::checkSavedState("").has_value());
}

TEST_F(OrderFlow, CountsAnUpdateThatOvertakesTheAnswerAndItsDuplicateOnce)
{
    const IntentRecord intent = enter();
    rig.fill(intent, "5", "100");
    const OrderUpdate again = [&] {
        OrderUpdate update;
        update.event = OrderEvent::PartialFill;
        update.order = rig.brokerOrder(intent, OrderStatus::PartiallyFilled);
        Execution execution;
        execution.id = "x1";
        execution.symbol = "ABC";
        execution.quantity = shares("5");
        execution.cumulativeQuantity = shares("5");
        execution.price = px("100");
        update.execution = execution;
        return update;
    }();
    rig.send(again);
    rig.accept(intent);
    rig.send(again);
    EXPECT_EQ(rig.held("ABC"), shares("5"));
    EXPECT_TRUE(rig.audits(AuditKind::IllegalTransition).empty());
}

TEST_F(OrderFlow, EndsWhatTheBrokerRejectsAndFreesItsMoney)
{
    const IntentRecord intent = enter();
    EXPECT_EQ(rig.look().account.buyingPower, usd("99500"));
    rig.send(input::IntentDurable{intent.clientOrderId});
    rig.send(input::SubmitReply{intent.clientOrderId,
                                BrokerError{403, 40310000, "insufficient buying power"}});
    EXPECT_EQ(rig.audits(AuditKind::Rejected).at(0)->detail, "insufficient buying power");
    EXPECT_EQ(rig.order(intent.clientOrderId)->rejection, Rejection::BuyingPower);
    EXPECT_EQ(rig.look().account.buyingPower, usd("100000"));
    EXPECT_EQ(rig.look().account.exposure, Money{});
}

TEST_F(OrderFlow, DoesNotTakeARefusalForAnOrderThatWorks)
{
    const IntentRecord intent = enter();
    rig.update(intent, OrderEvent::New, OrderStatus::New);
    rig.send(input::SubmitReply{intent.clientOrderId,
                                BrokerError{422, 40010001, "client_order_id must be unique"}});
    EXPECT_EQ(rig.order(intent.clientOrderId)->status, OrderStatus::New);
    EXPECT_FALSE(rig.order(intent.clientOrderId)->rejection);
    EXPECT_TRUE(rig.audits(AuditKind::Rejected).empty());
    EXPECT_EQ(rig.audits(AuditKind::IllegalTransition).size(), 1U);
    EXPECT_EQ(rig.look().account.exposure, usd("500"));
}

TEST_F(OrderFlow, EndsWhatTheDiskRefusedWithoutSendingIt)
{
    const IntentRecord intent = enter();
    rig.send(input::IntentLost{intent.clientOrderId, "disk full"});
    EXPECT_EQ(rig.audits(AuditKind::Rejected).at(0)->detail, "disk full");
    EXPECT_EQ(rig.order(intent.clientOrderId)->status, OrderStatus::Rejected);
}

TEST_F(OrderFlow, LooksUpAnOrderWithoutAnAnswerAndNeverSendsItAgain)
{
    const IntentRecord intent = lose();
    EXPECT_TRUE(rig.order(intent.clientOrderId)->unresolved);
    rig.pass(100ms);
    ASSERT_EQ(rig.all<output::LookupOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::LookupOrder>()[0]->clientOrderId, intent.clientOrderId);
    rig.send(input::LookupReply{intent.clientOrderId, rig.brokerOrder(intent, OrderStatus::New)});
    EXPECT_FALSE(rig.order(intent.clientOrderId)->unresolved);
    EXPECT_EQ(rig.audits(AuditKind::Resolved).size(), 1U);
    rig.pass(60s);
    EXPECT_EQ(rig.all<output::LookupOrder>().size(), 1U);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(OrderFlow, GivesAnOrderUpOnlyAfterThreeLooksOverFiveSeconds)
{
    const IntentRecord intent = lose();
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(rig.order(intent.clientOrderId)->unresolved) << i;
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
    EXPECT_FALSE(rig.order(intent.clientOrderId)->unresolved);
    EXPECT_EQ(rig.order(intent.clientOrderId)->status, OrderStatus::Rejected);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(OrderFlow, CancelsAnOrderThatArrivesAfterItWasGivenUp)
{
    const IntentRecord intent = lose();
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
    rig.forget();
    rig.update(intent, OrderEvent::New, OrderStatus::New);
    EXPECT_EQ(rig.look().account.exposure, usd("500")); // it works, so it counts
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::CancelOrder>()[0]->brokerOrderId, "broker-" + intent.clientOrderId);
    rig.fill(intent, "1", "100");
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    EXPECT_EQ(rig.held("ABC"), shares("1"));
    EXPECT_EQ(rig.look().account.exposure, usd("100"));
}

/// Two instances on the same symbols; the second one speaks when it is told to.
class TwoHolders : public OrderFlow
{
protected:
    static TradingConfig twoHolders()
    {
        TradingConfig config = benchConfig(Rules::Automatic);
        InstanceConfig second = config.instances.at(0);
        second.name = "second";
        config.instances.push_back(second);
        config.limits.onePositionPerSymbol = false;
        return config;
    }
    void SetUp() override
    {
        rig.config = twoHolders();
        OrderFlow::SetUp();
        rig.send(Command{command::EnableInstance{"second", false}});
    }
    /// What the second one wants is denied for the order that nobody knows of.
    static void expectBlocked(EngineRig& of)
    {
        of.forget();
        of.send(Command{command::EnableInstance{"second", true}});
        of.market("ABC", "100.5");
        EXPECT_TRUE(of.submits().empty());
        ASSERT_EQ(of.audits(AuditKind::Denied).size(), 1U);
        const auto& checks = of.audits(AuditKind::Denied)[0]->checks;
        EXPECT_EQ(checks.at(static_cast<std::size_t>(Limit::UnknownOrder)).result,
                  LimitResult::Denied);
    }
};

TEST_F(TwoHolders, EnterNothingOnASymbolWhoseLastOrderHasNoAnswer)
{
    (void)lose();
    rig.pass(10s);
    expectBlocked(rig);
}

/// The network may have it for a quarter of an hour, over a restart too.
TEST_F(TwoHolders, EnterNothingBesideAnOrderThatWasGivenUpAndMayStillArrive)
{
    const IntentRecord intent = lose();
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
    rig.pass(10s);
    expectBlocked(rig);
    EXPECT_EQ(rig.look().account.exposure, usd("500"));

    EngineRig next{Rules::Automatic, twoHolders()};
    next.now = rig.now + 1min;
    next.runId = "next";
    next.startFrom(rig.saved);
    next.pass(6s);
    expectBlocked(next);
    next.pass(15min);
    next.market("ABC", "100.5");
    EXPECT_EQ(next.submits().size(), 1U) << next.story();
    EXPECT_EQ(next.look().account.exposure, usd("500")) << "of the new one alone";
}

TEST_F(OrderFlow, SendsACancelAsSoonAsTheBrokerHasTheOrderAndAgainWhenItGotLost)
{
    const IntentRecord intent = enter();
    rig.send(Command{command::CancelOrder{intent.clientOrderId}});
    rig.send(Command{command::CancelOrder{intent.clientOrderId}});
    EXPECT_EQ(rig.audits(AuditKind::CancelRequested).size(), 1U);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty());
    rig.accept(intent);
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    rig.send(input::CancelReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
    rig.pass(100ms);
    ASSERT_EQ(rig.all<output::LookupOrder>().size(), 1U);
    rig.send(input::LookupReply{intent.clientOrderId, rig.brokerOrder(intent, OrderStatus::New)});
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 2U);
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    EXPECT_EQ(rig.audits(AuditKind::Canceled).size(), 1U);
    EXPECT_EQ(rig.look().account.exposure, Money{});
}

TEST_F(OrderFlow, TakesABustBackAndAsksForTheTruth)
{
    const IntentRecord intent = enter();
    rig.accept(intent);
    rig.fill(intent, "5", "100");
    OrderUpdate bust;
    bust.event = OrderEvent::TradeBust;
    bust.order = rig.brokerOrder(intent, OrderStatus::Filled);
    bust.order.filledQuantity = Quantity{};
    bust.previousExecutionId = "x1";
    Execution execution;
    execution.id = "x9";
    execution.symbol = "ABC";
    execution.price = px("100");
    execution.quantity = shares("-5");
    execution.cumulativeQuantity = Quantity{};
    bust.execution = execution;
    rig.forget();
    rig.send(bust);
    rig.send(bust);
    EXPECT_EQ(rig.held("ABC"), Quantity{});
    EXPECT_EQ(rig.look().account.cash, usd("100000"));
    EXPECT_EQ(rig.audits(AuditKind::Busted).at(0)->quantity, shares("-5"));
    rig.pass(100ms);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U);
}

TEST_F(OrderFlow, DoesNotCountAFillTwiceThatTheAccountIncludesAlready)
{
    const IntentRecord intent = enter();
    rig.accept(intent);
    // The account was written after the fill, and is heard before it.
    rig.account.cash = usd("99500");
    rig.send(input::AccountNews{rig.account});
    EXPECT_EQ(rig.look().account.equity, usd("100000"));
    rig.fill(intent, "5", "100");
    EXPECT_EQ(rig.look().account.equity, usd("100000"));
    // Written before it, and heard after it.
    rig.account.cash = usd("100000");
    rig.send(input::AccountNews{rig.account});
    EXPECT_EQ(rig.look().account.equity, usd("100000"));
    // A difference that stays is the broker's truth: a fee, a deposit.
    rig.account.cash = usd("99499");
    rig.send(input::AccountNews{rig.account});
    rig.forget();
    rig.pass(2s);
    ASSERT_EQ(rig.all<output::Reconcile>().size(), 1U);
    rig.positions = {{"ABC", shares("5"), shares("5"), px("100"), usd("500"), {}}};
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::PartiallyFilled)};
    rig.truth();
    EXPECT_EQ(rig.look().account.equity, usd("99999"));
}

TEST(Start, SaysOnRecordThatEveryLimitFires)
{
    EngineRig rig{Rules::Approval};
    rig.start();
    ASSERT_EQ(rig.audits(AuditKind::Started).size(), 1U);
    EXPECT_NE(rig.audits(AuditKind::Started)[0]->detail.find("29 limits fire"), std::string::npos)
        << rig.audits(AuditKind::Started)[0]->detail;
    rig.send(Command{command::Arm{}});
    EXPECT_EQ(rig.audits(AuditKind::Armed).size(), 1U);
}

TEST(Start, WithLimitsUnderWhichNothingCouldPassLiveStaysOff)
{
    TradingConfig config = benchConfig(Rules::Approval);
    config.limits.ordersPerMinute = 0; // which no document can say
    EngineRig rig{Rules::Approval, config};
    rig.start();
    rig.send(Command{command::Arm{}});
    EXPECT_TRUE(rig.audits(AuditKind::Armed).empty());
    EXPECT_EQ(rig.audits(AuditKind::Disarmed).size(), 1U);
    EXPECT_FALSE(rig.look().notices.empty());
}

TEST(Record, ThatIsNotKnownToBeWholeKeepsLiveOff)
{
    EngineRig rig{Rules::Approval};
    rig.mode = Mode::Live;
    rig.start();
    rig.send(Command{command::Arm{}});
    EXPECT_FALSE(rig.look().armed) << "not yet compared";
    rig.send(input::RecordChecked{false, "rows 91 to 120 are missing"});
    rig.send(Command{command::Arm{}});
    EXPECT_FALSE(rig.look().armed);
    ASSERT_EQ(rig.audits(AuditKind::RecordBroken).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::RecordBroken)[0]->detail, "rows 91 to 120 are missing");
    EXPECT_EQ(rig.audits(AuditKind::Disarmed).size(), 2U);
}

TEST(Record, ThatIsWholeLetsAPersonArmLive)
{
    EngineRig rig{Rules::Approval};
    rig.mode = Mode::Live;
    rig.start();
    rig.send(input::RecordChecked{true, ""});
    EXPECT_TRUE(rig.audits(AuditKind::RecordBroken).empty());
    rig.send(Command{command::Arm{}});
    EXPECT_TRUE(rig.look().armed);
    rig.send(input::RecordChecked{false, "it is not"});
    EXPECT_FALSE(rig.look().armed) << "what is found later counts as well";
}

TEST(Record, ThatIsNotWholeIsSaidInPracticeAndStopsNothing)
{
    EngineRig rig;
    rig.start();
    rig.send(input::RecordChecked{false, "it is not"});
    EXPECT_EQ(rig.audits(AuditKind::RecordBroken).size(), 1U);
    rig.market("ABC", "50");
    EXPECT_FALSE(rig.submits().empty());
}

} // namespace
} // namespace tapedeck
