#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The words of orders, shared by the engine, the wire and the practice exchange.
namespace tapedeck {

enum class Side : std::uint8_t
{
    Buy,
    Sell
};
enum class OrderType : std::uint8_t
{
    Market,
    Limit,
    Stop,
    StopLimit,
    TrailingStop
};
enum class TimeInForce : std::uint8_t
{
    Day,
    Gtc,
    Opg,
    Cls,
    Ioc,
    Fok
};

/// How an order belongs to others (alpaca.md, section 4.6).
enum class OrderClass : std::uint8_t
{
    Simple,
    Bracket, ///< an entry, a profit target and a stop; the latter two wait for the entry
    Oco,     ///< a profit target and a stop: one cancels the other
    Oto      ///< an entry and one of the two
};

/// The broker's states of an order (alpaca.md, section 5).
enum class OrderStatus : std::uint8_t
{
    PendingNew,
    Accepted,
    New,
    AcceptedForBidding,
    PartiallyFilled,
    Filled,
    DoneForDay,
    Calculated,
    Stopped,
    Suspended,
    Held,
    PendingCancel,
    Canceled,
    PendingReplace,
    Replaced,
    Expired,
    Rejected,
    Unrecognised, ///< a word that we do not know: taken for open
};

/// What a trade update says (alpaca.md, section 3.4).
enum class OrderEvent : std::uint8_t
{
    PendingNew,
    Accepted,
    New,
    PartialFill,
    Fill,
    Canceled,
    Expired,
    DoneForDay,
    Replaced,
    Rejected,
    Stopped,
    Suspended,
    Calculated,
    Held,
    PendingCancel,
    PendingReplace,
    CancelRejected,
    ReplaceRejected,
    TradeBust,
    TradeCorrect,
    Restated,
    Unrecognised,
};

[[nodiscard]] std::string_view toString(Side side) noexcept;
[[nodiscard]] std::string_view toString(OrderType type) noexcept;
[[nodiscard]] std::string_view toString(TimeInForce tif) noexcept;
/// Empty for a simple order.
[[nodiscard]] std::string_view toString(OrderClass orderClass) noexcept;
[[nodiscard]] std::string_view toString(OrderStatus status) noexcept;
[[nodiscard]] std::string_view toString(OrderEvent event) noexcept;

/// The wire's words back to ours; nothing for a word that we do not know.
[[nodiscard]] std::optional<Side> parseSide(std::string_view word) noexcept;
[[nodiscard]] std::optional<OrderType> parseOrderType(std::string_view word) noexcept;
[[nodiscard]] std::optional<TimeInForce> parseTimeInForce(std::string_view word) noexcept;
/// "" and "simple" are one.
[[nodiscard]] std::optional<OrderClass> parseOrderClass(std::string_view word) noexcept;
[[nodiscard]] OrderStatus parseOrderStatus(std::string_view word) noexcept;
[[nodiscard]] OrderEvent parseOrderEvent(std::string_view word) noexcept;

/// Filled, canceled, expired, rejected or replaced: the order will never trade again.
[[nodiscard]] bool isTerminal(OrderStatus status) noexcept;

/// +1 for a buy, -1 for a sell.
[[nodiscard]] constexpr std::int64_t signOf(Side side) noexcept
{
    return side == Side::Buy ? 1 : -1;
}

/// What is asked of the broker. Exactly one of quantity and notional is set.
struct OrderSpec
{
    std::string symbol;
    Side side{};
    OrderType type{};
    TimeInForce timeInForce{};
    std::optional<Quantity> quantity;
    std::optional<Money> notional;
    std::optional<Price> limitPrice;
    std::optional<Price> stopPrice; ///< of a trailing stop: where it stands now
    bool extendedHours = false;
    /// Trailing stops: exactly one, dollars or percent behind the best price since.
    std::optional<Price> trailPrice;
    std::optional<Ratio> trailPercent; ///< 1.5 is 1.5 %
    TAPEDECK_FIELDS(self.symbol,
                    self.side,
                    self.type,
                    self.timeInForce,
                    self.quantity,
                    self.notional,
                    self.limitPrice,
                    self.stopPrice,
                    self.extendedHours,
                    self.trailPrice,
                    self.trailPercent)
    friend bool operator==(const OrderSpec&, const OrderSpec&) = default;
};

/// An order as the broker knows it.
struct BrokerOrder
{
    std::string id;
    std::string clientOrderId;
    OrderSpec spec;
    OrderStatus status{};
    Quantity filledQuantity; ///< cumulative
    std::optional<Price>
        filledAveragePrice; ///< rounded to nine decimals; for display, not for books
    Timestamp createdAt;
    Timestamp updatedAt;
    std::optional<Timestamp> submittedAt;
    std::optional<Timestamp> filledAt;
    std::optional<Timestamp> canceledAt;
    std::optional<Timestamp> expiredAt;
    std::optional<Timestamp> failedAt;
    std::optional<Timestamp> expiresAt;
    std::string replacedBy; ///< ids; empty = none
    std::string replaces;
    OrderClass orderClass{};
    std::string parentId;               ///< of a leg: the order that it belongs to
    std::optional<Price> highWaterMark; ///< trailing stops: the best price since
    TAPEDECK_FIELDS(self.id,
                    self.clientOrderId,
                    self.spec,
                    self.status,
                    self.filledQuantity,
                    self.filledAveragePrice,
                    self.createdAt,
                    self.updatedAt,
                    self.submittedAt,
                    self.filledAt,
                    self.canceledAt,
                    self.expiredAt,
                    self.failedAt,
                    self.expiresAt,
                    self.replacedBy,
                    self.replaces,
                    self.orderClass,
                    self.parentId,
                    self.highWaterMark)
    friend bool operator==(const BrokerOrder&, const BrokerOrder&) = default;
};

/// One fill of one of our orders.
struct Execution
{
    std::string id; ///< the stream's execution_id, or an activity's id
    std::string orderId;
    std::string symbol;
    Side side{};
    Price price;
    Quantity quantity;                          ///< of this execution; negative when it annuls one
    std::optional<Quantity> cumulativeQuantity; ///< of the order after it, where the source says
    Timestamp at;
    TAPEDECK_FIELDS(self.id,
                    self.orderId,
                    self.symbol,
                    self.side,
                    self.price,
                    self.quantity,
                    self.cumulativeQuantity,
                    self.at)
    friend bool operator==(const Execution&, const Execution&) = default;
};

/// One message of the trade-updates stream.
struct OrderUpdate
{
    OrderEvent event{};
    Timestamp at; ///< time of the event at the venue
    BrokerOrder order;
    std::optional<Execution> execution;       ///< fills, busts and corrections
    std::optional<Quantity> positionQuantity; ///< of the symbol after the fill, signed
    std::string previousExecutionId;          ///< the fill that a bust or correction changes
    TAPEDECK_FIELDS(self.event,
                    self.at,
                    self.order,
                    self.execution,
                    self.positionQuantity,
                    self.previousExecutionId)
    friend bool operator==(const OrderUpdate&, const OrderUpdate&) = default;
};

} // namespace tapedeck
