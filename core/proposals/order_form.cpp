#include "proposals/order_form.h"

namespace tapedeck {

namespace {

/// Ten basis points.
constexpr std::int64_t kBeyond = kNanosPerUnit / 1'000;

Quantity wholeShares(Quantity quantity) noexcept
{
    return Quantity::fromNanos(quantity.nanos() / kNanosPerUnit * kNanosPerUnit);
}

} // namespace

std::optional<Price> marketableLimit(Side side, const Quote& quote, TickRule ticks)
{
    const bool buys = side == Side::Buy;
    const Price opposite = buys ? quote.ask : quote.bid;
    if (!opposite.isPositive())
        return std::nullopt;
    const auto limit =
        scaled(opposite, Ratio::fromNanos(kNanosPerUnit + (buys ? kBeyond : -kBeyond)));
    if (!limit)
        return std::nullopt;
    // Towards the market's far side, or a small price would not be marketable any more.
    const Price price = onTick(*limit, buys ? Rounding::Up : Rounding::Down, ticks);
    // Nothing is sold for nothing: one tick is the least.
    return price.isPositive() ? price : tickSize(price, ticks);
}

std::optional<OrderSpec>
entryOrder(std::string symbol, Money size, const std::optional<Quote>& quote, OrderForm form)
{
    OrderSpec order;
    order.symbol = std::move(symbol);
    order.side = Side::Buy;
    order.timeInForce = TimeInForce::Day;
    if (!form.limit) {
        order.type = OrderType::Market;
        order.notional = size;
        return order;
    }
    if (!quote)
        return std::nullopt;
    order.type = OrderType::Limit;
    order.extendedHours = form.extendedHours;
    order.limitPrice = marketableLimit(Side::Buy, *quote, form.ticks);
    if (!order.limitPrice)
        return std::nullopt;
    const auto quantity =
        quantityFor(Money::fromNanos(size.nanos() / form.multiplier), *order.limitPrice);
    if (!quantity)
        return std::nullopt;
    order.quantity = form.wholeShares ? wholeShares(*quantity) : *quantity;
    return order.quantity->isPositive() ? std::optional{order} : std::nullopt;
}

std::optional<OrderSpec> closingOrder(std::string symbol,
                                      Quantity quantity,
                                      const std::optional<Quote>& quote,
                                      OrderForm form)
{
    if (quantity.isZero())
        return std::nullopt;
    if (form.refusesFractions && !wholeShares(quantity).isZero())
        quantity = wholeShares(quantity);
    OrderSpec order;
    order.symbol = std::move(symbol);
    order.side = quantity.isNegative() ? Side::Buy : Side::Sell;
    order.timeInForce = TimeInForce::Day;
    order.quantity = quantity.abs();
    if (!form.limit) {
        order.type = OrderType::Market;
        return order;
    }
    if (!quote)
        return std::nullopt;
    order.type = OrderType::Limit;
    order.extendedHours = form.extendedHours;
    order.limitPrice = marketableLimit(order.side, *quote, form.ticks);
    return order.limitPrice ? std::optional{order} : std::nullopt;
}

} // namespace tapedeck
