#pragma once

#include "base/canonical.h"
#include "base/int128.h"

#include <cstdint>

namespace tapedeck {

/// A sum of price x quantity, exact: in units of 1e-18 dollar.
struct Wide
{
    std::int64_t high = 0;
    std::uint64_t low = 0;

    [[nodiscard]] static constexpr Wide of(Int128 value) noexcept
    {
        return {static_cast<std::int64_t>(value >> 64), static_cast<std::uint64_t>(value)};
    }
    [[nodiscard]] constexpr Int128 value() const noexcept
    {
        return static_cast<Int128>((static_cast<UInt128>(static_cast<std::uint64_t>(high)) << 64) |
                                   low);
    }
    TAPEDECK_FIELDS(self.high, self.low)
    friend bool operator==(const Wide&, const Wide&) = default;
};

} // namespace tapedeck
