#include "base/canonical.h"
#include "base/quantise.h"
#include "indicators/tick_window.h"
#include "signals/detectors/price_z.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ostream>
#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kMorning = timestampOf(1'381'411'800'000'000'000);

Price cents(std::int64_t count)
{
    return Price::fromNanos(count * (kNanosPerUnit / 100));
}

/// Thirty closes with a mean of $100 and squares that sum to 28: the sample deviation is
/// sqrt(28 / 29) = $0.9826.
std::vector<Price> plainCloses()
{
    std::vector<Price> closes(30, cents(10'000));
    const std::array<std::int64_t, 6> distances{300, -300, 200, -200, 100, -100};
    for (std::size_t i = 0; i < distances.size(); ++i)
        closes[i] = cents(10'000 + distances[i]);
    return closes;
}

struct Scene
{
    Symbols symbols;
    SymbolId symbol = symbols.intern("AIG").value();
    TickWindow window;
    PriceZDetector detector{DetectorConfig::defaults()};

    std::optional<Finding> trade(Price price, Timestamp at)
    {
        return detector.onTrade(MarketView{symbol, at, price, at, window});
    }
    std::optional<Finding> minute(int index, Price close)
    {
        Bar bar;
        bar.symbol = symbol;
        bar.timeframe = Timeframe::Minute1;
        bar.start = kMorning + std::chrono::minutes{index};
        bar.close = close;
        return detector.onMinuteBar(bar, bar.start + 1min);
    }
};

double naiveZ(const std::vector<double>& sample, double value)
{
    long double sum = 0;
    for (const double each : sample)
        sum += each;
    const long double mean = sum / static_cast<long double>(sample.size());
    long double squares = 0;
    for (const double each : sample)
        squares += (each - mean) * (each - mean);
    return static_cast<double>((value - mean) /
                               std::sqrt(squares / static_cast<long double>(sample.size() - 1)));
}

TEST(PriceZ, EqualsTheFormulaOnRandomCloses)
{
    std::mt19937_64 random{30};
    for (int round = 0; round < 200; ++round) {
        Scene scene;
        std::vector<Price> closes;
        std::vector<double> sample;
        for (int i = 0; i < 45; ++i) {
            closes.push_back(cents(1'000 + static_cast<std::int64_t>(random() % 300)));
            if (i >= 15)
                sample.push_back(closes.back().toDouble());
        }
        scene.detector.setDailyCloses(scene.symbol, closes);
        const Price price = cents(500 + static_cast<std::int64_t>(random() % 1'000));
        const auto z = scene.detector.zScore(scene.symbol, price);
        ASSERT_TRUE(z.has_value());
        EXPECT_NEAR(*z, naiveZ(sample, price.toDouble()), 1e-6);
        EXPECT_EQ(*z, quantise(*z));
    }
}

TEST(PriceZ, SaysNothingWithoutThirtyClosesThatDiffer)
{
    Scene scene;
    EXPECT_FALSE(scene.trade(cents(1), kMorning).has_value()) << "not watched";
    scene.detector.watch(scene.symbol);
    EXPECT_FALSE(scene.trade(cents(1), kMorning).has_value()) << "no baseline";
    auto closes = plainCloses();
    closes.pop_back();
    scene.detector.setDailyCloses(scene.symbol, closes);
    EXPECT_FALSE(scene.trade(cents(1), kMorning).has_value()) << "29 closes";
    scene.detector.setDailyCloses(scene.symbol, std::vector<Price>(30, cents(10'000)));
    EXPECT_FALSE(scene.trade(cents(1), kMorning).has_value()) << "all the same";
    scene.detector.setDailyCloses(scene.symbol, plainCloses());
    EXPECT_TRUE(scene.trade(cents(1), kMorning).has_value());
    scene.detector.setDailyCloses(scene.symbol, {});
    EXPECT_FALSE(scene.trade(cents(1), kMorning + 1h).has_value()) << "the baseline is gone";
}

struct Band
{
    const char* name;
    std::int64_t centsAway;
    std::optional<Severity> severity;
    Intent intent{};
    double threshold = 0;

    friend void PrintTo(const Band& band, std::ostream* out) { *out << band.name; }
};

class PriceZBands : public testing::TestWithParam<Band>
{};

TEST_P(PriceZBands, GiveSeverityAndDirection)
{
    const Band& band = GetParam();
    Scene scene;
    scene.detector.setDailyCloses(scene.symbol, plainCloses());
    const auto found = scene.trade(cents(10'000 + band.centsAway), kMorning);
    ASSERT_EQ(found.has_value(), band.severity.has_value());
    if (!found)
        return;
    EXPECT_EQ(found->severity, *band.severity);
    EXPECT_EQ(found->intent, band.intent);
    EXPECT_EQ(found->evidence.metric, Metric::PriceZScore);
    EXPECT_EQ(found->evidence.threshold, band.threshold);
    EXPECT_EQ(found->evidence.comparison,
              band.centsAway < 0 ? Comparison::Below : Comparison::Above);
    EXPECT_GE(found->confidence, 0.5);
    EXPECT_EQ(found->confidence == 1, *band.severity == Severity::Critical);
}

INSTANTIATE_TEST_SUITE_P(
    Bands,
    PriceZBands,
    testing::Values(Band{"quiet above", 196, std::nullopt},
                    Band{"quiet below", -196, std::nullopt},
                    Band{"low", 197, Severity::Low, Intent::Leave, 2},
                    Band{"medium", 246, Severity::Medium, Intent::Leave, 2.5},
                    Band{"high", 295, Severity::High, Intent::Leave, 3},
                    Band{"critical", 394, Severity::Critical, Intent::Leave, 4},
                    Band{"high below proposes to buy", -295, Severity::High, Intent::Enter, -3},
                    Band{"critical below", -9'999, Severity::Critical, Intent::Enter, -4}));

TEST(PriceZ, KeepsSilentForFiveMinutesASymbol)
{
    Scene scene;
    const SymbolId other = scene.symbols.intern("BAC").value();
    scene.detector.setDailyCloses(scene.symbol, plainCloses());
    scene.detector.setDailyCloses(other, plainCloses());
    EXPECT_TRUE(scene.trade(cents(10'200), kMorning).has_value());
    EXPECT_FALSE(scene.trade(cents(10'900), kMorning + 5min - 1ns).has_value());
    EXPECT_TRUE(
        scene.detector.onTrade(MarketView{other, kMorning, cents(10'200), kMorning, scene.window})
            .has_value());
    EXPECT_TRUE(scene.trade(cents(10'900), kMorning + 5min).has_value());
}

TEST(PriceZ, RemembersItsCooldownsAcrossARestart)
{
    Scene scene;
    scene.detector.setDailyCloses(scene.symbol, plainCloses());
    EXPECT_TRUE(scene.trade(cents(10'900), kMorning).has_value());
    PriceZDetector restarted{DetectorConfig::defaults()};
    const std::string saved = scene.detector.saveState(scene.symbols);
    ASSERT_TRUE(restarted.restoreState(saved, scene.symbols).has_value());
    restarted.setDailyCloses(scene.symbol, plainCloses());
    const auto tradeAt = [&](Timestamp at) {
        return restarted.onTrade(MarketView{scene.symbol, at, cents(10'900), at, scene.window});
    };
    EXPECT_FALSE(tradeAt(kMorning + 1min).has_value());
    EXPECT_TRUE(tradeAt(kMorning + 5min).has_value());
    EXPECT_FALSE(restarted.restoreState("nonsense", scene.symbols).has_value());
}

TEST(PriceZ, IsSilentWhenItIsSwitchedOff)
{
    Scene scene;
    DetectorConfig config = DetectorConfig::defaults();
    config.enabled = false;
    scene.detector = PriceZDetector{config};
    scene.detector.setDailyCloses(scene.symbol, plainCloses());
    EXPECT_FALSE(scene.trade(cents(10'900), kMorning).has_value());
    EXPECT_TRUE(scene.detector.zScore(scene.symbol, cents(10'900)).has_value());
}

TEST(ReturnZ, EqualsTheFormulaOverTheReturnsBefore)
{
    Scene scene;
    DetectorConfig config = DetectorConfig::defaults();
    config.cooldown = Nanoseconds{0};
    config.low = Ratio::fromNanos(1); // say everything
    scene.detector = PriceZDetector{config};
    scene.detector.watch(scene.symbol);
    std::mt19937_64 random{60};
    std::vector<double> returns;
    std::int64_t price = 100'000;
    std::int64_t before = 0;
    int said = 0;
    for (int i = 0; i < 300; ++i) {
        before = std::exchange(price, price + static_cast<std::int64_t>(random() % 101) - 50);
        const auto found = scene.minute(i, cents(price));
        if (i == 0) {
            EXPECT_FALSE(found.has_value());
            continue;
        }
        const double change = static_cast<double>(price - before) / static_cast<double>(before);
        if (returns.size() < PriceZDetector::kReturnsMin) {
            EXPECT_FALSE(found.has_value()) << i;
        } else if (found) {
            ++said;
            const std::size_t from = returns.size() > 60 ? returns.size() - 60 : 0;
            const std::vector<double> sample{returns.begin() + static_cast<std::ptrdiff_t>(from),
                                             returns.end()};
            EXPECT_NEAR(found->evidence.value, naiveZ(sample, change), 1e-4) << i;
            EXPECT_EQ(found->evidence.metric, Metric::ReturnZScore);
            EXPECT_EQ(found->evidence.seconds, 60);
        }
        returns.push_back(change);
    }
    EXPECT_GT(said, 200);
}

TEST(ReturnZ, TakesNoReturnAcrossAMissingMinuteAndStartsAnewAfterAnHour)
{
    Scene scene;
    scene.detector.watch(scene.symbol);
    int minute = 0;
    for (; minute < 40; ++minute)
        EXPECT_FALSE(scene.minute(minute, cents(10'000 + minute % 2)).has_value());
    EXPECT_FALSE(scene.minute(minute + 1, cents(12'000)).has_value()) << "a minute is missing";
    EXPECT_FALSE(scene.minute(minute + 1, cents(20'000)).has_value()) << "the same minute again";
    const auto spike = scene.minute(minute + 2, cents(13'000));
    ASSERT_TRUE(spike.has_value());
    EXPECT_EQ(spike->severity, Severity::Critical);
    EXPECT_EQ(spike->intent, Intent::Leave);
    minute += 2 + 60;
    EXPECT_FALSE(scene.minute(minute, cents(10'000)).has_value());
    EXPECT_FALSE(scene.minute(minute + 1, cents(9'000)).has_value()) << "no returns to go by";
}

} // namespace
} // namespace tapedeck
