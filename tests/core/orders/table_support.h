#pragma once

#include "orders/order_table.h"

#include <string>
#include <string_view>

namespace tapedeck::test {

inline Price px(std::string_view text)
{
    return Price::parse(text).value();
}
inline Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
inline Timestamp at(int seconds)
{
    return timestampOf(1'381'413'600'000'000'000 + std::int64_t{seconds} * kNanosPerUnit);
}

/// A buy of `quantity` ABC at 10, as our intent records it.
inline IntentRecord intent(std::string clientOrderId, std::string_view quantity = "100")
{
    IntentRecord record;
    record.clientOrderId = std::move(clientOrderId);
    record.ticket.origin = {OriginKind::Strategy, "momentum"};
    record.ticket.order.symbol = "ABC";
    record.ticket.order.type = OrderType::Limit;
    record.ticket.order.quantity = shares(quantity);
    record.ticket.order.limitPrice = px("10");
    record.ticket.worstPrice = px("10");
    record.ticket.worstNotional = saturatedNotional(px("10"), shares(quantity));
    return record;
}

inline BrokerOrder seen(const std::string& clientOrderId,
                        OrderStatus status,
                        std::string_view filled = "0",
                        std::string_view average = "10")
{
    BrokerOrder order;
    order.id = "broker-" + clientOrderId;
    order.clientOrderId = clientOrderId;
    order.spec = intent(clientOrderId).ticket.order;
    order.status = status;
    order.filledQuantity = shares(filled);
    if (order.filledQuantity.isPositive())
        order.filledAveragePrice = px(average);
    return order;
}

inline Execution fill(const std::string& clientOrderId,
                      std::string id,
                      std::string_view quantity,
                      std::string_view cumulative,
                      std::string_view price = "10")
{
    Execution execution;
    execution.id = std::move(id);
    execution.orderId = "broker-" + clientOrderId;
    execution.symbol = "ABC";
    execution.price = px(price);
    execution.quantity = shares(quantity);
    execution.cumulativeQuantity = shares(cumulative);
    execution.at = at(1);
    return execution;
}

} // namespace tapedeck::test
