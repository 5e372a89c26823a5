#include "engine_rig.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// A made-up minute and more of ABC: a walk of cents, several trades a second, the same each time.
std::vector<Trade> madeUpTrades(EngineRig& rig, Timestamp from, Nanoseconds length)
{
    std::vector<Trade> trades;
    std::uint64_t dice = 7;
    std::int64_t cents = 10'000;
    std::int64_t id = 1;
    for (Timestamp at = from; at < from + length; at += 170ms) {
        dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
        cents += static_cast<std::int64_t>((dice >> 33U) % 21U) - 10;
        Trade trade;
        trade.symbol = rig.engine.symbols().intern("ABC").value();
        trade.at = at;
        trade.price = Price::fromNanos(cents * 10'000'000);
        trade.size = Quantity::fromWhole(static_cast<std::int64_t>((dice >> 40U) % 300U) + 100);
        trade.id = id++;
        trade.exchange = 'V';
        trade.tape = 'C';
        trades.push_back(trade);
    }
    return trades;
}

TradingConfig watchfulConfig()
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances[0].strategy = "momentum";
    config.instances[0].cooldown = Nanoseconds{};
    return config;
}

Gap gapOf(Timestamp start, Timestamp end, GapState state, std::string by)
{
    Gap gap;
    gap.number = 1;
    gap.start = start;
    gap.end = end;
    gap.cause = "cable";
    gap.symbols = {"ABC"};
    gap.state = state;
    gap.filledBy = std::move(by);
    return gap;
}

/// Plays the trades up to `until`, each at its time.
void play(EngineRig& rig, const std::vector<Trade>& trades, std::size_t& next, Timestamp until)
{
    for (; next < trades.size() && trades[next].at < until; ++next) {
        if (trades[next].at > rig.now)
            rig.pass(trades[next].at - rig.now);
        rig.send(MarketEvent{trades[next]});
    }
    if (until > rig.now)
        rig.pass(until - rig.now);
}

std::vector<std::vector<Evidence>> findings(EngineRig& rig)
{
    std::vector<std::vector<Evidence>> all;
    for (const AuditEntry* entry : rig.audits(AuditKind::Denied))
        all.push_back(entry->evidence);
    return all;
}

class GapTest : public testing::Test
{
protected:
    GapTest()
    {
        rig.start();
        rig.quote("ABC", "50", "150"); // too wide: whatever is found is denied, and so on record
        begin = rig.now;
        trades = madeUpTrades(rig, begin, 4min);
    }
    void playTo(Nanoseconds offset) { play(rig, trades, next, begin + offset); }
    /// The stream is away from where it stands for so long, and what it missed is told in one.
    void hole(Nanoseconds length, GapState state, std::string by)
    {
        const Timestamp start = rig.now;
        rig.send(input::GapNews{gapOf(start, start, GapState::Open, ""), {}, {}});
        rig.pass(length);
        input::GapNews news{gapOf(start, rig.now, state, std::move(by)), {}, {}};
        for (; next < trades.size() && trades[next].at < rig.now; ++next) {
            if (state == GapState::Filled)
                news.trades.push_back(trades[next]);
        }
        rig.send(std::move(news));
    }

    EngineRig rig{Rules::Automatic, watchfulConfig()};
    Timestamp begin;
    std::vector<Trade> trades;
    std::size_t next = 0;
};

TEST_F(GapTest, AFilledHoleLeavesTheBarsAndTheWindowAsIfThereHadBeenNone)
{
    EngineRig whole{Rules::Automatic, watchfulConfig()};
    whole.start();
    whole.quote("ABC", "50", "150");
    std::size_t wholeNext = 0;
    play(whole, trades, wholeNext, begin + 150s);
    playTo(67s);
    hole(83s, GapState::Filled, "trades");
    EXPECT_EQ(rig.now, whole.now);
    whole.forget();
    rig.forget();
    play(whole, trades, wholeNext, begin + 4min);
    playTo(4min);

    EXPECT_GT(findings(whole).size(), 10U) << "nothing to compare";
    EXPECT_EQ(findings(rig), findings(whole)) << "the same figures of the window";
    for (const Timeframe timeframe : {Timeframe::Second1, Timeframe::Second5, Timeframe::Minute1}) {
        const auto ours = rig.engine.snapshot({"ABC", timeframe}).chart.candles;
        EXPECT_EQ(ours, whole.engine.snapshot({"ABC", timeframe}).chart.candles);
        EXPECT_FALSE(ours.empty());
    }
    EXPECT_EQ(rig.look().watchlist, whole.look().watchlist);
}

TEST_F(GapTest, WhatOverlapsWithTheStreamIsCountedOnce)
{
    playTo(67s);
    const Quantity before = rig.look().watchlist[0].dayVolume;
    input::GapNews news{gapOf(rig.now - 5s, rig.now, GapState::Filled, "trades"), {}, {}};
    std::copy_if(trades.begin(),
                 trades.end(),
                 std::back_inserter(news.trades),
                 [&](const Trade& t) { return t.at >= rig.now - 5s && t.at < rig.now; });
    ASSERT_GT(news.trades.size(), 20U);
    rig.send(std::move(news));
    EXPECT_EQ(rig.look().watchlist[0].dayVolume, before);
}

TEST_F(GapTest, NobodyActsOnWhatIsLate)
{
    EngineRig holder; // buys the first tick that it hears
    holder.start();
    holder.market("XYZ", "10");
    holder.quote("ABC", "99.99", "100.01");
    holder.forget();
    input::GapNews news{gapOf(holder.now - 10s, holder.now, GapState::Filled, "trades"), {}, {}};
    Trade late = trades.front();
    late.at = holder.now - 5s;
    news.trades = {late};
    holder.send(news);
    EXPECT_TRUE(holder.submits().empty());
    EXPECT_EQ(holder.look().watchlist[0].last, late.price) << "but it is known";
    holder.trade("ABC", "100");
    ASSERT_EQ(holder.submits().size(), 1U);

    holder.fill(holder.submits()[0],
                holder.submits()[0].ticket.order.quantity
                    ? holder.submits()[0].ticket.order.quantity->toString()
                    : "5",
                "100");
    holder.update(holder.submits()[0], OrderEvent::Fill, OrderStatus::Filled);
    holder.forget();
    news.trades[0].at = holder.now;
    news.trades[0].id = 99;
    news.trades[0].price = px("60"); // far below any stop
    holder.send(news);
    EXPECT_TRUE(holder.submits().empty());
    holder.trade("ABC", "60");
    EXPECT_EQ(holder.submits().size(), 1U) << "the stream's own print fires the stop";
}

TEST_F(GapTest, AFigureOverAnUnfilledHoleSaysSo)
{
    playTo(40s);
    EXPECT_FALSE(rig.look().watchlist[0].overGap);
    hole(10s, GapState::Unfilled, "refused");
    rig.forget();
    EXPECT_TRUE(rig.look().watchlist[0].overGap);
    EXPECT_FALSE(rig.look().watchlist[1].overGap) << "another symbol";
    playTo(70s);
    ASSERT_FALSE(findings(rig).empty());
    for (const auto& evidence : findings(rig)) {
        ASSERT_EQ(evidence.back().metric, Metric::DataGap);
        EXPECT_EQ(evidence.back().value, 10);
        EXPECT_EQ(evidence.back().seconds, 120);
    }
    playTo(175s);
    rig.forget();
    EXPECT_FALSE(rig.look().watchlist[0].overGap) << "the window has passed it";
    playTo(4min);
    ASSERT_FALSE(findings(rig).empty());
    EXPECT_NE(findings(rig).back().back().metric, Metric::DataGap);
}

TEST_F(GapTest, AHoleFilledByBarsIsStillOneForTheWindow)
{
    playTo(40s);
    hole(10s, GapState::Unfilled, "");
    const Timestamp start = rig.now - 10s;
    input::GapNews news{gapOf(start, rig.now, GapState::Filled, "bars"), {}, {}};
    Bar bar;
    bar.symbol = trades[0].symbol;
    bar.timeframe = Timeframe::Minute1;
    bar.start = std::chrono::floor<std::chrono::minutes>(begin) - 1min;
    bar.open = bar.high = bar.low = bar.close = px("77");
    bar.volume = shares("500");
    news.bars = {bar};
    rig.send(news);
    EXPECT_TRUE(rig.look().watchlist[0].overGap);
    const auto candles = rig.engine.snapshot({"ABC", Timeframe::Minute1}).chart.candles;
    ASSERT_FALSE(candles.empty());
    EXPECT_EQ(candles.front().start, bar.start);
    EXPECT_EQ(candles.front().close, px("77"));
}

TEST_F(GapTest, EachHoleThatIsOverIsOneRow)
{
    rig.forget();
    hole(10s, GapState::Filled, "trades");
    const auto rows = rig.audits(AuditKind::FeedChanged);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0]->detail.find("a hole of 10 s"), std::string::npos) << rows[0]->detail;
    EXPECT_NE(rows[0]->detail.find("(cable)"), std::string::npos);
    EXPECT_NE(rows[0]->detail.find("filled by trades"), std::string::npos);
}

TEST(CheckTest, OneThatFindsNothingLeavesNoTrace)
{
    EngineRig rig;
    rig.start();
    rig.forget();
    rig.send(input::CheckDue{});
    EXPECT_EQ(rig.all<output::Reconcile>().size(), 1U);
    rig.truth();
    EXPECT_TRUE(rig.all<output::AppendAudit>().empty()) << rig.story();
    EXPECT_TRUE(rig.look().notices.empty());
}

TEST(CheckTest, ADifferenceIsRepairedAuditedAndShown)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const auto intent = rig.submits().at(0);
    rig.fill(intent, "5", "100");
    rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(1min);
    ASSERT_EQ(rig.held("ABC"), shares("5"));
    BrokerPosition theirs;
    theirs.symbol = "ABC";
    theirs.quantity = shares("3");
    theirs.averageEntryPrice = px("100");
    rig.positions = {theirs};
    rig.forget();
    rig.send(input::CheckDue{});
    rig.truthTwice();
    EXPECT_EQ(rig.held("ABC"), shares("3"));
    EXPECT_EQ(rig.audits(AuditKind::Difference).size(), 1U);
    ASSERT_EQ(rig.look().notices.size(), 2U) << "the block, and whose book follows";
    EXPECT_NE(rig.look().notices[0].find("ABC"), std::string::npos);
    rig.pass(11min);
    EXPECT_TRUE(rig.look().notices.empty());
}

TEST(CheckTest, PollingKeepsTheBooksRightAndOpensNoGateWhileTheStreamIsAway)
{
    EngineRig rig;
    rig.start();
    rig.link(LinkState::BackingOff);
    rig.send(input::CheckDue{});
    rig.truth();
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty()) << "nothing is entered on a stream that is away";
    rig.link(LinkState::Live);
    rig.truth();
    rig.pass(6s);
    rig.market("ABC", "100");
    EXPECT_EQ(rig.submits().size(), 1U);
}

} // namespace
} // namespace tapedeck
