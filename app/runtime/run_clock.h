#pragma once

#include "base/fixed.h"
#include "base/time.h"

namespace tapedeck::runtime {

/// The run's time: an anchor, plus a clock that counts through sleep and that nobody can set, times
/// the speed of the tape. Live and paper run at 1 from UTC; practice from the tape's time. A value.
class RunClock
{
public:
    /// It is `anchor` now; from here on `speed` seconds pass a second.
    RunClock(Timestamp anchor, Ratio speed) noexcept
        : m_anchor{anchor}, m_since{sinceBoot()}, m_speed{speed}
    {}
    [[nodiscard]] static RunClock utc() noexcept;

    [[nodiscard]] Timestamp now() const noexcept;
    [[nodiscard]] Ratio speed() const noexcept { return m_speed; }
    /// CLOCK_BOOTTIME where there is one.
    [[nodiscard]] static Nanoseconds sinceBoot() noexcept;

private:
    Timestamp m_anchor;
    Nanoseconds m_since;
    Ratio m_speed;
};

} // namespace tapedeck::runtime
