#include "engine/kill_switch.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

constexpr std::int32_t kEmptyListsNeeded = 2;
/// A closing order that came to nothing is followed by another after this, then twice as long, ...
constexpr Nanoseconds kCloseAgainAfter = std::chrono::seconds{10};
constexpr std::int32_t kDoublingsMax = 5;
constexpr Nanoseconds kLateComersEvery = std::chrono::seconds{5};
constexpr Nanoseconds kLookAgainAfter = std::chrono::seconds{1};
/// A closing limit that nobody took by then is canceled, where the market has moved on.
constexpr Nanoseconds kChaseAfter = std::chrono::seconds{30};

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
    if (kill.flatten)
        wantFlat();
    if (!isKilled()) {
        s.put(output::SetKillLatch{true});
        s.lockLive("the kill switch was pressed");
    }
    begin();
}

void KillSwitch::resume(const std::string& why)
{
    EngineState& s = m_state;
    const bool isNews = !isKilled();
    if (isNews) {
        AuditEntry entry;
        entry.kind = AuditKind::Killed;
        entry.detail = why;
        s.audit(std::move(entry));
    }
    // Also where something else keeps it locked in this run: that may be gone at the next start.
    if (isNews || s.locked.empty())
        s.lockLive("the kill switch was set at the start");
    // Whichever of the two memories of the kill survived, both have it from here on.
    s.put(output::SetKillLatch{true});
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
    if (kill.phase != KillPhase::Cancelling)
        kill.askedAt = s.now;
    kill.phase = KillPhase::Cancelling;
    kill.emptyLists = 0;
    // What is being closed is canceled with the rest, and closed once that is confirmed.
    kill.flattening = false;
    for (ClosingWish& wish : kill.wishes) {
        wish.tries = 0;
        wish.nextTryAt = s.now;
    }
    m_suggestions.withdrawAll("kill switch");
    m_way.forget();
    m_suspension.forget(); // wishes say it again
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
        if (order.isOpen() && !(spareClosing && order.isPersonsExit()))
            open.push_back(id);
    }
    for (const std::string& id : open) {
        TrackedOrder& order = *s.decisive.orders.find(id);
        if (spareClosing)
            m_orders.repeatCancel(order);
        m_orders.requestCancel(order);
    }
    s.put(output::ListOpenOrders{});
    s.decisive.kill.nextListAt = s.now + EngineState::kListEvery;
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
    // Placed elsewhere while the last list was on its way to us, or given up and arrived after all.
    if (kill.phase == KillPhase::Confirmed && s.decisive.orders.openCount() > 0)
        begin();
    if ((kill.phase == KillPhase::Confirmed || kill.flattening) && !m_suspension.isAwaited())
        (void)tryWishes();
    if (kill.flattening)
        chase();
    if (kill.phase == KillPhase::Off || s.now < kill.nextListAt)
        return;
    if (kill.phase == KillPhase::Confirmed) {
        watchForLateComers();
        return;
    }
    s.dirty = true;
    if (kill.openAtBroker > 0 || s.decisive.orders.openCount() > 0) {
        demandCancellations();
        return;
    }
    kill.nextListAt = s.now + EngineState::kListEvery;
    s.put(output::ListOpenOrders{});
}

/// What left before the press, and was given up, may come to the broker after the confirmation.
void KillSwitch::watchForLateComers()
{
    EngineState& s = m_state;
    if (!s.decisive.orders.anyMayStillArrive(s.now))
        return;
    s.decisive.kill.nextListAt = s.now + kLateComersEvery;
    s.put(output::ListOpenOrders{});
}

void KillSwitch::confirmed()
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    const bool isFirst = !kill.confirmedAt;
    if (isFirst)
        kill.confirmedAt = s.now;
    if (std::exchange(kill.flattenWanted, false)) {
        for (const Holding& held : s.decisive.book.all()) {
            if (!held.quantity.isZero())
                (void)wishFor(held.symbol);
        }
    }
    if (tryWishes() || m_suspension.isAwaited()) {
        if (isFirst)
            recordConfirmation(isFirst);
        kill.emptyLists = 0; // closing orders are out, or still to come
        kill.nextListAt = s.now + EngineState::kListEvery;
        return;
    }
    kill.phase = KillPhase::Confirmed;
    if (kill.flattenSince && !kill.flattenedAt && kill.wishes.empty())
        kill.flattenedAt = s.now;
    recordConfirmation(isFirst);
    m_suspension.suspend();
    s.put(output::CloseTradeStream{});
}

void KillSwitch::recordConfirmation(bool isFirst)
{
    EngineState& s = m_state;
    const KillState& kill = s.decisive.kill;
    AuditEntry entry;
    entry.kind = AuditKind::KillConfirmed;
    if (!isFirst) {
        entry.detail = "confirmed again after " + secondsText(s.now - kill.askedAt);
    } else {
        entry.detail = "confirmed after " + secondsText(s.now - kill.since) + "; ";
        entry.detail += kill.canceled == 0   ? "no order canceled"
                        : kill.canceled == 1 ? "1 order canceled"
                                             : std::to_string(kill.canceled) + " orders canceled";
        if (kill.lastCanceledAt)
            entry.detail +=
                ", the last one over after " + secondsText(*kill.lastCanceledAt - kill.since);
    }
    if (kill.flattenedAt == s.now)
        entry.detail += "; flat " + secondsText(s.now - *kill.flattenSince) + " after Flatten";
    std::string left;
    for (const ClosingWish& wish : kill.wishes) {
        left += (left.empty() ? "; still to be closed: " : ", ") + s.text(wish.symbol) + " " +
                s.decisive.book.quantity(wish.symbol).toString();
        if (wish.deniedBy)
            left += " (" + std::string{toString(*wish.deniedBy)} + ")";
    }
    entry.detail += left;
    s.audit(std::move(entry));
}

void KillSwitch::wantFlat()
{
    KillState& kill = m_state.decisive.kill;
    kill.flattenWanted = true;
    if (kill.flattenSince && !kill.flattenedAt)
        return; // the first press counts
    kill.flattenSince = m_state.now;
    kill.flattenedAt.reset();
}

ClosingWish& KillSwitch::wishFor(SymbolId symbol)
{
    auto& wishes = m_state.decisive.kill.wishes;
    const auto known = std::find_if(
        wishes.begin(), wishes.end(), [symbol](const auto& wish) { return wish.symbol == symbol; });
    m_state.dirty = true;
    if (known != wishes.end())
        return *known;
    wishes.push_back({symbol, std::nullopt, 0, m_state.now});
    return wishes.back();
}

bool KillSwitch::tryWishes()
{
    EngineState& s = m_state;
    auto& wishes = s.decisive.kill.wishes;
    const auto closed = std::remove_if(wishes.begin(), wishes.end(), [&s](const auto& wish) {
        return s.decisive.book.quantity(wish.symbol).isZero();
    });
    s.dirty = s.dirty || closed != wishes.end();
    wishes.erase(closed, wishes.end());
    bool anyOut = false;
    for (ClosingWish& wish : wishes) {
        if (wish.nextTryAt <= s.now)
            anyOut = tryWish(wish) || anyOut;
    }
    return anyOut;
}

bool KillSwitch::tryWish(ClosingWish& wish)
{
    EngineState& s = m_state;
    const auto& orders = s.decisive.orders.all();
    const bool isClosing = std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
        const TrackedOrder& order = entry.second;
        return order.isOpen() && order.isPersonsExit() &&
               order.spec().symbol == s.text(wish.symbol);
    });
    auto closing = isClosing ? std::nullopt : closingProposal(wish.symbol);
    if (!closing)
        return false;
    const auto denial = denialOf(*closing);
    if (denial) {
        wish.nextTryAt = s.now + kLookAgainAfter;
        // Tried on and on, and put on record when something else stands in the way.
        if (wish.deniedBy == denial)
            return false;
        wish.deniedBy = denial;
        s.dirty = true;
        (void)m_proposer.propose(std::move(*closing));
        return false;
    }
    if (s.waitsForBooks())
        return true;
    // What stands in its way is being canceled with all the rest.
    if (!m_way.clear(wish.symbol, closing->order.side))
        return false;
    s.dirty = true;
    wish.deniedBy.reset();
    wish.nextTryAt = s.now + kCloseAgainAfter * (1 << std::min(wish.tries, kDoublingsMax));
    ++wish.tries;
    if (m_suspension.isInForce()) {
        m_suspension.liftFor(
            s.text(wish.symbol)); // the broker would refuse it; it comes after that
        return true;
    }
    if (m_proposer.propose(std::move(*closing)) != Proposer::Outcome::Sent)
        return false;
    KillState& kill = s.decisive.kill;
    kill.flattening = true;
    kill.emptyLists = 0;
    if (kill.phase == KillPhase::Confirmed) {
        kill.phase = KillPhase::Cancelling;
        kill.askedAt = s.now;
        kill.nextListAt = s.now + EngineState::kListEvery;
        s.put(output::OpenTradeStream{});
    }
    return true;
}

void KillSwitch::chase()
{
    for (const ClosingWish& wish : m_state.decisive.kill.wishes) {
        const bool isShort = m_state.decisive.book.quantity(wish.symbol).isNegative();
        m_way.clearLeftBehind(wish.symbol, isShort ? Side::Buy : Side::Sell, kChaseAfter);
    }
}

std::optional<Limit> KillSwitch::denialOf(const Proposal& closing) const
{
    const Verdict verdict = m_proposer.check(closing);
    // A suspension of ours is lifted for a closing order.
    const bool suspended = m_suspension.isInForce();
    std::optional<Limit> denied;
    for (const LimitCheck& check : verdict.checks) {
        if (!denied && check.result == LimitResult::Denied &&
            !(suspended && check.limit == Limit::Account))
            denied = check.limit;
    }
    if (!denied || !m_proposer.sessionAllowed())
        return denied;
    // The order had to be written without the limit price that it needs.
    const OrderForm form = m_proposer.formFor(closing.symbol, false);
    if (form.limit && !closing.order.limitPrice)
        return Limit::QuoteUsable;
    // Less than a share: it is taken in regular hours.
    return form.extendedHours && denied == Limit::BrokerRules ? Limit::Session : denied;
}

std::optional<Proposal> KillSwitch::closingProposal(SymbolId symbol) const
{
    const EngineState& s = m_state;
    const Quantity held = s.decisive.book.quantity(symbol);
    const SymbolMarket* market = s.market.find(symbol);
    const auto quote = market == nullptr ? std::nullopt : market->quote();
    OrderForm form = m_proposer.formFor(symbol, false);
    auto order = closingOrder(s.text(symbol), held, quote, form);
    // Without a quote to stand on the gate says why not, so that the wish is on record.
    form.limit = false;
    if (!order)
        order = closingOrder(s.text(symbol), held, quote, form);
    if (!order)
        return std::nullopt;
    Proposal proposal = m_proposer.draft({OriginKind::Person, "close"}, symbol, std::move(*order));
    proposal.isExit = true;
    proposal.byPerson = true;
    proposal.confidence = 1;
    return proposal;
}

void KillSwitch::closePosition(SymbolId symbol)
{
    EngineState& s = m_state;
    if (s.decisive.book.quantity(symbol).isZero())
        return;
    if (isKilled()) {
        ClosingWish& wish = wishFor(symbol);
        wish.deniedBy.reset();
        (void)tryWish(wish);
    } else if (m_suspension.isInForce()) {
        m_suspension.liftFor(s.text(symbol));
    } else if (s.waitsForBooks() || !m_way.clear(symbol, std::nullopt)) {
        m_way.sayLater(symbol, command::ClosePosition{s.text(symbol)});
    } else if (auto closing = closingProposal(symbol)) {
        (void)m_proposer.propose(std::move(*closing));
    }
}

void KillSwitch::onFreed(const std::vector<std::string>& symbols)
{
    for (const std::string& symbol : symbols) {
        if (const auto known = m_state.symbols.find(symbol))
            closePosition(*known);
    }
    // Nothing came of it: the account is closed again.
    if (!symbols.empty() && m_state.decisive.kill.phase == KillPhase::Confirmed)
        m_suspension.suspend();
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
    m_suspension.forget();
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
