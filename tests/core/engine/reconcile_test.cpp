#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

BrokerPosition abc(std::string_view quantity)
{
    return {"ABC", shares(quantity), shares(quantity), px("100"), {}, {}};
}

/// A row of the broker's list of fills, in ABC at 100.
Execution
fillOf(std::string id, std::string order, Side side, std::string_view quantity, Timestamp at)
{
    Execution fill;
    fill.id = std::move(id);
    fill.orderId = std::move(order);
    fill.symbol = "ABC";
    fill.side = side;
    fill.price = px("100");
    fill.quantity = shares(quantity);
    fill.at = at;
    return fill;
}

/// The first order of the run: no answer to it came, and the broker did not know it three times.
IntentRecord givenUp(EngineRig& rig)
{
    rig.start();
    rig.market("ABC", "100");
    IntentRecord intent = rig.submits()[0];
    rig.send(input::IntentDurable{intent.clientOrderId});
    rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"cut off"}});
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
    return intent;
}

TEST(Reconcile, IsAskedForOnEveryOpeningOfTheStreamAndNothingIsEnteredBefore)
{
    EngineRig rig;
    rig.start(false);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U);
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_TRUE(rig.audits(AuditKind::Denied)
                    .at(0)
                    ->checks.at(static_cast<std::size_t>(Limit::Agreement))
                    .result == LimitResult::Denied);
    rig.truth();
    rig.pass(6s);
    rig.market("ABC", "100");
    EXPECT_EQ(rig.submits().size(), 1U);
    rig.link(LinkState::BackingOff);
    rig.pass(6s);
    rig.market("XYZ", "100");
    EXPECT_EQ(rig.submits().size(), 1U);
    rig.link(LinkState::Live);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 2U);
}

TEST(Reconcile, AdoptsPositionsOfOthersAndRepairsOurOwnWithARowForEach)
{
    EngineRig rig;
    rig.positions = {abc("7")};
    rig.start();
    EXPECT_EQ(rig.held("ABC"), shares("7"));
    EXPECT_EQ(rig.audits(AuditKind::Adopted).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::Reconciled).size(), 1U);
    rig.pass(10s);
    rig.positions = {abc("3")};
    rig.truthTwice();
    EXPECT_EQ(rig.held("ABC"), shares("3"));
    ASSERT_EQ(rig.audits(AuditKind::Difference).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::Difference)[0]->quantity, shares("-4"));
    rig.positions.clear();
    rig.truthTwice();
    EXPECT_EQ(rig.held("ABC"), Quantity{});
}

/// The machine slept while it was on its way, or a fill came between its parts.
TEST(Reconcile, AnAnswerThatIsOlderThanTheBooksIsNotBelieved)
{
    EngineRig rig;
    rig.positions = {abc("7")};
    rig.start();
    rig.pass(10min);
    rig.positions = {abc("3")};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("7"));
    rig.forget();
    rig.pass(2s);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U) << "asks again soon";
    rig.positions = {abc("7")};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("7"));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_TRUE(rig.audits(AuditKind::Blocked).empty());
}

TEST(Reconcile, FillsAreKnownUpToTheQuestionAndNotUpToTheAnswer)
{
    EngineRig rig;
    rig.positions = {abc("7")};
    rig.start();
    rig.pass(10s);
    rig.send(input::CheckDue{});
    rig.pass(1min); // the answer is long on its way, and knows nothing of what happens meanwhile
    const Execution fill = fillOf("one", "theirs", Side::Buy, "4", rig.now - 30s);
    rig.truth();
    rig.activities.push_back(fill);
    rig.positions = {abc("11")};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("11"));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty()) << "the fill explains it";
}

TEST(Reconcile, FillsOfOrdersThatWereGivenAndDoneElsewhereExplainWhatIsHeld)
{
    EngineRig rig;
    rig.positions = {abc("7")};
    rig.start();
    rig.pass(10s);
    const auto elsewhere = [&](std::string_view id, Side side, std::string_view quantity) {
        const Execution fill =
            fillOf(std::string{id}, "order-" + std::string{id}, side, quantity, rig.now);
        rig.activities.push_back(fill);
        rig.pass(10s);
    };
    elsewhere("one", Side::Buy, "4");
    rig.positions = {abc("11")};
    rig.truth();
    elsewhere("two", Side::Sell, "1");
    elsewhere("three", Side::Sell, "2");
    rig.positions = {abc("8")};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("8"));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_TRUE(rig.audits(AuditKind::Blocked).empty());
    elsewhere("four", Side::Sell, "1");
    rig.positions = {abc("5")};
    rig.truthTwice();
    EXPECT_EQ(rig.audits(AuditKind::Blocked).size(), 1U) << "three are gone, and one was sold";
}

TEST(Reconcile, AdoptsAnOrderThatWasPlacedElsewhereAndCountsIt)
{
    EngineRig rig;
    BrokerOrder theirs;
    theirs.id = theirs.clientOrderId = "theirs";
    theirs.spec.symbol = "XYZ";
    theirs.spec.type = OrderType::Limit;
    theirs.spec.quantity = shares("10");
    theirs.spec.limitPrice = px("20");
    theirs.status = OrderStatus::PartiallyFilled;
    theirs.filledQuantity = shares("4");
    theirs.filledAveragePrice = px("20");
    rig.openOrders = {theirs};
    rig.positions = {{"XYZ", shares("4"), shares("4"), px("20"), usd("80"), {}}};
    rig.start();
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.truth();
    }
    EXPECT_EQ(rig.held("XYZ"), shares("4"));
    EXPECT_EQ(rig.look().account.exposure, usd("200"));
    ASSERT_NE(rig.order("theirs"), nullptr);
    EXPECT_TRUE(rig.order("theirs")->external);
    rig.send(Command{command::CancelOrder{"theirs"}});
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
}

TEST(Reconcile, WaitsForAFillOnItsWayInsteadOfRepairingTwice)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits()[0];
    rig.accept(intent);
    rig.fill(intent, "2", "100");
    // The position is fetched after a second fill, which the stream has not told yet.
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::PartiallyFilled)};
    rig.positions = {abc("4")};
    rig.link(LinkState::BackingOff);
    rig.link(LinkState::Live);
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("2"));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    rig.fill(intent, "2", "100");
    EXPECT_EQ(rig.held("ABC"), shares("4"));
    rig.forget();
    rig.pass(2s);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U);
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::PartiallyFilled)};
    rig.truth();
    EXPECT_EQ(rig.audits(AuditKind::Reconciled).size(), 1U);
}

TEST(Reconcile, RepairsADifferenceThatStaysThoughAnOrderWorks)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits()[0];
    rig.accept(intent);
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::New)};
    rig.positions = {abc("9")};
    for (int look = 0; look < 3; ++look) {
        EXPECT_EQ(rig.held("ABC"), Quantity{});
        rig.pass(2s);
        rig.truth();
    }
    EXPECT_EQ(rig.held("ABC"), shares("9"));
}

TEST(Reconcile, BooksFillsThatTheStreamLostFromTheActivities)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits()[0];
    rig.accept(intent);
    rig.link(LinkState::BackingOff);
    rig.pass(3s);
    BrokerOrder filled = rig.brokerOrder(intent, OrderStatus::Filled);
    filled.filledQuantity = shares("5");
    filled.filledAveragePrice = px("100.4");
    rig.openOrders = {filled};
    rig.positions = {abc("5")};
    for (const auto& [quantity, cumulative, price] :
         {std::tuple{"3", "3", "100"}, std::tuple{"2", "5", "101"}}) {
        Execution execution;
        execution.id = std::string{"activity"} + cumulative;
        execution.orderId = filled.id;
        execution.symbol = "ABC";
        execution.price = px(price);
        execution.quantity = shares(quantity);
        execution.cumulativeQuantity = shares(cumulative);
        rig.activities.push_back(execution);
    }
    rig.account.cash = usd("99498");
    rig.forget();
    rig.link(LinkState::Live);
    const auto asked = rig.all<output::Reconcile>();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0]->clientOrderIds, std::vector<std::string>{intent.clientOrderId});
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("5"));
    EXPECT_EQ(rig.look().account.cash, usd("99498"));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_EQ(rig.audits(AuditKind::PartiallyFilled).size() + rig.audits(AuditKind::Filled).size(),
              2U);
}

TEST(Reconcile, BooksAnOrderThatWasGivenUpAndArrivedWhileTheStreamWasAway)
{
    EngineRig rig;
    const IntentRecord intent = givenUp(rig);
    EXPECT_EQ(rig.order(intent.clientOrderId)->status, OrderStatus::Rejected);
    rig.link(LinkState::BackingOff);
    BrokerOrder filled = rig.brokerOrder(intent, OrderStatus::Filled);
    filled.filledQuantity = shares("5");
    filled.filledAveragePrice = px("100");
    rig.openOrders = {filled};
    rig.positions = {abc("5")};
    rig.account.cash = usd("99500");
    rig.forget();
    rig.link(LinkState::Live);
    ASSERT_EQ(rig.all<output::Reconcile>().size(), 1U);
    EXPECT_EQ(rig.all<output::Reconcile>()[0]->clientOrderIds,
              std::vector<std::string>{intent.clientOrderId});
    rig.truth();
    EXPECT_EQ(rig.order(intent.clientOrderId)->status, OrderStatus::Filled);
    EXPECT_EQ(rig.audits(AuditKind::Filled).size(), 1U);
    EXPECT_TRUE(rig.audits(AuditKind::Adopted).empty()) << "it is nobody else's";
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_EQ(rig.look().instances[0].invested, usd("500"));
    // It has ended for good now.
    rig.forget();
    rig.link(LinkState::BackingOff);
    rig.link(LinkState::Live);
    EXPECT_TRUE(rig.all<output::Reconcile>().at(0)->clientOrderIds.empty());
}

/// It came between its own look-up and the list of fills, in the same answer: nobody else's.
TEST(Reconcile, AFillOfAnOrderThatWasGivenUpIsWaitedForAndBookedOnce)
{
    EngineRig rig;
    const IntentRecord intent = givenUp(rig);
    rig.pass(1min);
    BrokerOrder filled = rig.brokerOrder(intent, OrderStatus::Filled);
    filled.filledQuantity = shares("5");
    filled.filledAveragePrice = px("100");
    const Execution fill = fillOf("late", filled.id, Side::Buy, "5", rig.now);
    rig.activities = {fill};
    rig.positions = {abc("5")};
    rig.account.cash = usd("99500");
    rig.forget();
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("0")) << "not yet known whose it is";
    rig.openOrders = {filled};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), shares("5"));
    EXPECT_EQ(rig.audits(AuditKind::Filled).size(), 1U);
    EXPECT_TRUE(rig.audits(AuditKind::Adopted).empty());
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
}

TEST(Reconcile, AnOrderThatNeverCameIsNotAskedForForEver)
{
    EngineRig rig;
    (void)givenUp(rig);
    rig.pass(16min);
    rig.forget();
    rig.link(LinkState::BackingOff);
    rig.link(LinkState::Live);
    EXPECT_TRUE(rig.all<output::Reconcile>().at(0)->clientOrderIds.empty());
}

TEST(Reconcile, LooksUpAnOrderThatTheBrokerDoesNotNameButNotOneThatIsStillOnItsWay)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord onItsWay = rig.submits()[0];
    rig.market("XYZ", "100");
    const IntentRecord working = rig.submits()[1];
    rig.accept(working);
    rig.link(LinkState::BackingOff);
    rig.link(LinkState::Live);
    rig.truth();
    rig.pass(100ms);
    ASSERT_EQ(rig.all<output::LookupOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::LookupOrder>()[0]->clientOrderId, working.clientOrderId);
    EXPECT_FALSE(rig.order(onItsWay.clientOrderId)->unresolved);
}

TEST(Reconcile, TakesSharesThatAreGoneFromTheNewestHoldingFirst)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances.push_back(config.instances[0]);
    config.instances[1].name = "second";
    config.limits.symbolSpacing = Nanoseconds{};
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.market("ABC", "100");
    ASSERT_EQ(rig.submits().size(), 2U);
    for (const IntentRecord& intent : rig.submits()) {
        rig.pass(1s);
        rig.accept(intent);
        rig.fill(intent, "5", "100");
        rig.update(intent, OrderEvent::Fill, OrderStatus::Filled);
    }
    rig.pass(10s);
    rig.positions = {abc("6")};
    rig.truthTwice();
    const auto instances = rig.look().instances;
    EXPECT_EQ(instances[0].invested, usd("500"));
    EXPECT_EQ(instances[1].invested, usd("100"));
}

TEST(Reconcile, SaysWhenTheBooksLastAgreed)
{
    EngineRig rig;
    rig.start(false);
    EXPECT_FALSE(rig.look().booksAgreedAt.has_value());
    rig.truth();
    const Timestamp first = rig.now;
    EXPECT_EQ(rig.look().booksAgreedAt, first);
    rig.pass(10s);
    EXPECT_EQ(rig.look().booksAgreedAt, first);
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits().at(0);
    rig.accept(intent);
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::New)};
    rig.positions = {abc("5")};
    rig.truth();
    EXPECT_EQ(rig.look().booksAgreedAt, first) << "a fill may be on its way";
    rig.fill(intent, "5", "100");
    rig.openOrders = {rig.brokerOrder(intent, OrderStatus::PartiallyFilled)};
    rig.truth();
    EXPECT_EQ(rig.look().booksAgreedAt, rig.now);
}

TEST(Reconcile, PutsThreeOpinionsOnRecordAndSaysWhoseBookFollows)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits().at(0);
    rig.accept(intent);
    rig.fill(intent, "5", "100");
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.positions = {abc("5")};
    rig.truth();
    rig.pass(10s);
    rig.forget();
    const Execution sold = fillOf("sold-elsewhere", "theirs", Side::Sell, "1", rig.now);
    rig.activities = {sold};
    rig.positions = {abc("2")};
    rig.truth();
    rig.truth(); // what nothing explains must be seen twice
    ASSERT_EQ(rig.audits(AuditKind::Difference).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::Difference)[0]->detail,
              "ours 5, by the fills 4, the broker's 2");
    ASSERT_EQ(rig.audits(AuditKind::InstanceReduced).size(), 1U);
    const AuditEntry& reduced = *rig.audits(AuditKind::InstanceReduced)[0];
    EXPECT_EQ(reduced.origin.name, "holder");
    EXPECT_EQ(reduced.quantity, shares("-3"));
    EXPECT_EQ(reduced.detail, "ours 5, by the fills 4, the broker's 2");
    ASSERT_EQ(rig.look().notices.size(), 2U);
    EXPECT_NE(rig.look().notices[1].find("holder no longer holds 3 of ABC"), std::string::npos);
    EXPECT_FALSE(rig.look().positions.at(0).blocked.empty());
}

TEST(Reconcile, AStrangersSaleReducesTheInstanceThatHeldItInSight)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits().at(0);
    rig.accept(intent);
    rig.fill(intent, "5", "100");
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.forget();
    IntentRecord theirs = intent;
    theirs.clientOrderId = "theirs";
    theirs.ticket.order.side = Side::Sell;
    rig.update(theirs, OrderEvent::New, OrderStatus::New);
    rig.fill(theirs, "2", "100");
    rig.update(theirs, OrderEvent::Canceled, OrderStatus::Canceled);
    ASSERT_EQ(rig.audits(AuditKind::InstanceReduced).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::InstanceReduced)[0]->quantity, shares("-2"));
    rig.forget();
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.accept(rig.submits().at(0));
    rig.fill(rig.submits().at(0), "3", "100");
    EXPECT_TRUE(rig.audits(AuditKind::InstanceReduced).empty()) << "the person knows";
}

TEST(Reconcile, CancelsAgainWhatWasBeingCanceledWhenTheProgramStopped)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits()[0];
    rig.accept(intent);
    rig.send(Command{command::CancelOrder{intent.clientOrderId}});
    EngineRig next;
    next.now = rig.now + 1min;
    next.openOrders = {rig.brokerOrder(intent, OrderStatus::New)};
    next.startFrom(rig.saved);
    EXPECT_EQ(next.all<output::CancelOrder>().size(), 1U);
}

} // namespace
} // namespace tapedeck
