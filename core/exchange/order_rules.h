#pragma once

#include "exchange/requests.h"
#include "trading/account.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What Alpaca refuses about an order before it looks at the account or the market.
namespace tapedeck {

inline constexpr std::int32_t kCodeBadRequest = 40010001;    ///< comes with 422
inline constexpr std::int32_t kCodeUnprocessable = 42210000; ///< comes with 422
inline constexpr std::int32_t kCodeForbidden = 40310000;     ///< comes with 403
inline constexpr std::int32_t kCodeNotFound = 40410000;      ///< comes with 404

[[nodiscard]] Refusal unprocessable(std::string message, std::vector<ErrorField> fields = {});
[[nodiscard]] Refusal badRequest(std::string message);
[[nodiscard]] Refusal forbidden(std::string message, std::vector<ErrorField> fields = {});
[[nodiscard]] Refusal notFound(std::string message);

/// Everything that follows from the request and the asset alone: class, type, time in force,
/// quantity, prices, fractions, extended hours. Nothing = it may pass.
[[nodiscard]] std::optional<Refusal> checkShape(const OrderRequest& request, const Asset& asset);

/// The legs of a bracket, OCO or OTO against each other and the price that they leave from: the
/// entry's limit, else `market`. Source: alpaca.md, sections 4.3 and 4.6.
[[nodiscard]] std::optional<Refusal> checkLegs(const OrderRequest& request,
                                               std::optional<Price> market);

/// Where a trailing stop stands behind `mark`, on a tick: a sell's below, a buy's above. Nothing
/// where that is no price.
[[nodiscard]] std::optional<Price> trailingStop(const OrderSpec& spec, Price mark);

/// The opening and the closing auction's orders.
[[nodiscard]] constexpr bool isAuction(TimeInForce tif) noexcept
{
    return tif == TimeInForce::Opg || tif == TimeInForce::Cls;
}

/// Could the two orders on opposite sides of one symbol meet? Two limits only where they cross,
/// anything else always. Source: Alpaca's user protection (alpaca.md, section 6.4).
[[nodiscard]] bool couldMeet(const OrderSpec& one, const OrderSpec& other) noexcept;

/// The limit that a buy stop gets: stop + 4 % below 50 dollars, else + 2.5 %, down to the tick.
/// Source: alpaca.md, section 4.3.
[[nodiscard]] Price buyStopCollar(Price stop);

[[nodiscard]] constexpr bool isStop(OrderType type) noexcept
{
    return type == OrderType::Stop || type == OrderType::StopLimit;
}
/// Does nothing until a print has been there.
[[nodiscard]] constexpr bool waitsForPrint(OrderType type) noexcept
{
    return isStop(type) || type == OrderType::TrailingStop;
}

} // namespace tapedeck
