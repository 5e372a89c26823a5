#include "session/call_counts.h"

namespace tapedeck {

namespace {

std::int64_t minuteOf(Nanoseconds now) noexcept
{
    return std::chrono::floor<std::chrono::minutes>(now).count();
}

} // namespace

void CallCounts::add(CallPurpose purpose, Nanoseconds now) noexcept
{
    const std::int64_t number = minuteOf(now);
    Minute& minute = m_minutes[static_cast<std::size_t>(number % kMinutes)];
    if (minute.number != number)
        minute = Minute{number, {}};
    ++minute.calls[static_cast<std::size_t>(purpose)];
}

std::array<std::int64_t, kCallPurposes> CallCounts::lastHour(Nanoseconds now) const noexcept
{
    std::array<std::int64_t, kCallPurposes> sum{};
    const std::int64_t newest = minuteOf(now);
    for (const Minute& minute : m_minutes) {
        if (minute.number < 0 || newest - minute.number >= kMinutes)
            continue;
        for (std::size_t i = 0; i < kCallPurposes; ++i)
            sum[i] += minute.calls[i];
    }
    return sum;
}

} // namespace tapedeck
