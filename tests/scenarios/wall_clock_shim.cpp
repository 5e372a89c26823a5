// Loaded before everything else into a program under test: its UTC clock is off by as many
// nanoseconds as a file says, and follows that file. Clocks that nobody can set are left as they
// are.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

std::int64_t nanosecondsOff() noexcept
{
    static const std::atomic<std::int64_t>* const off = [] {
        // Once, when the first thread asks for the time.
        const char* name = std::getenv("TAPEDECK_WALL_CLOCK"); // NOLINT(concurrency-mt-unsafe)
        const int file = name != nullptr ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
        void* shown =
            file < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof *off, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0)
            ::close(file);
        return shown == MAP_FAILED ? nullptr : static_cast<const std::atomic<std::int64_t>*>(shown);
    }();
    return off != nullptr ? off->load(std::memory_order_relaxed) : 0;
}

void shift(timespec& time, std::int64_t nanoseconds) noexcept
{
    constexpr std::int64_t kASecond = 1'000'000'000;
    const std::int64_t sum = time.tv_nsec + nanoseconds % kASecond + kASecond;
    time.tv_sec += nanoseconds / kASecond + sum / kASecond - 1;
    time.tv_nsec = sum % kASecond;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept
{
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        shift(*now, nanosecondsOff());
    return result;
}

int gettimeofday(timeval* now, void* /*zone*/) noexcept
{
    timespec precise{};
    const int result = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1'000;
    return result;
}

time_t time(time_t* into) noexcept
{
    timespec precise{};
    clock_gettime(CLOCK_REALTIME, &precise);
    if (into != nullptr)
        *into = precise.tv_sec;
    return precise.tv_sec;
}
}
