#include "base/check.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/yaml_node.h"
#include "signals/strategies/registry.h"

namespace tapedeck {

namespace {

std::string written(bool value)
{
    return value ? "true" : "false";
}
std::string written(std::int32_t value)
{
    return std::to_string(value);
}
std::string written(Ratio value)
{
    return value.toString();
}
std::string written(Money value)
{
    return value.toString();
}
std::string written(Nanoseconds value)
{
    return nanosToString(value.count());
}
template <class T>
std::string written(const std::optional<T>& value)
{
    return value ? written(*value) : std::string{kUnlimited};
}
/// Quoted, since YAML takes some symbols (ON, NO) for something else.
std::string written(const std::vector<std::string>& values)
{
    std::string text = "[";
    for (const std::string& value : values)
        text += (text.size() > 1 ? ", " : "") + quotedYaml(value);
    return text + "]";
}

void line(std::string& out, std::string_view indent, std::string_view key, const std::string& value)
{
    out.append(indent).append(key).append(": ").append(value).append("\n");
}

template <class Owner>
void writeKeys(std::string& out,
               std::string_view indent,
               std::span<const ConfigKey<Owner>> keys,
               const Owner& owner)
{
    for (const ConfigKey<Owner>& key : keys) {
        std::visit([&](auto member) { line(out, indent, key.name, written(owner.*member)); },
                   key.member);
    }
}

std::string written(const InstanceConfig& instance, const Param& param)
{
    const StrategySpec* spec = findStrategy(instance.strategy);
    CHECK(spec != nullptr);
    const ParamSpec* known = spec->findParam(param.name);
    CHECK(known != nullptr);
    if (known->words.empty())
        return param.value.toString();
    const auto place = static_cast<std::size_t>(param.value.nanos() / kNanosPerUnit);
    CHECK(place < known->words.size());
    return std::string{known->words[place]};
}

void writeInstance(std::string& out, const InstanceConfig& instance)
{
    line(out, "  - ", "name", quotedYaml(instance.name));
    line(out, "    ", "strategy", instance.strategy);
    line(out, "    ", "symbols", written(instance.symbols));
    writeKeys(out, "    ", instanceKeys(), instance);
    if (instance.params.empty())
        return;
    out += "    params:\n";
    for (const Param& param : instance.params)
        line(out, "      ", param.name, written(instance, param));
}

} // namespace

std::string keyText(const ConfigKey<LimitTable>& key, const LimitTable& table)
{
    return std::visit([&table](auto member) { return written(table.*member); }, key.member);
}

std::string keyText(const std::vector<std::string>& symbols)
{
    return written(symbols);
}

std::string toYaml(const TradingConfig& config)
{
    std::string out;
    line(out, "", "watchlist", written(config.watchlist));
    line(out, "", "allow_live", written(config.allowLive));
    out += "limits:\n";
    line(out, "  ", "blocklist", written(config.blocklist));
    writeKeys(out, "  ", limitKeys(), config.limits);
    out += "suggestions:\n";
    writeKeys(out, "  ", suggestionKeys(), config);
    out += "kill:\n";
    writeKeys(out, "  ", killKeys(), config);
    out += "feed:\n";
    line(out, "  ", "source", std::string{toString(config.feed.source)});
    line(out, "  ", "encoding", std::string{toString(config.feed.encoding)});
    line(out, "  ", "news", std::string{toString(config.feed.news)});
    line(out, "  ", "options", std::string{toString(config.feed.options)});
    line(out, "  ", "rss", written(config.feed.rss));
    writeKeys(out, "  ", feedKeys(), config.feed);
    out += config.instances.empty() ? "instances: []\n" : "instances:\n";
    for (const InstanceConfig& instance : config.instances)
        writeInstance(out, instance);
    out += "detectors:\n  price_z:\n";
    line(out, "    ", "symbols", written(config.priceZ.symbols));
    writeKeys(out, "    ", detectorKeys(), config.priceZ);
    return out;
}

} // namespace tapedeck
