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

    const std::uint64_t number = enter(std::move(*made), request.clientOrderId, book).number;
    {
        OrderRecord& record = m_orders[number];
        record.order.orderClass = request.orderClass;
        const bool routed = inSession(record.order.spec);
        record.order.status = routed ? OrderStatus::PendingNew : OrderStatus::Accepted;
        tell(record, routed ? OrderEvent::PendingNew : OrderEvent::Accepted, m_account.now, out);
    }
    const BrokerOrder answer = m_orders[number].order;
    if (request.orderClass != OrderClass::Simple)
        addLegs(m_orders[number], request, out);
    if (answer.status == OrderStatus::PendingNew)
        route(m_orders[number], m_account.now, out);
    if (request.orderClass == OrderClass::Oco)
        workLegs(book, m_orders[number], out);
    work(book, number, out);
    return answer;
}

/// The order gets its number, its ids and its times, and stands in the book.
OrderRecord& Exchange::enter(OrderRecord made, std::string clientOrderId, Book& book)
{
    made.number = m_orders.size();
    BrokerOrder& order = made.order;
    order.id = nextId();
    order.clientOrderId = clientOrderId.empty() ? nextId() : std::move(clientOrderId);
    order.createdAt = order.updatedAt = m_account.now;
    order.submittedAt = m_account.now;
    order.expiresAt = expiryOf(order.spec);
    if (order.spec.type == OrderType::TrailingStop && book.row.last)
        (void)trail(made, *book.row.last);
    m_orderOfId.emplace(order.id, made.number);
    m_orderOfClientId.emplace(order.clientOrderId, made.number);
    book.open.push_back(made.number);
    return m_orders.emplace_back(std::move(made));
}

/// What the order can do at once; one that cannot wait ends with it.
void Exchange::work(Book& book, std::uint64_t number, std::vector<OrderUpdate>& out)
{
    matchQuote(book, m_orders[number], out);
    OrderRecord& record = m_orders[number];
    if (isImmediate(record.order.spec.timeInForce) && !isTerminal(record.order.status))
        finish(record, OrderEvent::Canceled, m_account.now, out);
}

std::optional<Refusal> Exchange::check(const OrderRequest& request) const
{
    if (request.clientOrderId.size() > kClientOrderIdMax)
        return badRequest("client_order_id must be no more than 128 characters");
    if (m_orderOfClientId.count(request.clientOrderId) != 0)
        return badRequest("client_order_id must be unique");
    if (m_account.configuration.suspendTrade)
        return forbidden("new orders are rejected by user request");
    const Book* book = findBook(request.spec.symbol);
    if (book == nullptr)
        return unprocessable("asset \"" + request.spec.symbol + "\" not found");
    if (auto refusal = checkShape(request, book->asset))
        return refusal;
    if (auto refusal = checkAuction(request.spec.timeInForce))
        return refusal;
    return checkFree(request, *book);
}

/// Against the market, and against the account's other orders.
std::optional<Refusal> Exchange::checkFree(const OrderRequest& request, const Book& book) const
{
    if (auto refusal = checkStopSide(request.spec, book))
        return refusal;
    if (request.orderClass != OrderClass::Simple)
        return checkLegs(request, book.row.last);
    for (const std::uint64_t number : book.open) {
        const BrokerOrder& other = m_orders[number].order;
        if (other.status != OrderStatus::Held && couldMeet(request.spec, other.spec))
            return washTrade(other);
    }
    return std::nullopt;
}

/// Alpaca takes no more orders for an auction shortly before it, until the evening.
std::optional<Refusal> Exchange::checkAuction(TimeInForce tif) const
{
    if (!isAuction(tif))
        return std::nullopt;
    const CalendarDay* today = m_sessions.day(0);
    if (today == nullptr)
        return std::nullopt;
    const bool opening = tif == TimeInForce::Opg;
    const Timestamp from =
        opening ? today->open - std::chrono::minutes{2} : today->close - std::chrono::minutes{10};
    const Timestamp until = today->close + std::chrono::hours{3};
    if (m_account.now < from || m_account.now >= until)
        return std::nullopt;
    return unprocessable(opening
                             ? "opg orders must be submitted after 7:00pm and before 9:28am ET"
                             : "cls orders must be submitted after 7:00pm and before 3:50pm ET");
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
        buys ? spec.quantity && !spec.limitPrice && !record.collar : spec.notional.has_value();
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
    case TimeInForce::Day:
    case TimeInForce::Opg:
    case TimeInForce::Cls: {
        // After hours, an order for regular hours is one for the next day.
        const bool tomorrow = !spec.extendedHours && m_sessions.session() == Session::AfterHours;
        const CalendarDay* day = m_sessions.day(tomorrow ? 1 : 0);
        if (day == nullptr)
            return std::nullopt;
        return spec.extendedHours ? day->sessionClose : day->close;
    }
    case TimeInForce::Ioc:
    case TimeInForce::Fok:
        return std::nullopt;
    }
    CHECK(false);
}

bool Exchange::inSession(const OrderSpec& spec) const noexcept
{
    const Session session = m_sessions.session();
    if (spec.timeInForce == TimeInForce::Cls)
        return false; // worked in the moment of the close alone
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
    cancelRest(record.number, at, out);
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

/// The number of an order that still may change.
Answer<std::uint64_t> Exchange::unfinished(std::string_view orderId) const
{
    const auto found = m_orderOfId.find(orderId);
    if (found == m_orderOfId.end())
        return tl::unexpected{notFound("order not found")};
    const OrderStatus status = m_orders[found->second].order.status;
    if (isTerminal(status))
        return tl::unexpected{
            unprocessable("order is already in \"" + std::string{toString(status)} + "\" state")};
    return found->second;
}

Answer<BrokerOrder>
Exchange::cancel(std::string_view orderId, Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    auto number = unfinished(orderId);
    if (!number)
        return tl::unexpected{std::move(number.error())};
    OrderRecord& record = m_orders[*number];
    finish(record, OrderEvent::Canceled, m_account.now, out);
    return record.order;
}

/// What the order would be after the change. Refusals: what cannot be changed at all.
Answer<OrderSpec> Exchange::changed(const OrderRecord& record, const ReplaceRequest& request) const
{
    const BrokerOrder& order = record.order;
    OrderSpec spec = order.spec;
    if (spec.notional)
        return tl::unexpected{unprocessable("notional orders cannot be replaced")};
    if (request.quantity && *request.quantity != *spec.quantity) {
        if (record.parent || !record.legs.empty())
            return tl::unexpected{unprocessable("qty of a " +
                                                std::string{toString(order.orderClass)} +
                                                " order cannot be replaced")};
        const bool whole = spec.quantity->nanos() % kNanosPerUnit == 0 &&
                           request.quantity->nanos() % kNanosPerUnit == 0;
        if (!whole)
            return tl::unexpected{unprocessable("fractional qty cannot be replaced")};
        if (*request.quantity <= order.filledQuantity)
            return tl::unexpected{unprocessable("qty must be > filled_qty")};
        spec.quantity = request.quantity;
    }
    spec.quantity = *spec.quantity - order.filledQuantity;
    spec.timeInForce = request.timeInForce.value_or(spec.timeInForce);
    if (request.limitPrice)
        spec.limitPrice = request.limitPrice;
    if (request.stopPrice)
        spec.stopPrice = request.stopPrice;
    if (request.trail && spec.trailPercent)
        spec.trailPercent = request.trail;
    else if (request.trail)
        spec.trailPrice = Price::fromNanos(request.trail->nanos());
    return spec;
}

Answer<BrokerOrder> Exchange::replace(std::string_view orderId,
                                      const ReplaceRequest& request,
                                      Timestamp now,
                                      std::vector<OrderUpdate>& out)
{
    advance(now, out);
    auto found = unfinished(orderId);
    if (!found)
        return tl::unexpected{std::move(found.error())};
    const std::uint64_t number = *found;
    const OrderStatus status = m_orders[number].order.status;
    if (status != OrderStatus::New && status != OrderStatus::PartiallyFilled &&
        status != OrderStatus::Held)
        return tl::unexpected{
            unprocessable("cannot replace order in " + std::string{toString(status)} + " status")};
    auto spec = changed(m_orders[number], request);
    if (!spec)
        return tl::unexpected{std::move(spec.error())};

    // What it holds is free for its heir: the two are never worked together.
    Book& book = *findBook(spec->symbol);
    book.open.erase(std::find(book.open.begin(), book.open.end(), number));
    auto made = replacement(*spec, request.clientOrderId, m_orders[number], book);
    if (!made) {
        book.open.insert(std::lower_bound(book.open.begin(), book.open.end(), number), number);
        return tl::unexpected{std::move(made.error())};
    }
    const std::uint64_t heirNumber = enter(std::move(*made), request.clientOrderId, book).number;
    OrderRecord& old = m_orders[number];
    OrderRecord& heir = m_orders[heirNumber];
    inherit(old, heir);
    heir.order.replaces = old.order.id;
    heir.triggered = old.triggered;
    old.order.replacedBy = heir.order.id;
    old.order.status = OrderStatus::Replaced;
    old.held = Quantity{};
    tell(old, OrderEvent::Replaced, m_account.now, out);
    if (status == OrderStatus::Held) {
        heir.order.status = OrderStatus::Held;
        tell(heir, OrderEvent::Held, m_account.now, out);
        return heir.order;
    }
    route(heir, m_account.now, out);
    const BrokerOrder answer = heir.order;
    work(book, heirNumber, out);
    return answer;
}

/// Precondition: the order that it replaces is not in the book.
Answer<OrderRecord> Exchange::replacement(const OrderSpec& spec,
                                          const std::string& clientOrderId,
                                          const OrderRecord& old,
                                          const Book& book) const
{
    OrderRequest request;
    request.spec = spec;
    request.clientOrderId = clientOrderId;
    if (spec.type == OrderType::TrailingStop)
        request.spec.stopPrice.reset(); // it follows from the mark
    if (auto refusal = check(request))
        return tl::unexpected{std::move(*refusal)};
    // A leg that waits holds nothing, and one of a pair what the other holds as well.
    if (old.order.status == OrderStatus::Held || twinOf(old) != nullptr) {
        OrderRecord leg;
        leg.order.spec = spec;
        return leg;
    }
    auto made = priced(request.spec, book);
    if (made)
        made->order.highWaterMark = old.order.highWaterMark;
    return made;
}

Answer<BrokerOrder> Exchange::closePosition(std::string_view symbol,
                                            const CloseRequest& request,
                                            Timestamp now,
                                            std::vector<OrderUpdate>& out)
{
    advance(now, out);
    const Book* book = findBook(symbol);
    if (book == nullptr || book->row.position.isZero())
        return tl::unexpected{notFound("position does not exist")};
    OrderRequest order;
    order.spec.symbol = symbol;
    order.spec.side = Side::Sell;
    order.spec.type = OrderType::Market;
    order.spec.timeInForce = TimeInForce::Day;
    order.spec.quantity = request.quantity.value_or(book->row.position);
    if (request.percentage) {
        const Int128 part = Int128{book->row.position.nanos()} * request.percentage->nanos() /
                            (Int128{100} * kNanosPerUnit);
        order.spec.quantity = Quantity::fromNanos(static_cast<std::int64_t>(part));
    }
    return submit(order, now, out);
}

std::vector<CloseResult>
Exchange::closeAll(bool cancelOrders, Timestamp now, std::vector<OrderUpdate>& out)
{
    if (cancelOrders)
        (void)cancelAll(now, out);
    std::vector<CloseResult> results;
    for (const BrokerPosition& position : positions())
        results.push_back({position.symbol, closePosition(position.symbol, {}, now, out)});
    return results;
}

std::vector<CancelResult> Exchange::cancelAll(Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    std::vector<CancelResult> results;
    for (const std::uint64_t number : openOrders()) {
        OrderRecord& record = m_orders[number];
        results.push_back({record.order.id, 200});
        if (!isTerminal(record.order.status)) // else it went with its group
            finish(record, OrderEvent::Canceled, m_account.now, out);
    }
    return results;
}

} // namespace tapedeck
