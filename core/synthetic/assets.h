#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tapedeck {

/// A company of the market in the box and how its price behaves.
struct SyntheticAsset
{
    std::string_view symbol;
    std::string_view name;
    std::int64_t baseCents = 0;     ///< the level to which the price keeps coming back
    double dailyDeviation = 0;      ///< of a day's return: 0.02 = 2 %
    double beta = 0;                ///< share in the moves of the market as a whole
    double eventsPerSecond = 0;     ///< quotes and trades, mean of regular hours
    double spreadCents = 0;         ///< usual spread; a cent at least is quoted
    double quoteLots = 0;           ///< mean displayed size, in lots of 100 shares
    std::int64_t auctionShares = 0; ///< size of the opening auction; the closing one is twice that
};

/// All of them, in order of their ids within the market. Six letters each: no exchange of the US
/// lists a symbol of more than five, so none of these can be or become a real company's.
[[nodiscard]] std::span<const SyntheticAsset> syntheticAssets() noexcept;

} // namespace tapedeck
