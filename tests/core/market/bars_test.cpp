#include "market/bar_series.h"
#include "market/bars.h"
#include "market/new_york.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using Kind = BarEvent::Kind;

constexpr Timeframe kTimeframes[] = {Timeframe::Second1,
                                     Timeframe::Second5,
                                     Timeframe::Minute1,
                                     Timeframe::Minute5,
                                     Timeframe::Hour1,
                                     Timeframe::Day1};

const Timestamp kOpen = parseTimestamp("2013-10-10T13:30:00Z").value();

Trade trade(Timestamp at, const char* price, std::int64_t size, std::string_view codes = "@")
{
    Trade made;
    made.at = at;
    made.price = Price::parse(price).value();
    made.size = Quantity::fromWhole(size);
    made.tape = 'C';
    for (const char code : codes)
        made.conditions.add(code);
    return made;
}

std::string spelled(const BarEvent& event)
{
    const Bar& bar = event.bar;
    return std::string{event.kind == Kind::Finished ? "finished " : "updated "} +
           toRfc3339(bar.start) + " " + bar.open.toString() + " " + bar.high.toString() + " " +
           bar.low.toString() + " " + bar.close.toString() + " " + bar.volume.toString() + " n" +
           std::to_string(bar.tradeCount.value()) + " vw " +
           (bar.vwap ? bar.vwap->toString() : "-");
}

struct Builder
{
    explicit Builder(Timeframe timeframe) : bars{SymbolId{}, timeframe} {}
    void add(const Trade& made)
    {
        out.clear();
        bars.add(made, out);
    }
    void advance(Timestamp now)
    {
        out.clear();
        bars.advance(now, out);
    }
    BarBuilder bars;
    std::vector<BarEvent> out;
};

TEST(MinuteBars, AreFinishedByTheNextTradeOrTheClock)
{
    Builder minute{Timeframe::Minute1};
    minute.add(trade(kOpen, "10", 100));
    minute.add(trade(kOpen + 20s, "12", 100));
    minute.add(trade(kOpen + 40s, "9", 100));
    minute.add(trade(kOpen + 60s - 1ns, "11", 100));
    EXPECT_TRUE(minute.out.empty());
    EXPECT_EQ(minute.bars.current().value().close, Price::fromWhole(11));
    minute.add(trade(kOpen + 60s, "20", 50));
    ASSERT_EQ(minute.out.size(), 1U);
    EXPECT_EQ(spelled(minute.out[0]), "finished 2013-10-10T13:30:00Z 10 12 9 11 400 n4 vw 10.5");
    minute.advance(kOpen + 120s - 1ns);
    EXPECT_TRUE(minute.out.empty());
    minute.advance(kOpen + 120s);
    ASSERT_EQ(minute.out.size(), 1U);
    EXPECT_EQ(spelled(minute.out[0]), "finished 2013-10-10T13:31:00Z 20 20 20 20 50 n1 vw 20");
    EXPECT_FALSE(minute.bars.current());
    minute.advance(kOpen + 180s);
    EXPECT_TRUE(minute.out.empty()) << "a minute without trades has no bar";
}

TEST(MinuteBars, TakeALateTradeForTheBarBeforeAndDropAnOlderOne)
{
    Builder minute{Timeframe::Minute1};
    minute.add(trade(kOpen + 10s, "10", 100));
    minute.add(trade(kOpen + 70s, "11", 100));
    minute.add(trade(kOpen + 5s, "8", 100));
    ASSERT_EQ(minute.out.size(), 1U);
    EXPECT_EQ(spelled(minute.out[0]), "updated 2013-10-10T13:30:00Z 8 10 8 10 200 n2 vw 9");
    minute.add(trade(kOpen - 1ns, "8", 100));
    EXPECT_TRUE(minute.out.empty());
    EXPECT_EQ(minute.bars.lateTrades(), 1U);
    minute.add(trade(kOpen + 130s, "11", 100));
    minute.add(trade(kOpen + 20s, "8", 100));
    EXPECT_EQ(minute.bars.lateTrades(), 2U) << "two bars back";
}

TEST(MinuteBars, ClosedByTheClockAreUpdatedByATradeThatComesAfterIt)
{
    Builder minute{Timeframe::Minute1};
    minute.add(trade(kOpen + 10s, "10", 100));
    minute.advance(kOpen + 60s);
    minute.add(trade(kOpen + 59s, "12", 100));
    ASSERT_EQ(minute.out.size(), 1U);
    EXPECT_EQ(spelled(minute.out[0]), "updated 2013-10-10T13:30:00Z 10 12 10 12 200 n2 vw 11");
}

TEST(MinuteBars, KeepOddLotsOutOfThePriceAndOfficialPrintsOutOfEverything)
{
    Builder minute{Timeframe::Minute1};
    minute.add(trade(kOpen, "99", 3, "@I"));
    minute.advance(kOpen + 60s);
    EXPECT_TRUE(minute.out.empty()) << "an all-odd-lot minute yields no bar";
    minute.add(trade(kOpen + 30s, "10", 100));
    ASSERT_EQ(minute.out.size(), 1U);
    EXPECT_EQ(spelled(minute.out[0]), "finished 2013-10-10T13:30:00Z 10 10 10 10 103 n2 vw 10");
    minute.add(trade(kOpen + 70s, "99", 3, "M"));
    minute.add(trade(kOpen + 71s, "50", 100, "@Z"));
    minute.add(trade(kOpen + 72s, "11", 100));
    minute.advance(kOpen + 120s);
    EXPECT_EQ(spelled(minute.out[0]), "finished 2013-10-10T13:31:00Z 11 11 11 11 200 n2 vw 11");
}

TEST(DayBars, OpenWithADerivativePricedTradeButDoNotCloseWithOne)
{
    Builder day{Timeframe::Day1};
    day.add(trade(kOpen, "10", 100, "@4"));
    EXPECT_EQ(day.bars.current().value().close, Price::fromWhole(10));
    day.add(trade(kOpen + 1s, "11", 100));
    day.add(trade(kOpen + 2s, "12", 100, "@4"));
    day.add(trade(kOpen + 8h, "30", 100, "@T"));
    day.advance(kOpen + 24h);
    ASSERT_EQ(day.out.size(), 1U);
    EXPECT_EQ(spelled(day.out[0]), "finished 2013-10-10T04:00:00Z 10 12 10 11 400 n4 vw 11");
}

TEST(DayBars, EndAtNewYorksMidnightInEverySeason)
{
    Builder day{Timeframe::Day1};
    day.add(trade(parseTimestamp("2013-11-03T05:00:00Z").value(), "10", 1)); // 25 hours
    day.advance(parseTimestamp("2013-11-04T04:59:59Z").value());
    EXPECT_TRUE(day.out.empty());
    day.advance(parseTimestamp("2013-11-04T05:00:00Z").value());
    ASSERT_EQ(day.out.size(), 1U);
    EXPECT_EQ(toRfc3339(day.out[0].bar.start), "2013-11-03T04:00:00Z");
}

TEST(Builder, LeavesOutWhatIsNoTrade)
{
    Builder minute{Timeframe::Minute1};
    minute.add(trade(kOpen, "0", 100));
    minute.add(trade(kOpen, "10000000", 1'000'000'000));
    EXPECT_EQ(minute.bars.refusedTrades(), 2U);
    EXPECT_FALSE(minute.bars.current());
}

/// The bar of [start, end) of these trades, computed the slow way; trades in order of arrival.
std::optional<Bar>
naiveBar(const std::vector<Trade>& trades, Timeframe timeframe, Timestamp start, Timestamp end)
{
    std::vector<Trade> in;
    for (const Trade& each : trades)
        if (each.at >= start && each.at < end)
            in.push_back(each);
    std::stable_sort(
        in.begin(), in.end(), [](const Trade& a, const Trade& b) { return a.at < b.at; });
    const auto scope = timeframe == Timeframe::Day1 ? BarScope::Day : BarScope::Minute;
    Bar bar;
    Int128 notional = 0;
    std::int64_t weight = 0;
    bar.tradeCount = 0;
    for (const Trade& each : in) {
        const auto rules = tradeRules(each.tape, each.conditions, scope);
        if (rules.openClose == OpenClose::Always) {
            if (bar.open.isZero())
                bar.open = each.price;
            bar.close = each.price;
        }
        if (rules.setsHighLow) {
            bar.high = bar.high.isZero() ? each.price : std::max(bar.high, each.price);
            bar.low = bar.low.isZero() ? each.price : std::min(bar.low, each.price);
            notional += Int128{each.price.nanos()} * each.size.nanos();
            weight += each.size.nanos();
        }
        bar.volume += each.size;
        ++*bar.tradeCount;
    }
    if (bar.open.isZero() || bar.high.isZero() || bar.volume.isZero())
        return std::nullopt;
    bar.timeframe = timeframe;
    bar.start = start;
    bar.vwap = Price::fromNanos(static_cast<std::int64_t>(divideHalfEven(notional, weight)));
    return bar;
}

/// Joins minute bars as the wire's longer bars are made.
std::optional<Bar> joined(const std::vector<Bar>& minutes,
                          const std::vector<Trade>& trades,
                          Timeframe timeframe,
                          Timestamp start,
                          Timestamp end)
{
    std::vector<Trade> counted;
    for (const Trade& each : trades)
        for (const Bar& minute : minutes)
            if (barStart(Timeframe::Minute1, each.at) == minute.start)
                counted.push_back(each);
    return naiveBar(counted, timeframe, start, end);
}

class RandomTape : public testing::TestWithParam<Timeframe>
{};

// Prints of four kinds, some late, none later than the bar before; compared bar by bar.
TEST_P(RandomTape, GivesTheSameBarsAsTheSlowWay)
{
    const Timeframe timeframe = GetParam();
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 random{seed};
        std::vector<Trade> trades;
        Timestamp now = kOpen;
        BarBuilder builder{SymbolId{}, timeframe};
        std::vector<BarEvent> out;
        std::map<Timestamp, Bar> bars;
        const std::int64_t step = (barEnd(timeframe, kOpen) - kOpen).count() / 8;
        for (int i = 0; i < 400; ++i) {
            now += Nanoseconds{static_cast<std::int64_t>(random() % 1000) * step / 500};
            const Timestamp start = barStart(timeframe, now);
            const bool late = random() % 8 == 0 && !trades.empty();
            Trade made =
                trade(late ? std::max(trades.back().at - Nanoseconds{step / 2}, kOpen) : now,
                      "10",
                      static_cast<std::int64_t>(random() % 900) + 1,
                      random() % 3 != 0 ? "@" : "@I");
            if (late && made.at >= start)
                now = std::max(now, made.at);
            made.price = Price::fromNanos(static_cast<std::int64_t>(random() % 5'000) * 100'000 +
                                          10'000'000'000);
            trades.push_back(made);
            out.clear();
            builder.add(made, out);
            if (random() % 4 == 0)
                builder.advance(now, out);
            for (const BarEvent& event : out)
                bars[event.bar.start] = event.bar;
        }
        out.clear();
        builder.advance(now + 48h, out);
        for (const BarEvent& event : out)
            bars[event.bar.start] = event.bar;
        ASSERT_EQ(builder.lateTrades(), 0U) << "seed " << seed;

        std::map<Timestamp, Bar> minutes;
        std::map<Timestamp, std::optional<Bar>> expected;
        for (const Trade& each : trades) {
            const Timestamp minute = barStart(Timeframe::Minute1, each.at);
            if (const auto bar = naiveBar(trades, Timeframe::Minute1, minute, minute + 1min))
                minutes.emplace(minute, *bar);
        }
        std::vector<Bar> minuteBars;
        for (const auto& [start, bar] : minutes)
            minuteBars.push_back(bar);
        const bool isLong = timeframe == Timeframe::Minute5 || timeframe == Timeframe::Hour1;
        for (const Trade& each : trades) {
            const Timestamp start = barStart(timeframe, each.at);
            const Timestamp end = barEnd(timeframe, start);
            if (!expected.contains(start))
                expected[start] = isLong ? joined(minuteBars, trades, timeframe, start, end)
                                         : naiveBar(trades, timeframe, start, end);
        }
        std::size_t count = 0;
        for (const auto& [start, bar] : expected) {
            count += bar ? 1U : 0U;
            ASSERT_EQ(bars.contains(start), bar.has_value()) << "seed " << seed;
            if (bar) {
                ASSERT_EQ(bars.at(start), *bar) << "seed " << seed << " " << toRfc3339(start);
            }
        }
        ASSERT_EQ(bars.size(), count) << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Timeframes,
                         RandomTape,
                         testing::ValuesIn(kTimeframes),
                         [](const auto& test) { return "Of" + std::string{toString(test.param)}; });

TEST(Timeframes, HaveNamesThatReadBack)
{
    for (const Timeframe timeframe : kTimeframes)
        EXPECT_EQ(parseTimeframe(toString(timeframe)), timeframe);
    EXPECT_FALSE(parseTimeframe("tick").has_value());
}

Bar barAt(int minute, int close)
{
    Bar bar;
    bar.start = kOpen + std::chrono::minutes{minute};
    bar.close = Price::fromWhole(close);
    return bar;
}

TEST(BarSeries, KeepsTheNewestAndReplacesByStart)
{
    BarSeries series{3};
    for (int minute = 0; minute < 5; ++minute)
        EXPECT_TRUE(series.put(barAt(minute, minute)));
    ASSERT_EQ(series.size(), 3U);
    EXPECT_EQ(series.at(0), barAt(2, 2));
    EXPECT_TRUE(series.put(barAt(3, 30)));
    EXPECT_EQ(series.at(1), barAt(3, 30));
    EXPECT_TRUE(series.put(barAt(4, 40)));
    EXPECT_EQ(series.newest(), barAt(4, 40));
    EXPECT_EQ(series.size(), 3U);
    EXPECT_FALSE(series.put(barAt(1, 1))) << "older than a full series";
}

TEST(BarSeries, PutsAMissingBarInItsPlace)
{
    BarSeries series{4};
    for (const int minute : {0, 1, 3, 4, 2})
        EXPECT_TRUE(series.put(barAt(minute, minute)));
    ASSERT_EQ(series.size(), 4U);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(series.at(static_cast<std::size_t>(i)), barAt(i + 1, i + 1));
}

} // namespace
} // namespace tapedeck
