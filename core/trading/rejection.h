#pragma once

#include "trading/broker_error.h"

#include <cstddef>
#include <cstdint>

namespace tapedeck {

/// Why the broker said no, as far as its words are documented or have been seen (alpaca.md,
/// sections 4.2 to 4.13 and 6.4; Alpaca's own page on common errors). ui/text says each as a
/// sentence, and what a person can do.
enum class Rejection : std::uint8_t
{
    Unrecognised, ///< a no that is not in the table: only the broker's own words help
    Keys,
    Forbidden,
    DataPlan,
    RateLimit,
    BrokerTrouble,
    AccountInactive,
    SuspendedByUser,
    ClosingOnly,
    BuyingPower,
    HeldForOrders,
    NoShortSales,
    DayTrading,
    OptionsLevel,
    WashTrade,
    DuplicateId,
    UnknownAsset,
    AssetInactive,
    NotFractionable,
    FractionForm,
    Tick,
    StopSide,
    Amount,
    NotionalTooSmall,
    PriceForm,
    TimeInForce,
    ExtendedHours,
    MarketClosed,
    OrderClass,
    OrderEnded,
    NotReplaceable,
    OrderNotFound,
    PositionNotFound,
    NotFound,
    BadRequest,
};
inline constexpr std::size_t kRejectionCount = static_cast<std::size_t>(Rejection::BadRequest) + 1;

/// The first row of the table that fits: by HTTP status, code and words. Never fails.
[[nodiscard]] Rejection rejectionOf(const BrokerError& error) noexcept;

} // namespace tapedeck
