#pragma once

#include "market/events.h"
#include "market/session.h"

namespace tapedeck {

/// Unknown until the feed says something: a client that subscribes in the middle of a halt is told
/// nothing (alpaca.md, section 2.5).
enum class HaltState : std::uint8_t
{
    Unknown,
    Trading,
    Halted
};

/// The state after a status message. CTA (tapes A, B): 2 halts, 3 resumes. UTP (C, O): H and P
/// halt, Q (quotes only) is still a halt, T resumes. Any other code changes nothing; on another
/// tape either table counts.
[[nodiscard]] HaltState haltStateAfter(HaltState now, const TradingStatus& status) noexcept;

/// A regular print or a usable quote is evidence of trading for this long.
inline constexpr Nanoseconds kHaltEvidenceAgeMax = std::chrono::seconds{60};

/// The state at `now` where nothing but the tape speaks: unknown becomes trading if a regular print
/// or a usable quote, at `evidenceAt`, is less than kHaltEvidenceAgeMax old in regular hours. A
/// halt stays one: only a status ends it.
[[nodiscard]] HaltState haltStateWithEvidence(HaltState known,
                                              std::optional<Timestamp> evidenceAt,
                                              Timestamp now,
                                              Session session) noexcept;

} // namespace tapedeck
