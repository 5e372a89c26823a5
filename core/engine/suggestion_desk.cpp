#include "engine/suggestion_desk.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// Adverse drift beyond 25 basis points, or one spread if that is more, asks again.
constexpr Ratio kDriftMax = Ratio::fromNanos(2'500'000);

} // namespace

void SuggestionDesk::approve(const command::Approve& approve)
{
    EngineState& s = m_state;
    onTick(); // its life may have ended between two ticks
    const Suggestion* waiting = s.decisive.suggestions.find(approve.suggestionId);
    // Gone already, or not the order that the person saw: nothing is sent for a guess.
    if (waiting == nullptr || waiting->digest != approve.digest)
        return;
    if (waiting->proposal.isExit && !clearFor(waiting->proposal)) {
        m_way.sayLater(waiting->proposal.symbol, approve);
        return;
    }
    const Suggestion suggestion = *s.decisive.suggestions.take(approve.suggestionId);
    s.dirty = true;
    Proposal fresh = m_proposer.draft(
        suggestion.proposal.origin, suggestion.proposal.symbol, suggestion.proposal.order);
    const bool old = s.now - fresh.referenceAt > s.config.limits.priceAge;
    // An exit on an old price is better than none; the gate warns of it.
    if (drifted(suggestion, fresh) || (old && !suggestion.proposal.isExit)) {
        end(suggestion, AuditKind::AskedAgain, old ? "the price is old" : "the market moved");
        askAgain(suggestion);
        return;
    }
    end(suggestion, AuditKind::Approved, "");
    fresh.id = suggestion.proposal.id;
    fresh.isExit = suggestion.proposal.isExit;
    fresh.confidence = suggestion.proposal.confidence;
    fresh.evidence = suggestion.proposal.evidence;
    m_proposer.sendApproved(suggestion, m_proposer.check(fresh));
}

bool SuggestionDesk::clearFor(const Proposal& exit)
{
    const bool noneAgainst = m_way.clear(exit.symbol, exit.order.side);
    const bool noneBehind = m_way.clearLeftBehind(exit.symbol, exit.order.side);
    return noneAgainst && noneBehind;
}

void SuggestionDesk::dismiss(const command::Dismiss& dismiss)
{
    const auto suggestion = m_state.decisive.suggestions.take(dismiss.suggestionId);
    if (!suggestion)
        return;
    end(*suggestion, AuditKind::Dismissed, "");
    if (suggestion->proposal.origin.kind == OriginKind::Exit)
        m_exits.silence(suggestion->proposal.symbol, suggestion->proposal.origin);
}

void SuggestionDesk::markSeen(const command::MarkSeen& seen)
{
    if (!m_state.decisive.suggestions.markSeen(seen.suggestionId))
        return;
    end(*m_state.decisive.suggestions.find(seen.suggestionId), AuditKind::SuggestionSeen, "");
}

void SuggestionDesk::onTick()
{
    while (const auto expired = m_state.decisive.suggestions.takeExpired(m_state.now))
        end(*expired, expired->seen ? AuditKind::ExpiredSeen : AuditKind::ExpiredUnseen, "");
}

void SuggestionDesk::withdrawAll(const std::string& why)
{
    auto& queue = m_state.decisive.suggestions;
    while (!queue.waiting().empty()) {
        const auto suggestion = queue.take(std::string{queue.waiting().front().id});
        end(*suggestion, AuditKind::Withdrawn, why);
    }
}

void SuggestionDesk::withdraw(SymbolId symbol, const std::string& why)
{
    auto& queue = m_state.decisive.suggestions;
    std::vector<std::string> ids;
    for (const Suggestion& waiting : queue.waiting()) {
        if (waiting.proposal.symbol == symbol)
            ids.push_back(waiting.id);
    }
    for (const std::string& id : ids)
        end(*queue.take(id), AuditKind::Withdrawn, why);
}

void SuggestionDesk::end(const Suggestion& suggestion, AuditKind how, std::string detail)
{
    m_state.dirty = true;
    AuditEntry entry;
    entry.kind = how;
    entry.symbol = suggestion.proposal.order.symbol;
    entry.origin = suggestion.proposal.origin;
    entry.proposalId = suggestion.proposal.id;
    entry.suggestionId = suggestion.id;
    entry.order = suggestion.proposal.order;
    entry.detail = std::move(detail);
    m_state.audit(std::move(entry));
}

bool SuggestionDesk::drifted(const Suggestion& suggestion, const Proposal& fresh) const
{
    const Price then = suggestion.proposal.reference;
    if (!then.isPositive() || !fresh.reference.isPositive())
        return false;
    const bool buys = suggestion.proposal.order.side == Side::Buy;
    const Price against = buys ? fresh.reference - then : then - fresh.reference;
    Price tolerable = scaled(then, kDriftMax).value_or(Price{});
    const SymbolMarket* market = m_state.market.find(suggestion.proposal.symbol);
    if (market != nullptr && market->quote() && market->quote()->ask > market->quote()->bid)
        tolerable = std::max(tolerable, market->quote()->ask - market->quote()->bid);
    return against > tolerable;
}

void SuggestionDesk::askAgain(const Suggestion& suggestion)
{
    const Proposal& old = suggestion.proposal;
    const SymbolMarket* market = m_state.market.find(old.symbol);
    OrderSpec order = old.order;
    if (order.limitPrice && market != nullptr && market->quote())
        order.limitPrice = marketableLimit(
            order.side, *market->quote(), m_proposer.formFor(old.symbol, true).ticks);
    if (order.type == OrderType::Limit && !order.limitPrice)
        return; // no price to stand on now: the cause will speak again
    Proposal fresh = m_proposer.draft(old.origin, old.symbol, std::move(order));
    fresh.isExit = old.isExit;
    fresh.confidence = old.confidence;
    fresh.severity = old.severity;
    fresh.evidence = old.evidence;
    (void)m_proposer.propose(std::move(fresh), old.reference);
}

} // namespace tapedeck
