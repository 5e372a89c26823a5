#include "signals/detectors/detector_config.h"

#include "signals/instance.h"

#include <chrono>

namespace tapedeck {

DetectorConfig DetectorConfig::defaults()
{
    DetectorConfig config;
    config.symbols = {std::string{kWholeWatchlist}};
    config.low = Ratio::fromWhole(2);
    config.medium = Ratio::fromNanos(5 * kNanosPerUnit / 2);
    config.high = Ratio::fromWhole(3);
    config.critical = Ratio::fromWhole(4);
    config.cooldown = std::chrono::minutes{5};
    config.orderNotional = Money::fromWhole(500);
    return config;
}

} // namespace tapedeck
