#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "signals/instance.h"
#include "signals/strategies/strategy.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// One parameter of a strategy: what it may be, and what it means.
struct ParamSpec
{
    std::string_view name;
    Ratio initial;
    Ratio least;
    Ratio most;
    std::string_view meaning;
    bool whole = false;                      ///< no fraction
    std::span<const std::int64_t> choices{}; ///< where not empty: one of these numbers
    std::span<const std::string_view>
        words{}; ///< where not empty: one of these; `value` is its place

    /// Why the value will not do, as "must be ..., is ..."; nothing when it will.
    [[nodiscard]] std::optional<std::string> complaintAbout(Ratio value) const;
};

class ParamValues;

/// A strategy as the registry knows it.
struct StrategySpec
{
    std::string_view name;
    std::string_view meaning;
    std::span<const ParamSpec> params;
    std::unique_ptr<Strategy> (*make)(const ParamValues& values);
    /// Why parameters that are fine one by one do not fit together; nothing when they do.
    std::optional<std::string> (*complaintAbout)(const ParamValues& values) = nullptr;

    /// nullptr when there is none of that name.
    [[nodiscard]] const ParamSpec* findParam(std::string_view param) const noexcept;
};

/// All of a strategy's parameters: the given ones over the defaults.
class ParamValues
{
public:
    ParamValues(const StrategySpec& spec, std::span<const Param> given) noexcept
        : m_spec{spec}, m_given{given}
    {}
    /// Precondition: the strategy has a parameter of this name.
    [[nodiscard]] Ratio ratio(std::string_view name) const;
    [[nodiscard]] double number(std::string_view name) const { return ratio(name).toDouble(); }
    [[nodiscard]] int whole(std::string_view name) const
    {
        return static_cast<int>(ratio(name).nanos() / kNanosPerUnit);
    }

private:
    const StrategySpec& m_spec;
    std::span<const Param> m_given;
};

/// In the order of the design's table.
[[nodiscard]] std::span<const StrategySpec* const> strategySpecs() noexcept;
/// nullptr when there is none of that name.
[[nodiscard]] const StrategySpec* findStrategy(std::string_view name) noexcept;

/// Errors: NotFound (strategy, parameter), OutOfRange (a parameter, with its name).
[[nodiscard]] Result<std::unique_ptr<Strategy>> makeStrategy(const InstanceConfig& config);

} // namespace tapedeck
