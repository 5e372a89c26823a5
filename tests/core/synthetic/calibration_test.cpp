#include "market/new_york.h"
#include "market_statistics.h"
#include "support/real_data.h"
#include "synthetic/synthetic_market.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

/// The market in the box held against a recorded day: which of its figures are those of a real
/// market, and how closely (docs/practice-exchange.md has the table).
namespace tapedeck::test {
namespace {

/// A figure of both: the recorded symbols' span and the median of the made-up ones.
struct Figure
{
    const char* name;
    double MarketStatistics::*value;
    double below; ///< so much less than the least of the recorded ones will do, as a share of it
    double above; ///< and so much more than the most
};

/// What matches stands within the span, or near it.
constexpr std::array kMatching{
    Figure{"quotes a trade", &MarketStatistics::quotesPerTrade, 0, 0},
    Figure{"trades in the first half-hour", &MarketStatistics::openShare, 0.15, 0},
    Figure{"trades in the seventh half-hour", &MarketStatistics::noonShare, 0, 0.15},
    Figure{"trades in the last half-hour", &MarketStatistics::closeShare, 0.1, 0},
    Figure{"median spread, basis points", &MarketStatistics::medianSpreadBp, 0, 0},
    Figure{"trades of exactly 100 shares", &MarketStatistics::roundLots, 0, 0},
    Figure{"memory of the size of minutes' returns", &MarketStatistics::sizeMemory, 0.4, 0},
    Figure{"kurtosis of minutes' returns", &MarketStatistics::kurtosis, 0, 0.2},
    Figure{"largest minute, in deviations", &MarketStatistics::largestMove, 0, 0},
};
/// What does not: arrivals cluster less than those of a real market, and prices keep their
/// direction for longer, so that whoever tries the strategies for a minute sees them find
/// something.
constexpr Figure kClusters{
    "deviation of the time between trades", &MarketStatistics::gapVariation, 0.5, 0};
constexpr Figure kTrends{"memory of minutes' returns", &MarketStatistics::returnMemory, 0, 0};

std::vector<MarketStatistics> recorded(const std::string& folder)
{
    std::ifstream file{folder + "/tape_20131010.jsonl.zst", std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    Symbols symbols;
    MemorySource source{bytes, 1'000'000};
    LineTape tape{source, symbols};
    StatisticsOfADay day{*usMarketHours(parseDate("2013-10-10").value())};
    for (TapeRecord record; tape.next(record).value();)
        day.on(record.event);
    std::vector<MarketStatistics> all;
    // SPY's quotes were recorded once a second.
    for (const char* symbol : {"AIG", "BAC", "IBM"})
        all.push_back(day.of(*symbols.find(symbol)));
    return all;
}

std::vector<MarketStatistics> madeUp()
{
    std::vector<MarketStatistics> all;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        Symbols symbols;
        const Date date = parseDate("2025-06-02").value();
        SyntheticMarket market{seed, date, symbols};
        const SessionHours hours = *usMarketHours(date);
        StatisticsOfADay day{hours};
        for (SyntheticEvent event = market.next(); event.at < hours.close; event = market.next())
            day.on(event.event);
        for (const SymbolId symbol : market.symbols())
            all.push_back(day.of(symbol));
    }
    return all;
}

struct Compared
{
    double least = 0;
    double most = 0;
    double ours = 0; ///< the median
};

Compared compare(const Figure& figure,
                 const std::vector<MarketStatistics>& real,
                 const std::vector<MarketStatistics>& box)
{
    std::vector<double> theirs;
    for (const MarketStatistics& each : real)
        theirs.push_back(each.*figure.value);
    std::vector<double> ours;
    for (const MarketStatistics& each : box)
        ours.push_back(each.*figure.value);
    std::nth_element(
        ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(ours.size() / 2), ours.end());
    const auto [least, most] = std::minmax_element(theirs.begin(), theirs.end());
    std::printf(
        "%-40s %7.3f to %7.3f  box %7.3f\n", figure.name, *least, *most, ours[ours.size() / 2]);
    return {*least, *most, ours[ours.size() / 2]};
}

TEST(Calibration, TheMarketInTheBoxLooksLikeARecordedDay)
{
    TAPEDECK_REAL_DATA(folder);
    const auto real = recorded(folder);
    const auto box = madeUp();
    for (const Figure& figure : kMatching) {
        const Compared both = compare(figure, real, box);
        EXPECT_GE(both.ours, both.least * (1 - figure.below)) << figure.name;
        EXPECT_LE(both.ours, both.most * (1 + figure.above)) << figure.name;
    }
    const Compared clusters = compare(kClusters, real, box);
    EXPECT_GE(clusters.ours, clusters.least * kClusters.below) << "more than a Poisson stream's 1";
    EXPECT_LT(clusters.ours, clusters.least) << "it has come to match: say so in the table";
    const Compared trends = compare(kTrends, real, box);
    EXPECT_LT(trends.ours, 0.25);
    EXPECT_GT(trends.ours, trends.most) << "it has come to match: say so in the table";
}

} // namespace
} // namespace tapedeck::test
