#pragma once

#include "base/result.h"
#include "config/document.h"
#include "trading/mode.h"

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

inline constexpr std::size_t kWatchlistMax = 1'000;
inline constexpr std::size_t kInstancesMax = 100;
inline constexpr std::size_t kInstanceNameMax = 64;

/// A thing that is wrong, and where: "instances[2].params.threshold_pct".
struct ConfigIssue
{
    std::string path;
    std::string message; ///< "must be between 0 and 100, is -1"
    friend bool operator==(const ConfigIssue&, const ConfigIssue&) = default;
};

/// The built-in layer with the user's over it. Sections are merged key by key; a list, the
/// instances too, stands in place of the built-in one.
///
/// The whole document is checked and all of it is taken, or nothing. Errors: Malformed, OutOfRange;
/// each thing that is wrong is named by its path, with its line. Precondition: live comes with
/// approval rules.
[[nodiscard]] Result<TradingConfig> loadConfig(Mode mode, Rules rules, std::string_view userYaml);

/// True if the user's layer itself sets this key of `limits`; a document that cannot be read sets
/// none.
[[nodiscard]] bool setsLimit(std::string_view userYaml, std::string_view key);

/// The whole document, a key a line: loadConfig() makes the same configuration of it.
/// Precondition: validate() finds nothing.
[[nodiscard]] std::string toYaml(const TradingConfig& config);

/// What is wrong with the values. Empty: the configuration may be used.
[[nodiscard]] std::vector<ConfigIssue> validate(const TradingConfig& config);

/// What is allowed and yet will hardly be meant: symbols that will not be streamed, instances whose
/// every entry the gate would deny, one sentence each.
[[nodiscard]] std::vector<std::string> warningsFor(const TradingConfig& config);

} // namespace tapedeck
