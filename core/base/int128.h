#pragma once

#include <cstdint>

namespace tapedeck {

/// 128-bit integers for products of prices and sizes and for rolling sums (DESIGN: numbers).
__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// a / b rounded half to even. Precondition: b > 0.
[[nodiscard]] constexpr Int128 divideHalfEven(Int128 a, Int128 b) noexcept
{
    const Int128 quotient = a / b;
    const Int128 rest = a % b;
    const Int128 twice = (rest < 0 ? -rest : rest) * 2;
    if (twice < b || (twice == b && quotient % 2 == 0))
        return quotient;
    return quotient + (a < 0 ? -1 : 1);
}

[[nodiscard]] constexpr bool fitsInt64(Int128 value) noexcept
{
    return value >= INT64_MIN && value <= INT64_MAX;
}

} // namespace tapedeck
