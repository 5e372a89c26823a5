#pragma once

#include "base/fixed.h"

#include <cstdint>

namespace tapedeck {

/// Whose price increments.
enum class TickRule : std::uint8_t
{
    Share,       ///< a cent from a dollar up, a hundredth of a cent below
    Option,      ///< ten cents from three dollars up, five below
    PennyOption, ///< five cents from three dollars up, a cent below
};

/// The price increment at `price`.
[[nodiscard]] Price tickSize(Price price, TickRule rule = TickRule::Share) noexcept;
/// `price` moved to the nearest tick away from (Up) or towards (Down) zero.
[[nodiscard]] Price
onTick(Price price, Rounding direction, TickRule rule = TickRule::Share) noexcept;

} // namespace tapedeck
