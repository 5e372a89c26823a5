#pragma once

#include "app/alpaca/endpoints.h"
#include "trading/order.h"

#include <chrono>
#include <stop_token>
#include <vector>

namespace tapedeck {

/// Every fill that the broker has on its list since then, oldest first; waits for it, and blocks
/// its thread. Errors: Unavailable (no answer before it was out of patience or told to stop, or
/// what the broker said).
[[nodiscard]] Result<std::vector<Execution>> brokerFills(alpaca::Login login,
                                                         Timestamp since,
                                                         std::chrono::milliseconds patience,
                                                         const std::stop_token& unwanted);

} // namespace tapedeck
