#pragma once

#include "desk/snapshot.h"

#include <array>
#include <cstdint>

namespace tapedeck {

/// Requests of the last hour by purpose, kept by the minute. Times are those of a steady clock.
class CallCounts
{
public:
    void add(CallPurpose purpose, Nanoseconds now) noexcept;
    [[nodiscard]] std::array<std::int64_t, kCallPurposes> lastHour(Nanoseconds now) const noexcept;

private:
    static constexpr std::int64_t kMinutes = 60;
    struct Minute
    {
        std::int64_t number = -1; ///< since the clock's zero
        std::array<std::int64_t, kCallPurposes> calls{};
    };
    std::array<Minute, kMinutes> m_minutes{};
};

} // namespace tapedeck
