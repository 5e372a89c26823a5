#include "base/canonical.h"
#include "base/hash.h"
#include "market/new_york.h"
#include "synthetic/synthetic_market.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

Date day(std::string_view text)
{
    return parseDate(text).value();
}

Timestamp newYork(std::string_view date, Nanoseconds time)
{
    return fromNewYork(day(date), time);
}

bool has(const Conditions& conditions, char code)
{
    const auto codes = conditions.all();
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::string digestOf(SyntheticMarket& market, const Symbols& symbols, int events)
{
    Sha256 hash;
    for (int i = 0; i < events; ++i) {
        const SyntheticEvent event = market.next();
        hash.add(canonicalBytes(event.at));
        hash.add(canonicalBytes(event.event, &symbols));
    }
    return toHex(hash.digest());
}

TEST(SyntheticMarket, SameSeedGivesTheSameBytesAndAnotherSeedOthers)
{
    Symbols symbols;
    SyntheticMarket a{7, day("2024-03-11"), symbols};
    SyntheticMarket b{7, day("2024-03-11"), symbols};
    SyntheticMarket c{8, day("2024-03-11"), symbols};
    for (SyntheticMarket* market : {&a, &b, &c})
        market->seek(newYork("2024-03-11", 9h + 25min));
    const std::string digest = digestOf(a, symbols, 50'000);
    EXPECT_EQ(digest, digestOf(b, symbols, 50'000));
    EXPECT_NE(digest, digestOf(c, symbols, 50'000));
    EXPECT_EQ(digest, "be671f2d517d72741c8af9b2bd3f46fcdf340b7be25cf89b3d51457c72db66e6")
        << "the same on every compiler and machine";
}

TEST(SyntheticMarket, SeekingGivesWhatReadingOnWouldHaveGiven)
{
    Symbols symbols;
    SyntheticMarket reading{3, day("2024-07-02"), symbols};
    SyntheticMarket seeking{3, day("2024-07-02"), symbols};
    const std::vector<Timestamp> places{newYork("2024-07-02", 4h),
                                        newYork("2024-07-02", 9h + 30min),
                                        newYork("2024-07-03", 12h + 59min + 59s),
                                        newYork("2024-07-04", 12h), // a holiday
                                        newYork("2024-07-05", 16h),
                                        newYork("2024-07-02", 11h)}; // and back
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (i + 1 == places.size())
            reading.seek(Timestamp::min());
        seeking.seek(places[i]);
        const SyntheticEvent found = seeking.next();
        SyntheticEvent read = reading.next();
        while (read.at < places[i])
            read = reading.next();
        EXPECT_EQ(found, read) << i;
        for (int k = 0; k < 100; ++k)
            ASSERT_EQ(seeking.next(), reading.next());
    }
}

/// What a whole day shows.
struct Watched
{
    struct Symbol
    {
        Quote quote;
        bool halted = false;
        std::vector<Trade> auctions;
        std::int64_t lastId = 0;
        std::vector<double> minuteCloses;
        Timestamp minute;
        Price high;
        Price low = kMarketPriceMax;
    };
    std::map<SymbolId, Symbol> symbols;
    std::uint64_t quotes = 0;
    std::uint64_t trades = 0;
    std::uint64_t regularEvents = 0;
    std::uint64_t oddLots = 0;
    std::uint64_t sweeps = 0;
    std::vector<std::uint64_t> halfHours = std::vector<std::uint64_t>(13);
    std::vector<double> halfHourSquares = std::vector<double>(13);
    std::vector<TradingStatus> statuses;
    std::uint64_t extendedEvents = 0;
};

class SyntheticDay : public testing::TestWithParam<std::uint64_t>
{
protected:
    void SetUp() override
    {
        SyntheticMarket market{GetParam(), day("2024-03-12"), m_symbols};
        const SessionHours hours = market.hours();
        Timestamp last;
        for (SyntheticEvent e = market.next(); e.at < hours.extendedClose; e = market.next()) {
            ASSERT_GE(e.at, last);
            ASSERT_GE(e.at, hours.extendedOpen);
            last = e.at;
            ASSERT_EQ(e.at, timeOf(e.event));
            const bool regular = e.at >= hours.open && e.at < hours.close;
            (regular ? m_seen.regularEvents : m_seen.extendedEvents) += 1;
            if (regular)
                ++m_seen.halfHours[halfHourOf(e.at, hours)];
            auto& symbol = m_seen.symbols[symbolOf(e.event)];
            if (const auto* quote = std::get_if<Quote>(&e.event))
                watchQuote(*quote, symbol, regular, hours);
            else if (const auto* trade = std::get_if<Trade>(&e.event))
                watchTrade(*trade, symbol, regular);
            else
                watchStatus(std::get<TradingStatus>(e.event), symbol);
        }
        m_hours = hours;
        for (const SymbolId id : market.symbols())
            m_bars[id] = market.dailyBars(id, day("2024-03-13"));
    }
    static std::size_t halfHourOf(Timestamp t, const SessionHours& hours)
    {
        return static_cast<std::size_t>((t - hours.open) / 30min);
    }
    void
    watchQuote(const Quote& quote, Watched::Symbol& symbol, bool regular, const SessionHours& hours)
    {
        ++m_seen.quotes;
        EXPECT_FALSE(symbol.halted);
        ASSERT_GT(quote.bid, Price::fromWhole(1));
        ASSERT_LT(quote.bid, quote.ask);
        ASSERT_GE(quote.bidSize, Quantity::fromWhole(100));
        ASSERT_GE(quote.askSize, Quantity::fromWhole(100));
        const double middle = (quote.bid.toDouble() + quote.ask.toDouble()) / 2;
        ASSERT_LT((quote.ask - quote.bid).toDouble(), std::max(0.005 * middle, 0.0101));
        symbol.quote = quote;
        if (regular && quote.at - symbol.minute >= 1min) {
            symbol.minute = quote.at;
            if (!symbol.minuteCloses.empty()) {
                const double r = middle / symbol.minuteCloses.back() - 1;
                m_seen.halfHourSquares[halfHourOf(quote.at, hours)] += r * r * 1e6;
            }
            symbol.minuteCloses.push_back(middle);
        }
    }
    void watchTrade(const Trade& trade, Watched::Symbol& symbol, bool regular)
    {
        ++m_seen.trades;
        EXPECT_FALSE(symbol.halted);
        EXPECT_EQ(trade.id, ++symbol.lastId);
        ASSERT_TRUE(trade.size.isPositive());
        EXPECT_TRUE(has(trade.conditions, '@'));
        const bool auction = has(trade.conditions, 'O') || has(trade.conditions, 'Q') ||
                             has(trade.conditions, '5') || has(trade.conditions, '6') ||
                             has(trade.conditions, 'M');
        if (auction) {
            symbol.auctions.push_back(trade);
            symbol.high = std::max(symbol.high, trade.price);
            symbol.low = std::min(symbol.low, trade.price);
            return;
        }
        EXPECT_TRUE(trade.price == symbol.quote.bid || trade.price == symbol.quote.ask);
        EXPECT_EQ(has(trade.conditions, 'T'), !regular);
        EXPECT_EQ(has(trade.conditions, 'I'), trade.size < Quantity::fromWhole(100));
        m_seen.oddLots += has(trade.conditions, 'I') ? 1U : 0U;
        m_seen.sweeps += has(trade.conditions, 'F') ? 1U : 0U;
        if (regular) {
            symbol.high = std::max(symbol.high, trade.price);
            symbol.low = std::min(symbol.low, trade.price);
        }
    }
    void watchStatus(const TradingStatus& status, Watched::Symbol& symbol)
    {
        m_seen.statuses.push_back(status);
        symbol.halted = status.status.text() == "H";
    }

    Symbols m_symbols;
    SessionHours m_hours;
    Watched m_seen;
    std::map<SymbolId, std::vector<Bar>> m_bars;
};
INSTANTIATE_TEST_SUITE_P(Seeds, SyntheticDay, testing::Values(1, 2, 3));

TEST_P(SyntheticDay, IsLivelyInRegularHoursAndThinOutside)
{
    const double seconds = std::chrono::duration<double>(m_hours.close - m_hours.open).count();
    const double rate = static_cast<double>(m_seen.regularEvents) / seconds;
    EXPECT_GT(rate, 20);
    EXPECT_LT(rate, 60);
    const double tradeShare =
        static_cast<double>(m_seen.trades) / static_cast<double>(m_seen.trades + m_seen.quotes);
    EXPECT_NEAR(tradeShare, 0.3, 0.05);
    EXPECT_NEAR(
        static_cast<double>(m_seen.oddLots) / static_cast<double>(m_seen.trades), 0.2, 0.02);
    EXPECT_NEAR(
        static_cast<double>(m_seen.sweeps) / static_cast<double>(m_seen.trades), 0.18, 0.02);
    EXPECT_GT(m_seen.extendedEvents, 1'000U);
    EXPECT_LT(m_seen.extendedEvents, m_seen.regularEvents / 10);
    RecordProperty("events_a_second", std::to_string(rate));
}

TEST_P(SyntheticDay, IsBusierAndWilderAtItsEndsThanInItsMiddle)
{
    const auto& n = m_seen.halfHours;
    const auto& v = m_seen.halfHourSquares;
    const auto middle = (n[5] + n[6] + n[7]) / 3;
    EXPECT_GT(n.front(), middle + middle / 2);
    EXPECT_GT(n.back(), middle + middle / 2);
    EXPECT_GT(v[0] + v[1], (v[5] + v[6]) * 1.2);
}

TEST_P(SyntheticDay, OneSymbolIsHaltedAndReopensInAnAuction)
{
    ASSERT_EQ(m_seen.statuses.size(), 2U);
    EXPECT_EQ(m_seen.statuses[0].status.text(), "H");
    EXPECT_EQ(m_seen.statuses[1].status.text(), "T");
    EXPECT_EQ(m_seen.statuses[0].symbol, m_seen.statuses[1].symbol);
    EXPECT_GE(m_seen.statuses[1].at - m_seen.statuses[0].at, 5min);
    const auto& auctions = m_seen.symbols.at(m_seen.statuses[0].symbol).auctions;
    EXPECT_TRUE(std::any_of(
        auctions.begin(), auctions.end(), [](const Trade& t) { return has(t.conditions, '5'); }));
}

TEST_P(SyntheticDay, AuctionsOpenAndCloseItAtTheDailyBarsPrices)
{
    for (const auto& [id, symbol] : m_seen.symbols) {
        const Bar& bar = m_bars[id].back();
        const Trade& open = symbol.auctions.front();
        const Trade& officialOpen = symbol.auctions[1];
        const Trade& close = symbol.auctions[symbol.auctions.size() - 2];
        const Trade& officialClose = symbol.auctions.back();
        EXPECT_TRUE(has(open.conditions, 'O') && has(officialOpen.conditions, 'Q'));
        EXPECT_TRUE(has(close.conditions, '6') && has(officialClose.conditions, 'M'));
        EXPECT_EQ(open.price, bar.open);
        EXPECT_EQ(close.price, bar.close);
        EXPECT_LT(open.at - m_hours.open, 3s);
        EXPECT_LT(close.at - m_hours.close, 4s);
        EXPECT_GE(symbol.low, bar.low) << m_symbols.text(id);
        EXPECT_LE(symbol.high, bar.high) << m_symbols.text(id);
        // The day's range is used, not just promised.
        EXPECT_GT((symbol.high - symbol.low).toDouble(), 0.4 * (bar.high - bar.low).toDouble())
            << m_symbols.text(id);
    }
}

TEST_P(SyntheticDay, VolatilityComesInClusters)
{
    double with = 0;
    double own = 0;
    for (const auto& [id, symbol] : m_seen.symbols) {
        std::vector<double> squares;
        double mean = 0;
        const auto& closes = symbol.minuteCloses;
        for (std::size_t i = 1; i < closes.size(); ++i) {
            const double r = std::min(std::fabs(closes[i] / closes[i - 1] - 1), 0.004);
            squares.push_back(r * r);
            mean += r * r;
        }
        mean /= static_cast<double>(squares.size());
        for (std::size_t i = 1; i < squares.size(); ++i) {
            with += (squares[i] - mean) * (squares[i - 1] - mean) / (mean * mean);
            own += (squares[i] - mean) * (squares[i] - mean) / (mean * mean);
        }
    }
    EXPECT_GT(with / own, 0.05);
    RecordProperty("autocorrelation", std::to_string(with / own));
}

TEST(SyntheticMarket, HistoryIsNinetyDaysThatTheFirstDayGoesOnFrom)
{
    Symbols symbols;
    SyntheticMarket market{4, day("2024-03-12"), symbols};
    for (const SymbolId id : market.symbols()) {
        const auto bars = market.dailyBars(id, day("2024-03-12"));
        ASSERT_EQ(bars.size(), kSyntheticHistoryDays);
        EXPECT_EQ(toNewYork(bars.back().start).date, day("2024-03-11"));
        for (std::size_t i = 1; i < bars.size(); ++i) {
            ASSERT_LT(bars[i - 1].start, bars[i].start);
            const double gap = bars[i].open.toDouble() / bars[i - 1].close.toDouble() - 1;
            EXPECT_LT(std::fabs(gap), 0.15);
        }
        const auto more = market.dailyBars(id, day("2024-03-20"), 30);
        ASSERT_EQ(more.size(), 30U);
        EXPECT_TRUE(std::equal(more.begin(), more.end() - 6, bars.end() - 24));
    }
    const SyntheticEvent first = market.next();
    EXPECT_EQ(toNewYork(first.at).date, day("2024-03-12"));
    EXPECT_TRUE(market.dailyBars(symbols.intern("IBM").value(), day("2024-03-12")).empty());
}

TEST(SyntheticMarket, GoesOnOverWeekendsHolidaysAndHalfDays)
{
    Symbols symbols;
    SyntheticMarket market{9, day("2024-11-27"), symbols};
    std::vector<std::string> days;
    Timestamp last;
    while (days.size() < 4) {
        const SyntheticEvent event = market.next();
        ASSERT_GE(event.at, last);
        last = event.at;
        const std::string date = toString(toNewYork(event.at).date);
        if (days.empty() || days.back() != date)
            days.push_back(date);
    }
    EXPECT_EQ(days,
              (std::vector<std::string>{"2024-11-27", "2024-11-29", "2024-12-02", "2024-12-03"}));
}

} // namespace
} // namespace tapedeck
