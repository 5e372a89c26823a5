#include "base/quantise.h"
#include "indicators/atr.h"
#include "indicators/bollinger.h"
#include "indicators/ema.h"
#include "indicators/macd.h"
#include "indicators/rsi.h"
#include "indicators/session_vwap.h"
#include "indicators/sma.h"
#include "indicators/z_score.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

Price price(const std::string& text)
{
    return Price::parse(text).value();
}

std::vector<Price> prices(std::initializer_list<const char*> texts)
{
    std::vector<Price> parsed;
    for (const char* text : texts)
        parsed.push_back(price(text));
    return parsed;
}

/// The values of an indicator from its first one on.
template <class Indicator>
std::vector<double> valuesOf(Indicator indicator, const std::vector<Price>& closes)
{
    std::vector<double> values;
    for (const Price close : closes) {
        indicator.update(close);
        if (const auto value = indicator.value())
            values.push_back(*value);
        else
            EXPECT_TRUE(values.empty()) << "a value went away";
    }
    return values;
}

void expectValues(const std::vector<double>& found,
                  const std::vector<double>& published,
                  double tolerance)
{
    ASSERT_GE(found.size(), published.size());
    for (std::size_t i = 0; i < published.size(); ++i)
        EXPECT_NEAR(found[i], published[i], tolerance) << "value " << i;
}

// StockCharts ChartSchool, "Moving Averages: Simple and Exponential", table of 10-day averages.
const std::vector<Price> kAverages = prices(
    {"22.27", "22.19", "22.08", "22.17", "22.18", "22.13", "22.23", "22.43", "22.24", "22.29",
     "22.15", "22.39", "22.38", "22.61", "23.36", "24.05", "23.75", "23.83", "23.95", "23.63",
     "23.82", "23.87", "23.65", "23.19", "23.10", "23.33", "22.68", "23.10", "22.40", "22.17"});

TEST(SimpleAverage, GivesThePublishedValues)
{
    const auto found = valuesOf(Sma{10}, kAverages);
    EXPECT_EQ(found.size(), 21U);
    expectValues(found,
                 {22.22, 22.21, 22.23, 22.26, 22.30, 22.42, 22.61, 22.77, 22.90, 23.08, 23.21,
                  23.38, 23.52, 23.65, 23.71, 23.68, 23.61, 23.50, 23.43, 23.28, 23.13},
                 0.0101);
}

TEST(ExponentialAverage, StartsWithItsSimpleMeanAndGivesThePublishedValues)
{
    const auto found = valuesOf(Ema{10}, kAverages);
    EXPECT_EQ(found.size(), 21U);
    EXPECT_EQ(found.front(), valuesOf(Sma{10}, kAverages).front());
    expectValues(found,
                 {22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80, 22.97, 23.13, 23.28, 23.34,
                  23.43, 23.51, 23.53, 23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92},
                 0.0101);
}

// StockCharts ChartSchool, "Relative Strength Index", spreadsheet cs-rsi (QQQQ, 2009-12-14 on).
TEST(RelativeStrength, GivesThePublishedValues)
{
    const auto found =
        valuesOf(Rsi{14}, prices({"44.3389", "44.0902", "44.1497", "43.6124", "44.3278", "44.8264",
                                  "45.0955", "45.4245", "45.8433", "46.0826", "45.8931", "46.0328",
                                  "45.6140", "46.2820", "46.2820", "46.0028", "46.0328", "46.4116",
                                  "46.2222", "45.6439", "46.2122", "46.2521", "45.7137", "46.4515",
                                  "45.7835", "45.3548", "44.0288", "44.1783", "44.2181", "44.5672",
                                  "43.4205", "42.6628", "43.1314"}));
    EXPECT_EQ(found.size(), 19U);
    expectValues(found,
                 {70.53,
                  66.32,
                  66.55,
                  69.41,
                  66.36,
                  57.97,
                  62.93,
                  63.26,
                  56.06,
                  62.38,
                  54.71,
                  50.42,
                  39.99,
                  41.46,
                  41.87,
                  45.46,
                  37.30,
                  33.08,
                  37.77},
                 0.0051);
}

TEST(RelativeStrength, StaysWithinItsScaleAtTheEdges)
{
    Rsi flat;
    Rsi rising;
    Rsi falling;
    for (int i = 0; i < 40; ++i) {
        flat.update(price("10"));
        rising.update(Price::fromWhole(10 + i));
        falling.update(Price::fromWhole(100 - i));
    }
    EXPECT_EQ(flat.value(), 50.0);
    EXPECT_EQ(rising.value(), 100.0);
    EXPECT_EQ(falling.value(), 0.0);
}

// investexcel.net, "How to Calculate MACD in Excel" (AAPL, 2013-02-19 on).
const std::vector<Price> kApple = prices(
    {"459.99", "448.85", "446.06", "450.81", "442.8",  "448.97", "444.57", "441.4",  "430.47",
     "420.05", "431.14", "425.66", "430.58", "431.72", "437.87", "428.43", "428.35", "432.5",
     "443.66", "455.72", "454.49", "452.08", "452.73", "461.91", "463.58", "461.14", "452.08",
     "442.66", "428.91", "429.79", "431.99", "427.72", "423.2",  "426.21", "426.98", "435.69",
     "434.33", "429.8",  "419.85", "426.24", "402.8",  "392.05", "390.53", "398.67", "406.13"});

TEST(Convergence, GivesThePublishedValues)
{
    const auto found = valuesOf(Macd{}, kApple);
    EXPECT_EQ(found.size(), kApple.size() - 25);
    expectValues(found,
                 {8.275269504,
                  7.703378381,
                  6.416074757,
                  4.237519783,
                  2.552583325,
                  1.378885719,
                  0.102981491,
                  -1.258401953,
                  -2.07055819,
                  -2.621842328},
                 1e-9 * 1.01);
}

TEST(Convergence, HasASignalFromTheNinthValueOn)
{
    Macd macd;
    std::vector<double> signal;
    for (const Price close : kApple) {
        macd.update(close);
        EXPECT_EQ(macd.signal().has_value(), macd.histogram().has_value());
        if (const auto value = macd.signal()) {
            signal.push_back(*value);
            EXPECT_NEAR(*macd.histogram(), *macd.value() - *value, 2e-9);
        }
    }
    EXPECT_EQ(signal.size(), kApple.size() - 33);
    expectValues(signal, {3.037525869, 1.905652229, 1.058708433, 0.410640325, -0.152012994}, 3e-9);
}

// StockCharts ChartSchool, "Bollinger Bands", spreadsheet cs-bbands (close, 20, 2).
TEST(BollingerBands, GiveThePublishedValues)
{
    Bollinger bands;
    std::vector<double> middle;
    std::vector<double> upper;
    std::vector<double> lower;
    std::vector<double> width;
    for (const Price close :
         prices({"86.16", "89.09", "88.78", "90.32", "89.07", "91.15", "89.44", "89.18", "86.93",
                 "87.68", "86.96", "89.43", "89.32", "88.72", "87.45", "87.26", "89.50", "87.90",
                 "89.13", "90.70", "92.90", "92.98", "91.80", "92.66", "92.68"})) {
        bands.update(close);
        if (const auto value = bands.value()) {
            middle.push_back(value->middle);
            upper.push_back(value->upper);
            lower.push_back(value->lower);
            width.push_back(value->width * 100);
            EXPECT_NEAR(*value->percentB,
                        (close.toDouble() - value->lower) / (value->upper - value->lower),
                        1e-8);
        }
    }
    EXPECT_EQ(middle.size(), 6U);
    expectValues(middle, {88.71, 89.05, 89.24, 89.39, 89.51, 89.69}, 0.0101);
    expectValues(upper, {91.29, 91.95, 92.61, 92.93, 93.31, 93.73}, 0.0101);
    expectValues(lower, {86.12, 86.14, 85.87, 85.85, 85.70, 85.65}, 0.0101);
    expectValues(width, {5.83, 6.52, 7.55, 7.92, 8.50, 9.01}, 0.0101);
}

TEST(BollingerBands, MeetWhereThePriceStoodStill)
{
    Bollinger bands;
    for (int i = 0; i < 25; ++i)
        bands.update(price("10"));
    const auto value = bands.value().value();
    EXPECT_EQ(value.upper, 10.0);
    EXPECT_EQ(value.lower, 10.0);
    EXPECT_EQ(value.width, 0.0);
    EXPECT_FALSE(value.percentB);
}

// StockCharts ChartSchool, "Average True Range", spreadsheet cs-atr (QQQQ, 2010-04-01 on).
TEST(TrueRange, GivesThePublishedValues)
{
    struct Row
    {
        const char* high;
        const char* low;
        const char* close;
    };
    Atr atr;
    std::vector<double> found;
    for (const Row& row : {Row{"48.70", "47.79", "48.16"}, Row{"48.72", "48.14", "48.61"},
                           Row{"48.90", "48.39", "48.75"}, Row{"48.87", "48.37", "48.63"},
                           Row{"48.82", "48.24", "48.74"}, Row{"49.05", "48.64", "49.03"},
                           Row{"49.20", "48.94", "49.07"}, Row{"49.35", "48.86", "49.32"},
                           Row{"49.92", "49.50", "49.91"}, Row{"50.19", "49.87", "50.13"},
                           Row{"50.12", "49.20", "49.53"}, Row{"49.66", "48.90", "49.50"},
                           Row{"49.88", "49.43", "49.75"}, Row{"50.19", "49.73", "50.03"},
                           Row{"50.36", "49.26", "50.31"}, Row{"50.57", "50.09", "50.52"},
                           Row{"50.65", "50.30", "50.41"}, Row{"50.43", "49.21", "49.34"},
                           Row{"49.63", "48.98", "49.37"}, Row{"50.33", "49.61", "50.23"},
                           Row{"50.29", "49.20", "49.24"}, Row{"50.17", "49.43", "49.93"},
                           Row{"49.32", "48.08", "48.43"}, Row{"48.50", "47.64", "48.18"},
                           Row{"48.32", "41.55", "46.57"}}) {
        atr.update(price(row.high), price(row.low), price(row.close));
        if (const auto value = atr.value())
            found.push_back(*value);
    }
    EXPECT_EQ(found.size(), 12U);
    expectValues(
        found, {0.56, 0.59, 0.59, 0.57, 0.62, 0.62, 0.64, 0.67, 0.69, 0.78, 0.78, 1.21}, 0.0101);
}

TEST(SessionPrice, WeighsByVolumeAndStartsAfreshEachSession)
{
    const Date first = parseDate("2013-10-10").value();
    const Date second = parseDate("2013-10-11").value();
    Trade trade;
    trade.tape = 'C';
    SessionVwap vwap;
    EXPECT_FALSE(vwap.value());
    const auto add = [&](Date session, const char* at, std::int64_t size, char code) {
        trade.price = price(at);
        trade.size = Quantity::fromWhole(size);
        trade.conditions = {};
        trade.conditions.add(code);
        vwap.update(session, trade);
        return vwap.value();
    };
    EXPECT_EQ(add(first, "10", 100, '@'), price("10"));
    EXPECT_EQ(add(first, "13", 50, 'I'), price("11")) << "odd lots count for volume";
    EXPECT_EQ(add(first, "99", 50, 'M'), price("11")) << "the official close does not";
    EXPECT_EQ(add(second, "20", 1, '@'), price("20"));
    Bar bar;
    bar.high = price("24");
    bar.low = price("18");
    bar.close = price("21");
    bar.volume = Quantity::fromWhole(1);
    vwap.update(second, bar);
    EXPECT_EQ(vwap.value(), price("20.5")) << "a bar without its own weighs at the typical price";
    bar.vwap = price("26.5");
    bar.volume = Quantity::fromWhole(2);
    vwap.update(second, bar);
    EXPECT_EQ(vwap.value(), price("23.5"));
}

TEST(Baseline, MeasuresInSampleDeviations)
{
    ZScore closes{8};
    closes.update(price("50"));
    EXPECT_FALSE(closes.of(price("9")) || closes.mean() || closes.deviation());
    for (const char* text : {"99", "2", "4", "4", "4", "5", "5", "7", "9"}) {
        closes.update(price(text));
    }
    EXPECT_EQ(closes.mean(), 5.0);
    EXPECT_EQ(closes.deviation(), 2.138089935);                    // sqrt(32 / 7)
    EXPECT_NEAR(closes.of(price("9")).value(), 1.870828693, 2e-9); // 4 / sqrt(32 / 7)
    ZScore still{2};
    still.update(price("5"));
    still.update(price("5"));
    EXPECT_FALSE(still.of(price("9")));
}

TEST(RollingSums, EqualAFreshStartAfterAMillionPrices)
{
    std::mt19937_64 random{7};
    Sma sma{20};
    Bollinger bands{20};
    std::vector<Price> recent;
    for (int i = 0; i < 1'000'000; ++i) {
        const auto next =
            Price::fromNanos(1 + static_cast<std::int64_t>(random() % 1'000'000'000'000'000));
        sma.update(next);
        bands.update(next);
        if (i >= 1'000'000 - 20)
            recent.push_back(next);
    }
    Sma freshSma{20};
    Bollinger freshBands{20};
    for (const Price next : recent) {
        freshSma.update(next);
        freshBands.update(next);
    }
    EXPECT_EQ(sma.value(), freshSma.value());
    EXPECT_EQ(bands.value()->upper, freshBands.value()->upper);
    EXPECT_EQ(bands.value()->middle, sma.value());
}

TEST(Statistics, AreBroughtHalfEvenToNineDecimals)
{
    EXPECT_EQ(quantise(0.0000000005), 0.0);
    EXPECT_EQ(quantise(0.0000000015), 0.000000002);
    EXPECT_EQ(quantise(-0.0000000015), -0.000000002);
    EXPECT_EQ(quantise(1.23456789012), 1.234567890);
    EXPECT_EQ(roundHalfEven(2.5), 2.0);
    EXPECT_EQ(roundHalfEven(3.5), 4.0);
    EXPECT_EQ(roundHalfEven(-2.5), -2.0);
    EXPECT_EQ(roundHalfEven(1e300), 1e300);
    EXPECT_EQ(quantise(quantise(0.1)), 0.1);
}

} // namespace
} // namespace tapedeck
