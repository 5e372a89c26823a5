#pragma once

#include "engine/exit_desk.h"
#include "engine/proposer.h"
#include "engine/state.h"

namespace tapedeck {

/// What a person says to a suggestion, and what time does to it.
class SuggestionDesk
{
public:
    SuggestionDesk(EngineState& state, Proposer& proposer, ExitDesk& exits, ClearWay& way) noexcept
        : m_state{state}, m_proposer{proposer}, m_exits{exits}, m_way{way}
    {}

    void approve(const command::Approve& approve);
    void dismiss(const command::Dismiss& dismiss);
    void markSeen(const command::MarkSeen& seen);
    void onTick();
    void withdrawAll(const std::string& why);
    /// Those on this symbol.
    void withdraw(SymbolId symbol, const std::string& why);

private:
    /// True once no order of ours is in its way; until then they are being canceled.
    [[nodiscard]] bool clearFor(const Proposal& exit);
    void end(const Suggestion& suggestion, AuditKind how, std::string detail);
    /// True if the market has moved against the card since it was made, beyond what is tolerable.
    [[nodiscard]] bool drifted(const Suggestion& suggestion, const Proposal& fresh) const;
    void askAgain(const Suggestion& suggestion);

    EngineState& m_state;
    Proposer& m_proposer;
    ExitDesk& m_exits;
    ClearWay& m_way;
};

} // namespace tapedeck
