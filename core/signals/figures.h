#pragma once

#include "base/quantise.h"

#include <algorithm>

namespace tapedeck {

/// How sure a rule is whose figure lies `distance` beyond its threshold: 0.5 at the threshold, 1
/// from a distance of `scale` on, a straight line between; 1 where the scale is 0. Quantised.
[[nodiscard]] inline double confidenceBeyond(double distance, double scale) noexcept
{
    if (scale <= 0)
        return 1;
    return quantise(0.5 + 0.5 * std::clamp(distance / scale, 0.0, 1.0));
}

} // namespace tapedeck
