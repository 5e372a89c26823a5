#pragma once

#include "base/check.h"
#include "base/fixed.h"

#include <cmath>
#include <cstdint>

namespace tapedeck {

/// The nearest whole number, half to even, whatever the rounding mode and without libm.
/// Precondition: value is finite.
[[nodiscard]] inline double roundHalfEven(double value) noexcept
{
    CHECK(std::isfinite(value));
    constexpr double kAllWhole = 4503599627370496.0; // 2^52: no double above has a fraction
    if (value >= kAllWhole || value <= -kAllWhole)
        return value;
    auto whole = static_cast<std::int64_t>(value); // towards zero
    const double rest = value - static_cast<double>(whole);
    const double size = rest < 0 ? -rest : rest;
    if (size > 0.5 || (size == 0.5 && whole % 2 != 0))
        whole += value < 0 ? -1 : 1;
    return static_cast<double>(whole);
}

/// A statistic brought half-even to nine decimals, as every one is before it is compared or leaves:
/// compilers may disagree on the last bit of a long computation, not on this. Precondition: value
/// is finite, and so is value x 1e9.
[[nodiscard]] inline double quantise(double value) noexcept
{
    return roundHalfEven(value * static_cast<double>(kNanosPerUnit)) /
           static_cast<double>(kNanosPerUnit);
}

} // namespace tapedeck
