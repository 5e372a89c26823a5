#include "engine_rig.h"
#include "orders/order_table.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <set>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

std::vector<BrokerOrder> ordersOfOthers(int count)
{
    std::vector<BrokerOrder> open;
    for (int i = 0; i < count; ++i) {
        BrokerOrder order;
        order.id = "b-" + std::to_string(i);
        order.clientOrderId = "other-" + std::to_string(i);
        order.spec.symbol = "ABC";
        order.spec.quantity = shares("1");
        order.status = OrderStatus::New;
        open.push_back(std::move(order));
    }
    return open;
}

BrokerPosition tenOfAbc()
{
    return {"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}};
}

class Kill : public testing::Test
{
protected:
    void start(bool holding = false)
    {
        if (holding)
            rig.positions = {tenOfAbc()};
        rig.start();
        rig.forget();
    }
    IntentRecord enter(std::string_view symbol = "XYZ")
    {
        rig.market(symbol, "50");
        CHECK(!rig.submits().empty());
        return rig.submits().back();
    }
    /// The disk takes none of the orders that were decided so far.
    void loseAll()
    {
        for (const IntentRecord& intent : rig.submits())
            rig.send(input::IntentLost{intent.clientOrderId, "x"});
    }
    void press(bool flatten = false) { rig.send(Command{command::Kill{flatten, "window"}}); }
    void release(std::string_view phrase = kReleasePhrase)
    {
        rig.send(Command{command::Release{std::string{phrase}, "window"}});
    }
    [[nodiscard]] KillPhase phase() const { return rig.look().kill.phase; }
    /// Ticks everywhere for a while: whatever can speak, speaks.
    void tempt()
    {
        for (int i = 0; i < 40; ++i) {
            rig.pass(500ms);
            rig.market("ABC", i % 2 == 0 ? "80" : "120");
            rig.market("XYZ", i % 2 == 0 ? "40" : "60");
        }
    }
    void confirm()
    {
        rig.list();
        rig.list();
    }

    EngineRig rig;
};

TEST_F(Kill, CancelsAtOnceAndLetsNothingPassAnyMore)
{
    start();
    const IntentRecord intent = enter();
    rig.accept(intent);
    rig.forget();
    press();
    ASSERT_EQ(rig.all<output::SetKillLatch>().size(), 1U);
    EXPECT_TRUE(rig.all<output::SetKillLatch>()[0]->killed);
    EXPECT_EQ(rig.all<output::CancelAllOrders>().size(), 1U);
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::ListOpenOrders>().size(), 1U);
    rig.forget();
    tempt();
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_GT(rig.all<output::CancelAllOrders>().size(), 5U); // it is asked again and again
    EXPECT_EQ(phase(), KillPhase::Cancelling);
}

TEST_F(Kill, IsConfirmedByTwoEmptyListsInARowOnly)
{
    start();
    press();
    rig.list();
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    BrokerOrder elsewhere;
    elsewhere.id = "theirs";
    elsewhere.clientOrderId = "theirs";
    elsewhere.spec.symbol = "ABC";
    elsewhere.spec.quantity = shares("1");
    elsewhere.status = OrderStatus::New;
    rig.list({elsewhere});
    rig.list();
    EXPECT_EQ(phase(), KillPhase::Cancelling) << "the order elsewhere has not been heard to end";
    elsewhere.status = OrderStatus::Canceled;
    rig.pass(100ms);
    rig.send(input::LookupReply{"theirs", elsewhere});
    rig.list();
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    rig.list();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    EXPECT_EQ(rig.audits(AuditKind::KillConfirmed).size(), 1U);
    EXPECT_EQ(rig.all<output::CloseTradeStream>().size(), 1U);
}

TEST_F(Kill, AsksAtOnceWhetherAnyIsOpenWhenTheLastThatItKnowsHasEnded)
{
    start();
    const IntentRecord intent = enter();
    rig.accept(intent);
    press();
    rig.list({rig.brokerOrder(intent, OrderStatus::New)});
    rig.forget();
    rig.pass(100ms);
    EXPECT_TRUE(rig.all<output::ListOpenOrders>().empty());
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    EXPECT_EQ(rig.all<output::ListOpenOrders>().size(), 1U);
    confirm();
    EXPECT_EQ(rig.look().kill.confirmedAfter, 100ms);
}

TEST_F(Kill, CancelsOrdersThatWerePlacedElsewhere)
{
    start();
    press();
    BrokerOrder elsewhere;
    elsewhere.id = elsewhere.clientOrderId = "theirs";
    elsewhere.spec.symbol = "ABC";
    elsewhere.spec.quantity = shares("1");
    elsewhere.status = OrderStatus::New;
    rig.list({elsewhere});
    rig.forget();
    rig.pass(1s);
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    EXPECT_EQ(rig.all<output::CancelOrder>()[0]->brokerOrderId, "theirs");
    EXPECT_GE(rig.all<output::CancelAllOrders>().size(), 1U);
    EXPECT_GE(rig.look().kill.ordersOpen, 1);
}

struct Stage
{
    const char* name;
    /// Brings an order to the stage. Returns false where there is none.
    std::function<void(EngineRig&, const IntentRecord&)> bring;
    /// What the broker does after the kill, until the order has ended.
    std::function<void(EngineRig&, const IntentRecord&)> end;
    friend void PrintTo(const Stage& stage, std::ostream* out) { *out << stage.name; }
};

class KillAtStage : public Kill, public testing::WithParamInterface<Stage>
{};

TEST_P(KillAtStage, IsNotConfirmedBeforeTheOrderHasEndedAndThenIs)
{
    start();
    const IntentRecord intent = enter();
    GetParam().bring(rig, intent);
    press();
    rig.forget();
    confirm();
    confirm();
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    tempt();
    EXPECT_TRUE(rig.submits().empty());
    GetParam().end(rig, intent);
    const bool mayArrive = rig.order(intent.clientOrderId)->reason == kNeverArrived;
    const Money still = mayArrive ? intent.ticket.worstNotional : Money{};
    EXPECT_EQ(rig.look().account.exposure, saturatedNotional(px("60"), rig.held("XYZ")) + still);
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    tempt();
    EXPECT_TRUE(rig.submits().empty());
}

/// Orders of others, whose ends nobody heard of: their look-ups must leave room for other requests.
TEST_F(Kill, LooksManyOrdersUpOneByOne)
{
    start();
    press();
    rig.list(ordersOfOthers(40));
    rig.forget();
    rig.list();
    rig.pass(2s);
    EXPECT_LE(rig.all<output::LookupOrder>().size(), 5U);
    EXPECT_GE(rig.all<output::LookupOrder>().size(), 4U);
    rig.pass(7s);
    EXPECT_LE(rig.all<output::LookupOrder>().size(), 19U);
    EXPECT_GE(rig.all<output::LookupOrder>().size(), 18U);
}

class KillWithBooksOfBefore : public Kill
{
protected:
    /// Killed, confirmed, the trading stream closed; ten of ABC in our books.
    void SetUp() override
    {
        start(true);
        rig.quote("ABC", "99.99", "100.01");
        press();
        confirm();
        rig.link(LinkState::Off);
        rig.pass(1min);
        rig.quote("ABC", "99.99", "100.01");
        rig.forget();
    }
};

TEST_F(KillWithBooksOfBefore, SellsNothingThatWasSoldElsewhereMeanwhile)
{
    press(true);
    confirm();
    rig.pass(500ms);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_FALSE(rig.all<output::Reconcile>().empty());
    rig.positions.clear();
    rig.truthTwice();
    for (int i = 0; i < 10; ++i) {
        rig.quote("ABC", "99.99", "100.01");
        rig.pass(1s);
        rig.list();
    }
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(phase(), KillPhase::Confirmed);
}

TEST_F(KillWithBooksOfBefore, SellsWhatIsStillThereOnceTheBrokerSaysSo)
{
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.pass(500ms);
    EXPECT_TRUE(rig.submits().empty());
    rig.truth();
    rig.pass(500ms);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
}

TEST_F(KillWithBooksOfBefore, SellsWithoutAnAnswerAfterFiveSeconds)
{
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.pass(4s);
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(2s);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(KillWithBooksOfBefore, AStopWaitsForTheBrokersTruthAfterTheRelease)
{
    release();
    rig.link(LinkState::Live);
    const auto fall = [this](int seconds) {
        for (int i = 0; i < seconds; ++i) {
            rig.quote("ABC", "49.99", "50.01");
            rig.pass(1s);
        }
    };
    fall(3);
    rig.positions.clear();
    rig.truthTwice();
    fall(10);
    EXPECT_TRUE(rig.submits().empty());
}

/// Some of them never get an answer.
TEST_F(Kill, LooksManyOrdersUpInTurnAndOursFirst)
{
    start();
    const IntentRecord ours = enter();
    rig.send(input::IntentDurable{ours.clientOrderId});
    press();
    rig.list(ordersOfOthers(12));
    rig.list();
    rig.send(input::SubmitReply{ours.clientOrderId, input::NoAnswer{"time-out"}});
    rig.forget();
    std::vector<std::string> asked;
    for (int i = 0; i < 20; ++i) {
        rig.pass(500ms);
        std::vector<std::string> now;
        for (const auto* lookup : rig.all<output::LookupOrder>())
            now.push_back(lookup->clientOrderId);
        rig.forget();
        for (const std::string& id : now)
            rig.send(input::LookupReply{id, input::NoAnswer{"unreadable"}});
        asked.insert(asked.end(), now.begin(), now.end());
    }
    ASSERT_FALSE(asked.empty());
    EXPECT_EQ(asked.front(), ours.clientOrderId);
    EXPECT_EQ(std::set(asked.begin(), asked.end()).size(), 13U) << "each had its turn";
}

/// It had left before the press.
TEST_F(Kill, LooksForAnOrderThatWasGivenUpAndMayArriveAfterTheConfirmation)
{
    start();
    const IntentRecord intent = enter();
    rig.send(input::IntentDurable{intent.clientOrderId});
    rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
    press();
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
    confirm();
    ASSERT_EQ(phase(), KillPhase::Confirmed);
    rig.forget();
    rig.pass(10s);
    EXPECT_EQ(rig.all<output::ListOpenOrders>().size(), 2U);
    rig.list({rig.brokerOrder(intent, OrderStatus::New)});
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    EXPECT_FALSE(rig.all<output::CancelOrder>().empty());
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    confirm();
    rig.forget();
    rig.pass(20min);
    EXPECT_TRUE(rig.all<output::ListOpenOrders>().empty()) << "nothing can come any more";
}

const auto kNothing = [](EngineRig&, const IntentRecord&) {};
const auto kCanceled = [](EngineRig& rig, const IntentRecord& intent) {
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
};
const auto kAccepted = [](EngineRig& rig, const IntentRecord& intent) { rig.accept(intent); };

INSTANTIATE_TEST_SUITE_P(
    Orders,
    KillAtStage,
    testing::Values(
        Stage{"intended",
              kNothing,
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::SubmitReply{intent.clientOrderId, input::NotSent{"killed"}});
              }},
        Stage{"intended and lost on the disk",
              kNothing,
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::IntentLost{intent.clientOrderId, "disk full"});
              }},
        Stage{"on its way and accepted",
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::IntentDurable{intent.clientOrderId});
              },
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::SubmitReply{intent.clientOrderId,
                                              rig.brokerOrder(intent, OrderStatus::New)});
                  EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U);
                  kCanceled(rig, intent);
              }},
        Stage{"without an answer, and it never arrived",
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::IntentDurable{intent.clientOrderId});
                  rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
              },
              [](EngineRig& rig, const IntentRecord& intent) {
                  for (int i = 0; i < 3; ++i)
                      rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
              }},
        Stage{"without an answer, and it filled",
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.send(input::IntentDurable{intent.clientOrderId});
                  rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
              },
              [](EngineRig& rig, const IntentRecord& intent) {
                  BrokerOrder filled = rig.brokerOrder(intent, OrderStatus::Filled);
                  filled.filledQuantity = shares("10");
                  filled.filledAveragePrice = px("50");
                  rig.send(input::LookupReply{intent.clientOrderId, filled});
                  EXPECT_EQ(rig.held("XYZ"), shares("10"));
              }},
        Stage{"working", kAccepted, kCanceled},
        Stage{"partly filled",
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.accept(intent);
                  rig.fill(intent, "2", "50");
              },
              kCanceled},
        Stage{"being canceled",
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.accept(intent);
                  rig.send(Command{command::CancelOrder{intent.clientOrderId}});
              },
              kCanceled},
        Stage{"working, with its last update lost",
              kAccepted,
              [](EngineRig& rig, const IntentRecord& intent) {
                  rig.pass(100ms);
                  rig.send(input::LookupReply{intent.clientOrderId,
                                              rig.brokerOrder(intent, OrderStatus::Canceled)});
              }}));

TEST_F(Kill, LetsAPersonCloseAndNobodyElse)
{
    start(true);
    const IntentRecord entry = enter();
    rig.accept(entry);
    rig.market("ABC", "100");
    rig.send(input::IntentLost{rig.submits().back().clientOrderId, "not of interest here"});
    press();
    rig.forget();
    rig.send(Command{command::ClosePosition{"ABC"}});
    rig.send(Command{command::ClosePosition{"ABC"}}); // all of it is on its way
    rig.send(Command{command::ClosePosition{"XYZ"}}); // nothing is held
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord closing = rig.submits()[0];
    EXPECT_EQ(closing.ticket.order.side, Side::Sell);
    EXPECT_EQ(closing.ticket.order.quantity, shares("10"));
    rig.accept(closing);
    rig.forget();
    // The entry's cancel is asked for on and on; the closing order lives.
    rig.list(
        {rig.brokerOrder(entry, OrderStatus::New), rig.brokerOrder(closing, OrderStatus::New)});
    rig.pass(3s);
    EXPECT_TRUE(rig.all<output::CancelAllOrders>().empty());
    EXPECT_FALSE(rig.all<output::CancelOrder>().empty());
    for (const auto* cancel : rig.all<output::CancelOrder>())
        EXPECT_EQ(cancel->clientOrderId, entry.clientOrderId);
    rig.link(LinkState::BackingOff);
    rig.forget();
    rig.link(LinkState::Live);
    EXPECT_TRUE(rig.all<output::CancelAllOrders>().empty());
    rig.fill(closing, "10", "100");
    rig.update(entry, OrderEvent::Canceled, OrderStatus::Canceled);
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
}

TEST_F(Kill, FlattensAfterTheCancellationsAreConfirmedAndThenConfirmsAgain)
{
    start(true);
    rig.market("ABC", "100");
    const IntentRecord holderOrder = rig.submits().empty() ? enter() : rig.submits().back();
    rig.accept(holderOrder);
    press(true);
    rig.forget();
    confirm();
    EXPECT_TRUE(rig.submits().empty()) << "an order is still open";
    rig.update(holderOrder, OrderEvent::Canceled, OrderStatus::Canceled);
    confirm();
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord closing = rig.submits()[0];
    EXPECT_EQ(closing.ticket.origin.kind, OriginKind::Person);
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    rig.accept(closing);
    confirm(); // filled at the broker: no list shows it, and its fill has not been heard
    confirm();
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    rig.fill(closing, "10", "99");
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    EXPECT_EQ(rig.held("ABC"), Quantity{});
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Kill, GoesOnFlatteningAfterARestart)
{
    start(true);
    rig.market("ABC", "100");
    loseAll();
    press(true);
    confirm();
    const IntentRecord closing = rig.submits().back();
    ASSERT_EQ(closing.ticket.origin.kind, OriginKind::Person);

    EngineRig next;
    next.now = rig.now + 1min;
    next.runId = "next";
    next.positions = {tenOfAbc()};
    next.startFrom(rig.saved, true);
    next.market("ABC", "100");
    EXPECT_EQ(next.look().kill.phase, KillPhase::Cancelling);
    for (int i = 0; i < 3; ++i) {
        next.pass(3s);
        next.send(input::LookupReply{closing.clientOrderId, input::NotFound{}});
    }
    EXPECT_TRUE(next.submits().empty());
    next.market("ABC", "100");
    next.list();
    next.list();
    ASSERT_EQ(next.submits().size(), 1U);
    EXPECT_NE(next.submits()[0].clientOrderId, closing.clientOrderId);
    EXPECT_EQ(next.submits()[0].ticket.order.quantity, shares("10"));
}

TEST_F(Kill, APersonWhoWantsOneClosedGetsNoMoreThanThatAfterARestart)
{
    rig.positions = {tenOfAbc(), {"XYZ", shares("5"), shares("5"), px("50"), usd("250"), {}}};
    rig.start();
    rig.market("ABC", "100");
    rig.market("XYZ", "50");
    loseAll();
    press();
    confirm();
    rig.forget();
    rig.send(Command{command::ClosePosition{"ABC"}});
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord closing = rig.submits()[0];

    EngineRig next;
    next.now = rig.now + 1min;
    next.runId = "next";
    next.positions = rig.positions;
    next.startFrom(rig.saved, true);
    next.market("ABC", "100");
    next.market("XYZ", "50");
    for (int i = 0; i < 3; ++i) {
        next.pass(3s);
        next.send(input::LookupReply{closing.clientOrderId, input::NotFound{}});
    }
    next.list();
    next.list();
    ASSERT_EQ(next.submits().size(), 1U);
    EXPECT_EQ(next.submits()[0].ticket.order.symbol, "ABC");
}

TEST_F(Kill, AClosingOrderThatCameToNothingIsFollowedByAnotherAfterAWhile)
{
    start(true);
    rig.market("ABC", "100");
    loseAll();
    press(true);
    confirm();
    const IntentRecord first = rig.submits().back();
    rig.send(input::IntentDurable{first.clientOrderId});
    rig.send(input::SubmitReply{first.clientOrderId, BrokerError{403, 0, "not now"}});
    rig.forget();
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    EXPECT_FALSE(rig.look().kill.flattenedAfter.has_value());
    ASSERT_EQ(rig.look().kill.naked.size(), 1U);
    EXPECT_TRUE(rig.look().kill.naked[0].closing);
    rig.pass(9s);
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(2s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(phase(), KillPhase::Cancelling);
    EXPECT_EQ(rig.all<output::OpenTradeStream>().size(), 1U);
    rig.accept(rig.submits()[0]);
    rig.fill(rig.submits()[0], "10", "100");
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    EXPECT_TRUE(rig.look().kill.naked.empty());
    EXPECT_TRUE(rig.look().kill.flattenedAfter.has_value());
}

TEST_F(Kill, FlattenWaitsForTheMarketToOpenAndSaysSo)
{
    rig.now = parseTimestamp("2013-10-11T01:00:00Z").value(); // 21:00 in New York
    start(true);
    rig.market("ABC", "100");
    press(true);
    rig.forget();
    confirm();
    EXPECT_EQ(phase(), KillPhase::Confirmed) << "what cannot be closed now holds up nothing";
    const auto naked = rig.look().kill.naked;
    ASSERT_EQ(naked.size(), 1U);
    EXPECT_TRUE(naked[0].closing);
    EXPECT_EQ(naked[0].deniedBy, Limit::Session);
    ASSERT_EQ(rig.audits(AuditKind::KillConfirmed).size(), 1U);
    EXPECT_NE(rig.audits(AuditKind::KillConfirmed)[0]->detail.find(
                  "still to be closed: ABC 10 (session)"),
              std::string::npos)
        << rig.audits(AuditKind::KillConfirmed)[0]->detail;
    rig.pass(12h);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(rig.audits(AuditKind::Denied).size(), 1U) << "the same row says it once";
    rig.pass(30min);
    rig.market("ABC", "99");
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
    EXPECT_FALSE(rig.look().kill.naked[0].deniedBy.has_value());
}

TEST_F(Kill, FlattenOutsideRegularHoursIsALimitOrderWhereAPersonAllowsThem)
{
    rig.config.limits.allowExtendedHours = true;
    rig.now = parseTimestamp("2013-10-10T22:00:00Z").value(); // 18:00 in New York
    start(true);
    press(true);
    rig.forget();
    confirm();
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(rig.look().kill.naked.at(0).deniedBy, Limit::QuoteUsable) << "no price to stand on";
    rig.quote("ABC", "99.9", "100");
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    const OrderSpec order = rig.submits()[0].ticket.order;
    EXPECT_EQ(order.type, OrderType::Limit);
    EXPECT_TRUE(order.extendedHours);
    EXPECT_EQ(order.limitPrice, px("99.8"));
}

TEST_F(Kill, AClosingLimitThatTheMarketLeftBehindIsReplacedByAnother)
{
    rig.config.limits.allowExtendedHours = true;
    rig.now = parseTimestamp("2013-10-10T22:00:00Z").value(); // 18:00 in New York
    start(true);
    rig.quote("ABC", "99.9", "100");
    press(true);
    confirm();
    const IntentRecord first = rig.submits().at(0);
    rig.accept(first);
    rig.forget();
    rig.pass(1min);
    EXPECT_TRUE(rig.all<output::CancelOrder>().empty()) << "the market is where it was";
    rig.quote("ABC", "99", "99.1");
    rig.pass(200ms);
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    rig.update(first, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(200ms);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.limitPrice, px("98.9"));
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
}

TEST_F(Kill, FlattenOutsideRegularHoursLeavesAFractionForTheOpening)
{
    rig.config.limits.allowExtendedHours = true;
    rig.now = parseTimestamp("2013-10-10T22:00:00Z").value(); // 18:00 in New York
    rig.positions = {{"ABC", shares("10.5"), shares("10.5"), px("100"), usd("1050"), {}}};
    rig.start();
    rig.forget();
    rig.quote("ABC", "99.9", "100");
    press(true);
    confirm();
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
    rig.accept(rig.submits()[0]);
    rig.fill(rig.submits()[0], "10", "99.8");
    confirm();
    rig.pass(1min);
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    EXPECT_EQ(rig.submits().size(), 1U);
    ASSERT_EQ(rig.look().kill.naked.size(), 1U);
    EXPECT_EQ(rig.look().kill.naked[0].quantity, shares("0.5"));
    EXPECT_EQ(rig.look().kill.naked[0].deniedBy, Limit::Session);
}

TEST_F(Kill, SaysHowLongItTookFromTheFirstPressOn)
{
    start();
    const IntentRecord intent = enter();
    rig.accept(intent);
    const Timestamp pressed = rig.now;
    press();
    rig.pass(200ms);
    press();
    EXPECT_EQ(rig.look().kill.since, pressed);
    EXPECT_FALSE(rig.look().kill.confirmedAfter.has_value());
    rig.pass(100ms);
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(112ms);
    confirm();
    const KillView kill = rig.look().kill;
    EXPECT_EQ(kill.canceled, 1);
    EXPECT_EQ(kill.lastCanceledAfter, 300ms);
    EXPECT_EQ(kill.confirmedAfter, 412ms);
    ASSERT_EQ(rig.audits(AuditKind::KillConfirmed).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::KillConfirmed)[0]->detail,
              "confirmed after 0.412 s; 1 order canceled, the last one over after 0.300 s");

    EngineRig next;
    next.now = rig.now + 1h;
    next.startFrom(rig.saved, true);
    next.pass(1s);
    next.list();
    next.list();
    EXPECT_EQ(next.look().kill.confirmedAfter, 412ms) << "a restart does not count";
    EXPECT_EQ(next.audits(AuditKind::KillConfirmed).at(0)->detail, "confirmed again after 1.000 s");
}

TEST_F(Kill, SurvivesARestartWhicheverMemoryOfItIsLeft)
{
    start();
    press();
    confirm();
    for (const bool latch : {true, false}) {
        EngineRig next;
        next.now = rig.now + 1min;
        next.startFrom(rig.saved, latch);
        EXPECT_NE(next.look().kill.phase, KillPhase::Off);
        ASSERT_EQ(next.all<output::SetKillLatch>().size(), 1U);
        EXPECT_TRUE(next.all<output::SetKillLatch>()[0]->killed);
        next.market("ABC", "100");
        EXPECT_TRUE(next.submits().empty());
    }
    EngineRig latched;
    latched.startFrom("", true);
    EXPECT_EQ(latched.audits(AuditKind::Killed).size(), 1U);
    latched.market("ABC", "100");
    EXPECT_TRUE(latched.submits().empty());
}

TEST_F(Kill, IsReleasedByThePhraseAloneAndEntersOnlyAfterTheTruth)
{
    start();
    press();
    confirm();
    release("release");
    release("");
    EXPECT_EQ(phase(), KillPhase::Confirmed);
    rig.forget();
    release();
    EXPECT_EQ(phase(), KillPhase::Off);
    ASSERT_EQ(rig.all<output::SetKillLatch>().size(), 1U);
    EXPECT_FALSE(rig.all<output::SetKillLatch>()[0]->killed);
    EXPECT_EQ(rig.all<output::OpenTradeStream>().size(), 1U);
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(6s);
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U);
    rig.truth();
    rig.market("ABC", "100");
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Kill, CancelsBeforeAnythingElseWhenTheNetworkComesBack)
{
    start();
    rig.link(LinkState::BackingOff);
    press();
    rig.pass(10s);
    rig.forget();
    rig.link(LinkState::Live);
    const auto& cancel = rig.all<output::CancelAllOrders>();
    ASSERT_EQ(cancel.size(), 1U);
    ASSERT_EQ(rig.all<output::Reconcile>().size(), 1U);
    EXPECT_LT(static_cast<const void*>(cancel[0]),
              static_cast<const void*>(rig.all<output::Reconcile>()[0]));
}

TEST_F(Kill, ListsWhatIsHeldWithoutAStop)
{
    start(true);
    rig.market("ABC", "90");
    press();
    const Snapshot look = rig.look();
    ASSERT_EQ(look.kill.naked.size(), 1U);
    EXPECT_EQ(look.kill.naked[0].symbol, "ABC");
    EXPECT_EQ(look.kill.naked[0].openProfit, usd("-100"));
}

} // namespace
} // namespace tapedeck
