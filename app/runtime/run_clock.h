#pragma once

#include "base/time.h"

#include <chrono>

namespace tapedeck::runtime {

/// The run's time: an anchor, plus a clock that counts through sleep and that nobody can set, times
/// the speed of the tape. Live and paper run at 1 from UTC; practice from the tape's time.
class RunClock
{
public:
    /// `speed` in thousandths.
    RunClock(Timestamp anchor, std::int64_t speedPermille) noexcept
        : m_anchor{anchor}, m_started{sinceBoot()}, m_speedPermille{speedPermille}
    {}
    [[nodiscard]] static RunClock utc() noexcept;

    [[nodiscard]] Timestamp now() const noexcept
    {
        const auto elapsed = (sinceBoot() - m_started).count();
        return m_anchor + Nanoseconds{elapsed / 1'000 * m_speedPermille +
                                      elapsed % 1'000 * m_speedPermille / 1'000};
    }
    [[nodiscard]] double speed() const noexcept
    {
        return static_cast<double>(m_speedPermille) / 1'000;
    }
    /// CLOCK_BOOTTIME where there is one.
    [[nodiscard]] static Nanoseconds sinceBoot() noexcept;

private:
    Timestamp m_anchor;
    Nanoseconds m_started;
    std::int64_t m_speedPermille;
};

} // namespace tapedeck::runtime
