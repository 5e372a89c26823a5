#pragma once

#include "trading/broker_error.h"
#include "trading/order.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What clients ask of the exchange, and how it says no.
namespace tapedeck {

struct OrderRequest
{
    OrderSpec spec;
    std::string clientOrderId; ///< empty = the exchange makes one
    OrderClass orderClass{};
    std::optional<Price> takeProfitLimit;
    std::optional<Price> stopLossStop;
    std::optional<Price> stopLossLimit; ///< makes the stop a stop-limit
};

/// PATCH /v2/orders/ID: what is set replaces what the order has.
struct ReplaceRequest
{
    std::optional<Quantity> quantity; ///< in all, with what is filled already
    std::optional<TimeInForce> timeInForce;
    std::optional<Price> limitPrice;
    std::optional<Price> stopPrice;
    std::optional<Ratio> trail; ///< dollars or percent, as the order has it
    std::string clientOrderId;  ///< empty = the exchange makes one
};

/// How much of a position is closed; all of it where neither is set.
struct CloseRequest
{
    std::optional<Quantity> quantity;
    std::optional<Ratio> percentage; ///< 0 to 100
};

/// A further member of an error body, such as "available" or "existing_order_id"; all are texts.
struct ErrorField
{
    std::string name;
    std::string value;
    friend bool operator==(const ErrorField&, const ErrorField&) = default;
};

/// The exchange's no: what goes on the wire (alpaca.md, section 4.13).
struct Refusal
{
    BrokerError error;
    std::vector<ErrorField> fields;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
using Answer = tl::expected<T, Refusal>;

/// One position of DELETE /v2/positions.
struct CloseResult
{
    std::string symbol;
    Answer<BrokerOrder> answer;
};

enum class StatusFilter : std::uint8_t
{
    Open,
    Closed,
    All
};

/// GET /v2/orders. Times are of submission and exclusive.
struct OrderQuery
{
    StatusFilter status = StatusFilter::Open;
    std::vector<std::string> symbols; ///< empty = all
    std::optional<Side> side;
    std::optional<Timestamp> after;
    std::optional<Timestamp> until;
    std::size_t limit = 50;
    bool ascending = false;
    bool nested = false; ///< without legs: they are inside what they belong to
};

/// GET /v2/account/activities/FILL, and of transfers. Times are of the row and exclusive.
struct FillQuery
{
    std::string orderId; ///< empty = all; transfers have none
    std::optional<Timestamp> after;
    std::optional<Timestamp> until;
    std::string pageToken; ///< the id of the last row that the client has; empty = from the start
    std::size_t pageSize = 100;
    bool ascending = false;
};

/// One order of DELETE /v2/orders: Alpaca's status for it, 200 when it is canceled.
struct CancelResult
{
    std::string id;
    std::int32_t httpStatus = 200;
    friend bool operator==(const CancelResult&, const CancelResult&) = default;
};

} // namespace tapedeck
