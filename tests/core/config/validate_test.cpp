#include "config/load.h"
#include "signals/strategies/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TradingConfig paper()
{
    return TradingConfig::defaults(Mode::Paper, Rules::Automatic);
}

TEST(Defaults, AreValidWithoutWarningsInEveryMode)
{
    for (const auto& [mode, rules] : {std::pair{Mode::Practice, Rules::Automatic},
                                      std::pair{Mode::Practice, Rules::Approval},
                                      std::pair{Mode::Paper, Rules::Automatic},
                                      std::pair{Mode::Live, Rules::Approval}}) {
        const TradingConfig config = TradingConfig::defaults(mode, rules);
        EXPECT_THAT(validate(config), IsEmpty());
        EXPECT_THAT(warningsFor(config), IsEmpty());
        EXPECT_EQ(config.limits, LimitTable::defaults(rules));
        EXPECT_EQ(config.watchlist.empty(), mode == Mode::Practice);
    }
}

TEST(Defaults, HoldAnInstanceOfEveryStrategyWithEntriesFarBelowThePositionLimit)
{
    const TradingConfig config = TradingConfig::defaults(Mode::Live, Rules::Approval);
    for (const StrategySpec* spec : strategySpecs()) {
        const auto instance =
            std::find_if(config.instances.begin(),
                         config.instances.end(),
                         [&](const InstanceConfig& i) { return i.strategy == spec->name; });
        ASSERT_NE(instance, config.instances.end()) << spec->name;
        EXPECT_EQ(instance->enabled, spec->name != "buy_and_hold");
        const Money entry = scaled(instance->cashAllocation, instance->positionSizePct).value();
        EXPECT_LE(entry + entry, config.limits.positionPerSymbol);
        EXPECT_TRUE(makeStrategy(*instance).has_value());
    }
}

TEST(Validate, FindsWhatNoDocumentCouldSay)
{
    TradingConfig config = paper();
    config.limits.ordersPerMinute = 0;
    config.instances[1].params.resize(2);
    config.instances[1].params[0].name = "std_threshold";
    config.instances[1].params[0].value = Ratio::fromWhole(3);
    config.instances[1].params[1] = config.instances[1].params[0];
    config.instances[2].name = "two\nlines";
    config.instances[3].symbols = {"SPY", "*"};
    std::vector<std::string> paths;
    for (const ConfigIssue& issue : validate(config))
        paths.push_back(issue.path);
    EXPECT_THAT(paths,
                ElementsAre("limits.orders_per_minute",
                            "instances[1].params.std_threshold",
                            "instances[2].name",
                            "instances[3].symbols[1]"));
}

TEST(Validate, BoundsTheLists)
{
    TradingConfig config = paper();
    config.watchlist.clear();
    for (std::size_t i = 0; i <= kWatchlistMax; ++i)
        config.watchlist.push_back("S" + std::to_string(i));
    config.instances.resize(1);
    while (config.instances.size() <= kInstancesMax) {
        config.instances.push_back(config.instances.front());
        config.instances.back().name = "i" + std::to_string(config.instances.size());
    }
    std::vector<std::string> paths;
    for (const ConfigIssue& issue : validate(config))
        paths.push_back(issue.path);
    EXPECT_THAT(paths, ElementsAre("watchlist", "instances"));
}

TEST(Warnings, NameWhatWillNotBeStreamed)
{
    TradingConfig config = paper();
    config.feed.entryBudget = 5;
    config.watchlist = {"SPY", "IBM", "BAC", "AIG"};
    EXPECT_THAT(warningsFor(config), ElementsAre(HasSubstr("will not be streamed: BAC, AIG.")));
    config.feed.entryBudget = 8;
    EXPECT_THAT(warningsFor(config), IsEmpty());
}

TEST(Warnings, NameWhatTheGateWouldDeny)
{
    TradingConfig config = paper();
    config.watchlist = {"SPY", "IBM"};
    config.blocklist = {"IBM"};
    config.instances.resize(1);
    config.instances[0].symbols = {"SPY", "BAC"};
    config.instances[0].cashAllocation = Money::fromWhole(200'000);
    config.priceZ.orderNotional = Money::fromWhole(10'001);
    EXPECT_THAT(warningsFor(config),
                ElementsAre(HasSubstr("IBM is watched and blocked"),
                            HasSubstr("names BAC, which is not watched"),
                            HasSubstr("would buy for $20000 at a time"),
                            HasSubstr("detectors.price_z.order_notional")));
    config = paper();
    config.instances[0].cashAllocation = Money::fromWhole(5);
    EXPECT_THAT(warningsFor(config), ElementsAre(HasSubstr("less than a dollar")));
}

} // namespace
} // namespace tapedeck
