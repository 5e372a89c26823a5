#include "config/keys.h"
#include "config/load.h"
#include "signals/strategies/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tapedeck {
namespace {

std::string contentsOf(const char* path)
{
    std::ifstream file{path};
    EXPECT_TRUE(file.is_open()) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(TheExample, SaysWhatIsBuiltIn)
{
    const auto config =
        loadConfig(Mode::Paper, Rules::Automatic, contentsOf(TAPEDECK_CONFIG_EXAMPLE));
    ASSERT_TRUE(config.has_value()) << config.error().what;
    TradingConfig expected = TradingConfig::defaults(Mode::Paper, Rules::Automatic);
    // The example spells the parameters out.
    for (InstanceConfig& instance : expected.instances) {
        for (const ParamSpec& param : findStrategy(instance.strategy)->params) {
            Param& spelled = instance.params.emplace_back();
            spelled.name = param.name;
            spelled.value = param.initial;
        }
    }
    EXPECT_EQ(*config, expected);
}

TEST(TheDocumentation, NamesEveryKeyAndParameter)
{
    const std::string text = contentsOf(TAPEDECK_CONFIG_DOCUMENTATION);
    const auto expectAll = [&](const auto& keys) {
        for (const auto& key : keys)
            EXPECT_THAT(text, testing::HasSubstr("`" + std::string{key.name} + "`"));
    };
    expectAll(limitKeys());
    expectAll(instanceKeys());
    expectAll(detectorKeys());
    expectAll(suggestionKeys());
    expectAll(feedKeys());
    for (const StrategySpec* spec : strategySpecs()) {
        EXPECT_THAT(text, testing::HasSubstr("`" + std::string{spec->name} + "`"));
        expectAll(spec->params);
    }
}

} // namespace
} // namespace tapedeck
