#pragma once

#include "desk/snapshot.h"

#include <QString>

#include <vector>

namespace tapedeck {

/// A label of the time axis, at the left edge of a candle.
struct TimeTick
{
    std::size_t index = 0;
    QString text;
    bool strong = false; ///< a new day, or a new year on daily candles
};

/// Round New York times for the candles [first, end), at least `gapMin` px apart. Candles stand
/// side by side, `candleWidth` px each, so nights and weekends take no room.
[[nodiscard]] std::vector<TimeTick> timeTicks(const std::vector<Candle>& candles,
                                              std::size_t first,
                                              std::size_t end,
                                              Timeframe timeframe,
                                              double candleWidth,
                                              double gapMin = 72);

/// The smallest of 1, 2, 5 times a power of ten that is `least` or more. For price ticks.
[[nodiscard]] double niceStep(double least);

} // namespace tapedeck
