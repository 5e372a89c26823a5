#pragma once

#include "base/int128.h"

#include <algorithm>
#include <cstdint>

namespace tapedeck {

/// What is beyond the range of our decimals stands at its end; the same range on both sides, so
/// that a sign can be turned.
[[nodiscard]] constexpr std::int64_t pinned(Int128 nanos) noexcept
{
    return static_cast<std::int64_t>(std::clamp(nanos, Int128{-INT64_MAX}, Int128{INT64_MAX}));
}

} // namespace tapedeck
