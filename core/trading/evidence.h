#pragma once

#include "base/canonical.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Who wants something, and why.
namespace tapedeck {

enum class OriginKind : std::uint8_t
{
    Strategy, ///< `name` is the instance's
    Detector,
    Exit, ///< a stop or another exit rule; `name` is the instance that holds
    Person,
    External, ///< placed elsewhere and adopted
};

struct Origin
{
    OriginKind kind{};
    std::string name;
    TAPEDECK_FIELDS(self.kind, self.name)
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// A figure that a decision rests on.
enum class Metric : std::uint8_t
{
    FirstTick,
    MomentumPct,     ///< percent over the window
    WindowZScore,    ///< (price - mean) / deviation of the window
    Rsi,             ///< 0..100
    ShortMean,       ///< dollars
    LongMean,        ///< dollars
    PriceZScore,     ///< (last - mean) / deviation of 30 daily closes
    ReturnZScore,    ///< last minute's return over the last 60
    PositionReturn,  ///< fraction of the entry
    OvernightExpiry, ///< a holding that may not be held longer
    DataGap,         ///< the window beside it spans a hole of the stream: seconds that are missing
};
[[nodiscard]] std::string_view toString(Metric metric) noexcept;

enum class Comparison : std::uint8_t
{
    Above,
    Below,
    CrossedAbove,
    CrossedBelow,
    Reached
};

/// `value` stood so to `threshold`, over `seconds` where the metric has a window (0 = none).
/// Both figures are quantised to 1e-9.
struct Evidence
{
    Metric metric{};
    Comparison comparison{};
    double value = 0;
    double threshold = 0;
    std::int32_t seconds = 0;
    TAPEDECK_FIELDS(self.metric, self.comparison, self.value, self.threshold, self.seconds)
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// How loud an anomaly is; only High and Critical may become proposals.
enum class Severity : std::uint8_t
{
    Low,
    Medium,
    High,
    Critical
};
[[nodiscard]] std::string_view toString(Severity severity) noexcept;

} // namespace tapedeck
