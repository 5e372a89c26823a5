#pragma once

#include "base/fixed.h"

namespace tapedeck {

/// The price increment of the broker: a cent from a dollar up, a hundredth of a cent below.
[[nodiscard]] Price tickSize(Price price) noexcept;
/// `price` moved to the nearest tick away from (Up) or towards (Down) zero.
[[nodiscard]] Price onTick(Price price, Rounding direction) noexcept;

} // namespace tapedeck
