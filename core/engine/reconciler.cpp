#include "engine/reconciler.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// A fill that happens while the broker answers makes its answers disagree: ask again before
/// repairing.
constexpr std::int32_t kTriesBeforeRepair = 3;
constexpr Nanoseconds kAskAgainAfter = std::chrono::seconds{2};
/// Fills are asked for from a little before the last one that is in the books.
constexpr Nanoseconds kFillsOverlap = std::chrono::minutes{5};

} // namespace

void Reconciler::ask()
{
    EngineState& s = m_state;
    s.reconcileAt.reset();
    s.asked.clear();
    for (const auto& [id, order] : s.decisive.orders.all()) {
        if (order.isOpen())
            s.asked.push_back(id);
    }
    const Timestamp until = s.decisive.fillsBookedUntil;
    const Timestamp after =
        until == Timestamp{} ? s.now - std::chrono::hours{24} : until - kFillsOverlap;
    s.put(output::Reconcile{s.asked, after});
}

void Reconciler::onTruth(const input::BrokerTruth& truth)
{
    EngineState& s = m_state;
    s.dirty = true;
    for (const BrokerOrder& seen : truth.orders) {
        m_orders.recover(seen, truth.executions);
        m_orders.observe(seen);
    }
    for (const std::string& id : s.asked) {
        const bool found = std::any_of(truth.orders.begin(),
                                       truth.orders.end(),
                                       [&](const BrokerOrder& o) { return o.clientOrderId == id; });
        TrackedOrder* order = s.decisive.orders.find(id);
        if (!found && order != nullptr && order->isOpen())
            m_orders.lookUp(*order, "not among the broker's orders");
    }
    s.asked.clear();
    onAccount(truth.account);

    const bool firstTime = !s.reconciled;
    const bool settle = firstTime || s.reconcileTries + 1 >= kTriesBeforeRepair;
    if (!comparePositions(truth, settle)) {
        ++s.reconcileTries;
        s.reconcileAt = s.now + kAskAgainAfter;
        return;
    }
    s.reconcileTries = 0;
    s.reconciled = true;
    s.decisive.fillsBookedUntil = s.now;
    AuditEntry entry;
    entry.kind = AuditKind::Reconciled;
    entry.detail = std::to_string(truth.orders.size()) + " orders, " +
                   std::to_string(truth.positions.size()) + " positions";
    s.audit(std::move(entry));
}

void Reconciler::onAccount(const Account& account)
{
    EngineState& s = m_state;
    s.account = account;
    s.accountAt = s.now;
    s.cashSinceAccount = Money{};
    s.committedSinceAccount = Money{};
    // What the broker may not have counted when it wrote these figures.
    for (const auto& [id, order] : s.decisive.orders.all()) {
        const bool onItsWay = order.phase == OrderPhase::Intended ||
                              order.phase == OrderPhase::Submitting ||
                              order.phase == OrderPhase::Unknown;
        if (onItsWay && order.spec().side == Side::Buy)
            s.committedSinceAccount += order.intent.ticket.worstNotional;
    }
}

void Reconciler::onTick()
{
    if (m_state.reconcileAt && m_state.now >= *m_state.reconcileAt)
        ask();
}

bool Reconciler::comparePositions(const input::BrokerTruth& truth, bool settle)
{
    EngineState& s = m_state;
    bool equal = true;
    const auto compare = [&](const BrokerPosition& theirs) {
        const auto symbol = s.symbols.intern(theirs.symbol);
        if (!symbol || s.decisive.book.quantity(*symbol) == theirs.quantity)
            return;
        if (settle)
            repair(*symbol, theirs);
        else
            equal = false;
    };
    for (const BrokerPosition& theirs : truth.positions)
        compare(theirs);
    for (const Holding& ours : std::vector<Holding>{s.decisive.book.all()}) {
        const std::string text = s.text(ours.symbol);
        const bool known = std::any_of(truth.positions.begin(),
                                       truth.positions.end(),
                                       [&](const BrokerPosition& p) { return p.symbol == text; });
        if (known || ours.quantity.isZero())
            continue;
        BrokerPosition none;
        none.symbol = text;
        compare(none);
    }
    return equal;
}

void Reconciler::repair(SymbolId symbol, const BrokerPosition& theirs)
{
    EngineState& s = m_state;
    const Quantity ours = s.decisive.book.quantity(symbol);
    AuditEntry entry;
    // What we never had is somebody else's and no mistake of ours.
    entry.kind = ours.isZero() ? AuditKind::Adopted : AuditKind::Difference;
    entry.symbol = theirs.symbol;
    entry.quantity = theirs.quantity - ours;
    entry.price = theirs.averageEntryPrice;
    entry.detail = "ours " + ours.toString() + ", the broker's " + theirs.quantity.toString();
    s.audit(std::move(entry));
    s.decisive.book.overwrite(
        symbol, theirs.quantity, exactNotional(theirs.averageEntryPrice, theirs.quantity), s.now);
    m_orders.reduceInstances(symbol);
    if (theirs.quantity.isZero())
        s.stopMark(symbol) = StopMark{symbol, std::nullopt, std::nullopt, false};
}

} // namespace tapedeck
