#include "audit/paper_record.h"

#include <algorithm>
#include <set>

namespace tapedeck {

namespace {

/// The broker's fills of one order, together.
struct Found
{
    std::string symbol;
    Side side{};
    Quantity filled;
    bool mixed = false; ///< of more than one symbol or side: no order of ours
};

std::map<std::string, Found> byOrder(const std::vector<Execution>& executions)
{
    std::map<std::string, Found> found;
    for (const Execution& execution : executions) {
        const auto [at, isNew] = found.try_emplace(
            execution.orderId, Found{execution.symbol, execution.side, {}, false});
        at->second.mixed = at->second.mixed || at->second.symbol != execution.symbol ||
                           at->second.side != execution.side;
        at->second.filled += execution.quantity;
    }
    return found;
}

} // namespace

void PaperRecord::add(const AuditEntry& entry)
{
    switch (entry.kind) {
    case AuditKind::Filled:
    case AuditKind::PartiallyFilled:
    case AuditKind::Busted:
        addFill(entry);
        return;
    case AuditKind::Difference:
        m_differences.push_back(entry.at);
        m_open.erase(entry.symbol); // whose shares these are is not known any more
        return;
    case AuditKind::RecordBroken:
    case AuditKind::RecordAccepted:
        // Rows are gone, and what they told with them.
        m_differences.push_back(entry.at);
        m_open.clear();
        return;
    case AuditKind::CorporateAction:
        m_open.erase(entry.symbol);
        return;
    default:
        return;
    }
}

void PaperRecord::addFill(const AuditEntry& entry)
{
    const bool ours = entry.origin.kind != OriginKind::External && !entry.clientOrderId.empty();
    if (!ours || !entry.order || !entry.quantity)
        return;
    if (m_orders.empty())
        m_since = entry.at;
    Order& order = m_orders[entry.clientOrderId];
    order.symbol = entry.symbol;
    order.side = entry.order->side;
    order.filled += *entry.quantity; // negative where one was busted
    order.fills.push_back(entry.at);

    OpenTrip& open = m_open[entry.symbol];
    if (std::find(open.orders.begin(), open.orders.end(), entry.clientOrderId) == open.orders.end())
        open.orders.push_back(entry.clientOrderId);
    if (order.side == Side::Buy)
        open.held += *entry.quantity;
    else
        open.held -= *entry.quantity;
    if (open.held.isPositive())
        return;
    // What was sold beyond it was held before the record begins, and is no round trip of it.
    if (open.held.isZero() && open.orders.size() > 1)
        m_trips.push_back({entry.symbol, open.orders});
    m_open.erase(entry.symbol);
}

ConfirmedRecord confirm(const PaperRecord& record,
                        const std::map<std::string, std::string>& brokerIds,
                        const std::vector<Execution>& atBroker,
                        const MarketCalendar& calendar)
{
    const std::map<std::string, Found> found = byOrder(atBroker);
    std::map<std::string, int> uses;
    for (const auto& [clientId, brokerId] : brokerIds)
        ++uses[brokerId];
    std::set<std::string> good;
    std::set<Date> days;
    for (const auto& [clientId, order] : record.orders()) {
        const auto brokerId = brokerIds.find(clientId);
        if (brokerId == brokerIds.end() || uses[brokerId->second] != 1)
            continue;
        const auto there = found.find(brokerId->second);
        if (there == found.end() || there->second.mixed || there->second.symbol != order.symbol ||
            there->second.side != order.side || there->second.filled != order.filled)
            continue;
        good.insert(clientId);
        for (const Timestamp at : order.fills)
            days.insert(calendar.tradingDate(at));
    }
    ConfirmedRecord confirmed;
    confirmed.tradingDays = static_cast<std::int32_t>(days.size());
    for (const PaperRecord::RoundTrip& trip : record.roundTrips()) {
        const bool whole = std::all_of(trip.orders.begin(),
                                       trip.orders.end(),
                                       [&](const std::string& id) { return good.contains(id); });
        ++(whole ? confirmed.roundTrips : confirmed.notFound);
    }
    return confirmed;
}

} // namespace tapedeck
