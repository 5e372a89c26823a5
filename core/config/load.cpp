#include "config/load.h"

#include "base/check.h"
#include "config/keys.h"
#include "config/reader.h"
#include "signals/strategies/registry.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

template <class Owner>
void readKeys(MapReader& map,
              std::span<const ConfigKey<Owner>> keys,
              ReadIssues& issues,
              Owner& owner)
{
    for (const ConfigKey<Owner>& key : keys) {
        if (const auto at = map.find(key.name)) {
            std::visit([&](auto member) { readValue(*at, issues, owner.*member); }, key.member);
        }
    }
}

template <class T>
void readIfSet(MapReader& map, std::string_view name, ReadIssues& issues, T& value)
{
    if (const auto at = map.find(name))
        readValue(*at, issues, value);
}

/// A word of a strategy's parameter, as its place in the list.
void readWord(const At& at, ReadIssues& issues, const ParamSpec& spec, Ratio& value)
{
    std::string word;
    readValue(at, issues, word);
    const auto found = std::find(spec.words.begin(), spec.words.end(), word);
    if (found != spec.words.end()) {
        value = Ratio::fromWhole(found - spec.words.begin());
        return;
    }
    std::string choices;
    for (const std::string_view choice : spec.words)
        choices += (choices.empty() ? "" : ", ") + std::string{choice};
    issues.add(at.path, "must be one of " + choices + ", is '" + word.substr(0, 40) + "'");
}

void readParams(const At& at,
                ReadIssues& issues,
                const StrategySpec& spec,
                std::vector<Param>& params)
{
    MapReader map{at, issues};
    for (const std::string& key : at.node.keys) {
        const ParamSpec* known = spec.findParam(key);
        if (known == nullptr)
            continue;
        Param& param = params.emplace_back();
        param.name = key;
        param.value = known->initial;
        const At value = *map.find(key);
        if (known->words.empty())
            readValue(value, issues, param.value);
        else
            readWord(value, issues, *known, param.value);
    }
    for (const ParamSpec& param : spec.params)
        static_cast<void>(map.find(param.name));
    map.finish();
}

void readInstance(const At& at, ReadIssues& issues, InstanceConfig& instance)
{
    MapReader map{at, issues};
    for (const auto& [name, member] : {std::pair{"name", &InstanceConfig::name},
                                       std::pair{"strategy", &InstanceConfig::strategy}}) {
        if (const auto text = map.find(name))
            readValue(*text, issues, instance.*member);
        else if (at.node.kind == YamlNode::Kind::Map)
            issues.add(at.path, std::string{name} + " is missing");
    }
    readIfSet(map, "symbols", issues, instance.symbols);
    readKeys(map, instanceKeys(), issues, instance);
    const auto params = map.find("params");
    if (const StrategySpec* spec = findStrategy(instance.strategy); spec != nullptr && params)
        readParams(*params, issues, *spec, instance.params);
    map.finish();
}

void readInstances(const At& at, ReadIssues& issues, std::vector<InstanceConfig>& instances)
{
    if (at.node.kind != YamlNode::Kind::List) {
        issues.add(at.path, "must be a list of instances");
        return;
    }
    instances.clear();
    for (std::size_t i = 0; i < at.node.children.size(); ++i) {
        const At item{at.node.children[i], pathOf(at.path, i)};
        issues.place(item.path, item.node.line);
        readInstance(item, issues, instances.emplace_back(instanceDefaults()));
    }
}

/// One of a few words; each value has its own.
template <class E, std::size_t N>
void readWord(MapReader& map,
              std::string_view key,
              const std::array<E, N>& values,
              ReadIssues& issues,
              E& into)
{
    const auto at = map.find(key);
    if (!at)
        return;
    std::string word;
    readValue(*at, issues, word);
    std::string choice;
    for (std::size_t i = 0; i < N; ++i) {
        if (toString(values[i]) == word) {
            into = values[i];
            return;
        }
        choice += (i == 0 ? "" : i + 1 == N ? " or " : ", ") + std::string{toString(values[i])};
    }
    issues.add(at->path, "must be " + choice);
}

void readFeed(const At& at, ReadIssues& issues, FeedConfig& feed)
{
    MapReader map{at, issues};
    if (const auto source = map.find("source")) {
        std::string word;
        readValue(*source, issues, word);
        const auto known = std::find_if(kFeedSources.begin(),
                                        kFeedSources.end(),
                                        [&](FeedSource each) { return toString(each) == word; });
        if (known == kFeedSources.end()) {
            issues.add(source->path, "must be one of iex, sip, delayed_sip, test");
        } else if (*known != feed.source) {
            feed.source = *known; // only the free plan counts entries
            feed.entryBudget.reset();
        }
    }
    readWord(map, "encoding", kFeedEncodings, issues, feed.encoding);
    readWord(map, "news", kNewsScopes, issues, feed.news);
    readWord(map, "options", kOptionFeeds, issues, feed.options);
    readIfSet(map, "rss", issues, feed.rss);
    readKeys(map, feedKeys(), issues, feed);
    map.finish();
}

void readDocument(const YamlNode& root, ReadIssues& issues, TradingConfig& config)
{
    MapReader map{At{root, ""}, issues};
    readIfSet(map, "watchlist", issues, config.watchlist);
    readIfSet(map, "allow_live", issues, config.allowLive);
    if (const auto at = map.find("limits")) {
        MapReader limits{*at, issues};
        readKeys(limits, limitKeys(), issues, config.limits);
        readIfSet(limits, "blocklist", issues, config.blocklist);
        limits.finish();
    }
    if (const auto at = map.find("suggestions")) {
        MapReader suggestions{*at, issues};
        readKeys(suggestions, suggestionKeys(), issues, config);
        suggestions.finish();
    }
    if (const auto at = map.find("kill")) {
        MapReader kill{*at, issues};
        readKeys(kill, killKeys(), issues, config);
        kill.finish();
    }
    if (const auto at = map.find("feed"))
        readFeed(*at, issues, config.feed);
    if (const auto at = map.find("instances"))
        readInstances(*at, issues, config.instances);
    if (const auto at = map.find("detectors")) {
        MapReader detectors{*at, issues};
        if (const auto priceZ = detectors.find("price_z")) {
            MapReader detector{*priceZ, issues};
            readIfSet(detector, "symbols", issues, config.priceZ.symbols);
            readKeys(detector, detectorKeys(), issues, config.priceZ);
            detector.finish();
        }
        detectors.finish();
    }
    map.finish();
}

} // namespace

Result<TradingConfig> loadConfig(Mode mode, Rules rules, std::string_view userYaml)
{
    TradingConfig config = TradingConfig::defaults(mode, rules);
    const auto root = readYaml(userYaml);
    if (!root)
        return tl::unexpected{root.error()};
    ReadIssues issues;
    readDocument(*root, issues, config);
    // What could not be read has kept its default, and would be judged for what it is not.
    if (!issues.all().empty())
        return tl::unexpected{issues.toError(issues.all())};
    if (const auto wrong = validate(config); !wrong.empty())
        return tl::unexpected{issues.toError(wrong)};
    return config;
}

bool setsLimit(std::string_view userYaml, std::string_view key)
{
    const auto root = readYaml(userYaml);
    if (!root)
        return false;
    ReadIssues ignored;
    MapReader document{At{*root, ""}, ignored};
    const auto limits = document.find("limits");
    return limits && MapReader{*limits, ignored}.find(key).has_value();
}

} // namespace tapedeck
