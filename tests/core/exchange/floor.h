#pragma once

#include "exchange/exchange.h"
#include "market/session.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck {

inline Price px(std::string_view text)
{
    return Price::parse(text).value();
}
inline Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
inline Money usd(std::string_view text)
{
    return Money::parse(text).value();
}
/// A time on Thursday, 2013-10-10, in New York: "09:30:00".
inline Timestamp onThursday(std::string_view clock)
{
    return parseTimestamp("2013-10-10T" + std::string{clock} + "-04:00").value();
}

inline ListedAsset stock(std::string symbol)
{
    ListedAsset listed;
    listed.asset.symbol = std::move(symbol);
    listed.asset.assetClass = "us_equity";
    listed.asset.active = listed.asset.tradable = listed.asset.fractionable = true;
    return listed;
}

inline ExchangeConfig floorConfig()
{
    ExchangeConfig config;
    config.seed = "test";
    config.marginMultiplier = 1;
    config.assets = {stock("ABC"), stock("XYZ"), stock("CHEAP")};
    config.calendar = calendarDays(
        MarketCalendar{}, parseDate("2013-10-07").value(), parseDate("2014-03-31").value());
    return config;
}

/// An order in the words of the trading floor: `buy("100").limit("10.00").gtc()`.
struct Ticket : OrderRequest
{
    Ticket(Side side, std::string symbol)
    {
        spec.symbol = std::move(symbol);
        spec.side = side;
        spec.type = OrderType::Market;
        spec.timeInForce = TimeInForce::Day;
    }
    Ticket& limit(std::string_view price)
    {
        spec.type = spec.stopPrice ? OrderType::StopLimit : OrderType::Limit;
        spec.limitPrice = px(price);
        return *this;
    }
    Ticket& stop(std::string_view price)
    {
        spec.type = spec.limitPrice ? OrderType::StopLimit : OrderType::Stop;
        spec.stopPrice = px(price);
        return *this;
    }
    Ticket& tif(TimeInForce timeInForce)
    {
        spec.timeInForce = timeInForce;
        return *this;
    }
    Ticket& trailing(std::string_view dollars)
    {
        spec.type = OrderType::TrailingStop;
        spec.trailPrice = px(dollars);
        return *this;
    }
    Ticket& gtc() { return tif(TimeInForce::Gtc); }
    Ticket& extended()
    {
        spec.extendedHours = true;
        return *this;
    }
    Ticket& client(std::string id)
    {
        clientOrderId = std::move(id);
        return *this;
    }
};

inline Ticket buy(std::string_view quantity, std::string symbol = "ABC")
{
    Ticket ticket{Side::Buy, std::move(symbol)};
    ticket.spec.quantity = shares(quantity);
    return ticket;
}
inline Ticket sell(std::string_view quantity, std::string symbol = "ABC")
{
    Ticket ticket{Side::Sell, std::move(symbol)};
    ticket.spec.quantity = shares(quantity);
    return ticket;
}
/// The ticket with a profit target and a stop.
inline Ticket bracket(Ticket ticket, std::string_view target, std::string_view stop)
{
    ticket.orderClass = OrderClass::Bracket;
    ticket.takeProfitLimit = px(target);
    ticket.stopLossStop = px(stop);
    return ticket;
}
/// Sells at the target or below the stop.
inline Ticket oco(std::string_view quantity, std::string_view target, std::string_view stop)
{
    Ticket ticket = bracket(sell(quantity).limit(target), target, stop);
    ticket.orderClass = OrderClass::Oco;
    return ticket;
}
inline Ticket buyFor(std::string_view dollars, std::string symbol = "ABC")
{
    Ticket ticket{Side::Buy, std::move(symbol)};
    ticket.spec.notional = usd(dollars);
    return ticket;
}
inline Ticket sellFor(std::string_view dollars, std::string symbol = "ABC")
{
    Ticket ticket = buyFor(dollars, std::move(symbol));
    ticket.spec.side = Side::Sell;
    return ticket;
}

/// An exchange at 10:00 on a Thursday, with a tape that a test writes line by line.
class Floor
{
public:
    explicit Floor(ExchangeConfig config = floorConfig(), std::string_view clock = "10:00:00")
        : exchange{Exchange::create(std::move(config), symbols).value()}
    {
        at(onThursday(clock));
    }
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;

    /// Lets time pass.
    void at(Timestamp t)
    {
        now = t;
        exchange.advance(now, updates);
    }
    void at(std::string_view clock) { at(onThursday(clock)); }

    void quote(std::string_view bid,
               std::string_view bidSize,
               std::string_view ask,
               std::string_view askSize,
               std::string_view symbol = "ABC",
               std::string_view conditions = "R")
    {
        Quote quote;
        quote.symbol = symbols.intern(symbol).value();
        quote.at = now;
        quote.bid = px(bid);
        quote.bidSize = shares(bidSize);
        quote.ask = px(ask);
        quote.askSize = shares(askSize);
        quote.tape = 'A';
        for (const char code : conditions)
            quote.conditions.add(code);
        exchange.onMarket(quote, now, updates);
    }
    void trade(std::string_view price,
               std::string_view size,
               std::string_view conditions = " ",
               std::string_view symbol = "ABC")
    {
        Trade trade;
        trade.symbol = symbols.intern(symbol).value();
        trade.at = now;
        trade.price = px(price);
        trade.size = shares(size);
        trade.tape = 'A';
        for (const char code : conditions)
            trade.conditions.add(code);
        exchange.onMarket(trade, now, updates);
    }
    void status(std::string_view code, std::string_view symbol = "ABC")
    {
        TradingStatus status;
        status.symbol = symbols.intern(symbol).value();
        status.at = now;
        status.status = ShortCode::of(code);
        status.tape = 'A';
        exchange.onMarket(status, now, updates);
    }

    /// The id of an order that must be accepted.
    std::string submit(const OrderRequest& request)
    {
        const auto answer = exchange.submit(request, now, updates);
        return answer ? answer->id : "refused: " + answer.error().error.message;
    }
    /// What an order that must be refused is told: "422 40010001 qty or notional is required".
    std::string refusal(const OrderRequest& request)
    {
        const std::size_t before = updates.size();
        const auto answer = exchange.submit(request, now, updates);
        if (answer || updates.size() != before)
            return "accepted";
        const BrokerError& error = answer.error().error;
        return std::to_string(error.httpStatus) + " " + std::to_string(error.code) + " " +
               error.message;
    }
    [[nodiscard]] const BrokerOrder& order(std::string_view id) const
    {
        const BrokerOrder* order = exchange.orderById(id);
        CHECK(order != nullptr);
        return *order;
    }
    /// "100 @ 10.01, 50 @ 10.02": the fills of an order, in time.
    [[nodiscard]] std::string fillsOf(std::string_view id) const
    {
        FillQuery query;
        query.orderId = id;
        query.ascending = true;
        std::string text;
        for (const FillActivity& fill : exchange.fills(query)) {
            text += (text.empty() ? "" : ", ") + fill.execution.quantity.toString() + " @ " +
                    fill.execution.price.toString();
        }
        return text;
    }
    [[nodiscard]] std::string statusOf(std::string_view id) const
    {
        return std::string{toString(order(id).status)};
    }
    /// "pending_new new fill": what was told of an order.
    [[nodiscard]] std::string storyOf(std::string_view id) const
    {
        std::string text;
        for (const OrderUpdate& update : updates) {
            if (update.order.id == id)
                text += (text.empty() ? "" : " ") + std::string{toString(update.event)};
        }
        return text;
    }

    Symbols symbols;
    Exchange exchange;
    Timestamp now;
    std::vector<OrderUpdate> updates;
};

} // namespace tapedeck
