#include "base/fixed.h"
#include "signals/strategies/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <set>

namespace tapedeck {
namespace {

TEST(Registry, HoldsTheFiveStrategiesOfTheDesign)
{
    std::vector<std::string> names;
    for (const StrategySpec* spec : strategySpecs())
        names.emplace_back(spec->name);
    EXPECT_THAT(
        names,
        testing::ElementsAre("buy_and_hold", "momentum", "mean_reversion", "rsi", "sma_crossover"));
}

struct Default
{
    const char* strategy;
    const char* param;
    const char* value;

    friend void PrintTo(const Default& row, std::ostream* out)
    {
        *out << row.strategy << '.' << row.param;
    }
};

class Defaults : public testing::TestWithParam<Default>
{};

TEST_P(Defaults, AreThoseOfTheDesign)
{
    const StrategySpec* spec = findStrategy(GetParam().strategy);
    ASSERT_NE(spec, nullptr);
    EXPECT_EQ(ParamValues(*spec, {}).ratio(GetParam().param),
              Ratio::parse(GetParam().value).value());
}

INSTANTIATE_TEST_SUITE_P(Table,
                         Defaults,
                         testing::Values(Default{"momentum", "threshold_pct", "0.05"},
                                         Default{"momentum", "exit_threshold_pct", "0.03"},
                                         Default{"momentum", "window_seconds", "10"},
                                         Default{"mean_reversion", "window_seconds", "60"},
                                         Default{"mean_reversion", "std_threshold", "2"},
                                         Default{"mean_reversion", "exit_threshold", "0.5"},
                                         Default{"rsi", "period", "14"},
                                         Default{"rsi", "oversold", "30"},
                                         Default{"rsi", "overbought", "70"},
                                         Default{"sma_crossover", "short_seconds", "30"},
                                         Default{"sma_crossover", "long_seconds", "120"}));

TEST(Registry, DescribesEveryParameterAndItsDefaultIsAllowed)
{
    for (const StrategySpec* spec : strategySpecs()) {
        EXPECT_FALSE(spec->meaning.empty()) << spec->name;
        std::set<std::string_view> names;
        for (const ParamSpec& param : spec->params) {
            EXPECT_TRUE(names.insert(param.name).second) << param.name;
            EXPECT_FALSE(param.meaning.empty()) << param.name;
            EXPECT_EQ(param.complaintAbout(param.initial), std::nullopt) << param.name;
        }
        if (spec->complaintAbout != nullptr) {
            EXPECT_EQ(spec->complaintAbout(ParamValues{*spec, {}}), std::nullopt) << spec->name;
        }
    }
    EXPECT_EQ(findStrategy("astrology"), nullptr);
}

struct Refused
{
    const char* name;
    const char* strategy;
    const char* param;
    const char* value;
    const char* message;

    friend void PrintTo(const Refused& row, std::ostream* out) { *out << row.name; }
};

class Making : public testing::TestWithParam<Refused>
{};

TEST_P(Making, IsRefusedWithTheReason)
{
    InstanceConfig config;
    config.name = "mine";
    config.strategy = GetParam().strategy;
    Param& param = config.params.emplace_back();
    param.name = GetParam().param;
    param.value = Ratio::parse(GetParam().value).value();
    const auto made = makeStrategy(config);
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().what, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Params,
    Making,
    testing::Values(
        Refused{"unknown strategy", "moment", "x", "1", "mine: there is no strategy 'moment'"},
        Refused{"unknown parameter",
                "momentum",
                "threshold",
                "1",
                "mine: momentum has no parameter 'threshold'"},
        Refused{"out of range",
                "momentum",
                "threshold_pct",
                "-1",
                "mine.threshold_pct: must be between 0 and 100, is -1"},
        Refused{"not a window that is kept",
                "momentum",
                "window_seconds",
                "12",
                "mine.window_seconds: must be one of 5, 10, 15, 30, 60, is 12"},
        Refused{"half a second",
                "momentum",
                "window_seconds",
                "10.5",
                "mine.window_seconds: must be one of 5, 10, 15, 30, 60, is 10.5"},
        Refused{"half a change",
                "rsi",
                "period",
                "14.5",
                "mine.period: must be a whole number, is "
                "14.5"},
        Refused{"thresholds that cross",
                "rsi",
                "oversold",
                "75",
                "mine: oversold must be below overbought"},
        Refused{"windows that cross",
                "sma_crossover",
                "short_seconds",
                "120",
                "mine: short_seconds must be below long_seconds"},
        Refused{"an exit beyond the entry",
                "mean_reversion",
                "exit_threshold",
                "2",
                "mine: exit_threshold must be below std_threshold"}));

} // namespace
} // namespace tapedeck
