#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

using Nanoseconds = std::chrono::nanoseconds;
/// Nanoseconds since 1970 UTC. The only time that crosses a room's door.
using Timestamp = std::chrono::sys_time<Nanoseconds>;

[[nodiscard]] constexpr Timestamp timestampOf(std::int64_t nanosSince1970) noexcept
{
    return Timestamp{Nanoseconds{nanosSince1970}};
}
[[nodiscard]] constexpr std::int64_t nanosOf(Timestamp t) noexcept
{
    return t.time_since_epoch().count();
}

/// RFC 3339 with 0 to 9 fraction digits and `Z` or an offset. Years 1970 to 2261.
/// Errors: Malformed, OutOfRange.
[[nodiscard]] Result<Timestamp> parseTimestamp(std::string_view text) noexcept;

/// RFC 3339 in UTC with as many of nine fraction digits as are needed: "2013-10-10T13:30:00.5Z".
[[nodiscard]] std::string toRfc3339(Timestamp t);

/// To the millisecond, cut off: "0.412 s". A negative span, of a clock that was set back, is 0.
[[nodiscard]] std::string secondsText(Nanoseconds span);

/// A calendar day without a zone: what the exchange calls today.
using Date = std::chrono::year_month_day;

/// "2013-10-10". Errors: Malformed.
[[nodiscard]] Result<Date> parseDate(std::string_view text) noexcept;
[[nodiscard]] std::string toString(Date day);

} // namespace tapedeck
