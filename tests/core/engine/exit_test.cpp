#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// Ten shares of ABC bought at 100: the stop stands at 95.
class StopLoss : public testing::Test
{
protected:
    void SetUp() override { start(rig); }
    static void start(EngineRig& rig)
    {
        rig.config.instances.clear();
        rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
        rig.start();
        rig.quote("ABC", "99.99", "100.01");
        rig.forget();
    }
    void beyond() { rig.quote("ABC", "94.9", "94.92"); }
    void back() { rig.quote("ABC", "95.09", "95.11"); }

    EngineRig rig;
};

TEST_F(StopLoss, FiresOnAMidBeyondItThatLastsHalfASecond)
{
    beyond();
    rig.pass(400ms);
    beyond();
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(100ms);
    ASSERT_EQ(rig.submits().size(), 1U);
    const Ticket ticket = rig.submits()[0].ticket;
    EXPECT_TRUE(ticket.isExit);
    EXPECT_EQ(ticket.origin.kind, OriginKind::Exit);
    EXPECT_EQ(ticket.order.side, Side::Sell);
    EXPECT_EQ(ticket.order.quantity, shares("10"));
}

TEST_F(StopLoss, StartsTheHalfSecondAnewWhenTheMidCameBack)
{
    for (int i = 0; i < 5; ++i) {
        beyond();
        rig.pass(400ms);
        back();
        rig.pass(200ms);
    }
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(StopLoss, DoesNotLookAtUnusableQuotes)
{
    rig.quote("ABC", "90", "95.2"); // too wide
    rig.pass(2s);
    rig.quote("ABC", "0", "90");
    rig.pass(2s);
    rig.quote("ABC", "94", "93");
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(StopLoss, FiresAtOnceOnARegularPrintBeyondIt)
{
    rig.trade("ABC", "95.01");
    EXPECT_TRUE(rig.submits().empty());
    rig.trade("ABC", "95");
    EXPECT_EQ(rig.submits().size(), 1U);
}

/// The broker refuses to sell against a buy of ours that works.
TEST(StopLossAgainstAnEntry, CancelsTheEntryFirstAndFiresWhenItHasEnded)
{
    EngineRig rig;
    rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord entry = rig.submits().at(0);
    rig.accept(entry);
    rig.forget();
    rig.quote("ABC", "94.9", "94.92");
    rig.pass(2s);
    EXPECT_EQ(rig.all<output::CancelOrder>().size(), 1U) << "once";
    EXPECT_TRUE(rig.submits().empty());
    rig.update(entry, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(200ms);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.kind, OriginKind::Exit);
}

TEST_F(StopLoss, DoesNotSellTwiceWhileOneExitWorksAndSellsTheRestWhenItEnds)
{
    rig.trade("ABC", "94");
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord first = rig.submits()[0];
    rig.accept(first);
    for (int i = 0; i < 30; ++i) {
        rig.pass(500ms);
        rig.quote("ABC", "93.99", "94.01");
        rig.trade("ABC", "94");
    }
    EXPECT_EQ(rig.submits().size(), 1U);
    rig.fill(first, "4", "94");
    rig.trade("ABC", "94");
    EXPECT_EQ(rig.submits().size(), 1U);
    rig.update(first, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.trade("ABC", "94");
    ASSERT_EQ(rig.submits().size(), 2U);
    EXPECT_EQ(rig.submits()[1].ticket.order.quantity, shares("6"));
}

/// 6.37 shares, whose fractions the broker trades in regular hours, at all hours or not at all.
class StopLossOfAFraction : public testing::Test
{
protected:
    void start(std::string_view at, bool fractionable, bool inExtendedHours)
    {
        rig.now = parseTimestamp(at).value();
        rig.config.limits.allowExtendedHours = true;
        rig.config.instances.clear();
        rig.positions = {{"ABC", shares("6.37"), shares("6.37"), px("100"), usd("637"), {}}};
        rig.start();
        rig.asset("ABC", fractionable, inExtendedHours);
        rig.forget();
        beyond();
    }
    void beyond()
    {
        rig.quote("ABC", "94.9", "94.92");
        rig.pass(1s);
    }
    [[nodiscard]] std::optional<Quantity> sold() const
    {
        return rig.submits().empty() ? std::nullopt : rig.submits().back().ticket.order.quantity;
    }

    static constexpr std::string_view kEvening = "2013-10-10T22:00:00Z"; // 18:00 in New York
    static constexpr std::string_view kMorning = "2013-10-10T14:00:00Z"; // 10:00
    EngineRig rig;
};

TEST_F(StopLossOfAFraction, SellsTheWholeSharesInTheEveningAndTheRestAtTheOpening)
{
    start(kEvening, true, false);
    ASSERT_EQ(sold(), shares("6")) << rig.story();
    EXPECT_TRUE(rig.submits()[0].ticket.order.extendedHours);
    rig.accept(rig.submits()[0]);
    rig.fill(rig.submits()[0], "6", "94.9");
    for (int i = 0; i < 30; ++i)
        beyond();
    EXPECT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::Denied).size(), 1U) << "once a minute";
    rig.pass(parseTimestamp("2013-10-11T13:30:00Z").value() - rig.now);
    rig.positions = {{"ABC", shares("0.37"), shares("0.37"), px("100"), usd("37"), {}}};
    rig.truth();
    beyond();
    EXPECT_EQ(sold(), shares("0.37"));
}

TEST_F(StopLossOfAFraction, SellsAllOfItInTheEveningWhereTheBrokerTakesFractionsThen)
{
    start(kEvening, true, true);
    EXPECT_EQ(sold(), shares("6.37"));
}

TEST_F(StopLossOfAFraction, SellsAllOfItInRegularHours)
{
    start(kMorning, true, false);
    EXPECT_EQ(sold(), shares("6.37"));
}

TEST_F(StopLossOfAFraction, SellsTheWholeSharesOfWhatIsTradedInFractionsNoMore)
{
    start(kMorning, false, false);
    EXPECT_EQ(sold(), shares("6"));
}

TEST_F(StopLossOfAFraction, IsNoOtherWhenAPersonClosesIt)
{
    rig.config.limits.positionLoss = Ratio::fromNanos(500'000'000);
    start(kMorning, false, false);
    ASSERT_TRUE(rig.submits().empty());
    rig.send(Command{command::ClosePosition{"ABC"}});
    EXPECT_EQ(sold(), shares("6"));
}

/// No answer to it came, and the broker did not know it three times.
void giveUp(EngineRig& rig, const IntentRecord& intent)
{
    rig.send(input::IntentDurable{intent.clientOrderId});
    rig.send(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"cut off"}});
    for (int i = 0; i < 3; ++i) {
        rig.pass(2s);
        rig.send(input::LookupReply{intent.clientOrderId, input::NotFound{}});
    }
}

/// Of a long and of a short: an order that may still arrive traps nobody (decision 29).
TEST(StopLossThatWasGivenUp, FiresAgainWhileTheFirstMayStillArrive)
{
    for (const bool isShort : {false, true}) {
        SCOPED_TRACE(isShort ? "short" : "long");
        EngineRig rig;
        const Quantity held = shares(isShort ? "-10" : "10");
        rig.config.instances.clear();
        rig.positions = {{"ABC", held, held, px("100"), usd("1000"), {}}};
        rig.start();
        rig.quote("ABC", "99.99", "100.01");
        rig.trade("ABC", isShort ? "106" : "94");
        ASSERT_EQ(rig.submits().size(), 1U);
        giveUp(rig, rig.submits()[0]);
        rig.forget();
        rig.trade("ABC", isShort ? "106" : "94");
        ASSERT_EQ(rig.submits().size(), 1U) << rig.story();
        EXPECT_TRUE(rig.submits()[0].ticket.isExit);
        EXPECT_EQ(rig.submits()[0].ticket.order.side, isShort ? Side::Buy : Side::Sell);
        EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("10"));
    }
}

TEST_F(StopLoss, StaysArmedWhileTheGateDeniesItAndSaysSoOnceAMinute)
{
    TradingStatus halted;
    halted.symbol = rig.engine.symbols().find("ABC").value();
    halted.status = ShortCode::of("H");
    halted.tape = 'C';
    rig.send(MarketEvent{halted});
    beyond();
    rig.pass(90s);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(rig.audits(AuditKind::Denied).size(), 2U);
    halted.status = ShortCode::of("T");
    rig.send(MarketEvent{halted});
    beyond();
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(StopLoss, DoesNotFireOnTheFirstQuoteOfTheMorning)
{
    rig.now = parseTimestamp("2013-10-10T23:59:59.5Z").value(); // after hours end in half a second
    beyond();
    rig.pass(100ms);
    rig.pass(8h + 1s); // 04:00 in New York: the pre-market
    rig.forget();
    beyond();
    EXPECT_TRUE(rig.audits(AuditKind::SignalRaised).empty());
    rig.pass(500ms);
    EXPECT_FALSE(rig.audits(AuditKind::SignalRaised).empty());
}

TEST_F(StopLoss, IsACardUnderApprovalRulesThatComesBackUntilAPersonSilencesIt)
{
    EngineRig live{Rules::Approval};
    start(live);
    live.trade("ABC", "94");
    live.trade("ABC", "94");
    ASSERT_EQ(live.look().suggestions.size(), 1U);
    EXPECT_TRUE(live.look().suggestions[0].isExit);
    live.quote("ABC", "93.99", "94.01");
    live.pass(5min + 1s);
    EXPECT_EQ(live.audits(AuditKind::ExpiredUnseen).size(), 1U);
    ASSERT_EQ(live.look().suggestions.size(), 1U) << "raised again while its cause lasts";
    live.send(Command{command::Dismiss{live.look().suggestions[0].id}});
    live.pass(5s);
    live.trade("ABC", "93");
    EXPECT_TRUE(live.look().suggestions.empty());
}

TEST_F(StopLoss, BelongsToThePositionNotToTheInstanceAndLeavesNoneBehind)
{
    EngineRig held;
    held.start();
    held.market("ABC", "100");
    const IntentRecord entry = held.submits()[0];
    held.accept(entry);
    held.fill(entry, "5", "100");
    held.update(entry, OrderEvent::Fill, OrderStatus::Filled);
    held.forget();
    held.trade("ABC", "94");
    ASSERT_EQ(held.submits().size(), 1U);
    held.accept(held.submits()[0]);
    held.fill(held.submits()[0], "5", "94");
    const InstanceRow row = held.look().instances[0];
    EXPECT_EQ(row.invested, Money{});
    EXPECT_EQ(row.profit, usd("-30"));
    EXPECT_EQ(row.roundTrips, 1);
}

} // namespace
} // namespace tapedeck
