#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/time.h"
#include "trading/evidence.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What strategies and detectors say.
namespace tapedeck {

/// Enter buys; Leave sells the whole holding of who says it.
enum class Intent : std::uint8_t
{
    Enter,
    Leave
};
[[nodiscard]] std::string_view toString(Intent intent) noexcept;

/// What a strategy or a detector finds at one event. Without a heap behind it: a condition may hold
/// for thousands of ticks before anybody acts on it.
struct Finding
{
    Intent intent{};
    double confidence = 0; ///< 0..1, quantised
    Severity severity{};
    Evidence evidence;
    std::optional<Evidence> second; ///< where one figure does not say it all
    friend bool operator==(const Finding&, const Finding&) = default;
};

/// A finding with its name on it, for the record.
struct Signal
{
    std::string source; ///< the instance's or the detector's name
    OriginKind kind{};
    SymbolId symbol{};
    Intent intent{};
    double confidence = 0; ///< 0..1, quantised
    Severity severity{};
    std::vector<Evidence> evidence;
    Price reference;       ///< the price that it rests on
    Timestamp referenceAt; ///< exchange time of that price
    TAPEDECK_FIELDS(self.source,
                    self.kind,
                    self.symbol,
                    self.intent,
                    self.confidence,
                    self.severity,
                    self.evidence,
                    self.reference,
                    self.referenceAt)
    friend bool operator==(const Signal&, const Signal&) = default;
};

[[nodiscard]] Signal signalOf(const Finding& finding,
                              std::string source,
                              OriginKind kind,
                              SymbolId symbol,
                              Price reference,
                              Timestamp referenceAt);

/// Strategies always; detectors with High and Critical only (DESIGN: what decides).
[[nodiscard]] bool mayBecomeProposal(OriginKind kind, Severity severity) noexcept;

} // namespace tapedeck
