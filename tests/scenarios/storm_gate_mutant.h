#pragma once

#include "trading/verdict.h"

#include <set>

namespace tapedeck {

/// The rows of the gate in this executable that never deny.
[[nodiscard]] std::set<Limit>& inertRows() noexcept;

} // namespace tapedeck
