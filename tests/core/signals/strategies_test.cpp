#include "base/symbols.h"
#include "random_path.h"
#include "signals/strategies/registry.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace tapedeck {
namespace {

using test::RandomPath;

Param param(const char* name, const char* value)
{
    Param made;
    made.name = name;
    made.value = Ratio::parse(value).value();
    return made;
}

std::unique_ptr<Strategy> made(const char* strategy, std::vector<Param> params = {})
{
    InstanceConfig config;
    config.name = "test";
    config.strategy = strategy;
    config.params = std::move(params);
    return makeStrategy(config).value();
}

/// A row of the design's table, stated once more: what it says at this trade, and whether the
/// figures are so near to a threshold that rounding decides.
struct Expectation
{
    std::optional<Intent> intent;
    bool tooClose = false;
};

struct Row
{
    const char* name;
    const char* strategy;
    std::vector<Param> params;
    /// Sees every trade, in order; made anew for each symbol.
    std::function<std::function<Expectation(const RandomPath&, bool)>()> table;

    friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
};

auto momentumTable(double enter, double leave, int seconds)
{
    return [=] {
        return [=](const RandomPath& path, bool holding) {
            Expectation said;
            const auto momentum = path.momentumPct(seconds);
            if (momentum && !holding && *momentum > enter)
                said.intent = Intent::Enter;
            if (momentum && holding && *momentum < -leave)
                said.intent = Intent::Leave;
            return said;
        };
    };
}

auto meanReversionTable(int seconds, double threshold, double exitThreshold)
{
    return [=] {
        return [=](const RandomPath& path, bool holding) {
            Expectation said;
            const auto z = path.zScore(seconds);
            if (!z)
                return said;
            for (const double bound : {threshold, -threshold, exitThreshold, -exitThreshold})
                said.tooClose = said.tooClose || std::abs(*z - bound) < 1e-6;
            if (!holding && *z < -threshold)
                said.intent = Intent::Enter;
            if (holding && (std::abs(*z) < exitThreshold || *z > threshold))
                said.intent = Intent::Leave;
            return said;
        };
    };
}

auto rsiTable(std::size_t period, double oversold, double overbought)
{
    return [=] {
        return [=](const RandomPath& path, bool holding) {
            Expectation said;
            const auto rsi = path.rsi(period);
            if (rsi && !holding && *rsi < oversold)
                said.intent = Intent::Enter;
            if (rsi && holding && *rsi > overbought)
                said.intent = Intent::Leave;
            return said;
        };
    };
}

auto crossoverTable(int shortSeconds, int longSeconds)
{
    return [=] {
        // Nothing = the means have not differed yet.
        return [=, above = std::optional<bool>{}](const RandomPath& path, bool holding) mutable {
            Expectation said;
            const auto shortMean = path.mean(shortSeconds);
            const auto longMean = path.mean(longSeconds);
            if (!shortMean || !longMean || *shortMean == *longMean)
                return said;
            const bool now = *shortMean > *longMean;
            const bool crossed = above && *above != now;
            above = now;
            if (crossed && now && !holding)
                said.intent = Intent::Enter;
            if (crossed && !now && holding)
                said.intent = Intent::Leave;
            return said;
        };
    };
}

auto buyAndHoldTable()
{
    return [] {
        return [done = false](const RandomPath&, bool holding) mutable {
            Expectation said;
            done = done || holding;
            if (!done)
                said.intent = Intent::Enter;
            return said;
        };
    };
}

void expectSound(const Finding& finding)
{
    EXPECT_GE(finding.confidence, 0.5);
    EXPECT_LE(finding.confidence, 1.0);
    EXPECT_EQ(finding.confidence, quantise(finding.confidence));
    for (const auto& evidence : {std::optional{finding.evidence}, finding.second}) {
        if (!evidence)
            continue;
        EXPECT_TRUE(std::isfinite(evidence->value));
        EXPECT_TRUE(std::isfinite(evidence->threshold));
        if (evidence->comparison == Comparison::Above ||
            evidence->comparison == Comparison::CrossedAbove) {
            EXPECT_GT(evidence->value, evidence->threshold);
        } else if (evidence->comparison != Comparison::Reached) {
            EXPECT_LT(evidence->value, evidence->threshold);
        }
    }
}

class EveryStrategy : public testing::TestWithParam<Row>
{};

TEST_P(EveryStrategy, SaysWhatItsRowOfTheTableSaysForEachSymbolByItself)
{
    const Row& row = GetParam();
    int entered = 0;
    int left = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const auto strategy = made(row.strategy, row.params);
        std::vector<RandomPath> paths;
        std::vector<std::function<Expectation(const RandomPath&, bool)>> tables;
        std::vector<bool> holds;
        for (std::uint32_t symbol = 0; symbol < 2; ++symbol) {
            const auto id = static_cast<SymbolId>(symbol * 7);
            paths.emplace_back(id, seed * 100 + symbol);
            tables.push_back(row.table());
            holds.push_back(false);
            strategy->watch(id);
        }
        for (int i = 0; i < 3'000; ++i) {
            const std::size_t which = paths[0].below(2);
            RandomPath& path = paths[which];
            path.next();
            const Expectation expected = tables[which](path, holds[which]);
            const auto found = strategy->onTrade(path.view(), holds[which]);
            if (!expected.tooClose) {
                ASSERT_EQ(found.has_value(), expected.intent.has_value()) << "trade " << i;
                if (found) {
                    ASSERT_EQ(found->intent, *expected.intent) << "trade " << i;
                }
            }
            if (!found)
                continue;
            expectSound(*found);
            (found->intent == Intent::Enter ? entered : left) += 1;
            if (path.below(3) == 0) // an order may take its time, or be denied
                holds[which] = found->intent == Intent::Enter;
        }
    }
    EXPECT_GT(entered, 0);
    EXPECT_EQ(left > 0, std::string_view{row.strategy} != "buy_and_hold");
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    EveryStrategy,
    testing::Values(
        Row{"buy and hold", "buy_and_hold", {}, buyAndHoldTable()},
        Row{"momentum with its defaults", "momentum", {}, momentumTable(0.05, 0.03, 10)},
        Row{"momentum over a minute",
            "momentum",
            {param("threshold_pct", "0.2"), param("window_seconds", "60")},
            momentumTable(0.2, 0.03, 60)},
        Row{"mean reversion with its defaults",
            "mean_reversion",
            {},
            meanReversionTable(60, 2.0, 0.5)},
        Row{"mean reversion over two minutes",
            "mean_reversion",
            {param("window_seconds", "120"), param("std_threshold", "1.5")},
            meanReversionTable(120, 1.5, 0.5)},
        Row{"rsi with its defaults", "rsi", {}, rsiTable(14, 30, 70)},
        Row{"rsi of five changes",
            "rsi",
            {param("period", "5"), param("oversold", "20"), param("overbought", "90.5")},
            rsiTable(5, 20, 90.5)},
        Row{"sma crossover with its defaults", "sma_crossover", {}, crossoverTable(30, 120)},
        Row{"sma crossover of a minute",
            "sma_crossover",
            {param("long_seconds", "60")},
            crossoverTable(30, 60)}));

TEST(EveryStrategyByName, IsSilentAboutSymbolsThatItDoesNotWatch)
{
    for (const StrategySpec* spec : strategySpecs()) {
        InstanceConfig config;
        config.name = "test";
        config.strategy = spec->name;
        const auto strategy = makeStrategy(config).value();
        RandomPath path{static_cast<SymbolId>(3), 1};
        for (int i = 0; i < 500; ++i) {
            path.next();
            ASSERT_FALSE(strategy->onTrade(path.view(), i % 2 == 0).has_value()) << spec->name;
        }
    }
}

Bar minuteBar(SymbolId symbol, int minute, const char* close)
{
    Bar bar;
    bar.symbol = symbol;
    bar.timeframe = Timeframe::Minute1;
    bar.start = timestampOf(0) + std::chrono::minutes{minute};
    bar.close = Price::parse(close).value();
    return bar;
}

TEST(RsiOnMinutes, GoesByBarsAndNotByTrades)
{
    const SymbolId symbol{};
    const auto strategy = made("rsi", {param("bars", "1"), param("period", "2")});
    strategy->watch(symbol);
    RandomPath path{symbol, 1};
    for (int i = 0; i < 100; ++i) {
        path.next();
        ASSERT_FALSE(strategy->onTrade(path.view(), false).has_value());
    }
    // Changes -1, -1, +0.5: Wilder's gain (0 + 0.5) / 2, loss (1 + 0) / 2.
    strategy->onMinuteBar(minuteBar(symbol, 1, "20"));
    strategy->onMinuteBar(minuteBar(symbol, 2, "19"));
    EXPECT_FALSE(strategy->onTrade(path.view(), false).has_value());
    strategy->onMinuteBar(minuteBar(symbol, 3, "18"));
    auto found = strategy->onTrade(path.view(), false);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->evidence, (Evidence{Metric::Rsi, Comparison::Below, 0, 30, 60}));
    EXPECT_EQ(found->confidence, 1);
    strategy->onMinuteBar(minuteBar(symbol, 3, "99")); // the same minute again
    strategy->onMinuteBar(minuteBar(symbol, 4, "18.5"));
    found = strategy->onTrade(path.view(), false);
    EXPECT_FALSE(found.has_value()) << "33.3 is above 30";
    strategy->onMinuteBar(minuteBar(symbol, 5, "25"));
    found = strategy->onTrade(path.view(), true);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->intent, Intent::Leave);
}

TEST(BuyAndHold, IsDoneOnceAnEntryWasTakenAndRemembersItAcrossARestart)
{
    Symbols symbols;
    const SymbolId first = symbols.intern("AIG").value();
    const SymbolId second = symbols.intern("BAC").value();
    const auto before = made("buy_and_hold");
    before->watch(first);
    before->watch(second);
    RandomPath one{first, 1};
    RandomPath two{second, 2};
    one.next();
    two.next();
    EXPECT_TRUE(before->onTrade(two.view(), false).has_value());
    EXPECT_TRUE(before->onTrade(two.view(), false).has_value()) << "nobody acted on it";
    before->onEntryTaken(second);
    EXPECT_FALSE(before->onTrade(two.view(), false).has_value());
    EXPECT_TRUE(before->onTrade(one.view(), false).has_value());

    Symbols others; // another run numbers its symbols in another order
    const SymbolId renumbered = others.intern("BAC").value();
    const auto after = made("buy_and_hold");
    ASSERT_TRUE(after->restoreState(before->saveState(symbols), others).has_value());
    after->watch(renumbered);
    RandomPath again{renumbered, 2};
    again.next();
    EXPECT_FALSE(after->onTrade(again.view(), false).has_value());
    EXPECT_EQ(after->saveState(others), before->saveState(symbols));
}

TEST(SmaCrossover, RemembersAcrossARestartWhereTheMeansStood)
{
    Symbols symbols;
    const SymbolId symbol = symbols.intern("AIG").value();
    const auto whole = made("sma_crossover");
    auto stopped = made("sma_crossover");
    whole->watch(symbol);
    stopped->watch(symbol);
    RandomPath path{symbol, 5};
    int crossings = 0;
    for (int i = 0; i < 3'000; ++i) {
        path.next();
        const auto found = whole->onTrade(path.view(), i % 2 == 0);
        ASSERT_EQ(stopped->onTrade(path.view(), i % 2 == 0), found) << i;
        crossings += found ? 1 : 0;
        if (i % 10 == 0) {
            auto restarted = made("sma_crossover");
            ASSERT_TRUE(restarted->restoreState(stopped->saveState(symbols), symbols).has_value());
            restarted->watch(symbol);
            stopped = std::move(restarted);
        }
    }
    EXPECT_GT(crossings, 5);
}

TEST(SavedState, ThatIsDamagedIsRefused)
{
    Symbols symbols;
    for (const StrategySpec* spec : strategySpecs()) {
        InstanceConfig config;
        config.name = "test";
        config.strategy = spec->name;
        const auto strategy = makeStrategy(config).value();
        const auto restored = strategy->restoreState("\xFF\xFF\xFF\xFF nonsense", symbols);
        ASSERT_FALSE(restored.has_value()) << spec->name;
        EXPECT_EQ(restored.error().code, ErrorCode::Malformed) << spec->name;
        const std::string nothing = strategy->saveState(symbols);
        EXPECT_TRUE(strategy->restoreState(nothing, symbols).has_value()) << spec->name;
    }
}

} // namespace
} // namespace tapedeck
