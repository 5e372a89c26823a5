#include "engine/market_board.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

const Timestamp kStart = *parseTimestamp("2013-10-10T14:00:00Z");
constexpr SymbolId kSymbol{};

Trade trade(std::int64_t id, Timestamp at, std::int64_t cents, std::int64_t size)
{
    Trade made;
    made.symbol = kSymbol;
    made.id = id;
    made.at = at;
    made.price = Price::fromNanos(cents * 10'000'000);
    made.size = Quantity::fromWhole(size);
    made.exchange = 'V';
    made.tape = 'C';
    return made;
}

std::vector<Bar> barsOf(const SymbolMarket& market, Timeframe timeframe)
{
    std::vector<Bar> bars;
    const BarSeries& series = market.series(timeframe);
    for (std::size_t i = 0; i < series.size(); ++i)
        bars.push_back(series.at(i));
    if (const auto growing = market.growing(timeframe))
        bars.push_back(*growing);
    return bars;
}

/// A market that hears what was wrong and its corrections, beside one that heard it right at once.
class Pair
{
public:
    void hear(const Trade& wrong, const Trade& right)
    {
        m_finished.clear();
        m_corrected.onTrade(wrong, Session::Regular, m_finished);
        m_right.push_back(right);
    }
    bool correct(const Trade& original, const std::optional<Trade>& by)
    {
        m_finished.clear();
        return m_corrected.onCorrection(original, by, m_finished);
    }
    void drop(std::int64_t id)
    {
        std::erase_if(m_right, [&](const Trade& each) { return each.id == id; });
    }
    void replace(std::int64_t id, const Trade& by)
    {
        for (Trade& each : m_right) {
            if (each.id == id)
                each = by;
        }
    }
    void compare(Timestamp now)
    {
        SymbolMarket fresh{kSymbol};
        std::vector<BarEvent> finished;
        for (const Trade& each : m_right)
            fresh.onTrade(each, Session::Regular, finished);
        fresh.advance(now, finished);
        m_corrected.advance(now, finished);
        for (const Timeframe timeframe : kChartTimeframes)
            EXPECT_EQ(barsOf(m_corrected, timeframe), barsOf(fresh, timeframe))
                << toString(timeframe);
        EXPECT_EQ(m_corrected.last(), fresh.last());
        EXPECT_EQ(m_corrected.dayVolume(), fresh.dayVolume());
        const TickWindow& window = m_corrected.window();
        EXPECT_EQ(window.tickCount(), fresh.window().tickCount());
        EXPECT_EQ(window.last(), fresh.window().last());
        EXPECT_EQ(window.mean(Span::Seconds60), fresh.window().mean(Span::Seconds60));
        EXPECT_EQ(window.deviation(Span::Seconds120), fresh.window().deviation(Span::Seconds120));
        EXPECT_EQ(window.vwap(), fresh.window().vwap());
    }

private:
    SymbolMarket m_corrected{kSymbol};
    std::vector<Trade> m_right;
    std::vector<BarEvent> m_finished;
};

TEST(Correction, AfterItEverythingIsAsIfItHadBeenRightAtOnce)
{
    for (std::uint64_t seed = 1; seed <= 40 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        Pair pair;
        std::vector<Trade> wrong; ///< told, and neither corrected nor annulled yet
        Timestamp at = kStart;
        std::int64_t id = 0;
        int changes = 0;
        for (int i = 0; i < 600 && !HasFailure(); ++i) {
            at += Nanoseconds{1 + static_cast<std::int64_t>(random() % 4'000'000'000)};
            const auto made = trade(++id,
                                    at,
                                    1'000 + static_cast<std::int64_t>(random() % 200),
                                    1 + static_cast<std::int64_t>(random() % 500));
            pair.hear(made, made);
            wrong.push_back(made);
            if (random() % 5 != 0)
                continue;
            // One of the last minutes, so that a bar which is over is among what changes.
            // Not the newest: without it a window would have to hold again what has left it.
            if (wrong.size() < 2)
                continue;
            const std::size_t back = 1 + random() % std::min<std::size_t>(wrong.size() - 1, 60);
            const std::size_t place = wrong.size() - 1 - back;
            const Trade original = wrong[place];
            wrong.erase(wrong.begin() + static_cast<std::ptrdiff_t>(place));
            Trade by = original;
            by.id = 1'000'000 + id;
            by.price =
                Price::fromNanos((900 + static_cast<std::int64_t>(random() % 400)) * 10'000'000);
            by.size = Quantity::fromWhole(1 + static_cast<std::int64_t>(random() % 500));
            const bool annul = random() % 3 == 0;
            Trade message = by;
            message.at = at; // says when it was corrected, not of when it is
            EXPECT_TRUE(pair.correct(original, annul ? std::nullopt : std::optional{message}));
            if (annul)
                pair.drop(original.id);
            else
                pair.replace(original.id, by);
            ++changes;
            pair.compare(at);
        }
        EXPECT_GT(changes, 50);
    }
}

TEST(Correction, OfATradeThatIsNotKnownChangesNothing)
{
    Pair pair;
    const Trade only = trade(1, kStart, 1'000, 100);
    pair.hear(only, only);
    EXPECT_FALSE(pair.correct(trade(2, kStart, 1'000, 100), std::nullopt));
    EXPECT_FALSE(pair.correct(trade(0, kStart, 1'000, 100), std::nullopt));
    Trade elsewhere = only;
    elsewhere.exchange = 'N';
    EXPECT_FALSE(pair.correct(elsewhere, std::nullopt));
    pair.compare(kStart);
}

TEST(TradeLog, ForgetsTheOldestAndSaysSo)
{
    TradeLog log;
    const std::int64_t all = static_cast<std::int64_t>(TradeLog::kTradesMax) + 100;
    for (std::int64_t id = 1; id <= all; ++id)
        log.add(trade(id, kStart + std::chrono::seconds{id}, 1'000, 1));
    EXPECT_FALSE(log.covers(kStart + 100s));
    EXPECT_TRUE(log.covers(kStart + 101s));
    EXPECT_FALSE(log.replace(100, 'V', std::nullopt));
    EXPECT_TRUE(log.replace(101, 'V', std::nullopt));
    EXPECT_FALSE(log.replace(101, 'V', std::nullopt)) << "it is gone";
    std::size_t count = 0;
    Timestamp last;
    log.forEach([&](const Trade& each) {
        EXPECT_LT(last, each.at);
        last = each.at;
        ++count;
    });
    EXPECT_EQ(count, TradeLog::kTradesMax - 1);
}

} // namespace
} // namespace tapedeck
