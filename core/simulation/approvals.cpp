#include "simulation/approvals.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// The engine looks at its cards this often.
constexpr Nanoseconds kLooksEvery = 100ms;
/// So long an exit may wait for an order of ours that is in its way.
constexpr Nanoseconds kWayMost = 10s;
// Adverse drift that a click survives: 25 basis points, or one spread.
constexpr std::int64_t kDriftPer = 10'000;
constexpr std::int64_t kDriftMost = 25;

bool isEnd(AuditKind kind) noexcept
{
    return kind == AuditKind::Approved || kind == AuditKind::Dismissed ||
           kind == AuditKind::AskedAgain || kind == AuditKind::ExpiredSeen ||
           kind == AuditKind::ExpiredUnseen || kind == AuditKind::Withdrawn;
}

} // namespace

void Approvals::onSaid(const Command& command)
{
    const auto waiting = [this](const std::string& id) -> Card* {
        const auto found = m_cards.find(id);
        return found == m_cards.end() || found->second.ended ? nullptr : &found->second;
    };
    if (const auto* click = std::get_if<command::Approve>(&command))
        onClick(*click);
    if (const auto* dismissal = std::get_if<command::Dismiss>(&command)) {
        if (Card* card = waiting(dismissal->suggestionId))
            card->dismissedAt = m_stage.timeline.now();
    }
    if (const auto* look = std::get_if<command::MarkSeen>(&command)) {
        if (Card* card = waiting(look->suggestionId))
            card->seen = true;
    }
}

/// Of the wrong order, or for a card that is over: it counts for nothing.
void Approvals::onClick(const command::Approve& click)
{
    const auto found = m_cards.find(click.suggestionId);
    if (found == m_cards.end())
        return;
    Card& card = found->second;
    const Timestamp now = m_stage.timeline.now();
    if (!card.ended && now < endOf(card) && click.digest == card.digest)
        card.clickedAt = now;
}

void Approvals::onRow(const AuditEntry& entry)
{
    if (entry.kind == AuditKind::Suggested)
        suggest(entry);
    const auto found = m_cards.find(entry.suggestionId);
    if (found == m_cards.end() || !isEnd(entry.kind))
        return;
    Card& card = found->second;
    const std::string& id = found->first;
    card.ended = true;
    if (entry.kind == AuditKind::Approved || entry.kind == AuditKind::AskedAgain) {
        if (!card.clickedAt || entry.at - *card.clickedAt > kWayMost + kLooksEvery)
            m_stage.problem(id + " was approved, and nobody has done it");
    }
    if (entry.kind == AuditKind::Approved) {
        ++m_stage.counts.approved;
        card.approvedAt = entry.at;
    }
    if (entry.kind == AuditKind::Dismissed && card.dismissedAt != entry.at)
        m_stage.problem(id + " was dismissed, and nobody has done it");
    if (entry.kind == AuditKind::ExpiredSeen || entry.kind == AuditKind::ExpiredUnseen)
        checkExpiry(id, card, entry);
}

void Approvals::suggest(const AuditEntry& entry)
{
    Card card;
    card.proposalId = entry.proposalId;
    card.digest = digestOf(*entry.order);
    card.reference = *entry.price;
    card.suggestedAt = entry.at;
    const auto told = m_market.referenceOf(entry.symbol, m_permits.limits().spread);
    if (card.reference != told.price)
        m_stage.problem(entry.suggestionId + " rests on " + card.reference.toString() +
                        ", and the market said " + told.price.toString());
    m_cards[entry.suggestionId] = std::move(card);
}

Timestamp Approvals::goneBy(const Card& card) const noexcept
{
    return std::max(endOf(card), m_startedAt) + kLooksEvery;
}

void Approvals::checkExpiry(const std::string& id, const Card& card, const AuditEntry& entry)
{
    ++m_stage.counts.expired;
    if (entry.at < endOf(card))
        m_stage.problem(id + " expired before its time");
    if (entry.at > goneBy(card))
        m_stage.problem(id + " outlived its time");
    if (card.seen != (entry.kind == AuditKind::ExpiredSeen))
        m_stage.problem(id + " expired as " + std::string{toString(entry.kind)} +
                        ", and that is not what the person did");
}

void Approvals::checkWaiting(Timestamp at)
{
    for (auto& [id, card] : m_cards) {
        if (card.ended || at <= goneBy(card))
            continue;
        card.ended = true; // told once
        m_stage.problem(id + " has not ended, and its time is over");
    }
}

void Approvals::checkOrder(const std::string& clientOrderId, const Ticket& ticket, Timestamp at)
{
    const auto asked = std::find_if(m_cards.begin(), m_cards.end(), [&](const auto& entry) {
        return entry.second.proposalId == ticket.proposalId;
    });
    if (asked == m_cards.end()) {
        m_stage.problem(clientOrderId + " leaves, and nobody was asked");
        return;
    }
    const Card& card = asked->second;
    if (card.approvedAt != at || !card.clickedAt)
        m_stage.problem(clientOrderId + " leaves without an approval");
    else if (!ticket.isExit && *card.clickedAt != at)
        m_stage.problem(clientOrderId + " enters long after it was approved");
    if (digestOf(ticket.order) != card.digest)
        m_stage.problem(clientOrderId + " is not the order that was approved");

    const LimitTable& limits = m_permits.limits();
    const auto told = m_market.referenceOf(ticket.order.symbol, limits.spread);
    if (!ticket.isExit && at - told.at > limits.priceAge)
        m_stage.problem(clientOrderId + " was approved on a price that is old");
    const Price against =
        ticket.order.side == Side::Buy ? told.price - card.reference : card.reference - told.price;
    const bool isFar =
        Int128{against.nanos()} * kDriftPer > Int128{card.reference.nanos()} * kDriftMost;
    if (told.price.isPositive() && isFar && against > m_market.spreadOf(ticket.order.symbol))
        m_stage.problem(clientOrderId + " was approved, and the market has drifted from " +
                        card.reference.toString() + " to " + told.price.toString());
}

void Approvals::onDurable(const AuditEntry& entry)
{
    const auto found = m_cards.find(entry.suggestionId);
    if (found == m_cards.end())
        return;
    if (isEnd(entry.kind))
        m_cards.erase(found);
    else if (entry.kind == AuditKind::Suggested)
        found->second.isDurable = true;
    else if (entry.kind == AuditKind::SuggestionSeen)
        found->second.seenIsDurable = true;
}

void Approvals::onDeath()
{
    std::erase_if(m_cards, [](const auto& entry) { return !entry.second.isDurable; });
    for (auto& [id, card] : m_cards) {
        card.ended = false;
        card.clickedAt.reset();
        card.dismissedAt.reset();
        card.approvedAt.reset();
        card.seen = card.seenIsDurable;
    }
}

} // namespace tapedeck
