#include "base/canonical.h"
#include "config/keys.h"
#include "config/load.h"
#include "signals/strategies/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <random>

namespace tapedeck {
namespace {

using testing::HasSubstr;

struct Where
{
    Mode mode;
    Rules rules;
};
constexpr std::array kEverywhere{Where{Mode::Practice, Rules::Automatic},
                                 Where{Mode::Practice, Rules::Approval},
                                 Where{Mode::Paper, Rules::Automatic},
                                 Where{Mode::Paper, Rules::Approval},
                                 Where{Mode::Live, Rules::Approval}};

TradingConfig load(std::string_view yaml)
{
    auto config = loadConfig(Mode::Paper, Rules::Automatic, yaml);
    EXPECT_TRUE(config.has_value()) << config.error().what;
    return config.value_or(TradingConfig{});
}

std::string errorOf(std::string_view yaml)
{
    const auto config = loadConfig(Mode::Paper, Rules::Automatic, yaml);
    return config ? "" : config.error().what;
}

TEST(LoadConfig, OfNothingIsTheBuiltInLayer)
{
    for (const auto& [mode, rules] : kEverywhere) {
        for (const char* nothing : {"", "# nothing\n", "{}", "limits:\nfeed: {}\n"}) {
            const auto config = loadConfig(mode, rules, nothing);
            ASSERT_TRUE(config.has_value()) << config.error().what;
            EXPECT_EQ(*config, TradingConfig::defaults(mode, rules));
        }
    }
}

TEST(LoadConfig, ChangesWhatIsSetAndLeavesTheRest)
{
    TradingConfig expected = TradingConfig::defaults(Mode::Paper, Rules::Automatic);
    expected.watchlist = {"ON", "BRK.B"};
    expected.blocklist = {"GME"};
    expected.limits.positionPerSymbol = Money::parse("2500.5").value();
    expected.limits.ordersPerDay = 12;
    expected.limits.notionalPer4h = Money::fromWhole(100'000);
    expected.limits.symbolSpacing = std::chrono::milliseconds{1'500};
    expected.limits.allowExtendedHours = true;
    expected.suggestionLife = std::chrono::minutes{10};
    expected.feed.entryBudget = 10;
    expected.priceZ.high = Ratio::parse("3.25").value();
    EXPECT_EQ(load("watchlist: [ON, BRK.B]\n"
                   "limits:\n"
                   "  blocklist: [GME]\n"
                   "  position_per_symbol: 2500.50\n"
                   "  orders_per_day: 12\n"
                   "  notional_per_4h: 1e5\n"
                   "  symbol_spacing_seconds: 1.5\n"
                   "  allow_extended_hours: true\n"
                   "suggestions: {life_seconds: 600}\n"
                   "feed: {entry_budget: 10}\n"
                   "detectors: {price_z: {high: 3.25}}\n"),
              expected);
}

TEST(LoadConfig, ReadsAnInstance)
{
    const auto config = load("instances:\n"
                             "  - name: My RSI\n"
                             "    strategy: rsi\n"
                             "    enabled: false\n"
                             "    symbols: [IBM, SPY]\n"
                             "    params: {overbought: 65.5, bars: 1Min}\n"
                             "    position_size_pct: 0.25\n"
                             "    cash_allocation: 1000\n"
                             "    cooldown_seconds: 7.5\n"
                             "    allow_add: true\n"
                             "    limit_orders: true\n"
                             "  - {name: plain, strategy: momentum}\n");
    InstanceConfig rsi;
    rsi.name = "My RSI";
    rsi.strategy = "rsi";
    rsi.enabled = false;
    rsi.symbols = {"IBM", "SPY"};
    rsi.params.resize(2);
    rsi.params[0].name = "overbought";
    rsi.params[0].value = Ratio::parse("65.5").value();
    rsi.params[1].name = "bars";
    rsi.params[1].value = Ratio::fromWhole(1);
    rsi.positionSizePct = Ratio::parse("0.25").value();
    rsi.cashAllocation = Money::fromWhole(1'000);
    rsi.cooldown = std::chrono::milliseconds{7'500};
    rsi.allowAdd = true;
    rsi.limitOrders = true;
    InstanceConfig plain = instanceDefaults();
    plain.name = "plain";
    plain.strategy = "momentum";
    EXPECT_EQ(config.instances, (std::vector{rsi, plain}));
}

TEST(LoadConfig, TakesNumbersExactly)
{
    const auto config = load("limits: {equity_share: 0.100000001, position_loss: 0.3}\n");
    EXPECT_EQ(config.limits.equityShare.nanos(), 100'000'001);
    EXPECT_EQ(config.limits.positionLoss.nanos(), 300'000'000);
}

TEST(LoadConfig, CountsEntriesOnTheFreePlanOnly)
{
    EXPECT_EQ(load("feed: {source: iex}\n").feed.entryBudget, 30);
    EXPECT_EQ(load("feed: {source: sip}\n").feed.entryBudget, std::nullopt);
    EXPECT_EQ(load("feed: {source: sip, entry_budget: 50}\n").feed.entryBudget, 50);
    EXPECT_EQ(load("feed: {entry_budget: unlimited}\n").feed.entryBudget, std::nullopt);
}

struct Refused
{
    const char* name;
    const char* yaml;
    const char* message; ///< all of it

    friend void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }
};

class LoadConfigRefuses : public testing::TestWithParam<Refused>
{};

TEST_P(LoadConfigRefuses, AndNamesThePathAndTheLine)
{
    EXPECT_EQ(errorOf(GetParam().yaml), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Documents,
    LoadConfigRefuses,
    testing::Values(
        Refused{"a parameter out of range",
                "instances:\n"
                "  - {name: a, strategy: momentum}\n"
                "  - {name: b, strategy: momentum}\n"
                "  - name: c\n"
                "    strategy: momentum\n"
                "    params:\n"
                "      threshold_pct: -1\n",
                "instances[2].params.threshold_pct: must be between 0 and 100, is -1 (line 7)"},
        Refused{"parameters that cross",
                "instances:\n  - name: a\n    strategy: rsi\n    params:\n      oversold: 80\n",
                "instances[0].params: oversold must be below overbought (line 5)"},
        Refused{"an unknown parameter",
                "instances: [{name: a, strategy: rsi, params: {perod: 3}}]\n",
                "instances[0].params.perod: there is no such key (did you mean 'period'?) "
                "(line 1)"},
        Refused{"an unknown word",
                "instances: [{name: a, strategy: rsi, params: {bars: 5Min}}]\n",
                "instances[0].params.bars: must be one of ticks, 1Min, is '5Min' (line 1)"},
        Refused{"an unknown strategy",
                "instances:\n- name: a\n  strategy: momentun\n  params: {x: 1}\n",
                "instances[0].strategy: there is no strategy 'momentun' (did you mean "
                "'momentum'?); there are buy_and_hold, momentum, mean_reversion, rsi, "
                "sma_crossover (line 3)"},
        Refused{
            "no name", "instances:\n\n- strategy: rsi\n", "instances[0]: name is missing (line 3)"},
        Refused{"an instance that is a text",
                "instances: [momentum]\n",
                "instances[0]: must be a section with keys, is 'momentum' (line 1)"},
        Refused{"two of one name",
                "instances:\n- {name: a, strategy: rsi}\n- {name: a, strategy: momentum}\n",
                "instances[1].name: 'a' is the name of another instance (line 3)"},
        Refused{"a detector's name",
                "instances: [{name: price_z, strategy: rsi}]\n",
                "instances[0].name: 'price_z' is a detector's name (line 1)"},
        Refused{"an unknown key",
                "watchlst: [SPY]\n",
                "watchlst: there is no such key (did you mean 'watchlist'?) (line 1)"},
        Refused{"a key like no other",
                "limits:\n  hopes: 3\n",
                "limits.hopes: there is no such key (line 2)"},
        Refused{"a text for a number",
                "limits: {equity_share: \"0.25\"}\n",
                "limits.equity_share: must be a number, is '0.25' (line 1)"},
        Refused{"not a number",
                "limits: {equity_share: .nan}\n",
                "limits.equity_share: must be a number, is '.nan' (line 1)"},
        Refused{"a number without end",
                "limits: {equity_share: Infinity}\n",
                "limits.equity_share: must be a number, is 'Infinity' (line 1)"},
        Refused{"too many decimals",
                "limits: {equity_share: 0.1234567891}\n",
                "limits.equity_share: has more than nine decimals (line 1)"},
        Refused{"a number too large",
                "limits: {total_exposure: 1e300}\n",
                "limits.total_exposure: is too large (line 1)"},
        Refused{"a percentage for a fraction",
                "limits:\n  equity_share: 25\n",
                "limits.equity_share: must be between 0.0001 and 1, is 25 (line 2)"},
        Refused{"half an order",
                "limits: {orders_per_day: 1.5}\n",
                "limits.orders_per_day: must be a whole number, is '1.5' (line 1)"},
        Refused{"a number for a flag",
                "limits: {allow_margin: 1}\n",
                "limits.allow_margin: must be true or false, is '1' (line 1)"},
        Refused{"yes for true",
                "limits: {allow_margin: yes}\n",
                "limits.allow_margin: must be true or false, is 'yes' (line 1)"},
        Refused{"a list for a number",
                "limits: {day_loss: [0.1]}\n",
                "limits.day_loss: must be a number, is a list (line 1)"},
        Refused{"nothing for a number",
                "limits:\n  day_loss:\n",
                "limits.day_loss: must be a number, is empty (line 2)"},
        Refused{"a text for a list",
                "watchlist: SPY\n",
                "watchlist: must be a list, such as [A, B], is 'SPY' (line 1)"},
        Refused{"a symbol in lower case",
                "watchlist: [SPY, ibm]\n",
                "watchlist[1]: is no symbol: upper case letters, digits and points, 24 at most "
                "(line 1)"},
        Refused{"a symbol twice",
                "watchlist:\n- SPY\n- IBM\n- SPY\n",
                "watchlist[2]: SPY stands there twice (line 4)"},
        Refused{"a feed that there is not",
                "feed: {source: opra}\n",
                "feed.source: must be one of iex, sip, delayed_sip, test (line 1)"},
        Refused{"bands that do not rise",
                "detectors:\n  price_z:\n    high: 5\n",
                "detectors.price_z: low, medium, high and critical must rise (line 3)"},
        Refused{"a document that is a list", "- SPY\n", "must be a section with keys, is a list"},
        Refused{"several things at once",
                "limits:\n  day_loss: much\n  allow_margin: no\nsuggestion: 3\n",
                "limits.day_loss: must be a number, is 'much' (line 2); limits.allow_margin: must "
                "be true or false, is 'no' (line 3); suggestion: there is no such key (did you "
                "mean 'suggestions'?) (line 4)"}));

TEST(LoadConfig, RefusesKeysOfTheBrokerAndDoesNotRepeatThem)
{
    for (const char* yaml : {"api_key: PKABCDEFGHIJKLMNOPQR\n",
                             "APCA-API-SECRET-KEY: PKABCDEFGHIJKLMNOPQR\n",
                             "feed:\n  token: PKABCDEFGHIJKLMNOPQR\n",
                             "instances:\n- name: a\n  strategy: rsi\n  params: {secret: "
                             "PKABCDEFGHIJKLMNOPQR}\n"}) {
        const std::string error = errorOf(yaml);
        EXPECT_THAT(error, HasSubstr("Settings")) << yaml;
        EXPECT_THAT(error, testing::Not(HasSubstr("PKABC"))) << yaml;
    }
}

TEST(LoadConfig, ShowsFiveThingsAndCountsTheRest)
{
    const std::string error = errorOf("a1: 1\nb2: 2\nc3: 3\nd4: 4\ne5: 5\nf6: 6\ng7: 7\n");
    EXPECT_THAT(error, HasSubstr("e5"));
    EXPECT_THAT(error, testing::Not(HasSubstr("f6")));
    EXPECT_THAT(error, testing::EndsWith("; and 2 more"));
}

TEST(LoadConfig, KnowsEveryKeyOfEverySection)
{
    const std::string yaml = toYaml(TradingConfig::defaults(Mode::Paper, Rules::Automatic));
    const auto expectAll = [&](const auto& keys) {
        for (const auto& key : keys)
            EXPECT_THAT(yaml, HasSubstr(std::string{key.name} + ": "));
    };
    expectAll(limitKeys());
    expectAll(instanceKeys());
    expectAll(detectorKeys());
    expectAll(suggestionKeys());
    expectAll(feedKeys());
}

/// A configuration that validate() likes, with every field drawn at random.
class RandomConfig
{
public:
    explicit RandomConfig(std::uint64_t seed) : m_random{seed} {}

    TradingConfig make()
    {
        TradingConfig config = TradingConfig::defaults(Mode::Paper, Rules::Automatic);
        config.watchlist = symbols();
        config.blocklist = symbols();
        config.feed.source = kFeedSources[m_random() % kFeedSources.size()];
        draw(limitKeys(), config.limits);
        if (config.limits.positionPerSymbol > config.limits.totalExposure)
            std::swap(config.limits.positionPerSymbol, config.limits.totalExposure);
        draw(suggestionKeys(), config);
        draw(feedKeys(), config.feed);
        draw(detectorKeys(), config.priceZ);
        config.priceZ.low = Ratio::fromNanos(1'000'000'001);
        config.priceZ.medium = config.priceZ.low + Ratio::fromNanos(between(1, kNanosPerUnit));
        config.priceZ.high = config.priceZ.medium + Ratio::fromNanos(between(1, kNanosPerUnit));
        config.priceZ.critical = config.priceZ.high + Ratio::fromNanos(between(1, kNanosPerUnit));
        config.instances.clear();
        for (std::int64_t i = between(0, 4); i > 0; --i)
            config.instances.push_back(instance(i));
        return config;
    }

private:
    std::int64_t between(std::int64_t least, std::int64_t most)
    {
        return least +
               static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(most - least + 1));
    }
    std::vector<std::string> symbols()
    {
        constexpr std::array kAll{"SPY", "ON", "NO", "Y", "TRUE", "NULL", "BRK.B", "E1", "X.1"};
        std::vector<std::string> some;
        for (const char* symbol : kAll) {
            if (m_random() % 2 == 0)
                some.emplace_back(symbol);
        }
        return some;
    }
    template <class Owner>
    void draw(std::span<const ConfigKey<Owner>> keys, Owner& owner)
    {
        for (const auto& key : keys) {
            std::visit([&](auto member) { fill(owner.*member, key.least, key.most); }, key.member);
        }
    }
    void fill(bool& value, std::int64_t, std::int64_t) { value = m_random() % 2 == 0; }
    void fill(std::int32_t& value, std::int64_t least, std::int64_t most)
    {
        value = static_cast<std::int32_t>(between(least / kNanosPerUnit, most / kNanosPerUnit));
    }
    template <class Tag>
    void fill(Fixed<Tag>& value, std::int64_t least, std::int64_t most)
    {
        value = Fixed<Tag>::fromNanos(between(least, most));
    }
    void fill(Nanoseconds& value, std::int64_t least, std::int64_t most)
    {
        value = Nanoseconds{between(least, most)};
    }
    template <class T>
    void fill(std::optional<T>& value, std::int64_t least, std::int64_t most)
    {
        value.reset();
        if (m_random() % 3 != 0)
            fill(value.emplace(), least, most);
    }
    InstanceConfig instance(std::int64_t number)
    {
        const auto specs = strategySpecs();
        const StrategySpec& spec = *specs[m_random() % specs.size()];
        InstanceConfig made;
        constexpr std::array kNames{"a: b", "# a", "x \"y\" \\z", "caf\xC3\xA9", "12"};
        made.name = kNames[m_random() % kNames.size()] + std::to_string(number);
        made.strategy = spec.name;
        made.symbols = symbols();
        if (made.symbols.empty())
            made.symbols = {"*"};
        draw(instanceKeys(), made);
        std::vector<Param> drawn = params(spec);
        if (spec.complaintAbout == nullptr || !spec.complaintAbout(ParamValues{spec, drawn}))
            made.params = std::move(drawn);
        return made;
    }
    std::vector<Param> params(const StrategySpec& spec)
    {
        std::vector<Param> drawn;
        for (std::size_t i = spec.params.size(); i-- > 0;) {
            const ParamSpec& param = spec.params[i];
            if (m_random() % 2 == 0)
                continue;
            Param& made = drawn.emplace_back();
            made.name = param.name;
            made.value = Ratio::fromNanos(between(param.least.nanos(), param.most.nanos()));
            if (param.whole)
                made.value = Ratio::fromWhole(made.value.nanos() / kNanosPerUnit);
            if (param.complaintAbout(made.value))
                made.value = param.initial;
        }
        return drawn;
    }

    std::mt19937_64 m_random;
};

TEST(ToYaml, IsReadBackAsTheSameConfiguration)
{
    for (const auto& [mode, rules] : kEverywhere) {
        const TradingConfig config = TradingConfig::defaults(mode, rules);
        EXPECT_EQ(loadConfig(mode, rules, toYaml(config)).value(), config);
    }
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const TradingConfig config = RandomConfig{seed}.make();
        ASSERT_EQ(validate(config), std::vector<ConfigIssue>{});
        const auto& [mode, rules] = kEverywhere[seed % kEverywhere.size()];
        const auto again = loadConfig(mode, rules, toYaml(config));
        ASSERT_TRUE(again.has_value()) << again.error().what << '\n' << toYaml(config);
        ASSERT_EQ(*again, config) << toYaml(config);
        ASSERT_EQ(fromCanonicalBytes<TradingConfig>(canonicalBytes(config)).value(), config);
    }
}

TEST(LoadConfig, NeverTakesWhatValidateWouldRefuse)
{
    const std::string whole = toYaml(RandomConfig{1}.make());
    std::mt19937_64 random{1};
    int taken = 0;
    for (int i = 0; i < 3'000; ++i) {
        std::string damaged = whole;
        damaged[random() % damaged.size()] = "0123456789.-e[]:\"x \n"[random() % 20];
        const auto config = loadConfig(Mode::Paper, Rules::Automatic, damaged);
        if (!config)
            continue;
        ++taken;
        ASSERT_EQ(validate(*config), std::vector<ConfigIssue>{}) << damaged;
        ASSERT_EQ(loadConfig(Mode::Paper, Rules::Automatic, toYaml(*config)).value(), *config);
    }
    EXPECT_GT(taken, 100);
}

} // namespace
} // namespace tapedeck
