#include "base/limits.h"
#include "exchange/exchange.h"
#include "exchange/ids.h"
#include "exchange/order_rules.h"

#include <algorithm>
#include <utility>

// How orders come, change and go.
namespace tapedeck {

namespace {

constexpr std::chrono::days kGtcLife{90};

bool isImmediate(TimeInForce tif) noexcept
{
    return tif == TimeInForce::Ioc || tif == TimeInForce::Fok;
}

std::optional<Refusal> checkStopSide(const OrderSpec& spec, const Book& book)
{
    if (!isStop(spec.type) || !book.row.last)
        return std::nullopt;
    const Price market = *book.row.last;
    const std::vector<ErrorField> fields{{"market_price", market.toString()}};
    if (spec.side == Side::Sell && *spec.stopPrice >= market)
        return unprocessable("stop price must be less than current price", fields);
    if (spec.side == Side::Buy && *spec.stopPrice <= market)
        return unprocessable("stop price must be greater than current price", fields);
    return std::nullopt;
}

/// Alpaca names the order in the way, and the kind of it.
Refusal washTrade(const BrokerOrder& existing)
{
    const bool limit = existing.spec.type == OrderType::Limit;
    return forbidden(
        "potential wash trade detected. use complex orders",
        {{"existing_order_id", existing.id},
         {"reject_reason",
          limit ? "opposite side limit order exists" : "opposite side market/stop order exists"}});
}

} // namespace

Answer<BrokerOrder>
Exchange::submit(const OrderRequest& request, Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    if (auto refusal = check(request))
        return tl::unexpected{std::move(*refusal)};
    Book& book = *findBook(request.spec.symbol);
    auto made = priced(request.spec, book);
    if (!made)
        return tl::unexpected{std::move(made.error())};

    const Timestamp at = m_account.now;
    made->number = m_orders.size();
    BrokerOrder& order = made->order;
    order.id = nextId();
    order.clientOrderId = request.clientOrderId.empty() ? nextId() : request.clientOrderId;
    order.createdAt = order.updatedAt = at;
    order.submittedAt = at;
    order.expiresAt = expiryOf(order.spec);
    m_orderOfId.emplace(order.id, made->number);
    m_orderOfClientId.emplace(order.clientOrderId, made->number);
    book.open.push_back(made->number);
    OrderRecord& record = m_orders.emplace_back(std::move(*made));

    const bool routed = inSession(record.order.spec);
    record.order.status = routed ? OrderStatus::PendingNew : OrderStatus::Accepted;
    tell(record, routed ? OrderEvent::PendingNew : OrderEvent::Accepted, at, out);
    BrokerOrder answer = record.order;
    if (routed) {
        route(record, at, out);
        matchQuote(book, record, out);
    }
    if (isImmediate(record.order.spec.timeInForce) && !isTerminal(record.order.status))
        finish(record, OrderEvent::Canceled, at, out);
    return answer;
}

std::optional<Refusal> Exchange::check(const OrderRequest& request) const
{
    if (request.clientOrderId.size() > kClientOrderIdMax)
        return badRequest("client_order_id must be no more than 128 characters");
    if (m_orderOfClientId.count(request.clientOrderId) != 0)
        return badRequest("client_order_id must be unique");
    const Book* book = findBook(request.spec.symbol);
    if (book == nullptr)
        return unprocessable("asset \"" + request.spec.symbol + "\" not found");
    if (auto refusal = checkShape(request, book->asset))
        return refusal;
    if (auto refusal = checkStopSide(request.spec, *book))
        return refusal;
    for (const std::uint64_t number : book->open) {
        if (couldMeet(request.spec, m_orders[number].order.spec))
            return washTrade(m_orders[number].order);
    }
    return std::nullopt;
}

/// The order with what it holds: shares that are there, or dollars that may be spent.
Answer<OrderRecord> Exchange::priced(const OrderSpec& spec, const Book& book) const
{
    OrderRecord record;
    record.order.spec = spec;
    const bool buys = spec.side == Side::Buy;
    if (buys && spec.type == OrderType::Stop)
        record.collar = buyStopCollar(*spec.stopPrice);

    std::optional<Price> market =
        book.hasQuote() ? (buys ? book.row.ask : book.row.bid) : std::optional<Price>{};
    if (!market)
        market = book.row.last ? book.row.last : book.row.previousClose;
    const bool needsMarket =
        buys ? spec.quantity && spec.type == OrderType::Market : spec.notional.has_value();
    if (needsMarket && !market)
        return tl::unexpected{unprocessable("no price of " + spec.symbol + " is known yet")};
    if (needsMarket && buys)
        record.valuedAt = market;
    if (needsMarket && !buys) {
        const Price price = spec.limitPrice ? std::max(*spec.limitPrice, *market) : *market;
        const auto shares = quantityFor(*spec.notional, price);
        record.held = shares ? *shares : Quantity::fromNanos(INT64_MAX);
    }

    auto refusal = buys ? checkBuyingPower(record) : checkShares(record, book);
    if (refusal)
        return tl::unexpected{std::move(*refusal)};
    return record;
}

std::optional<Refusal> Exchange::checkBuyingPower(const OrderRecord& record) const
{
    const Money cost = reservedFor(record);
    const Money power = account().buyingPower;
    if (cost <= power)
        return std::nullopt;
    return forbidden("insufficient buying power",
                     {{"buying_power", power.toString()}, {"cost_basis", cost.toString()}});
}

std::optional<Refusal> Exchange::checkShares(const OrderRecord& record, const Book& book) const
{
    const Quantity existing = book.row.position;
    const Quantity wanted = heldFor(record);
    const OrderSpec& spec = record.order.spec;
    if (existing.isZero()) {
        const bool whole = spec.quantity && spec.quantity->nanos() % kNanosPerUnit == 0;
        return whole ? forbidden("account is not allowed to short")
                     : unprocessable("fractional orders cannot be sold short");
    }
    const Quantity held = heldIn(book);
    const Quantity available = existing - held;
    if (wanted <= available)
        return std::nullopt;
    return forbidden("insufficient qty available for order (requested: " + wanted.toString() +
                         ", available: " + available.toString() + ")",
                     {{"available", available.toString()},
                      {"existing_qty", existing.toString()},
                      {"held_for_orders", held.toString()},
                      {"symbol", spec.symbol}});
}

std::optional<Timestamp> Exchange::expiryOf(const OrderSpec& spec) const
{
    switch (spec.timeInForce) {
    case TimeInForce::Gtc:
        return m_account.now + kGtcLife;
    case TimeInForce::Day: {
        // After hours, an order for regular hours is one for the next day.
        const bool tomorrow = !spec.extendedHours && m_sessions.session() == Session::AfterHours;
        const CalendarDay* day = m_sessions.day(tomorrow ? 1 : 0);
        if (day == nullptr)
            return std::nullopt;
        return spec.extendedHours ? day->sessionClose : day->close;
    }
    case TimeInForce::Opg:
    case TimeInForce::Cls:
    case TimeInForce::Ioc:
    case TimeInForce::Fok:
        return std::nullopt;
    }
    CHECK(false);
}

bool Exchange::inSession(const OrderSpec& spec) const noexcept
{
    const Session session = m_sessions.session();
    return spec.extendedHours ? session != Session::Closed : session == Session::Regular;
}

void Exchange::route(OrderRecord& record, Timestamp at, std::vector<OrderUpdate>& out)
{
    record.order.status = OrderStatus::New;
    tell(record, OrderEvent::New, at, out);
}

/// Ends the order unfilled, or partly so. Precondition: `event` is Canceled or Expired.
void Exchange::finish(OrderRecord& record,
                      OrderEvent event,
                      Timestamp at,
                      std::vector<OrderUpdate>& out)
{
    CHECK(event == OrderEvent::Canceled || event == OrderEvent::Expired);
    const bool canceled = event == OrderEvent::Canceled;
    record.order.status = canceled ? OrderStatus::Canceled : OrderStatus::Expired;
    (canceled ? record.order.canceledAt : record.order.expiredAt) = at;
    record.held = Quantity{};
    auto& open = findBook(record.order.spec.symbol)->open;
    open.erase(std::find(open.begin(), open.end(), record.number));
    tell(record, event, at, out);
}

void Exchange::tell(OrderRecord& record,
                    OrderEvent event,
                    Timestamp at,
                    std::vector<OrderUpdate>& out)
{
    record.order.updatedAt = at;
    m_changedOrders.insert(record.number);
    m_changed = true;
    OrderUpdate update;
    update.event = event;
    update.at = at;
    update.order = record.order;
    out.push_back(std::move(update));
}

Answer<BrokerOrder>
Exchange::cancel(std::string_view orderId, Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    const auto found = m_orderOfId.find(orderId);
    if (found == m_orderOfId.end())
        return tl::unexpected{notFound("order not found")};
    OrderRecord& record = m_orders[found->second];
    if (isTerminal(record.order.status))
        return tl::unexpected{unprocessable(
            "order is already in \"" + std::string{toString(record.order.status)} + "\" state")};
    finish(record, OrderEvent::Canceled, m_account.now, out);
    return record.order;
}

std::vector<CancelResult> Exchange::cancelAll(Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    std::vector<CancelResult> results;
    for (const std::uint64_t number : openOrders()) {
        OrderRecord& record = m_orders[number];
        finish(record, OrderEvent::Canceled, m_account.now, out);
        results.push_back({record.order.id, 200});
    }
    return results;
}

} // namespace tapedeck
