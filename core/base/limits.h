#pragma once

#include "base/fixed.h"

#include <cstddef>

/// Every bound of the house that is not a trading limit, named once.
namespace tapedeck {

inline constexpr std::size_t kSymbolsMax = 16'384;
inline constexpr std::size_t kSymbolTextMax = 24; ///< an OCC option symbol has 21

/// Market data beyond these is refused by the decoder, so that sums of it stay in range.
inline constexpr Price kMarketPriceMax = Price::fromWhole(10'000'000);
inline constexpr Quantity kMarketSizeMax = Quantity::fromWhole(1'000'000'000);
/// A busy day of one symbol exceeds kMarketSizeMax; sum volumes in 128 bits.
inline constexpr Quantity kBarVolumeMax = Quantity::fromWhole(9'000'000'000);

inline constexpr std::size_t kFrameBytesMax = 16U << 20U;
inline constexpr std::size_t kJsonDepthMax = 64;
inline constexpr std::size_t kClientOrderIdMax = 128;

} // namespace tapedeck
