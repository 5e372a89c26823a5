#pragma once

#include "base/canonical.h"
#include "proposals/proposal.h"
#include "risk/gate.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// A proposal that waits for a person.
struct Suggestion
{
    std::string id;
    Proposal proposal;
    Digest digest{}; ///< of proposal.order, which is the very order that would be sent
    std::vector<LimitCheck> checks; ///< as they stood when it was suggested
    Price worstPrice;
    Money worstNotional;
    Timestamp suggestedAt;
    Timestamp expiresAt;
    bool seen = false;
    std::optional<Price> askedAgainFrom; ///< the reference of the card that this one replaces
    TAPEDECK_FIELDS(self.id,
                    self.proposal,
                    self.digest,
                    self.checks,
                    self.worstPrice,
                    self.worstNotional,
                    self.suggestedAt,
                    self.expiresAt,
                    self.seen,
                    self.askedAgainFrom)
};

/// How a suggestion ended: each ends in exactly one of these, because taking it out is the only
/// way.
enum class SuggestionEnd : std::uint8_t
{
    Approved,
    Dismissed,
    AskedAgain, ///< a dismissal; a new card stands for it
    ExpiredSeen,
    ExpiredUnseen,
    Withdrawn,
};

/// The suggestions that wait, oldest first.
class SuggestionQueue
{
public:
    /// More than a person can read; the oldest entry is withdrawn for a newer one.
    static constexpr std::size_t kSuggestionsMax = 50;

    void add(Suggestion suggestion) { m_waiting.push_back(std::move(suggestion)); }
    [[nodiscard]] bool isFull() const noexcept { return m_waiting.size() >= kSuggestionsMax; }
    [[nodiscard]] const std::vector<Suggestion>& waiting() const noexcept { return m_waiting; }
    [[nodiscard]] const Suggestion* find(std::string_view id) const noexcept;
    /// False if there is none, or it was marked before.
    [[nodiscard]] bool markSeen(std::string_view id) noexcept;
    /// Takes it out of the queue: whoever gets it says how it ended. Nothing: it has ended already.
    [[nodiscard]] std::optional<Suggestion> take(std::string_view id);
    /// Takes out the first one whose life is over at `now`.
    [[nodiscard]] std::optional<Suggestion> takeExpired(Timestamp now);
    /// None lives longer than until then. After a start, since the clock may have been set back.
    void endBy(Timestamp latest) noexcept;
    /// Whether this origin waits with a card on this symbol.
    [[nodiscard]] bool holds(const Origin& origin, SymbolId symbol, Side side) const noexcept;
    TAPEDECK_FIELDS(self.m_waiting)

private:
    std::vector<Suggestion> m_waiting;
};

} // namespace tapedeck
