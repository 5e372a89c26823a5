#include "signals/strategies/registry.h"

#include "base/check.h"

#include <algorithm>
#include <array>

/// Every strategy: a file of its own, and a line here.
#define TAPEDECK_STRATEGIES(STRATEGY)                                                              \
    STRATEGY(buyAndHold)                                                                           \
    STRATEGY(momentum)                                                                             \
    STRATEGY(meanReversion)                                                                        \
    STRATEGY(rsi)                                                                                  \
    STRATEGY(smaCrossover)

namespace tapedeck {

namespace strategies {

#define TAPEDECK_DECLARE(name) const StrategySpec& name() noexcept;
TAPEDECK_STRATEGIES(TAPEDECK_DECLARE)
#undef TAPEDECK_DECLARE

} // namespace strategies

namespace {

template <class Values, class Spell>
std::string joined(const Values& values, Spell spell)
{
    std::string text;
    for (const auto& value : values)
        text += (text.empty() ? "" : ", ") + spell(value);
    return text;
}

} // namespace

std::optional<std::string> ParamSpec::complaintAbout(Ratio value) const
{
    const std::string found = ", is " + value.toString();
    const bool isWhole = value.nanos() % kNanosPerUnit == 0;
    const std::int64_t units = value.nanos() / kNanosPerUnit;
    if (!words.empty()) {
        if (isWhole && units >= 0 && units < static_cast<std::int64_t>(words.size()))
            return std::nullopt;
        return "must be one of " +
               joined(words, [](std::string_view w) { return std::string{w}; }) + found;
    }
    if (!choices.empty()) {
        if (isWhole && std::find(choices.begin(), choices.end(), units) != choices.end())
            return std::nullopt;
        return "must be one of " +
               joined(choices, [](std::int64_t choice) { return std::to_string(choice); }) + found;
    }
    if (value < least || value > most)
        return "must be between " + least.toString() + " and " + most.toString() + found;
    if (whole && !isWhole)
        return "must be a whole number" + found;
    return std::nullopt;
}

const ParamSpec* StrategySpec::findParam(std::string_view param) const noexcept
{
    const auto found = std::find_if(
        params.begin(), params.end(), [&](const ParamSpec& known) { return known.name == param; });
    return found == params.end() ? nullptr : &*found;
}

Ratio ParamValues::ratio(std::string_view name) const
{
    for (const Param& param : m_given) {
        if (param.name == name)
            return param.value;
    }
    const ParamSpec* spec = m_spec.findParam(name);
    CHECK(spec != nullptr);
    return spec->initial;
}

std::span<const StrategySpec* const> strategySpecs() noexcept
{
#define TAPEDECK_LIST(name) &strategies::name(),
    static const std::array specs{TAPEDECK_STRATEGIES(TAPEDECK_LIST)};
#undef TAPEDECK_LIST
    return specs;
}

const StrategySpec* findStrategy(std::string_view name) noexcept
{
    for (const StrategySpec* spec : strategySpecs()) {
        if (spec->name == name)
            return spec;
    }
    return nullptr;
}

Result<std::unique_ptr<Strategy>> makeStrategy(const InstanceConfig& config)
{
    const StrategySpec* spec = findStrategy(config.strategy);
    if (spec == nullptr) {
        return fail(ErrorCode::NotFound,
                    config.name + ": there is no strategy '" + config.strategy + "'");
    }
    for (const Param& param : config.params) {
        const ParamSpec* known = spec->findParam(param.name);
        if (known == nullptr) {
            return fail(ErrorCode::NotFound,
                        config.name + ": " + config.strategy + " has no parameter '" + param.name +
                            "'");
        }
        if (const auto complaint = known->complaintAbout(param.value))
            return fail(ErrorCode::OutOfRange, config.name + "." + param.name + ": " + *complaint);
    }
    const ParamValues values{*spec, config.params};
    if (spec->complaintAbout != nullptr) {
        if (const auto complaint = spec->complaintAbout(values))
            return fail(ErrorCode::OutOfRange, config.name + ": " + *complaint);
    }
    return spec->make(values);
}

} // namespace tapedeck
