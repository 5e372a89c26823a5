#pragma once

#include "base/time.h"

namespace tapedeck {

/// What a clock on a wall in New York shows.
struct NewYorkTime
{
    Date date{};
    Nanoseconds
        timeOfDay{}; ///< as the clock shows it, so 0 to 24 h also on a day of 23 or 25 hours

    friend bool operator==(const NewYorkTime&, const NewYorkTime&) = default;
};

/// New York's offset from UTC: -4 h in daylight-saving time, else -5 h. Holds since 1987; earlier
/// years are taken by the rules of 1987. Sources: Public Law 99-359 (first Sunday of April to last
/// Sunday of October), Energy Policy Act of 2005, section 110 (from 2007: second Sunday of March to
/// first Sunday of November); both change at 02:00 local time.
[[nodiscard]] std::chrono::hours newYorkOffset(Timestamp t) noexcept;

[[nodiscard]] NewYorkTime toNewYork(Timestamp t) noexcept;

/// The instant when New York's clock shows this. Of an hour that comes twice (autumn) the first
/// one; a time that is skipped (spring) is moved on by an hour: 02:30 becomes 03:30.
[[nodiscard]] Timestamp fromNewYork(Date date, Nanoseconds timeOfDay) noexcept;

/// Midnight at the start of the New York day that holds `t`: what daily bars are stamped with.
[[nodiscard]] Timestamp newYorkMidnight(Timestamp t) noexcept;

} // namespace tapedeck
