#include "orders/order_table.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// The price at which `value` was paid for `quantity`, half-even to nine decimals.
Price averageOf(ExactMoney value, Quantity quantity) noexcept
{
    return Price::fromNanos(
        static_cast<std::int64_t>(divideHalfEven(value.value, Int128{quantity.nanos()})));
}

} // namespace

Quantity TrackedOrder::remaining() const noexcept
{
    if (!isOpen())
        return Quantity{};
    if (spec().quantity)
        return std::max(*spec().quantity - booked, Quantity{});
    const Price worst = intent.ticket.worstPrice;
    const Money left = remainingNotional();
    return worst.isPositive() ? quantityFor(left, worst).value_or(Quantity{}) : Quantity{};
}

Money TrackedOrder::remainingNotional() const noexcept
{
    if (!isOpen())
        return Money{};
    if (spec().notional)
        return std::max(*spec().notional - bookedValue.rounded(), Money{});
    const Ticket& ticket = intent.ticket;
    if (booked.isZero())
        return ticket.worstNotional;
    const Ratio share =
        ratioOf(Money::fromNanos(remaining().nanos()), Money::fromNanos(spec().quantity->nanos()));
    return scaled(ticket.worstNotional, share).value_or(ticket.worstNotional);
}

TrackedOrder& OrderTable::add(IntentRecord intent, Timestamp now)
{
    TrackedOrder order;
    order.intent = std::move(intent);
    order.changedAt = now;
    const auto [place, isNew] = m_orders.emplace(order.intent.clientOrderId, order);
    CHECK(isNew);
    return place->second;
}

TrackedOrder& OrderTable::adopt(const BrokerOrder& seen, Timestamp now)
{
    IntentRecord record;
    record.clientOrderId = seen.clientOrderId;
    record.ticket.origin.kind = OriginKind::External;
    record.ticket.order = seen.spec;
    record.ticket.worstPrice = seen.spec.limitPrice.value_or(Price{});
    if (seen.spec.notional)
        record.ticket.worstNotional = *seen.spec.notional;
    else if (seen.spec.quantity)
        record.ticket.worstNotional =
            saturatedNotional(record.ticket.worstPrice, *seen.spec.quantity);
    record.decidedAt = seen.createdAt;
    TrackedOrder& order = add(std::move(record), now);
    order.phase = OrderPhase::Working;
    order.brokerId = seen.id;
    order.status = seen.status;
    return order;
}

TrackedOrder* OrderTable::find(std::string_view clientOrderId) noexcept
{
    const auto found = m_orders.find(clientOrderId);
    return found == m_orders.end() ? nullptr : &found->second;
}

const TrackedOrder* OrderTable::find(std::string_view clientOrderId) const noexcept
{
    const auto found = m_orders.find(clientOrderId);
    return found == m_orders.end() ? nullptr : &found->second;
}

bool OrderTable::advance(TrackedOrder& order, OrderStep step, Timestamp now)
{
    const auto next = nextPhase(order.phase, step);
    if (!next)
        return false;
    const bool ends = *next == OrderPhase::Done && order.phase != OrderPhase::Done;
    if (step == OrderStep::CancelAsked)
        order.cancelWanted = true;
    if (step == OrderStep::CancelRefused)
        order.cancelWanted = false;
    order.phase = *next;
    order.changedAt = now;
    if (ends)
        finish(order);
    return true;
}

bool OrderTable::observe(TrackedOrder& order, const BrokerOrder& seen, Timestamp now)
{
    const bool ended = order.phase == OrderPhase::Done;
    const bool ends = isTerminal(seen.status);
    // A replayed message must not reopen what has ended; a second end may only repeat the first.
    if (ended && (!ends || (isTerminal(order.status) && order.status != seen.status)))
        return ends ? false : !order.brokerId.empty();
    if (order.brokerId.empty())
        order.brokerId = seen.id;
    order.status = seen.status;
    return advance(order, ends ? OrderStep::Ended : OrderStep::Acknowledged, now);
}

std::optional<Booking> OrderTable::book(TrackedOrder& order, const Execution& execution)
{
    const auto known =
        std::find(order.executionIds.begin(), order.executionIds.end(), execution.id);
    if (known != order.executionIds.end())
        return std::nullopt;
    order.executionIds.push_back(execution.id);
    if (execution.cumulativeQuantity && *execution.cumulativeQuantity <= order.recovered)
        return std::nullopt;
    order.booked += execution.quantity;
    order.bookedValue.value += exactNotional(execution.price, execution.quantity).value;
    return Booking{order.intent.clientOrderId,
                   execution.side,
                   execution.price,
                   execution.quantity,
                   execution.at,
                   execution.id};
}

std::vector<Booking> OrderTable::recover(TrackedOrder& order,
                                         const BrokerOrder& seen,
                                         const std::vector<Execution>& activities)
{
    std::vector<Booking> bookings;
    const Quantity missing = seen.filledQuantity - order.booked;
    if (!missing.isPositive())
        return bookings;
    const auto take = [&](Price price, Quantity quantity, Timestamp at) {
        order.booked += quantity;
        order.bookedValue.value += exactNotional(price, quantity).value;
        bookings.push_back(
            {order.intent.clientOrderId, order.spec().side, price, quantity, at, {}});
    };

    std::vector<const Execution*> fresh;
    Quantity covered;
    for (const Execution& execution : activities) {
        if (execution.orderId != seen.id || !execution.cumulativeQuantity ||
            *execution.cumulativeQuantity <= order.booked)
            continue;
        fresh.push_back(&execution);
        covered += execution.quantity;
    }
    if (covered == missing) {
        for (const Execution* execution : fresh)
            take(execution->price, execution->quantity, execution->at);
    } else {
        const Price average = seen.filledAveragePrice.value_or(Price{});
        const ExactMoney left{exactNotional(average, seen.filledQuantity).value -
                              order.bookedValue.value};
        take(averageOf(left, missing), missing, seen.filledAt.value_or(seen.updatedAt));
    }
    order.recovered = seen.filledQuantity;
    return bookings;
}

std::size_t OrderTable::openCount() const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        m_orders.begin(), m_orders.end(), [](const auto& entry) { return entry.second.isOpen(); }));
}

void OrderTable::finish(const TrackedOrder& order)
{
    m_done.push_back(order.intent.clientOrderId);
    if (m_done.size() <= kDoneMax)
        return;
    m_orders.erase(m_done.front());
    m_done.erase(m_done.begin());
}

} // namespace tapedeck
