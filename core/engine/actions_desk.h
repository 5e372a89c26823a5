#pragma once

#include "engine/input.h"
#include "engine/signal_desk.h"
#include "engine/state.h"
#include "engine/suggestion_desk.h"

#include <string>

namespace tapedeck {

/// Corporate actions (DESIGN, section 10): asked for before each session, applied at its start to
/// books, stops, marks and baselines; and the symbols whose quantity nothing explains.
///
/// A split or a change of name takes effect at the pre-market of its day, or as soon as the
/// broker's own figures have it. Until the broker's have it the symbol waits: nothing is entered,
/// and stops do not send orders for shares that the broker does not know yet. Of what we cannot
/// compute (mergers, spin-offs) the broker's figures are taken as they come, and a person is asked
/// to look.
class ActionsDesk
{
public:
    ActionsDesk(EngineState& state, SignalDesk& signals, SuggestionDesk& suggestions) noexcept
        : m_state{state}, m_signals{signals}, m_suggestions{suggestions}
    {}

    /// Asks the broker about everything that is watched or held.
    void ask();
    /// The same, where something is watched or held that it was not asked about.
    void askAboutNew();
    void onNews(const input::CorporateActions& news);
    void onFailure(const std::string& reason);
    /// Once a second.
    void onTick();
    /// Symbols have changed their names since the last call.
    [[nodiscard]] bool takeRenamed() noexcept { return std::exchange(m_renamed, false); }

    /// Why the broker's quantity is not ours.
    enum class Explanation : std::uint8_t
    {
        None,
        NotYetBooked, ///< ours is of after the action, the broker's of before
        Action,       ///< the broker's is right: fractions paid in cash, another security, ...
    };
    [[nodiscard]] Explanation explain(SymbolId symbol, Quantity theirs);
    /// The broker's quantity is ours.
    void agreed(SymbolId symbol);
    /// Nothing explains it: no entries until a person says that it is right.
    void block(SymbolId symbol, std::string why);
    void accept(const command::AcceptPosition& accept);

private:
    [[nodiscard]] Timestamp dueAt(const CorporateAction& action) const;
    [[nodiscard]] bool concerns(const CorporateAction& action, SymbolId symbol) const;
    void applyDue();
    void apply(KnownAction& known);
    void split(KnownAction& known, SymbolId symbol);
    void splitContracts(const CorporateAction& split);
    void rename(KnownAction& known, SymbolId from);
    void pay(const CorporateAction& dividend, SymbolId symbol);
    /// Everything that was made of old prices.
    void forgetPrices(const CorporateAction& split, SymbolId symbol);
    void record(const KnownAction& known);

    EngineState& m_state;
    SignalDesk& m_signals;
    SuggestionDesk& m_suggestions;
    std::vector<std::string> m_asked; ///< sorted
    std::optional<Session> m_session; ///< at the last second
    bool m_renamed = false;
};

} // namespace tapedeck
