#include "base/limits.h"
#include "base/overloaded.h"
#include "config/feed_plan.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/reader.h"
#include "signals/detectors/price_z.h"
#include "signals/strategies/registry.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tapedeck {

namespace {

class Checker
{
public:
    void complain(std::string path, std::string message)
    {
        ConfigIssue issue;
        issue.path = std::move(path);
        issue.message = std::move(message);
        m_issues.push_back(std::move(issue));
    }
    [[nodiscard]] std::vector<ConfigIssue> take() { return std::move(m_issues); }

    template <class Owner>
    void keys(const std::string& path, std::span<const ConfigKey<Owner>> keys, const Owner& owner)
    {
        for (const ConfigKey<Owner>& key : keys) {
            const auto nanos =
                std::visit([&](auto member) { return nanosIn(owner.*member); }, key.member);
            if (nanos && (*nanos < key.least || *nanos > key.most))
                complain(pathOf(path, key.name),
                         "must be between " + printed(key.least) + " and " + printed(key.most) +
                             ", is " + printed(*nanos));
        }
    }

    void addresses(const std::string& path, const std::vector<std::string>& addresses)
    {
        constexpr std::size_t kAddressesMax = 20;
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            const std::string& address = addresses[i];
            if (!address.starts_with("https://") && !address.starts_with("http://"))
                complain(pathOf(path, i), "must begin with https:// or http://");
        }
        if (addresses.size() > kAddressesMax)
            complain(path, "holds more than " + std::to_string(kAddressesMax) + " addresses");
    }

    /// `orAll`: the list may say "*" instead, and may not be empty.
    void symbols(const std::string& path, const std::vector<std::string>& symbols, bool orAll)
    {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            const std::string& symbol = symbols[i];
            const bool isAll = orAll && symbol == kWholeWatchlist;
            if (!isAll && !isSymbol(symbol))
                complain(pathOf(path, i),
                         "is no symbol: upper case letters, digits and points, 24 at most");
            else if (!seen.insert(symbol).second)
                complain(pathOf(path, i), symbol + " stands there twice");
            else if (isAll && symbols.size() > 1)
                complain(pathOf(path, i), "'*' stands for all symbols, so it must stand alone");
        }
        if (orAll && symbols.empty())
            complain(path, "is empty; '*' stands for the whole watchlist");
        if (symbols.size() > kWatchlistMax)
            complain(path, "has more than " + std::to_string(kWatchlistMax) + " symbols");
    }

private:
    static std::string printed(std::int64_t nanos) { return nanosToString(nanos); }
    static std::optional<std::int64_t> nanosIn(bool) { return std::nullopt; }
    static std::optional<std::int64_t> nanosIn(std::int32_t count) { return count * kNanosPerUnit; }
    static std::optional<std::int64_t> nanosIn(Ratio ratio) { return ratio.nanos(); }
    static std::optional<std::int64_t> nanosIn(Money money) { return money.nanos(); }
    static std::optional<std::int64_t> nanosIn(Nanoseconds time) { return time.count(); }
    template <class T>
    static std::optional<std::int64_t> nanosIn(const std::optional<T>& value)
    {
        return value ? nanosIn(*value) : std::nullopt;
    }
    static bool isSymbol(std::string_view text)
    {
        const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
        const auto fits = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '.'; };
        return !text.empty() && text.size() <= kSymbolTextMax && isLetter(text.front()) &&
               std::all_of(text.begin(), text.end(), fits);
    }

    std::vector<ConfigIssue> m_issues;
};

std::vector<std::string> strategyNames()
{
    std::vector<std::string> names;
    for (const StrategySpec* spec : strategySpecs())
        names.emplace_back(spec->name);
    return names;
}

void checkParams(Checker& checker, const std::string& path, const InstanceConfig& instance)
{
    const StrategySpec* spec = findStrategy(instance.strategy);
    if (spec == nullptr) {
        const auto names = strategyNames();
        std::string known;
        for (const std::string& name : names)
            known += (known.empty() ? "" : ", ") + name;
        checker.complain(pathOf(path, "strategy"),
                         "there is no strategy '" + instance.strategy.substr(0, kInstanceNameMax) +
                             "'" + nearestWord(instance.strategy, names) + "; there are " + known);
        return;
    }
    const std::string params = pathOf(path, "params");
    bool fine = true;
    std::set<std::string_view> seen;
    for (const Param& param : instance.params) {
        const ParamSpec* known = spec->findParam(param.name);
        std::optional<std::string> wrong;
        if (known == nullptr)
            wrong = instance.strategy + " has no such parameter";
        else if (!seen.insert(param.name).second)
            wrong = "is set twice";
        else
            wrong = known->complaintAbout(param.value);
        if (wrong)
            checker.complain(pathOf(params, param.name), *wrong);
        fine = fine && !wrong;
    }
    if (!fine || spec->complaintAbout == nullptr)
        return;
    if (const auto wrong = spec->complaintAbout(ParamValues{*spec, instance.params}))
        checker.complain(params, *wrong);
}

bool isName(std::string_view name)
{
    const auto isControl = [](char c) {
        return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
    };
    return !name.empty() && name.size() <= kInstanceNameMax && name.front() != ' ' &&
           name.back() != ' ' && std::none_of(name.begin(), name.end(), isControl);
}

void checkInstances(Checker& checker, const std::vector<InstanceConfig>& instances)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < instances.size(); ++i) {
        const InstanceConfig& instance = instances[i];
        const std::string path = pathOf("instances", i);
        if (!isName(instance.name))
            checker.complain(pathOf(path, "name"), "must be a name of 1 to 64 bytes");
        else if (instance.name == PriceZDetector::kName)
            checker.complain(pathOf(path, "name"), "'" + instance.name + "' is a detector's name");
        else if (!names.insert(instance.name).second)
            checker.complain(pathOf(path, "name"),
                             "'" + instance.name + "' is the name of another instance");
        checkParams(checker, path, instance);
        checker.symbols(pathOf(path, "symbols"), instance.symbols, true);
        checker.keys(path, instanceKeys(), instance);
    }
    if (instances.size() > kInstancesMax)
        checker.complain("instances", "are more than " + std::to_string(kInstancesMax));
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool contains(const std::vector<std::string>& list, const std::string& word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

void warnOfSymbols(const TradingConfig& config, std::vector<std::string>& warnings)
{
    const FeedPlan plan = planFeed(config.feed, {}, {}, config.watchlist);
    if (!plan.leftOut.empty())
        warnings.push_back("The feed streams " + std::to_string(*config.feed.entryBudget) +
                           " entries, trades and quotes of a symbol being one each; these are "
                           "watched but will not be streamed: " +
                           listed(plan.leftOut) + ".");
    for (const std::string& symbol : config.watchlist) {
        if (contains(config.blocklist, symbol))
            warnings.push_back(symbol + " is watched and blocked: nothing will be bought.");
    }
    if (config.watchlist.empty())
        return;
    for (const InstanceConfig& instance : config.instances) {
        for (const std::string& symbol : instance.symbols) {
            if (symbol != kWholeWatchlist && !contains(config.watchlist, symbol))
                warnings.push_back("Instance '" + instance.name + "' names " + symbol +
                                   ", which is not watched: the gate would deny it.");
        }
    }
}

void warnOfSizes(const TradingConfig& config, std::vector<std::string>& warnings)
{
    for (const InstanceConfig& instance : config.instances) {
        const auto entry = scaled(instance.cashAllocation, instance.positionSizePct);
        if (entry && *entry > config.limits.positionPerSymbol)
            warnings.push_back("Instance '" + instance.name + "' would buy for $" +
                               entry->toString() + " at a time; limits.position_per_symbol is $" +
                               config.limits.positionPerSymbol.toString() +
                               ", so every entry would be denied.");
        else if (entry && entry->nanos() < kNanosPerUnit)
            warnings.push_back("Instance '" + instance.name +
                               "' would buy for less than a dollar at a time, which the broker "
                               "rejects.");
    }
    if (config.priceZ.orderNotional > config.limits.positionPerSymbol)
        warnings.emplace_back("detectors.price_z.order_notional is above "
                              "limits.position_per_symbol, so every entry would be denied.");
}

} // namespace

std::vector<ConfigIssue> validate(const TradingConfig& config)
{
    Checker checker;
    checker.symbols("watchlist", config.watchlist, false);
    checker.symbols("limits.blocklist", config.blocklist, false);
    checker.keys("limits", limitKeys(), config.limits);
    if (config.limits.positionPerSymbol > config.limits.totalExposure)
        checker.complain("limits.position_per_symbol", "must not be above limits.total_exposure");
    checker.keys("suggestions", suggestionKeys(), config);
    checker.keys("feed", feedKeys(), config.feed);
    checker.addresses("feed.rss", config.feed.rss);
    checkInstances(checker, config.instances);
    const DetectorConfig& priceZ = config.priceZ;
    checker.symbols("detectors.price_z.symbols", priceZ.symbols, true);
    checker.keys("detectors.price_z", detectorKeys(), priceZ);
    if (!(priceZ.low < priceZ.medium && priceZ.medium < priceZ.high &&
          priceZ.high < priceZ.critical))
        checker.complain("detectors.price_z", "low, medium, high and critical must rise");
    return checker.take();
}

std::vector<std::string> warningsFor(const TradingConfig& config)
{
    std::vector<std::string> warnings;
    warnOfSymbols(config, warnings);
    warnOfSizes(config, warnings);
    return warnings;
}

} // namespace tapedeck
