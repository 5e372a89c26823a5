#pragma once

#include "base/result.h"
#include "market/events.h"

namespace tapedeck {

/// Start of the bar that holds `t`. Days are New York's; all others are cut from the epoch, which
/// agrees with New York's clock because its offset is whole hours.
[[nodiscard]] Timestamp barStart(Timeframe timeframe, Timestamp t) noexcept;
/// First instant after the bar that starts at `start`. A day of New York has 23, 24 or 25 hours.
[[nodiscard]] Timestamp barEnd(Timeframe timeframe, Timestamp start) noexcept;

/// "1Sec", "5Sec", "1Min", "5Min", "1Hour", "1Day".
[[nodiscard]] std::string_view toString(Timeframe timeframe) noexcept;
/// The reverse of toString(). Errors: Malformed.
[[nodiscard]] Result<Timeframe> parseTimeframe(std::string_view text);

} // namespace tapedeck
