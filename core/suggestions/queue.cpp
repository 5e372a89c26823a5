#include "suggestions/queue.h"

#include <algorithm>

namespace tapedeck {

const Suggestion* SuggestionQueue::find(std::string_view id) const noexcept
{
    const auto found = std::find_if(
        m_waiting.begin(), m_waiting.end(), [id](const Suggestion& s) { return s.id == id; });
    return found == m_waiting.end() ? nullptr : &*found;
}

bool SuggestionQueue::markSeen(std::string_view id) noexcept
{
    for (Suggestion& suggestion : m_waiting) {
        if (suggestion.id == id && !suggestion.seen) {
            suggestion.seen = true;
            return true;
        }
    }
    return false;
}

std::optional<Suggestion> SuggestionQueue::take(std::string_view id)
{
    const auto found = std::find_if(
        m_waiting.begin(), m_waiting.end(), [id](const Suggestion& s) { return s.id == id; });
    if (found == m_waiting.end())
        return std::nullopt;
    Suggestion taken = std::move(*found);
    m_waiting.erase(found);
    return taken;
}

std::optional<Suggestion> SuggestionQueue::takeExpired(Timestamp now)
{
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(), [now](const Suggestion& s) {
        return s.expiresAt <= now;
    });
    return found == m_waiting.end() ? std::nullopt : take(std::string{found->id});
}

void SuggestionQueue::endBy(Timestamp latest) noexcept
{
    for (Suggestion& each : m_waiting)
        each.expiresAt = std::min(each.expiresAt, latest);
}

bool SuggestionQueue::holds(const Origin& origin, SymbolId symbol, Side side) const noexcept
{
    return std::any_of(m_waiting.begin(), m_waiting.end(), [&](const Suggestion& s) {
        return s.proposal.origin == origin && s.proposal.symbol == symbol &&
               s.proposal.order.side == side;
    });
}

} // namespace tapedeck
