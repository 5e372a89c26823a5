#pragma once

#include "base/canonical.h"

#include <string>

namespace tapedeck {

/// One bound that is another one from now or from some day on, spelled as in the configuration.
struct LimitMove
{
    std::string key;
    std::string before;
    std::string after;
    bool looser = false; ///< it lets pass what was denied before
    TAPEDECK_FIELDS(self.key, self.before, self.after, self.looser)
    friend bool operator==(const LimitMove&, const LimitMove&) = default;
};

} // namespace tapedeck
