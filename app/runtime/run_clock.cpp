#include "app/runtime/run_clock.h"

#include "base/int128.h"

#include <chrono>
#include <ctime>

namespace tapedeck::runtime {

RunClock RunClock::utc() noexcept
{
    return RunClock{std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now()),
                    Ratio::fromWhole(1)};
}

Timestamp RunClock::now() const noexcept
{
    const Int128 elapsed = (sinceBoot() - m_since).count();
    return m_anchor +
           Nanoseconds{static_cast<std::int64_t>(elapsed * m_speed.nanos() / kNanosPerUnit)};
}

Nanoseconds RunClock::sinceBoot() noexcept
{
#ifdef CLOCK_BOOTTIME
    timespec t{};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return std::chrono::seconds{t.tv_sec} + Nanoseconds{t.tv_nsec};
#else
    return std::chrono::steady_clock::now().time_since_epoch();
#endif
}

} // namespace tapedeck::runtime
