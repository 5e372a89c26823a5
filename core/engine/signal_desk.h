#pragma once

#include "engine/proposer.h"
#include "engine/state.h"

#include <vector>

namespace tapedeck {

/// Asks strategies and the detector at every tick, and turns what they find into proposals.
class SignalDesk
{
public:
    SignalDesk(EngineState& state, Proposer& proposer) noexcept
        : m_state{state}, m_proposer{proposer}
    {}

    /// Makes the instances of the configuration; their books and cooldowns come from the saved
    /// state.
    void start();
    /// Instances with "*" follow the watchlist.
    void watchlistChanged();
    void onPrice(const SymbolMarket& market);
    void onBars(const std::vector<BarEvent>& finished);
    void onHistory(const SymbolMarket& market);
    /// The symbol's prices so far are of another kind: a split.
    void forget(SymbolId symbol);
    void enable(std::string_view instance, bool enabled);
    /// What strategies and the detector remember, into the decisive state.
    void save();

private:
    /// `instance`: null for the detector. A condition that lasts is said at every trade, so nothing
    /// is made of it before it is certain that somebody listens.
    void act(const Instance* instance, SymbolId symbol, const Finding& finding);
    /// Its own sell still works. The gate counts what all of us hold in a symbol, so a second sell
    /// would pass it with shares of somebody else.
    [[nodiscard]] bool isLeaving(const Origin& origin, SymbolId symbol) const;
    [[nodiscard]] std::optional<Proposal> proposalFor(const Origin& origin,
                                                      const Instance* instance,
                                                      SymbolId symbol,
                                                      const Finding& finding) const;
    /// False while nothing that is found could become an order.
    [[nodiscard]] bool listening() const noexcept;
    [[nodiscard]] bool
    coolingDown(const InstanceBooks& books, SymbolId symbol, Nanoseconds cooldown) const noexcept;

    EngineState& m_state;
    Proposer& m_proposer;
    std::vector<std::vector<std::size_t>> m_watchers; ///< instances by symbol
};

} // namespace tapedeck
