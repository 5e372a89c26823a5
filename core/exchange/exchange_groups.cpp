#include "base/check.h"
#include "exchange/exchange.h"
#include "exchange/order_rules.h"

#include <algorithm>
#include <utility>

// How orders belong together: brackets, OCO, OTO. The rules stand in exchange.h.
namespace tapedeck {

namespace {

/// A profit target and its stop, of which only one can fill.
bool hasPair(const OrderRecord& parent) noexcept
{
    return parent.order.orderClass == OrderClass::Oco ? parent.legs.size() == 1
                                                      : parent.legs.size() == 2;
}

} // namespace

/// Enters what the request asks for beside its own order. Precondition: the parent is entered.
void Exchange::addLegs(OrderRecord& parent,
                       const OrderRequest& request,
                       std::vector<OrderUpdate>& out)
{
    const std::uint64_t parentNumber = parent.number;
    Book& book = *findBook(request.spec.symbol);
    const auto add = [&](OrderType type, std::optional<Price> limit, std::optional<Price> stop) {
        OrderRecord leg;
        leg.parent = parentNumber;
        BrokerOrder& order = leg.order;
        order.spec = request.spec;
        order.spec.side = Side::Sell;
        order.spec.type = type;
        order.spec.limitPrice = limit;
        order.spec.stopPrice = stop;
        order.orderClass = request.orderClass;
        order.parentId = m_orders[parentNumber].order.id;
        order.status = OrderStatus::Held;
        OrderRecord& entered = enter(std::move(leg), {}, book);
        m_orders[parentNumber].legs.push_back(entered.number);
        tell(entered, OrderEvent::Held, m_account.now, out);
    };
    if (request.takeProfitLimit && request.orderClass != OrderClass::Oco)
        add(OrderType::Limit, request.takeProfitLimit, std::nullopt);
    if (request.stopLossStop)
        add(request.stopLossLimit ? OrderType::StopLimit : OrderType::Stop,
            request.stopLossLimit,
            request.stopLossStop);
}

/// The other of the pair; null where there is none (yet: an account is being read).
const OrderRecord* Exchange::twinOf(const OrderRecord& record) const
{
    if (record.parent && *record.parent >= m_orders.size())
        return nullptr;
    const OrderRecord& parent = record.parent ? m_orders[*record.parent] : record;
    if (!hasPair(parent))
        return nullptr;
    const bool oco = parent.order.orderClass == OrderClass::Oco;
    const std::uint64_t first = oco ? parent.number : parent.legs[0];
    const std::uint64_t second = parent.legs.back();
    if (record.number != first && record.number != second)
        return nullptr;
    const std::uint64_t twin = record.number == first ? second : first;
    return twin < m_orders.size() ? &m_orders[twin] : nullptr;
}

OrderRecord* Exchange::openTwinOf(const OrderRecord& record)
{
    const OrderRecord* twin = twinOf(record);
    return twin == nullptr || isTerminal(twin->order.status) ? nullptr : &m_orders[twin->number];
}

void Exchange::afterFill(Book& book,
                         std::uint64_t number,
                         const Fill& fill,
                         std::vector<OrderUpdate>& out)
{
    OrderRecord& record = m_orders[number];
    if (OrderRecord* twin = openTwinOf(record)) {
        if (fill.completes) {
            finish(*twin, OrderEvent::Canceled, m_account.now, out);
        } else {
            *twin->order.spec.quantity -= fill.quantity;
            tell(*twin, OrderEvent::Restated, m_account.now, out);
        }
        return;
    }
    if (fill.completes && !record.legs.empty())
        workLegs(book, record, out);
}

/// The entry is filled: its legs are worked, for as many shares as are free. Those of an OCO hold
/// what their parent holds.
void Exchange::workLegs(Book& book, const OrderRecord& parent, std::vector<OrderUpdate>& out)
{
    const std::vector<std::uint64_t> legs = parent.legs;
    const bool oco = parent.order.orderClass == OrderClass::Oco;
    const Quantity free = oco ? *parent.order.spec.quantity : book.row.position - heldIn(book);
    for (const std::uint64_t number : legs) {
        OrderRecord& leg = m_orders[number];
        if (leg.order.status != OrderStatus::Held)
            continue;
        if (!free.isPositive()) {
            finish(leg, OrderEvent::Canceled, m_account.now, out);
            continue;
        }
        leg.order.spec.quantity = std::min(*leg.order.spec.quantity, free);
        if (inSession(leg.order.spec)) {
            route(leg, m_account.now, out);
        } else {
            leg.order.status = OrderStatus::Accepted;
            tell(leg, OrderEvent::Accepted, m_account.now, out);
        }
    }
}

/// One of a group has ended unfilled: what is left of the group ends too.
void Exchange::cancelRest(std::uint64_t number, Timestamp at, std::vector<OrderUpdate>& out)
{
    const std::uint64_t parent = m_orders[number].parent.value_or(number);
    std::vector<std::uint64_t> group = m_orders[parent].legs;
    group.insert(group.begin(), parent);
    for (const std::uint64_t member : group) {
        if (member != number && !isTerminal(m_orders[member].order.status))
            finish(m_orders[member], OrderEvent::Canceled, at, out);
    }
}

/// The place that `old` had in its group is its heir's. Precondition: both are entered.
void Exchange::inherit(OrderRecord& old, OrderRecord& heir)
{
    heir.order.orderClass = old.order.orderClass;
    heir.order.parentId = old.order.parentId;
    heir.parent = std::exchange(old.parent, std::nullopt);
    heir.legs = std::exchange(old.legs, {});
    if (heir.parent) {
        auto& legs = m_orders[*heir.parent].legs;
        std::replace(legs.begin(), legs.end(), old.number, heir.number);
        m_changedOrders.insert(*heir.parent);
    }
    for (const std::uint64_t leg : heir.legs) {
        m_orders[leg].parent = heir.number;
        m_orders[leg].order.parentId = heir.order.id;
        m_changedOrders.insert(leg);
    }
}

} // namespace tapedeck
