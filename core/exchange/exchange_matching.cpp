#include "base/overloaded.h"
#include "exchange/exchange.h"
#include "exchange/ids.h"
#include "exchange/order_rules.h"

#include <algorithm>
#include <utility>

// How the market fills orders. The rules stand in exchange.h.
namespace tapedeck {

namespace {

/// The limit that the order has as long as it works: none for market orders and sell stops.
std::optional<Price> limitOf(const OrderRecord& record) noexcept
{
    return record.order.spec.limitPrice ? record.order.spec.limitPrice : record.collar;
}

bool isWaitingStop(const OrderRecord& record) noexcept
{
    return waitsForPrint(record.order.spec.type) && !record.triggered;
}

/// The place of the first order behind this one; it and others may have left the book since.
std::size_t placeBehind(const std::vector<std::uint64_t>& open, std::uint64_t number) noexcept
{
    return static_cast<std::size_t>(std::upper_bound(open.begin(), open.end(), number) -
                                    open.begin());
}

bool reachesStop(const OrderSpec& spec, Price print) noexcept
{
    return spec.side == Side::Buy ? print >= *spec.stopPrice : print <= *spec.stopPrice;
}

} // namespace

void Exchange::onMarket(const MarketEvent& event, Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    Book* book = bookOf(symbolOf(event));
    if (book == nullptr)
        return;
    std::visit(Overloaded{[&](const Trade& trade) { onTrade(*book, trade, out); },
                          [&](const Quote& quote) {
                              book->take(quote);
                              matchAll(*book, out);
                          },
                          [&](const TradingStatus& status) { book->take(status); },
                          [](const BarEvent&) {},
                          [](const LuldBand&) {},
                          [](const TradeCorrection&) {},
                          [](const TradeCancel&) {}},
               event);
}

void Exchange::onTrade(Book& book, const Trade& trade, std::vector<OrderUpdate>& out)
{
    const Session session = m_sessions.session();
    if (!setsLast(trade, session))
        return;
    book.row.last = trade.price;
    if (session == Session::Regular)
        book.row.regularLast = trade.price;
    book.changed = true;
    if (book.open.empty() || session == Session::Closed || !book.hasQuote())
        return;
    if (trade.price >= book.row.bid && trade.price <= book.row.ask)
        onPrint(book, trade, out);
}

/// A print that counts: triggers stops, and fills resting limits that it trades through.
void Exchange::onPrint(Book& book, const Trade& trade, std::vector<OrderUpdate>& out)
{
    Quantity left = trade.size;
    for (std::size_t i = 0; i < book.open.size();) {
        const std::uint64_t number = book.open[i];
        OrderRecord& record = m_orders[number];
        if (isWaitingStop(record)) {
            const bool watches = isWorking(record) && m_sessions.session() == Session::Regular;
            const bool trails = record.order.spec.type == OrderType::TrailingStop;
            if (watches &&
                (trails ? trail(record, trade.price) : reachesStop(record.order.spec, trade.price)))
                trigger(book, record, out);
        } else if (m_fillRule == FillRule::Strict && isWorking(record) && left.isPositive()) {
            const auto limit = limitOf(record);
            const bool through =
                limit &&
                (record.order.spec.side == Side::Buy ? trade.price < *limit : trade.price > *limit);
            const auto fill = through ? fillFor(book, record, trade.price, left) : std::nullopt;
            if (fill) {
                left -= fill->quantity;
                bookFill(book, record, *fill, out);
            }
        }
        i = placeBehind(book.open, number);
    }
}

bool Exchange::trail(OrderRecord& record, Price print)
{
    BrokerOrder& order = record.order;
    const bool sells = order.spec.side == Side::Sell;
    const auto& mark = order.highWaterMark;
    if (mark && order.spec.stopPrice && reachesStop(order.spec, print))
        return true;
    if (!mark || (sells ? print > *mark : print < *mark)) {
        order.highWaterMark = print;
        order.spec.stopPrice = trailingStop(order.spec, print);
        m_changedOrders.insert(record.number);
    } else if (!order.spec.stopPrice) {
        order.spec.stopPrice = trailingStop(order.spec, *mark); // a trail that was replaced
    }
    return false;
}

void Exchange::trigger(Book& book, OrderRecord& record, std::vector<OrderUpdate>& out)
{
    record.triggered = true;
    m_changedOrders.insert(record.number);
    m_changed = true;
    matchQuote(book, record, out);
}

void Exchange::matchAll(Book& book, std::vector<OrderUpdate>& out)
{
    if (!book.hasQuote())
        return;
    for (std::size_t i = 0; i < book.open.size();) {
        const std::uint64_t number = book.open[i];
        matchQuote(book, m_orders[number], out);
        OrderRecord& record = m_orders[number];
        // The first quote after the open was its auction.
        if (record.order.spec.timeInForce == TimeInForce::Opg && isWorking(record))
            finish(record, OrderEvent::Canceled, m_account.now, out);
        i = placeBehind(book.open, number);
    }
}

/// Fills the order against the standing quote as far as it goes.
void Exchange::matchQuote(Book& book, OrderRecord& record, std::vector<OrderUpdate>& out)
{
    if (!book.hasQuote() || !isWorking(record) || isWaitingStop(record))
        return;
    const bool buys = record.order.spec.side == Side::Buy;
    const Price price = buys ? book.row.ask : book.row.bid;
    if (const auto limit = limitOf(record); limit && (buys ? price > *limit : price < *limit))
        return;
    const bool strict = m_fillRule == FillRule::Strict;
    Quantity& left = buys ? book.row.askLeft : book.row.bidLeft;
    const auto fill =
        fillFor(book, record, price, strict ? std::optional{left} : std::optional<Quantity>{});
    if (!fill || (record.order.spec.timeInForce == TimeInForce::Fok && !fill->completes))
        return;
    if (strict)
        left -= fill->quantity;
    bookFill(book, record, *fill, out);
}

/// Routed, and its session is on.
bool Exchange::isWorking(const OrderRecord& record) const noexcept
{
    const OrderStatus status = record.order.status;
    const bool closing = record.order.spec.timeInForce == TimeInForce::Cls;
    return (status == OrderStatus::New || status == OrderStatus::PartiallyFilled) &&
           (closing || inSession(record.order.spec));
}

/// What the order takes at this price out of `size` (nothing given = as much as it likes). None
/// where that is nothing, or where the money would not fit our numbers.
std::optional<Exchange::Fill> Exchange::fillFor(const Book& book,
                                                const OrderRecord& record,
                                                Price price,
                                                std::optional<Quantity> size) const
{
    const OrderSpec& spec = record.order.spec;
    const bool buys = spec.side == Side::Buy;
    Quantity wanted;
    if (spec.quantity) {
        wanted = *spec.quantity - record.order.filledQuantity;
    } else {
        const auto shares = quantityFor(*spec.notional - record.spent, price);
        wanted = shares ? *shares : Quantity::fromNanos(INT64_MAX);
        if (!buys)
            wanted = std::min(wanted, book.row.position - (heldIn(book) - record.held));
    }
    Fill fill;
    fill.price = price;
    fill.quantity = size ? std::min(wanted, *size) : wanted;
    if (!fill.quantity.isPositive())
        return std::nullopt;
    const auto value = notional(price, fill.quantity);
    if (!value || !checkedAdd(m_account.cash, buys ? -*value : *value) ||
        !checkedAdd(book.row.position, fill.quantity))
        return std::nullopt;
    fill.value = *value;
    fill.completes = fill.quantity == wanted;
    return fill;
}

void Exchange::bookFill(Book& book,
                        OrderRecord& record,
                        const Fill& fill,
                        std::vector<OrderUpdate>& out)
{
    BrokerOrder& order = record.order;
    const bool buys = order.spec.side == Side::Buy;
    const Timestamp at = m_account.now;
    if (buys)
        book.buy(fill.price, fill.quantity);
    else
        book.sell(fill.quantity);
    m_account.cash += buys ? -fill.value : fill.value;

    order.filledQuantity += fill.quantity;
    record.spent += fill.value;
    const Int128 value =
        record.filledValue.value() + Int128{fill.price.nanos()} * fill.quantity.nanos();
    record.filledValue = Wide::of(value);
    const Int128 average = divideHalfEven(value, order.filledQuantity.nanos());
    order.filledAveragePrice = Price::fromNanos(static_cast<std::int64_t>(average));
    order.status = fill.completes ? OrderStatus::Filled : OrderStatus::PartiallyFilled;
    if (fill.completes) {
        order.filledAt = at;
        record.held = Quantity{};
        book.open.erase(std::find(book.open.begin(), book.open.end(), record.number));
    } else if (order.spec.notional && !buys) {
        const Quantity others = heldIn(book) - record.held;
        const auto rest = quantityFor(*order.spec.notional - record.spent, fill.price);
        const Quantity free = book.row.position - others;
        record.held = rest ? std::min(*rest, free) : free;
    }

    FillActivity activity;
    activity.number = m_fills.size();
    activity.execution = {nextId(),
                          order.id,
                          order.spec.symbol,
                          order.spec.side,
                          fill.price,
                          fill.quantity,
                          order.filledQuantity,
                          at};
    activity.id = activityIdOf(at, nextId());
    if (order.spec.quantity)
        activity.leaves = *order.spec.quantity - order.filledQuantity;
    activity.orderStatus = order.status;
    tell(record, fill.completes ? OrderEvent::Fill : OrderEvent::PartialFill, at, out);
    out.back().execution = activity.execution;
    out.back().positionQuantity = book.row.position;
    m_fills.push_back(std::move(activity));
    afterFill(book, record.number, fill, out);
}

} // namespace tapedeck
