#pragma once

#include "trading/broker_error.h"
#include "trading/order.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// What a client asks for with POST /v2/orders (alpaca.md, section 4.2).
struct OrderRequestBody
{
    OrderSpec spec;
    std::string clientOrderId; ///< empty: the server makes one
    OrderClass orderClass{};
    std::optional<Price> takeProfitLimit;
    std::optional<Price> stopLossStop;
    std::optional<Price> stopLossLimit;
    friend bool operator==(const OrderRequestBody&, const OrderRequestBody&) = default;
};

/// Decimals as texts; only what is set.
[[nodiscard]] std::string encodeOrderRequest(const OrderSpec& spec, std::string_view clientOrderId);
/// As the server reads it: decimals as texts or numbers. The error is the answer to send.
[[nodiscard]] tl::expected<OrderRequestBody, BrokerError> parseOrderRequest(std::string_view body);

/// What a client asks for with PATCH /v2/orders/ID (alpaca.md, section 4.7); only what is set.
struct ReplaceRequestBody
{
    std::optional<Quantity> quantity;
    std::optional<TimeInForce> timeInForce;
    std::optional<Price> limitPrice;
    std::optional<Price> stopPrice;
    std::optional<Ratio> trail; ///< dollars or percent, as the order has it
    std::string clientOrderId;
    friend bool operator==(const ReplaceRequestBody&, const ReplaceRequestBody&) = default;
};
[[nodiscard]] std::string encodeReplaceRequest(const ReplaceRequestBody& request);
/// As the server reads it. The error is the answer to send.
[[nodiscard]] tl::expected<ReplaceRequestBody, BrokerError>
parseReplaceRequest(std::string_view body);

/// An order as GET, POST and the trading stream show it. Errors: Malformed, TooPrecise, OutOfRange,
/// Unsupported (a multi-leg parent, a side, type or time in force that we do not know), naming the
/// field. A status that we do not know is Unrecognised, and counted.
[[nodiscard]] Result<BrokerOrder> readOrder(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<BrokerOrder> parseOrder(std::string_view body,
                                                    BodyCounts* counts = nullptr)
{
    return parseBody(body, &readOrder, counts);
}
[[nodiscard]] inline Result<BodyList<BrokerOrder>> parseOrders(std::string_view body)
{
    return parseBodyList(body, &readOrder);
}

/// What the broker's order has and ours does not keep.
struct OrderExtras
{
    std::string assetId;
    std::string assetClass = "us_equity";
    std::string simpleClass;       ///< of a simple order: "" for shares, "simple" for options
    std::vector<std::string> legs; ///< written already; none: null
    std::optional<Timestamp> cancelRequestedAt;
};
enum class OrderForm : std::uint8_t
{
    Rest,
    Stream ///< without subtag and source, with cancel_requested_at
};
/// All keys of the documentation, null where there is nothing to say.
[[nodiscard]] std::string encodeOrder(const BrokerOrder& order,
                                      const OrderExtras& extras = {},
                                      OrderForm form = OrderForm::Rest);

/// One line of the answer to DELETE /v2/orders.
struct CancelOutcome
{
    std::string orderId;
    int httpStatus = 0;
    std::optional<BrokerError> error; ///< where httpStatus is no 2xx
    friend bool operator==(const CancelOutcome&, const CancelOutcome&) = default;
};
[[nodiscard]] Result<std::vector<CancelOutcome>> parseCancelOutcomes(std::string_view body);
[[nodiscard]] std::string encodeCancelOutcomes(const std::vector<CancelOutcome>& outcomes);

/// One line of the answer to DELETE /v2/positions: the closing order, or why there is none.
struct CloseOutcome
{
    std::string symbol;
    int httpStatus = 0;
    std::optional<BrokerOrder> order; ///< where httpStatus is a 2xx
    std::optional<BrokerError> error; ///< where it is not
};
[[nodiscard]] Result<std::vector<CloseOutcome>> parseCloseOutcomes(std::string_view body);

} // namespace tapedeck
