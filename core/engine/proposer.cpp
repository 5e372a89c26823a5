#include "engine/proposer.h"

#include "market/option_terms.h"

#include <algorithm>

namespace tapedeck {

namespace {

AuditEntry entryFor(AuditKind kind, const Proposal& proposal, std::vector<LimitCheck> checks)
{
    AuditEntry entry;
    entry.kind = kind;
    entry.symbol = proposal.order.symbol;
    entry.origin = proposal.origin;
    entry.proposalId = proposal.id;
    entry.order = proposal.order;
    entry.price = proposal.reference;
    entry.confidence = proposal.confidence;
    entry.evidence = proposal.evidence;
    entry.checks = std::move(checks);
    return entry;
}

/// Sums of worst cases are pinned: what does not fit exceeds every bound anyway.
template <class T>
void add(T& sum, T part) noexcept
{
    sum = checkedAdd(sum, part).value_or(T::fromNanos(INT64_MAX));
}

bool deniesOnly(const Verdict& verdict, Limit limit)
{
    return verdict.denies(limit) &&
           std::all_of(
               verdict.checks.begin(), verdict.checks.end(), [limit](const LimitCheck& check) {
                   return check.limit == limit || check.result != LimitResult::Denied;
               });
}

} // namespace

Proposer::Outcome Proposer::propose(Proposal proposal, std::optional<Price> askedAgainFrom)
{
    EngineState& s = m_state;
    proposal.id = s.nextId();
    s.audit(entryFor(AuditKind::SignalRaised, proposal, {}));
    const bool asks = s.rules == Rules::Approval && !proposal.byPerson;
    Verdict verdict = check(proposal, asks ? Way::Cleared : Way::AsItIs);
    // A card that is asked again because its price was old may wait for a newer one.
    const bool waits = asks && askedAgainFrom && deniesOnly(verdict, Limit::PriceAge);
    if (!verdict.approved && !waits) {
        recordDenial(proposal, verdict);
        return Outcome::Denied;
    }
    if (asks) {
        suggest(std::move(proposal), std::move(verdict), askedAgainFrom);
        return Outcome::Suggested;
    }
    s.audit(entryFor(AuditKind::Allowed, proposal, verdict.checks));
    Approved approved = std::move(*verdict.approved);
    m_orders.submit(std::move(approved), verdict);
    return Outcome::Sent;
}

bool Proposer::sendApproved(const Suggestion& suggestion, std::optional<Verdict> verdict)
{
    if (!verdict || !verdict->approved) {
        if (verdict)
            recordDenial(suggestion.proposal, *verdict);
        return false;
    }
    // What leaves must be what the person saw, whatever has happened on the way to here.
    if (digestOf(verdict->approved->ticket().order) != suggestion.digest) {
        AuditEntry entry = entryFor(AuditKind::Denied, suggestion.proposal, verdict->checks);
        entry.suggestionId = suggestion.id;
        entry.order = verdict->approved->ticket().order;
        entry.detail = "it is not the order that was approved";
        m_state.audit(std::move(entry));
        return false;
    }
    m_state.audit(entryFor(AuditKind::Allowed, suggestion.proposal, verdict->checks));
    Approved approved = std::move(*verdict->approved);
    m_orders.submit(std::move(approved), *verdict);
    return true;
}

Verdict Proposer::check(const Proposal& proposal, Way way) const
{
    return RiskGate::check(proposal, riskView(proposal, way), m_state.config.limits);
}

void Proposer::recordDenial(const Proposal& proposal, const Verdict& verdict, std::string detail)
{
    AuditEntry entry = entryFor(AuditKind::Denied, proposal, verdict.checks);
    entry.detail = std::move(detail);
    m_state.audit(std::move(entry));
}

bool Proposer::isLeftBehind(const TrackedOrder& order, Nanoseconds after) const
{
    const OrderSpec& spec = order.spec();
    const auto symbol = m_state.symbols.find(spec.symbol);
    const SymbolMarket* market = symbol ? m_state.market.find(*symbol) : nullptr;
    if (!order.isOpen() || order.brokerId.empty() || !spec.limitPrice ||
        m_state.now - order.intent.decidedAt < after || market == nullptr || !market->quote())
        return false;
    const auto limit = marketableLimit(spec.side, *market->quote(), formFor(*symbol, true).ticks);
    return limit &&
           (spec.side == Side::Sell ? *limit < *spec.limitPrice : *limit > *spec.limitPrice);
}

void Proposer::suggest(Proposal proposal, Verdict verdict, std::optional<Price> askedAgainFrom)
{
    EngineState& s = m_state;
    if (s.decisive.suggestions.isFull()) {
        const auto oldest =
            s.decisive.suggestions.take(s.decisive.suggestions.waiting().front().id);
        AuditEntry entry = entryFor(AuditKind::Withdrawn, oldest->proposal, {});
        entry.suggestionId = oldest->id;
        s.audit(std::move(entry));
    }
    Suggestion suggestion;
    suggestion.id = s.nextId();
    suggestion.digest = digestOf(proposal.order);
    suggestion.checks = verdict.checks;
    suggestion.worstPrice = verdict.worstPrice;
    suggestion.worstNotional = verdict.worstNotional;
    suggestion.suggestedAt = s.now;
    suggestion.expiresAt = s.now + s.config.suggestionLife;
    suggestion.askedAgainFrom = askedAgainFrom;
    AuditEntry entry = entryFor(AuditKind::Suggested, proposal, verdict.checks);
    entry.suggestionId = suggestion.id;
    s.audit(std::move(entry));
    suggestion.proposal = std::move(proposal);
    s.decisive.suggestions.add(std::move(suggestion));
}

RiskView Proposer::riskView(const Proposal& proposal, Way way) const
{
    const EngineState& s = m_state;
    const SymbolMarket* market = s.market.find(proposal.symbol);
    const Session session = s.market.session();
    RiskView view;
    view.now = s.now;
    view.mode = s.mode;
    view.rules = s.rules;
    view.killed = s.decisive.kill.phase != KillPhase::Off;
    view.armed = s.armed;
    view.clockSkew = s.clockSkew;
    view.account = s.account;
    view.equityNow = s.equityNow();
    if (s.transfersTold)
        view.transfersToday = s.transfersToday();
    view.settledCash = s.settledCash();
    view.committedSinceAccount = s.committedNow();
    view.watched = s.isWatched(proposal.order.symbol);
    const auto& blocklist = s.config.blocklist;
    view.blocked =
        std::find(blocklist.begin(), blocklist.end(), proposal.order.symbol) != blocklist.end();
    view.agreed =
        s.reconciled && s.blockOf(proposal.symbol) == nullptr && !s.isUnbooked(proposal.symbol);
    view.regularHours = session == Session::Regular;
    view.extendedHours = session == Session::PreMarket || session == Session::AfterHours;
    if (market != nullptr) {
        view.asset = market->asset;
        view.halt = market->halt(s.now, session);
        view.quote = market->quote();
        view.last = market->last();
        view.lastAt = market->lastAt();
    }
    view.isOption = isOptionSymbol(proposal.order.symbol);
    view.multiplier = s.multiplierOf(proposal.symbol);
    view.derivedQuotes = s.hasDerivedQuotes(proposal.order.symbol);
    fillPositionView(proposal, way, view);
    view.exposure = s.exposureNow();
    view.ordersToday = s.decisive.ledger.ordersOn(s.market.calendar().tradingDate(s.now));
    view.ordersLastMinute = s.decisive.ledger.ordersInLastMinute(s.now);
    view.notionalLast4h = s.decisive.ledger.notionalInLast4h(s.now);
    view.lastOrderOnSymbol = s.decisive.ledger.lastOrderOn(proposal.symbol);
    return view;
}

void Proposer::fillPositionView(const Proposal& proposal, Way way, RiskView& view) const
{
    const EngineState& s = m_state;
    const InstanceBooks* books = s.findBooks(proposal.origin.name);
    const bool owns = books != nullptr && (proposal.origin.kind == OriginKind::Strategy ||
                                           proposal.origin.kind == OriginKind::Detector);
    const Holding held = s.decisive.book.holding(proposal.symbol);
    view.held = held.quantity;
    view.anyoneHolds = !held.quantity.isZero();
    view.sameOriginHolds = owns && !books->book.quantity(proposal.symbol).isZero();
    if (held.averagePrice().isPositive() && view.last) {
        const Price average = held.averagePrice();
        const Price mark = s.markOf(proposal.symbol);
        const Price gain = held.quantity.isNegative() ? average - mark : mark - average;
        view.positionReturn = ratioOf(gain, average);
    }
    for (const auto& [id, order] : s.decisive.orders.all()) {
        const bool mayArrive = order.mayStillArrive(s.now);
        if (!order.isOpen() && !mayArrive)
            continue;
        const bool buys = order.spec().side == Side::Buy;
        const bool same = order.intent.ticket.origin == proposal.origin;
        if (owns && same && buys)
            add(view.instanceCommitted, order.notionalAtStake(s.now));
        if (order.spec().symbol != proposal.order.symbol)
            continue;
        view.unknownOrder = view.unknownOrder || mayArrive || order.phase == OrderPhase::Unknown;
        view.anyoneHolds = view.anyoneHolds || buys;
        view.sameOriginHolds = view.sameOriginHolds || (same && buys);
        const bool goesFirst = way == Way::Cleared && proposal.isExit && !order.isExternal() &&
                               order.spec().side == proposal.order.side && isLeftBehind(order);
        // One that was given up holds nothing back: who wants out, of a long or a short, must get
        // out. What it may still cost counts.
        if (!goesFirst)
            add(buys ? view.workingBuy : view.workingSell, order.remaining());
        if (buys)
            add(view.workingBuyNotional, order.notionalAtStake(s.now));
    }
    const Instance* instance = m_state.findInstance(proposal.origin.name);
    if (!owns || instance == nullptr)
        return;
    view.allowAdd = instance->config.allowAdd;
    view.instanceCash = instance->config.cashAllocation;
    for (const Holding& own : books->book.all())
        add(view.instanceCommitted, own.cost.rounded());
}

OrderForm Proposer::formFor(SymbolId symbol, bool wantsLimits) const
{
    const Session session = m_state.market.session();
    const SymbolMarket* market = m_state.market.find(symbol);
    OrderForm form;
    const bool regular = session == Session::Regular;
    const bool fractions = market != nullptr && market->asset && market->asset->fractionable;
    form.wholeShares = !regular || !fractions;
    form.limit = wantsLimits || !regular || !fractions || m_state.rules == Rules::Approval;
    form.extendedHours = !regular && m_state.config.limits.allowExtendedHours;
    form.refusesFractions =
        regular ? !fractions
                : form.extendedHours && !(fractions && market->asset->fractionableExtendedHours);
    if (isOptionSymbol(m_state.symbols.text(symbol))) {
        // Whole contracts, at a limit, for the day and in regular hours.
        form.wholeShares = form.limit = true;
        form.extendedHours = false;
        form.multiplier = m_state.multiplierOf(symbol);
        const bool penny = market != nullptr && market->asset && market->asset->pennyTicks;
        form.ticks = penny ? TickRule::PennyOption : TickRule::Option;
    }
    return form;
}

bool Proposer::sessionAllowed() const noexcept
{
    switch (m_state.market.session()) {
    case Session::Regular:
        return true;
    case Session::PreMarket:
    case Session::AfterHours:
        return m_state.config.limits.allowExtendedHours;
    case Session::Closed:
        return false;
    }
    return false;
}

Proposal Proposer::draft(Origin origin, SymbolId symbol, OrderSpec order) const
{
    Proposal proposal;
    proposal.origin = std::move(origin);
    proposal.symbol = symbol;
    proposal.order = std::move(order);
    const Reference reference = referenceFor(symbol);
    proposal.reference = reference.price;
    proposal.referenceAt = reference.at;
    return proposal;
}

Proposer::Reference Proposer::referenceFor(SymbolId symbol) const
{
    Reference reference;
    const SymbolMarket* market = m_state.market.find(symbol);
    if (market == nullptr)
        return reference;
    reference = {market->last().value_or(Price{}), market->lastAt()};
    if (market->quoteUsable(m_state.spreadBoundOf(symbol)) && market->quote()->at > reference.at)
        reference = {*market->mid(), market->quote()->at};
    return reference;
}

} // namespace tapedeck
