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
    if (!isKilled())
        s.put(output::SetKillLatch{true});
    begin();
}

void KillSwitch::resume()
{
    begin();
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
    s.put(output::CancelAllOrders{});
    std::vector<std::string> open;
    for (const auto& [id, order] : s.decisive.orders.all()) {
        if (order.isOpen())
            open.push_back(id);
    }
    for (const std::string& id : open)
        m_orders.requestCancel(*s.decisive.orders.find(id));
    s.put(output::ListOpenOrders{});
    s.decisive.kill.nextListAt = s.now + kListEvery;
}

void KillSwitch::onOpenOrders(const input::OpenOrders& open)
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    for (const BrokerOrder& order : open.orders)
        m_orders.observe(order);
    if (kill.phase != KillPhase::Cancelling)
        return;
    s.dirty = true;
    kill.openAtBroker = static_cast<std::int32_t>(open.orders.size());
    if (!open.orders.empty() || anythingUnanswered()) {
        kill.emptyLists = 0;
        return;
    }
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
    if (kill.flattening) {
        // Closing orders are ours and must live; wait until each has ended, then confirm again.
        if (s.decisive.orders.openCount() == 0) {
            kill.flattening = false;
            kill.emptyLists = 0;
        }
        kill.nextListAt = s.now + kListEvery;
        s.put(output::ListOpenOrders{});
        return;
    }
    if (kill.openAtBroker > 0 || anythingUnanswered()) {
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
        kill.flattening = true;
        kill.emptyLists = 0;
        kill.nextListAt = s.now + kListEvery;
        for (const Holding& held : std::vector<Holding>{s.decisive.book.all()}) {
            if (!held.quantity.isZero())
                closePosition(held.symbol);
        }
        return;
    }
    kill.phase = KillPhase::Confirmed;
    AuditEntry entry;
    entry.kind = AuditKind::KillConfirmed;
    s.audit(std::move(entry));
    s.put(output::CloseTradeStream{});
}

void KillSwitch::closePosition(SymbolId symbol)
{
    EngineState& s = m_state;
    const Quantity held = s.decisive.book.quantity(symbol);
    const SymbolMarket* market = s.market.find(symbol);
    const auto quote = market == nullptr ? std::nullopt : market->quote();
    auto order = closingOrder(s.text(symbol), held, quote, m_proposer.formFor(symbol, false));
    if (!order)
        return;
    if (isKilled() && !s.decisive.kill.flattening) {
        s.decisive.kill.phase = KillPhase::Cancelling;
        s.decisive.kill.flattening = true;
        s.decisive.kill.nextListAt = s.now + kListEvery;
        s.put(output::OpenTradeStream{});
    }
    Proposal proposal = m_proposer.draft({OriginKind::Person, "close"}, symbol, std::move(*order));
    proposal.isExit = true;
    proposal.byPerson = true;
    proposal.confidence = 1;
    (void)m_proposer.propose(std::move(proposal));
}

void KillSwitch::release(const command::Release& release)
{
    EngineState& s = m_state;
    if (!isKilled() || release.phrase != kReleasePhrase)
        return;
    s.dirty = true;
    s.decisive.kill = KillState{};
    AuditEntry entry;
    entry.kind = AuditKind::Released;
    entry.origin = {OriginKind::Person, release.source};
    s.audit(std::move(entry));
    s.put(output::SetKillLatch{false});
    s.put(output::OpenTradeStream{});
    s.reconcileAt = s.now;
}

bool KillSwitch::anythingUnanswered() const noexcept
{
    const auto& orders = m_state.decisive.orders.all();
    return std::any_of(orders.begin(), orders.end(), [](const auto& entry) {
        const OrderPhase phase = entry.second.phase;
        return phase == OrderPhase::Intended || phase == OrderPhase::Submitting ||
               phase == OrderPhase::Unknown;
    });
}

} // namespace tapedeck
