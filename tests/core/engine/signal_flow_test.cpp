#include "engine/risk_ledger.h"
#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

const LimitCheck& checkOf(const AuditEntry& entry, Limit limit)
{
    return entry.checks.at(static_cast<std::size_t>(limit));
}

TEST(Signals, AreHeardOncePerCooldown)
{
    EngineRig rig;
    rig.start();
    rig.forget();
    for (int i = 0; i < 120; ++i) {
        rig.quote("ABC", "90", "110"); // too wide: each entry is denied, and wanted again
        rig.trade("ABC", "100");
        rig.pass(100ms);
    }
    EXPECT_EQ(rig.audits(AuditKind::Denied).size(), 3U); // at 0, 5 and 10 s
    EXPECT_TRUE(rig.submits().empty());
}

TEST(Signals, OfAnInstanceThatIsOffAreNotHeardAndTheSwitchSurvivesARestart)
{
    EngineRig rig;
    rig.start();
    rig.send(Command{command::EnableInstance{"holder", false}});
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    EngineRig next;
    next.now = rig.now + 1min;
    next.startFrom(rig.saved);
    next.market("ABC", "100");
    EXPECT_TRUE(next.submits().empty());
    next.send(Command{command::EnableInstance{"holder", true}});
    next.market("ABC", "100");
    EXPECT_EQ(next.submits().size(), 1U);
}

TEST(Signals, AreMutedWhileHistoryIsPlayed)
{
    EngineRig rig;
    input::Started started;
    started.runId = "run";
    started.config = rig.config;
    started.muted = true;
    rig.send(started);
    rig.send(input::ClockReading{});
    rig.link(LinkState::Live);
    rig.truth();
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.audits(AuditKind::SignalRaised).empty());
    rig.send(input::Unmuted{});
    rig.market("ABC", "100");
    EXPECT_FALSE(rig.audits(AuditKind::SignalRaised).empty());
}

TEST(Signals, ReachAnInstanceOnceThoughItsSymbolIsNamedTwice)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances[0].symbols = {"*", "ABC", "ABC"};
    config.instances[0].cooldown = Nanoseconds{};
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.quote("ABC", "90", "110");
    rig.forget();
    rig.trade("ABC", "100");
    EXPECT_EQ(rig.audits(AuditKind::SignalRaised).size(), 1U);
}

TEST(Signals, SellWhatTheInstanceHoldsOnceAndNothingOfOthers)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances[0].strategy = "momentum";
    EngineRig rig{Rules::Automatic, config};
    rig.positions = {{"ABC", shares("20"), shares("20"), px("100"), usd("2000"), {}}};
    rig.start();
    rig.market("ABC", "100");
    rig.pass(1s);
    rig.market("ABC", "100.50"); // up: in
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord entry = rig.submits()[0];
    rig.accept(entry);
    rig.fill(entry, "4", "100.50");
    rig.update(entry, OrderEvent::Fill, OrderStatus::Filled);
    rig.forget();
    for (int i = 0; i < 30; ++i) { // down, and its sell is slow
        rig.pass(1s);
        rig.market("ABC", i % 2 == 0 ? "99.50" : "99.40");
    }
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Sell);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("4"));
}

TEST(Signals, SellTheWholeSharesOfAHoldingWhoseFractionsTheBrokerRefuses)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances[0].strategy = "momentum";
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.market("ABC", "100");
    rig.pass(1s);
    rig.market("ABC", "100.50"); // up: in
    const IntentRecord entry = rig.submits().at(0);
    rig.accept(entry);
    rig.fill(entry, "4.25", "100.50");
    rig.update(entry, OrderEvent::Fill, OrderStatus::Filled);
    rig.asset("ABC");
    rig.forget();
    rig.pass(10s);
    rig.market("ABC", "99.50"); // down: out
    ASSERT_EQ(rig.submits().size(), 1U) << rig.story();
    EXPECT_EQ(rig.submits()[0].ticket.order.side, Side::Sell);
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("4"));
}

TEST(Instances, KeepTheirBooksWhenTheConfigurationIsReordered)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances.push_back(config.instances[0]);
    config.instances[0].symbols = {"ABC"};
    config.instances[1].name = "other";
    config.instances[1].symbols = {"XYZ"};
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.market("ABC", "100");
    rig.accept(rig.submits()[0]);
    rig.fill(rig.submits()[0], "5", "100");
    rig.update(rig.submits()[0], OrderEvent::Fill, OrderStatus::Filled);

    EngineRig next{Rules::Automatic, config};
    std::swap(next.config.instances[0], next.config.instances[1]);
    next.now = rig.now + 1min;
    next.positions = {{"ABC", shares("5"), shares("5"), px("100"), usd("500"), {}}};
    next.startFrom(rig.saved);
    ASSERT_EQ(next.look().instances[0].name, "other");
    EXPECT_EQ(next.look().instances[0].invested, Money{});
    EXPECT_EQ(next.look().instances[1].invested, usd("500"));
    EXPECT_TRUE(next.audits(AuditKind::Difference).empty());

    // An instance that is gone from the configuration keeps its books until it comes back.
    EngineRig without;
    without.config.instances.clear();
    without.now = next.now + 1min;
    without.positions = next.positions;
    without.startFrom(next.saved);
    EngineRig again{Rules::Automatic, config};
    again.now = without.now + 1min;
    again.positions = next.positions;
    again.startFrom(without.saved);
    EXPECT_EQ(again.look().instances[0].invested, usd("500"));
}

input::History closesAround(std::string_view symbol, Timestamp until)
{
    input::History history;
    history.symbol = symbol;
    for (int day = 40; day > 0; --day) {
        Bar bar;
        bar.timeframe = Timeframe::Day1;
        bar.start = until - day * std::chrono::hours{24};
        bar.open = bar.high = bar.low = bar.close = px(day % 2 == 0 ? "99.5" : "100.5");
        bar.volume = shares("1000");
        history.bars.push_back(bar);
    }
    return history;
}

TEST(Detector, ProposesToSellASpikeAndTheGateDeniesWhatIsNotHeld)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances.clear();
    config.priceZ.enabled = true;
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.send(closesAround("ABC", rig.now));
    rig.quote("ABC", "109.99", "110.01");
    rig.forget();
    rig.trade("ABC", "110");
    ASSERT_EQ(rig.audits(AuditKind::Denied).size(), 1U);
    const AuditEntry& denied = *rig.audits(AuditKind::Denied)[0];
    EXPECT_EQ(denied.origin.kind, OriginKind::Detector);
    EXPECT_EQ(checkOf(denied, Limit::HeldQuantity).result, LimitResult::Denied);
    EXPECT_EQ(denied.evidence.at(0).metric, Metric::PriceZScore);
    EXPECT_TRUE(rig.submits().empty());
    rig.forget();
    rig.market("XYZ", "10");
    rig.market("ABC", "90"); // far below: an entry, but that kind has spoken just now
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(5min);
    rig.market("ABC", "90");
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST(Detector, RemembersItsCooldownOverARestartThoughItOnlySpoke)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances.clear();
    config.priceZ.enabled = true;
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.send(closesAround("ABC", rig.now));
    rig.quote("ABC", "101.1", "101.12");
    rig.trade("ABC", "101.1"); // a little over two deviations: said, not proposed
    ASSERT_EQ(rig.audits(AuditKind::SignalRaised).size(), 1U);
    EngineRig next{Rules::Automatic, config};
    next.now = rig.now + 10s;
    next.startFrom(rig.saved);
    next.send(closesAround("ABC", rig.now));
    next.quote("ABC", "101.1", "101.12");
    next.trade("ABC", "101.1");
    EXPECT_TRUE(next.audits(AuditKind::SignalRaised).empty());
}

TEST(Counters, StartAnewWhenTheTradingDayRollsAtEightInTheEvening)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.limits.ordersPerDay = 1;
    EngineRig rig{Rules::Automatic, config};
    rig.start();
    rig.market("ABC", "100");
    rig.send(input::IntentLost{rig.submits().at(0).clientOrderId, "test"});
    rig.pass(10s);
    rig.forget();
    rig.market("XYZ", "100");
    ASSERT_EQ(rig.audits(AuditKind::Denied).size(), 1U);
    EXPECT_EQ(checkOf(*rig.audits(AuditKind::Denied)[0], Limit::OrdersPerDay).result,
              LimitResult::Denied);
    rig.pass(24h);
    rig.market("XYZ", "100");
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST(Ledger, CountsDaysMinutesAndFourHours)
{
    const auto symbol = static_cast<SymbolId>(0);
    const auto other = static_cast<SymbolId>(1);
    const Timestamp start = parseTimestamp("2013-10-10T14:00:00Z").value();
    const Date thursday = parseDate("2013-10-10").value();
    const Date friday = parseDate("2013-10-11").value();
    RiskLedger ledger;
    EXPECT_EQ(ledger.lastOrderOn(symbol), std::nullopt);
    for (int i = 0; i < 5; ++i)
        ledger.record(symbol, usd("100"), thursday, start + i * 30s);
    EXPECT_EQ(ledger.ordersOn(thursday), 5);
    EXPECT_EQ(ledger.ordersOn(friday), 0);
    EXPECT_EQ(ledger.ordersInLastMinute(start + 120s), 2); // one a minute ago counts no more
    EXPECT_EQ(ledger.notionalInLast4h(start + 120s), usd("500"));
    // By the minute: the first two orders go together, when the second is four hours old.
    EXPECT_EQ(ledger.notionalInLast4h(start + 4h), usd("500"));
    EXPECT_EQ(ledger.notionalInLast4h(start + 4h + 30s), usd("300"));
    EXPECT_EQ(ledger.notionalInLast4h(start + 5h), Money{});
    EXPECT_EQ(ledger.lastOrderOn(symbol), start + 120s);
    EXPECT_EQ(ledger.lastOrderOn(other), std::nullopt);
    ledger.record(other, Money::fromNanos(INT64_MAX), friday, start + 5h);
    ledger.record(other, usd("1"), friday, start + 5h);
    EXPECT_EQ(ledger.notionalInLast4h(start + 5h), Money::fromNanos(INT64_MAX));
    EXPECT_EQ(ledger.ordersOn(friday), 2);
    EXPECT_EQ(ledger.ordersOn(thursday), 0);
}

TEST(Ledger, ProceedsAreUnsettledUntilTheNextDayOnWhichBanksAreOpen)
{
    const MarketCalendar calendar;
    const auto day = [](std::string_view text) { return parseDate(text).value(); };
    RiskLedger ledger;
    ledger.recordSale(usd("100"), day("2024-10-10"));
    ledger.recordSale(usd("30"), day("2024-10-11"));
    ledger.recordSale(usd("7"), day("2024-10-11"));
    ledger.recordSale(usd("-2"), day("2024-10-11")); // taken back
    ledger.recordSale(usd("-50"), day("2024-09-03"));
    const auto unsettled = [&](std::string_view text) {
        return ledger.unsettledOn(day(text), calendar);
    };
    EXPECT_EQ(unsettled("2024-10-10"), usd("135"));
    EXPECT_EQ(unsettled("2024-10-11"), usd("35"));
    EXPECT_EQ(unsettled("2024-10-14"), usd("35")) << "Columbus Day";
    EXPECT_EQ(unsettled("2024-10-15"), Money{});
    ledger.recordSale(Money::fromNanos(INT64_MAX), day("2024-10-15"));
    ledger.recordSale(usd("1"), day("2024-10-15"));
    EXPECT_EQ(unsettled("2024-10-15"), Money::fromNanos(INT64_MAX));
}

} // namespace
} // namespace tapedeck
