#pragma once

#include "base/fixed.h"
#include "base/time.h"

#include <chrono>
#include <cstdint>

namespace tapedeck::practice {

/// How tape time follows from a clock that counts steadily. A value: whoever has a copy knows the
/// time without asking anyone.
struct TapeTime
{
    Timestamp tape;               ///< the tape's time at `steadyNanos`
    std::int64_t steadyNanos = 0; ///< of std::chrono::steady_clock
    Ratio speed;                  ///< tape seconds a second; 0 = it stands

    /// Pinned to the ends of time.
    [[nodiscard]] Timestamp at(std::int64_t steadyNow) const noexcept
    {
        const Int128 passed = Int128{steadyNow} - steadyNanos;
        const Int128 nanos = nanosOf(tape) + passed * speed.nanos() / kNanosPerUnit;
        return timestampOf(fitsInt64(nanos) ? static_cast<std::int64_t>(nanos)
                                            : (passed < 0 ? INT64_MIN : INT64_MAX));
    }
    friend bool operator==(const TapeTime&, const TapeTime&) = default;
};

[[nodiscard]] inline std::int64_t steadyNow() noexcept
{
    return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
}

} // namespace tapedeck::practice
