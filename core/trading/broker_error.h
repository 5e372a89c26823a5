#pragma once

#include "base/canonical.h"

#include <cstdint>
#include <string>

namespace tapedeck {

/// The broker's no to a request, as its body says it (alpaca.md, section 4.13).
struct BrokerError
{
    std::int32_t httpStatus = 0;
    std::int32_t code = 0; ///< 0 when the body has none
    std::string message;
    TAPEDECK_FIELDS(self.httpStatus, self.code, self.message)
    friend bool operator==(const BrokerError&, const BrokerError&) = default;
};

} // namespace tapedeck
