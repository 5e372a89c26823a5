#include "orders/order_table.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// The price at which `value` was paid for `quantity`, half-even to nine decimals; nobody pays less
/// than nothing, whatever a broker's rounded average says.
Price averageOf(ExactMoney value, Quantity quantity) noexcept
{
    const Int128 nanos = divideHalfEven(value.value, Int128{quantity.nanos()});
    return Price::fromNanos(
        static_cast<std::int64_t>(std::clamp<Int128>(nanos, Int128{0}, Int128{INT64_MAX})));
}

bool isKnown(const TrackedOrder& order, std::string_view executionId) noexcept
{
    return std::any_of(order.fills.begin(), order.fills.end(), [&](const BookedFill& fill) {
        return fill.id == executionId;
    });
}

/// Activities have ids of their own, so a fill is the same where it brought the order as far.
bool isBooked(const TrackedOrder& order, const Execution& activity) noexcept
{
    return std::any_of(order.fills.begin(), order.fills.end(), [&](const BookedFill& fill) {
        return fill.cumulative == activity.cumulativeQuantity;
    });
}

/// After a bust or a correction all cumulative figures count anew, from what is booked now.
void settle(TrackedOrder& order) noexcept
{
    order.recovered = order.booked;
    order.recoveredValue = order.bookedValue;
}

} // namespace

Quantity TrackedOrder::remaining() const noexcept
{
    return isOpen() ? left() : Quantity{};
}

Money TrackedOrder::remainingNotional() const noexcept
{
    return isOpen() ? notionalLeft() : Money{};
}

Quantity TrackedOrder::atStake(Timestamp now) const noexcept
{
    return isOpen() || mayStillArrive(now) ? left() : Quantity{};
}

Money TrackedOrder::notionalAtStake(Timestamp now) const noexcept
{
    return isOpen() || mayStillArrive(now) ? notionalLeft() : Money{};
}

Quantity TrackedOrder::left() const noexcept
{
    if (spec().quantity)
        return std::max(*spec().quantity - booked, Quantity{});
    const Price worst = intent.ticket.worstPrice;
    return worst.isPositive() ? quantityFor(notionalLeft(), worst).value_or(Quantity{})
                              : Quantity{};
}

Money TrackedOrder::notionalLeft() const noexcept
{
    if (spec().notional)
        return std::max(*spec().notional - bookedValue.rounded(), Money{});
    // In proportion, rounded up: a limit must not slip through a rounding.
    const Ticket& ticket = intent.ticket;
    const Int128 whole = std::max<Int128>(spec().quantity.value_or(Quantity{}).nanos(), 1);
    const Int128 part = Int128{ticket.worstNotional.nanos()} * left().nanos();
    return std::min(ticket.worstNotional,
                    Money::fromNanos(static_cast<std::int64_t>((part + whole - 1) / whole)));
}

TrackedOrder& OrderTable::add(IntentRecord intent, Timestamp now, std::int64_t multiplier)
{
    TrackedOrder order;
    order.intent = std::move(intent);
    order.multiplier = multiplier;
    order.changedAt = now;
    const auto [place, isNew] = m_orders.emplace(order.intent.clientOrderId, order);
    CHECK(isNew);
    return place->second;
}

TrackedOrder&
OrderTable::adopt(const BrokerOrder& seen, Price market, Timestamp now, std::int64_t multiplier)
{
    IntentRecord record;
    record.clientOrderId = seen.clientOrderId;
    record.ticket.origin.kind = OriginKind::External;
    record.ticket.order = seen.spec;
    record.ticket.worstPrice =
        seen.spec.limitPrice.value_or(std::max(seen.spec.stopPrice.value_or(Price{}), market));
    if (seen.spec.notional)
        record.ticket.worstNotional = *seen.spec.notional;
    else if (seen.spec.quantity)
        record.ticket.worstNotional =
            saturatedNotional(record.ticket.worstPrice, *seen.spec.quantity, multiplier);
    record.decidedAt = seen.createdAt;
    TrackedOrder& order = add(std::move(record), now, multiplier);
    order.phase = OrderPhase::Working;
    order.brokerId = seen.id;
    order.status = seen.status;
    order.booked = order.recovered = seen.filledQuantity;
    order.bookedValue = order.recoveredValue =
        exactNotional(seen.filledAveragePrice.value_or(Price{}), seen.filledQuantity);
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
    const bool ends = isTerminal(seen.status);
    if (order.phase == OrderPhase::Done) {
        if (order.brokerId.empty()) {
            // The end was our conclusion, and the broker has the order after all.
            order.brokerId = seen.id;
            order.status = seen.status;
            order.reason.clear();
            if (!ends) {
                order.phase = OrderPhase::Working;
                order.changedAt = now;
                m_done.erase(std::remove(m_done.begin(), m_done.end(), order.intent.clientOrderId),
                             m_done.end());
            }
            return true;
        }
        // A replayed message does not reopen what has ended; a second end may only repeat it.
        return !ends || order.status == seen.status;
    }
    if (order.brokerId.empty())
        order.brokerId = seen.id;
    // "new" told late, after a fill, is no news.
    const bool late = order.booked.isPositive() && seen.filledQuantity.isZero() && !ends;
    if (!late)
        order.status = seen.status;
    return advance(order, ends ? OrderStep::Ended : OrderStep::Acknowledged, now);
}

Booking OrderTable::put(TrackedOrder& order, const Execution& execution)
{
    order.booked += execution.quantity;
    order.bookedValue.value += exactNotional(execution.price, execution.quantity).value;
    order.fills.push_back(
        {execution.id, execution.cumulativeQuantity, execution.price, execution.quantity});
    return Booking{order.intent.clientOrderId,
                   execution.side,
                   execution.price,
                   execution.quantity,
                   execution.at,
                   execution.id};
}

std::optional<Booking> OrderTable::book(TrackedOrder& order, const Execution& execution)
{
    if (isKnown(order, execution.id))
        return std::nullopt;
    const bool bust = execution.quantity.isNegative();
    if (!bust && execution.cumulativeQuantity && *execution.cumulativeQuantity <= order.recovered)
        return std::nullopt;
    const Booking booking = put(order, execution);
    if (bust)
        settle(order);
    return booking;
}

std::vector<Booking>
OrderTable::correct(TrackedOrder& order, std::string_view previousId, const Execution& execution)
{
    const auto previous =
        std::find_if(order.fills.begin(), order.fills.end(), [&](const BookedFill& fill) {
            return fill.id == previousId;
        });
    if (isKnown(order, execution.id) || previous == order.fills.end())
        return {};
    Execution taken = execution;
    taken.id = execution.id + "/" + std::string{previousId};
    taken.price = previous->price;
    taken.quantity = -previous->quantity;
    std::vector<Booking> bookings{put(order, taken), put(order, execution)};
    settle(order);
    return bookings;
}

std::vector<Booking> OrderTable::recover(TrackedOrder& order,
                                         const BrokerOrder& seen,
                                         const std::vector<Execution>& activities)
{
    const Quantity until = seen.filledQuantity;
    std::vector<Booking> bookings;
    if (until <= order.recovered)
        return bookings;
    // What of the first `until` shares is booked: fills may have come out of their order.
    Quantity known = order.recovered;
    ExactMoney knownValue = order.recoveredValue;
    for (const BookedFill& fill : order.fills) {
        if (fill.cumulative && (*fill.cumulative <= order.recovered || *fill.cumulative > until))
            continue;
        known += fill.quantity;
        knownValue.value += exactNotional(fill.price, fill.quantity).value;
    }
    const Quantity missing = until - known;
    if (!missing.isPositive())
        return bookings;
    const auto take = [&](Price price, Quantity quantity, Timestamp at) {
        const ExactMoney value = exactNotional(price, quantity);
        order.booked += quantity;
        order.bookedValue.value += value.value;
        knownValue.value += value.value;
        bookings.push_back(
            {order.intent.clientOrderId, order.spec().side, price, quantity, at, {}});
    };

    std::vector<const Execution*> fresh;
    Quantity covered;
    for (const Execution& execution : activities) {
        if (execution.orderId != seen.id || !execution.cumulativeQuantity ||
            *execution.cumulativeQuantity <= order.recovered ||
            *execution.cumulativeQuantity > until || isBooked(order, execution))
            continue;
        fresh.push_back(&execution);
        covered += execution.quantity;
    }
    if (covered == missing) {
        for (const Execution* execution : fresh)
            take(execution->price, execution->quantity, execution->at);
    } else {
        const Price average = seen.filledAveragePrice.value_or(order.intent.ticket.worstPrice);
        const ExactMoney left{exactNotional(average, until).value - knownValue.value};
        take(averageOf(left, missing), missing, seen.filledAt.value_or(seen.updatedAt));
    }
    order.recovered = until;
    order.recoveredValue = knownValue;
    return bookings;
}

std::size_t OrderTable::openCount() const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        m_orders.begin(), m_orders.end(), [](const auto& entry) { return entry.second.isOpen(); }));
}

bool OrderTable::anyMayStillArrive(Timestamp now) const noexcept
{
    return std::any_of(m_orders.begin(), m_orders.end(), [now](const auto& entry) {
        return entry.second.mayStillArrive(now);
    });
}

void OrderTable::markCounted() noexcept
{
    for (auto& [id, order] : m_orders)
        order.counted = order.counted || !order.brokerId.empty();
}

void OrderTable::finish(const TrackedOrder& order)
{
    m_done.push_back(order.intent.clientOrderId);
    if (m_done.size() <= kDoneMax)
        return;
    const auto spare = std::find_if(m_done.begin(), m_done.end(), [&](const std::string& id) {
        return !m_orders.at(id).mayStillArrive(order.changedAt);
    });
    const auto goes = spare != m_done.end() ? spare : m_done.begin();
    m_orders.erase(*goes);
    m_done.erase(goes);
}

std::vector<std::string> OrderTable::doneToSave() const
{
    const std::size_t old = m_done.size() - std::min(m_done.size(), kDoneSaved);
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < m_done.size(); ++i) {
        if (i >= old || m_orders.at(m_done[i]).wasGivenUp())
            kept.push_back(m_done[i]);
    }
    return kept;
}

} // namespace tapedeck
