#include "engine/kill_switch.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kListEvery = std::chrono::seconds{1};
constexpr std::int32_t kEmptyListsNeeded = 2;

} // namespace

void KillSwitch::press(const command::Kill& kill)
{
    EngineState& s = m_state;
    s.dirty = true;
    AuditEntry entry;
    entry.kind = AuditKind::Killed;
    entry.origin = {OriginKind::Person, kill.source};
    entry.detail = kill.flatten ? "cancel all orders and flatten" : "cancel all orders";
    s.audit(std::move(entry));
    s.decisive.kill.flattenWanted = s.decisive.kill.flattenWanted || kill.flatten;
    if (!isKilled()) {
        s.put(output::SetKillLatch{true});
        s.lockLive("the kill switch was pressed");
    }
    begin();
}

void KillSwitch::resume()
{
    EngineState& s = m_state;
    if (!isKilled()) {
        AuditEntry entry;
        entry.kind = AuditKind::Killed;
        entry.detail = "the latch was set";
        s.audit(std::move(entry));
        s.lockLive("the kill switch was pressed while nothing ran");
    }
    // Whichever of the two memories of the kill survived, both have it from here on.
    s.put(output::SetKillLatch{true});
    s.decisive.kill.flattenWanted = s.decisive.kill.flattenWanted || s.decisive.kill.flattening;
    begin();
}

void KillSwitch::onReconnect()
{
    if (m_state.decisive.kill.phase == KillPhase::Cancelling)
        demandCancellations();
}

void KillSwitch::begin()
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    s.dirty = true;
    if (!isKilled())
        kill.since = s.now;
    kill.phase = KillPhase::Cancelling;
    kill.emptyLists = 0;
    kill.flattening = false;
    m_suggestions.withdrawAll();
    s.put(output::OpenTradeStream{});
    demandCancellations();
}

void KillSwitch::demandCancellations()
{
    EngineState& s = m_state;
    const bool spareClosing = s.decisive.kill.flattening;
    if (!spareClosing)
        s.put(output::CancelAllOrders{});
    std::vector<std::string> open;
    for (const auto& [id, order] : s.decisive.orders.all()) {
        if (order.isOpen() && !(spareClosing && closes(order)))
            open.push_back(id);
    }
    for (const std::string& id : open) {
        TrackedOrder& order = *s.decisive.orders.find(id);
        if (spareClosing)
            m_orders.repeatCancel(order);
        m_orders.requestCancel(order);
    }
    s.put(output::ListOpenOrders{});
    s.decisive.kill.nextListAt = s.now + kListEvery;
}

void KillSwitch::onOpenOrders(const input::OpenOrders& open)
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    for (const BrokerOrder& order : open.orders)
        m_orders.observe(order);
    if (!isKilled())
        return;
    s.dirty = true;
    kill.openAtBroker = static_cast<std::int32_t>(open.orders.size());
    if (kill.phase == KillPhase::Confirmed && !open.orders.empty())
        begin(); // somebody placed an order elsewhere
    if (kill.phase != KillPhase::Cancelling)
        return;
    // What the broker does not list any more has ended: its last fills are still to be heard.
    bool unheard = false;
    std::vector<std::string> ids;
    for (const auto& [id, order] : s.decisive.orders.all()) {
        if (order.isOpen())
            ids.push_back(id);
    }
    for (const std::string& id : ids) {
        unheard = true;
        const bool listed =
            std::any_of(open.orders.begin(), open.orders.end(), [&](const BrokerOrder& order) {
                return order.clientOrderId == id;
            });
        TrackedOrder& order = *s.decisive.orders.find(id);
        if (!listed && !order.brokerId.empty())
            m_orders.lookUp(order, "not in the list of open orders");
    }
    if (!open.orders.empty() || unheard) {
        kill.emptyLists = 0;
        return;
    }
    kill.flattening = false;
    if (++kill.emptyLists >= kEmptyListsNeeded)
        confirmed();
    else
        s.put(output::ListOpenOrders{});
}

void KillSwitch::onTick()
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    if (kill.phase != KillPhase::Cancelling || s.now < kill.nextListAt)
        return;
    s.dirty = true;
    if (kill.openAtBroker > 0 || s.decisive.orders.openCount() > 0) {
        demandCancellations();
        return;
    }
    kill.nextListAt = s.now + kListEvery;
    s.put(output::ListOpenOrders{});
}

void KillSwitch::confirmed()
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    if (kill.flattenWanted) {
        kill.flattenWanted = false;
        flatten();
        return;
    }
    if (m_suspension.isAwaited()) {
        kill.emptyLists = 0; // closing orders are still to come
        kill.nextListAt = s.now + kListEvery;
        return;
    }
    kill.phase = KillPhase::Confirmed;
    AuditEntry entry;
    entry.kind = AuditKind::KillConfirmed;
    s.audit(std::move(entry));
    m_suspension.suspend();
    s.put(output::CloseTradeStream{});
}

void KillSwitch::flatten()
{
    EngineState& s = m_state;
    s.decisive.kill.emptyLists = 0;
    s.decisive.kill.nextListAt = s.now + kListEvery;
    for (const Holding& held : std::vector<Holding>{s.decisive.book.all()}) {
        if (!held.quantity.isZero())
            closePosition(held.symbol);
    }
}

void KillSwitch::closePosition(SymbolId symbol)
{
    EngineState& s = m_state;
    const Quantity held = s.decisive.book.quantity(symbol);
    if (m_suspension.isInForce() && !held.isZero()) {
        m_suspension.liftFor(s.text(symbol)); // the broker would refuse it; it comes after that
        return;
    }
    const SymbolMarket* market = s.market.find(symbol);
    const auto quote = market == nullptr ? std::nullopt : market->quote();
    const OrderForm form = m_proposer.formFor(symbol, false);
    auto order = closingOrder(s.text(symbol), held, quote, form);
    // Without a quote to stand on the gate says why not, so that the wish is on record.
    if (!order)
        order = closingOrder(s.text(symbol), held, quote, {false, form.wholeShares});
    if (!order)
        return;
    Proposal proposal = m_proposer.draft({OriginKind::Person, "close"}, symbol, std::move(*order));
    proposal.isExit = true;
    proposal.byPerson = true;
    proposal.confidence = 1;
    const bool sent = m_proposer.propose(std::move(proposal)) == Proposer::Outcome::Sent;
    KillState& kill = s.decisive.kill;
    if (!sent || !isKilled())
        return;
    kill.flattening = true;
    kill.emptyLists = 0;
    if (kill.phase == KillPhase::Confirmed) {
        kill.phase = KillPhase::Cancelling;
        kill.nextListAt = s.now + kListEvery;
        s.put(output::OpenTradeStream{});
    }
}

bool KillSwitch::closes(const TrackedOrder& order) noexcept
{
    const Ticket& ticket = order.intent.ticket;
    return ticket.isExit && ticket.origin.kind == OriginKind::Person;
}

void KillSwitch::release(const command::Release& release)
{
    EngineState& s = m_state;
    if (!isKilled() || release.phrase != kReleasePhrase)
        return;
    s.dirty = true;
    const KillState before = s.decisive.kill;
    s.decisive.kill = KillState{};
    s.decisive.kill.suspension = before.suspension;
    m_suspension.lift();
    AuditEntry entry;
    entry.kind = AuditKind::Released;
    entry.origin = {OriginKind::Person, release.source};
    s.audit(std::move(entry));
    s.put(output::SetKillLatch{false});
    s.put(output::OpenTradeStream{});
    // Nothing is entered before the broker's truth has been heard again.
    s.reconciled = false;
    s.reconcileAt = s.now;
}

} // namespace tapedeck
