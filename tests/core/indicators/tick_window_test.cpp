#include "base/quantise.h"
#include "indicators/tick_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

const Timestamp kStart = timestampOf(1'381'411'800'000'000'000);
constexpr Span kSpans[] = {Span::Seconds5,
                           Span::Seconds10,
                           Span::Seconds15,
                           Span::Seconds30,
                           Span::Seconds60,
                           Span::Seconds120};

Trade trade(Nanoseconds at, const char* price, std::int64_t id = 0, char code = '@')
{
    Trade made;
    made.at = kStart + at;
    made.price = Price::parse(price).value();
    made.size = Quantity::fromWhole(100);
    made.id = id;
    made.exchange = 'Q';
    made.tape = 'C';
    made.conditions.add(code);
    return made;
}

/// The figures of DESIGN 10 computed afresh from everything that ever arrived.
class SlowWindow
{
public:
    TickWindow::Added add(const Trade& trade)
    {
        if (m_now && trade.at < *m_now - kTickWindowLength)
            return TickWindow::Added::Late;
        const Timestamp now = m_now ? std::max(*m_now, trade.at) : trade.at;
        for (const Trade& held : m_trades)
            if (trade.id != 0 && held.id == trade.id && held.exchange == trade.exchange &&
                held.at >= now - kTickWindowLength)
                return TickWindow::Added::Duplicate;
        m_now = now;
        m_trades.push_back(trade);
        // Only to keep the slow way bearable; what has left never comes back.
        std::erase_if(m_trades,
                      [&](const Trade& held) { return held.at < now - kTickWindowLength; });
        return TickWindow::Added::Counted;
    }
    bool remove(std::int64_t id, char exchange)
    {
        return std::erase_if(m_trades, [&](const Trade& held) {
                   return held.id == id && held.exchange == exchange;
               }) > 0;
    }
    [[nodiscard]] std::vector<Trade> in(Nanoseconds span) const
    {
        std::vector<Trade> held;
        for (const Trade& each : m_trades)
            if (each.at >= *m_now - span)
                held.push_back(each);
        std::stable_sort(
            held.begin(), held.end(), [](const Trade& a, const Trade& b) { return a.at < b.at; });
        return held;
    }
    [[nodiscard]] std::vector<std::int64_t> pricesIn(Nanoseconds span) const
    {
        std::vector<std::int64_t> prices;
        for (const Trade& each : in(span))
            if (setsLastPrice(each))
                prices.push_back(each.price.nanos());
        return prices;
    }

private:
    std::vector<Trade> m_trades;
    std::optional<Timestamp> m_now;
};

void expectSame(const TickWindow& window, const SlowWindow& slow)
{
    const auto all = slow.in(kTickWindowLength);
    ASSERT_EQ(window.tickCount(), all.size());
    Int128 notional = 0;
    std::int64_t volume = 0;
    for (const Trade& each : all) {
        if (!tradeRules(each.tape, each.conditions, BarScope::Minute).countsVolume)
            continue;
        volume += each.size.nanos();
        notional += Int128{each.price.nanos()} * each.size.nanos();
    }
    ASSERT_TRUE(window.volumeNanos() == volume);
    ASSERT_EQ(window.vwap().has_value(), volume > 0);
    if (volume > 0) {
        ASSERT_EQ(window.vwap()->nanos(),
                  static_cast<std::int64_t>(divideHalfEven(notional, volume)));
    }
    const auto last = slow.pricesIn(kTickWindowLength);
    ASSERT_EQ(window.last().has_value(), !last.empty());
    if (!last.empty()) {
        ASSERT_EQ(window.last()->nanos(), last.back());
    }
    for (const Span span : kSpans) {
        const auto prices =
            slow.pricesIn(std::chrono::seconds{kSpanSeconds[static_cast<std::size_t>(span)]});
        ASSERT_EQ(window.priceCount(span), static_cast<std::int64_t>(prices.size()));
        ASSERT_EQ(window.momentumPct(span).has_value(), prices.size() >= 2);
        if (prices.size() >= 2) {
            const auto change = static_cast<double>(prices.back() - prices.front());
            ASSERT_EQ(window.momentumPct(span),
                      quantise(change * 100 / static_cast<double>(prices.front())));
        }
        ASSERT_EQ(window.mean(span).has_value(), prices.size() >= 5);
        ASSERT_EQ(window.deviation(span).has_value(), prices.size() >= 5);
        if (prices.size() < 5)
            continue;
        Int128 sum = 0;
        for (const std::int64_t price : prices)
            sum += price;
        const auto count = static_cast<std::int64_t>(prices.size());
        const auto mean = static_cast<std::int64_t>(divideHalfEven(sum, count));
        ASSERT_EQ(window.mean(span), Price::fromNanos(mean).toDouble());
        long double squares = 0;
        const long double exactMean =
            static_cast<long double>(sum) / static_cast<long double>(count);
        for (const std::int64_t price : prices) {
            const long double distance = static_cast<long double>(price) - exactMean;
            squares += distance * distance;
        }
        const auto deviation =
            static_cast<double>(std::sqrt(squares / static_cast<long double>(count - 1)) / 1e9L);
        ASSERT_NEAR(window.deviation(span).value(), deviation, 1.001e-9);
    }
}

// Random histories: bursts and gaps, late trades (some too late), duplicates, trades that move
// nothing, annulled trades; after each step every figure equals the one computed afresh.
TEST(TickWindow, EqualsBruteForceOnRandomHistories)
{
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        const auto upTo = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
        TickWindow window;
        SlowWindow slow;
        std::vector<Trade> history;
        Nanoseconds clock{0};
        for (int step = 0; step < 1500; ++step) {
            const std::int64_t pace = seed % 3 == 0 ? 400 : 3000;
            clock +=
                upTo(40) == 0
                    ? Nanoseconds{upTo(150'000'000'000)}
                    : std::chrono::milliseconds{upTo(3) * upTo(static_cast<std::uint64_t>(pace))};
            Trade made = trade(clock, "100", step % 7 == 0 ? 0 : step + 1, "@@@@IMZ4T"[upTo(9)]);
            made.price = Price::fromNanos(90'000'000'000 + upTo(20'000) * 1'000'000 + upTo(10));
            made.size = Quantity::fromNanos(upTo(1'000'000'000'000));
            made.exchange = "QNP"[upTo(3)];
            if (upTo(6) == 0)
                made.at -= Nanoseconds{upTo(140'000'000'000)};
            if (upTo(8) == 0 && !history.empty())
                made = history[static_cast<std::size_t>(upTo(history.size()))];
            if (upTo(20) == 0 && !history.empty()) {
                const Trade& gone = history[history.size() - 1 -
                                            static_cast<std::size_t>(upTo(history.size())) / 4];
                if (gone.id != 0) {
                    ASSERT_EQ(window.remove(gone.id, gone.exchange),
                              slow.remove(gone.id, gone.exchange));
                }
            }
            ASSERT_EQ(window.add(made), slow.add(made)) << "step " << step;
            history.push_back(made);
            expectSame(window, slow);
            if (testing::Test::HasFatalFailure())
                FAIL() << "step " << step;
        }
        EXPECT_GT(window.counters().late, 0U);
        EXPECT_GT(window.counters().duplicates, 0U);
    }
}

TEST(TickWindow, CountsItsEdgesIn)
{
    TickWindow window;
    window.add(trade(0s, "100"));
    window.add(trade(5s, "101"));
    EXPECT_EQ(window.momentumPct(Span::Seconds5), 1.0) << "a trade exactly 5 s old counts";
    window.add(trade(5s + 1ns, "102"));
    EXPECT_EQ(window.momentumPct(Span::Seconds5), quantise(100.0 / 101));
    window.add(trade(120s, "103"));
    EXPECT_EQ(window.tickCount(), 4U);
    window.add(trade(120s + 1ns, "103"));
    EXPECT_EQ(window.tickCount(), 4U);
}

TEST(TickWindow, TakesTheLastToArriveAmongEqualTimes)
{
    TickWindow window;
    window.add(trade(1s, "100"));
    window.add(trade(2s, "101"));
    window.add(trade(2s, "102"));
    EXPECT_EQ(window.last(), Price::fromWhole(102));
    window.add(trade(1s, "103"));
    EXPECT_EQ(window.last(), Price::fromWhole(102));
    window.add(trade(3s, "50", 0, 'I'));
    EXPECT_EQ(window.last(), Price::fromWhole(102)) << "an odd lot is no price";
    EXPECT_EQ(window.tickCount(), 5U);
}

TEST(TickWindow, NeedsTwoPricesForMomentumAndFiveForDeviation)
{
    TickWindow window;
    EXPECT_FALSE(window.last() || window.vwap() || window.now());
    for (int count = 1; count <= 5; ++count) {
        window.add(trade(std::chrono::seconds{count}, "100"));
        EXPECT_EQ(window.momentumPct(Span::Seconds60).has_value(), count >= 2);
        EXPECT_EQ(window.mean(Span::Seconds60).has_value(), count >= 5);
        EXPECT_EQ(window.deviation(Span::Seconds60).has_value(), count >= 5);
    }
    EXPECT_EQ(window.deviation(Span::Seconds60), 0.0);
    EXPECT_FALSE(window.zScore(Span::Seconds60)) << "the price stood still";
}

TEST(TickWindow, CountsAnIdOnceUntilItHasLeft)
{
    TickWindow window;
    window.add(trade(0s, "100", 7));
    EXPECT_EQ(window.add(trade(0s, "100", 7)), TickWindow::Added::Duplicate);
    Trade elsewhere = trade(0s, "100", 7);
    elsewhere.exchange = 'N';
    EXPECT_EQ(window.add(elsewhere), TickWindow::Added::Counted);
    EXPECT_EQ(window.add(trade(0s, "100")), TickWindow::Added::Counted) << "0 is no id";
    EXPECT_EQ(window.add(trade(0s, "100")), TickWindow::Added::Counted);
    EXPECT_EQ(window.add(trade(121s, "100", 7)), TickWindow::Added::Counted);
    EXPECT_EQ(window.add(trade(0s, "100", 8)), TickWindow::Added::Late);
}

TEST(TickWindow, RefusesWhatIsNoTrade)
{
    TickWindow window;
    EXPECT_EQ(window.add(trade(0s, "0")), TickWindow::Added::Refused);
    EXPECT_EQ(window.add(trade(0s, "-1")), TickWindow::Added::Refused);
    EXPECT_EQ(window.tickCount(), 0U);
}

TEST(TickWindow, HoldsNoMoreThanItsBoundAndCountsWhatItPushesOut)
{
    TickWindow window;
    for (std::size_t i = 0; i < kTickWindowTradesMax + 10; ++i)
        window.add(trade(Nanoseconds{i}, i < 10 ? "1" : "100", static_cast<std::int64_t>(i + 1)));
    EXPECT_EQ(window.tickCount(), kTickWindowTradesMax);
    EXPECT_EQ(window.counters().crowdedOut, 10U);
    EXPECT_EQ(window.mean(Span::Seconds120), 100.0);
    EXPECT_EQ(window.momentumPct(Span::Seconds5), 0.0);
    EXPECT_EQ(window.vwap(), Price::fromWhole(100));
}

/// Entries looked at per trade, in steady state at `perSecond` trades a second.
double stepsPerTrade(std::int64_t perSecond)
{
    TickWindow window;
    const Nanoseconds gap{1'000'000'000 / perSecond};
    const std::int64_t warm = 130 * perSecond;
    std::uint64_t before = 0;
    for (std::int64_t i = 0; i < 2 * warm; ++i) {
        if (i == warm)
            before = window.counters().steps;
        window.add(trade(gap * i, "100", i + 1, i % 3 == 0 ? 'I' : '@'));
    }
    EXPECT_NEAR(static_cast<double>(window.tickCount()), 120.0 * static_cast<double>(perSecond), 2);
    return static_cast<double>(window.counters().steps - before) / static_cast<double>(warm);
}

TEST(TickWindow, DoesTheSameWorkPerTradeHoweverFullItIs)
{
    const double sparse = stepsPerTrade(1);
    EXPECT_LT(sparse, 16);
    EXPECT_NEAR(stepsPerTrade(50), sparse, 0.1);
    EXPECT_NEAR(stepsPerTrade(1000), sparse, 0.1);
}

TEST(TickWindow, PaysForALateTradeByItsDistanceOnly)
{
    TickWindow window;
    for (int i = 0; i < 100'000; ++i)
        window.add(trade(std::chrono::milliseconds{i}, "100"));
    const std::uint64_t before = window.counters().steps;
    window.add(trade(std::chrono::milliseconds{99'989}, "100"));
    EXPECT_LE(window.counters().steps - before, 20U);
}

// Ten million trades later the mean is still the one computed afresh: sums do not drift.
TEST(TickWindow, DoesNotDrift)
{
    std::mt19937_64 random{42};
    TickWindow window;
    constexpr int kTrades = 10'000'000;
    Trade made = trade(0s, "1");
    for (int i = 0; i < kTrades; ++i) {
        made.at = kStart + std::chrono::milliseconds{30 * i};
        made.price = Price::fromNanos(1 + static_cast<std::int64_t>(random() % 1'000'000'000'000));
        window.add(made);
    }
    Int128 sum = 0;
    ASSERT_EQ(window.priceCount(Span::Seconds30), 1001);
    std::mt19937_64 again{42};
    for (int i = 0; i < kTrades; ++i) {
        const auto price = 1 + static_cast<std::int64_t>(again() % 1'000'000'000'000);
        if (i >= kTrades - 1001)
            sum += price;
    }
    EXPECT_EQ(window.mean(Span::Seconds30),
              Price::fromNanos(static_cast<std::int64_t>(divideHalfEven(sum, 1001))).toDouble());
}

} // namespace
} // namespace tapedeck
