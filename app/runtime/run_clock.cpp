#include "app/runtime/run_clock.h"

#include <ctime>

namespace tapedeck::runtime {

RunClock RunClock::utc() noexcept
{
    return RunClock{std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now()),
                    1'000};
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
