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

} // namespace tapedeck
