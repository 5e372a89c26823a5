#include "engine/reconciler.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// A fill that happens while the broker answers makes its answers disagree. Where an order works on
/// the symbol, only a difference that is the same so many times is repaired.
constexpr std::int32_t kLooksBeforeRepair = 3;
constexpr Nanoseconds kAskAgainAfter = std::chrono::seconds{2};
constexpr Nanoseconds kAskTransfersAgainAfter = std::chrono::seconds{15};
/// The broker's clock and ours, at most (beyond that nothing is entered anyway).
constexpr Nanoseconds kClocksApart = std::chrono::seconds{2};
/// Fills are asked for from a little before the last one that is in the books.
constexpr Nanoseconds kFillsOverlap = std::chrono::minutes{5};

} // namespace

void Reconciler::ask()
{
    EngineState& s = m_state;
    s.reconcileAt.reset();
    s.asked.clear();
    for (const auto& [id, order] : s.decisive.orders.all()) {
        // The fill of one that arrives late may be told on a stream that is away.
        if (order.isOpen() || order.mayStillArrive(s.now))
            s.asked.push_back(id);
    }
    const Timestamp until = s.decisive.fillsBookedUntil;
    const Timestamp after =
        until == Timestamp{} ? s.now - std::chrono::hours{24} : until - kFillsOverlap;
    s.askedAt = s.now;
    const MarketCalendar& calendar = s.market.calendar();
    const auto before = calendar.hoursOn(calendar.previousTradingDay(calendar.tradingDate(s.now)));
    const Timestamp close = before ? before->close : s.now - std::chrono::days{7};
    s.put(output::Reconcile{s.asked, after, close});
}

void Reconciler::onTruth(const input::BrokerTruth& truth)
{
    EngineState& s = m_state;
    s.dirty = true;
    // What the broker said is as old as the question at most: an answer may be long on its way, and
    // the machine may have slept meanwhile.
    const Timestamp asOf = std::exchange(s.askedAt, std::nullopt).value_or(s.now);
    for (const BrokerOrder& seen : truth.orders) {
        m_orders.recover(seen, truth.executions);
        m_orders.repeatCancel(m_orders.observe(seen));
    }
    for (const std::string& id : s.asked) {
        const bool found = std::any_of(truth.orders.begin(),
                                       truth.orders.end(),
                                       [&](const BrokerOrder& o) { return o.clientOrderId == id; });
        TrackedOrder* order = s.decisive.orders.find(id);
        // What is still on its way to the broker gets an answer of its own.
        const bool sent = order != nullptr && order->isOpen() &&
                          order->phase != OrderPhase::Intended &&
                          order->phase != OrderPhase::Submitting;
        if (!found && sent)
            m_orders.lookUp(*order, "not among the broker's orders");
    }
    s.asked.clear();
    onAccount(truth.account);
    const Money transfersBefore = s.transfersToday();
    takeTransfers(truth);

    const bool before = s.reconciled;
    const bool same = comparePositions(truth);
    // While the stream is away the books are only as good as the last look: nothing is entered.
    s.reconciled = same && !tradesAway();
    if (!same) {
        s.reconcileAt = s.now + kAskAgainAfter;
        return;
    }
    s.agreedAt = s.now;
    const bool cashMoved = s.cash != truth.account.cash;
    const Int128 moved =
        Int128{truth.account.cash.nanos()} - s.cash.value_or(truth.account.cash).nanos();
    s.cash = truth.account.cash;
    s.reconcileAt.reset();
    // The list of transfers may be of before, and the account's figures of after the same one.
    const Int128 named = Int128{s.transfersToday().nanos()} - transfersBefore.nanos();
    if (!s.transfersTold)
        s.reconcileAt = s.now + kAskTransfersAgainAfter;
    else if (before && !m_repaired && moved != named)
        s.reconcileAt = s.now + kAskAgainAfter;
    s.decisive.fillsBookedUntil = asOf;
    // A check that found nothing is no event: it comes every minute.
    if (before && s.reconciled && !m_repaired && !cashMoved)
        return;
    if (!s.reconciled && !m_repaired)
        return;
    AuditEntry entry;
    entry.kind = AuditKind::Reconciled;
    entry.detail = std::to_string(truth.orders.size()) + " orders, " +
                   std::to_string(truth.positions.size()) + " positions";
    if (const Money today = s.transfersToday(); !today.isZero())
        entry.detail += ", " + today.toString() + " dollars of transfers today";
    s.audit(std::move(entry));
}

void Reconciler::takeTransfers(const input::BrokerTruth& truth)
{
    EngineState& s = m_state;
    s.transfersTold = truth.transfers.has_value();
    if (s.transfersTold)
        s.decisive.transfers.set(*truth.transfers);
    if (std::exchange(s.noTransfers, truth.noTransfers) == truth.noTransfers || s.transfersTold)
        return;
    AuditEntry entry;
    entry.kind = AuditKind::FeedChanged;
    entry.detail = truth.noTransfers;
    s.audit(std::move(entry));
}

void Reconciler::onAccount(const Account& account)
{
    EngineState& s = m_state;
    if (!s.account)
        s.cash = account.cash;
    s.account = account;
    s.decisive.orders.markCounted();
    if (s.cash != account.cash && !s.reconcileAt)
        s.reconcileAt = s.now + kAskAgainAfter;
}

void Reconciler::onTick()
{
    if (m_state.reconcileAt && m_state.now >= *m_state.reconcileAt)
        ask();
}

/// It was there, or tried to be, and is not: a stream that was closed on purpose is not away.
bool Reconciler::tradesAway() const noexcept
{
    const LinkState state = m_state.linkState(Link::TradeUpdates);
    return state != LinkState::Live && state != LinkState::Off;
}

bool Reconciler::comparePositions(const input::BrokerTruth& truth)
{
    EngineState& s = m_state;
    m_repaired = false;
    std::vector<PositionDifference> left;
    const auto compare = [&](const BrokerPosition& theirs) {
        const auto symbol = s.symbols.intern(theirs.symbol);
        if (!symbol)
            return;
        const auto differs = [&] { return theirs.quantity - s.decisive.book.quantity(*symbol); };
        const auto why = differs().isZero() ? ActionsDesk::Explanation::None
                                            : m_actions.explain(*symbol, theirs.quantity);
        const Quantity difference = differs(); // explaining may have moved ours
        if (difference.isZero()) {
            m_actions.agreed(*symbol);
            s.byFills[*symbol] = theirs.quantity;
            return;
        }
        if (why == ActionsDesk::Explanation::NotYetBooked)
            return;
        const bool explained = why == ActionsDesk::Explanation::Action;
        const bool early = !s.decisive.book.quantity(*symbol).isZero() && s.actionsPending();
        const auto foreign = foreignFills(theirs.symbol, truth.executions);
        const bool elsewhere = explains(foreign, difference);
        if (explained)
            repair(*symbol, theirs, Why::Action, foreign);
        else if (early || mayBeFilling(*symbol, difference))
            left.push_back({*symbol, difference, looksAt(*symbol, difference) + 1});
        else if (elsewhere)
            repair(*symbol, theirs, Why::Fills, foreign);
        else if (mayBeOld(*symbol, difference))
            left.push_back({*symbol, difference, 1});
        else
            repair(*symbol, theirs, Why::Unknown, foreign);
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
    s.differences = std::move(left);
    return s.differences.empty();
}

std::int32_t Reconciler::looksAt(SymbolId symbol, Quantity difference) const noexcept
{
    for (const PositionDifference& known : m_state.differences) {
        if (known.symbol == symbol && known.difference == difference)
            return known.looks;
    }
    return 0;
}

bool Reconciler::mayBeFilling(SymbolId symbol, Quantity difference) const
{
    const EngineState& s = m_state;
    if (looksAt(symbol, difference) + 1 >= kLooksBeforeRepair)
        return false;
    const std::string text = s.text(symbol);
    const auto& orders = s.decisive.orders.all();
    return std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
        const TrackedOrder& order = entry.second;
        // One that arrives late may come between its look-up and the list of fills.
        const bool moving = order.isOpen() || order.mayStillArrive(s.now) ||
                            s.now - order.changedAt < kAskAgainAfter;
        return moving && order.spec().symbol == text;
    });
}

/// The answer may be older than our books, or its parts of different moments: what nothing explains
/// must be seen twice. Not at the very first start, which has no books yet.
bool Reconciler::mayBeOld(SymbolId symbol, Quantity difference) const noexcept
{
    return m_state.decisive.fillsBookedUntil != Timestamp{} && looksAt(symbol, difference) == 0;
}

std::vector<Quantity> Reconciler::foreignFills(const std::string& symbol,
                                               const std::vector<Execution>& executions) const
{
    const auto isOurs = [this](const Execution& execution) {
        const auto& orders = m_state.decisive.orders.all();
        return std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
            const TrackedOrder& order = entry.second;
            if (order.brokerId != execution.orderId)
                return false;
            return !order.isExternal() ||
                   std::any_of(order.fills.begin(), order.fills.end(), [&](const auto& fill) {
                       return fill.id == execution.id;
                   });
        });
    };
    std::vector<const Execution*> foreign;
    for (const Execution& execution : executions) {
        const bool isNew = execution.at > m_state.decisive.fillsBookedUntil - kClocksApart;
        if (execution.symbol == symbol && isNew && !isOurs(execution))
            foreign.push_back(&execution);
    }
    std::stable_sort(
        foreign.begin(), foreign.end(), [](const auto* a, const auto* b) { return a->at > b->at; });
    std::vector<Quantity> quantities;
    quantities.reserve(foreign.size());
    for (const Execution* execution : foreign)
        quantities.push_back(execution->side == Side::Buy ? execution->quantity
                                                          : -execution->quantity);
    return quantities;
}

bool Reconciler::explains(const std::vector<Quantity>& foreign, Quantity difference) noexcept
{
    Int128 sum = 0;
    return std::any_of(foreign.begin(), foreign.end(), [&](Quantity quantity) {
        sum += quantity.nanos();
        return sum == difference.nanos();
    });
}

std::string
Reconciler::threeWays(SymbolId symbol, Quantity theirs, const std::vector<Quantity>& foreign) const
{
    const Quantity ours = m_state.decisive.book.quantity(symbol);
    const auto known = m_state.byFills.find(symbol);
    Quantity byFills = known == m_state.byFills.end() ? ours : known->second;
    if (explains(foreign, theirs - byFills)) {
        byFills = theirs; // some of them may have been taken over with the positions before
    } else {
        for (const Quantity quantity : foreign)
            byFills = checkedAdd(byFills, quantity).value_or(byFills);
    }
    return "ours " + ours.toString() + ", by the fills " + byFills.toString() + ", the broker's " +
           theirs.toString();
}

void Reconciler::repair(SymbolId symbol,
                        const BrokerPosition& theirs,
                        Why why,
                        const std::vector<Quantity>& foreign)
{
    EngineState& s = m_state;
    const Quantity ours = s.decisive.book.quantity(symbol);
    AuditEntry entry;
    // What we never had is somebody else's and no mistake of ours.
    const bool adopted = ours.isZero() || why == Why::Fills;
    entry.kind = adopted ? AuditKind::Adopted : AuditKind::Difference;
    if (why == Why::Action)
        entry.kind = AuditKind::CorporateAction;
    entry.symbol = theirs.symbol;
    entry.quantity = theirs.quantity - ours;
    entry.price = theirs.averageEntryPrice;
    entry.detail = threeWays(symbol, theirs.quantity, foreign);
    const std::string opinions = entry.detail;
    const bool unexplained = entry.kind == AuditKind::Difference;
    m_repaired = true;
    s.audit(std::move(entry));
    const std::int64_t multiplier = s.multiplierOf(symbol);
    s.decisive.book.overwrite(symbol,
                              theirs.quantity,
                              exactNotional(theirs.averageEntryPrice, theirs.quantity, multiplier),
                              s.now,
                              multiplier);
    s.byFills[symbol] = theirs.quantity;
    m_orders.reduceInstances(
        symbol, s.markOf(symbol), why == Why::Action ? "a corporate action" : opinions);
    if (why == Why::Action)
        m_actions.agreed(symbol);
    if (unexplained) {
        s.lockLive("the position in " + theirs.symbol + " differed from the broker's");
        m_actions.block(symbol,
                        ours.toString() + " became " + theirs.quantity.toString() +
                            " at the broker, and neither fills nor a corporate action explain it");
    }
    if (theirs.quantity.isZero())
        s.forgetStop(symbol);
}

} // namespace tapedeck
