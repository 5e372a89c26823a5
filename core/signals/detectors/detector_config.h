#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tapedeck {

/// How a detector looks, and what it proposes. The bands are of the absolute z-score; below `low`
/// nothing is said.
struct DetectorConfig
{
    bool enabled = true;
    std::vector<std::string> symbols; ///< kWholeWatchlist stands for the watchlist
    Ratio low;
    Ratio medium;
    Ratio high;             ///< from here on a proposal may follow
    Ratio critical;         ///< and here the score is 1
    Nanoseconds cooldown{}; ///< per symbol and kind of anomaly
    Money orderNotional;    ///< of an entry that it proposes
    TAPEDECK_FIELDS(self.enabled,
                    self.symbols,
                    self.low,
                    self.medium,
                    self.high,
                    self.critical,
                    self.cooldown,
                    self.orderNotional)
    friend bool operator==(const DetectorConfig&, const DetectorConfig&) = default;

    /// Every symbol; 2, 2.5, 3 and 4 deviations; five minutes; $500.
    [[nodiscard]] static DetectorConfig defaults();
};

} // namespace tapedeck
