#pragma once

#include "config/document.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The keys of the document, once for reading, checking and writing.
namespace tapedeck {

/// Where a value lives in its struct.
template <class Owner>
using Member = std::variant<bool Owner::*,
                            std::int32_t Owner::*,
                            std::optional<std::int32_t> Owner::*,
                            Ratio Owner::*,
                            Money Owner::*,
                            std::optional<Money> Owner::*,
                            Nanoseconds Owner::*>;

/// A key and what it may hold. Bounds in nanos of the key's unit: dollars, a fraction, a count,
/// seconds.
template <class Owner>
struct ConfigKey
{
    std::string_view name;
    Member<Owner> member;
    std::int64_t least = 0;
    std::int64_t most = 0;
};

[[nodiscard]] std::span<const ConfigKey<LimitTable>> limitKeys() noexcept;
[[nodiscard]] std::span<const ConfigKey<InstanceConfig>> instanceKeys() noexcept;
[[nodiscard]] std::span<const ConfigKey<DetectorConfig>> detectorKeys() noexcept;
[[nodiscard]] std::span<const ConfigKey<TradingConfig>> suggestionKeys() noexcept;
[[nodiscard]] std::span<const ConfigKey<TradingConfig>> killKeys() noexcept;
[[nodiscard]] std::span<const ConfigKey<FeedConfig>> feedKeys() noexcept;

/// The value as the document spells it.
[[nodiscard]] std::string keyText(const ConfigKey<LimitTable>& key, const LimitTable& table);
[[nodiscard]] std::string keyText(const std::vector<std::string>& symbols);

/// In the place of a number: no bound.
inline constexpr std::string_view kUnlimited = "unlimited";
inline constexpr std::array kFeedSources{
    FeedSource::Iex, FeedSource::Sip, FeedSource::DelayedSip, FeedSource::Test};

} // namespace tapedeck
