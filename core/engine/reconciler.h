#pragma once

#include "engine/actions_desk.h"
#include "engine/input.h"
#include "engine/order_keeper.h"
#include "engine/state.h"

namespace tapedeck {

/// The broker is the truth: asks for it on every start and reconnect, and repairs what differs.
class Reconciler
{
public:
    Reconciler(EngineState& state, OrderKeeper& orders, ActionsDesk& actions) noexcept
        : m_state{state}, m_orders{orders}, m_actions{actions}
    {}

    /// The trade stream is (again) open, something does not add up, or it is time for a check.
    void ask();
    void onTruth(const input::BrokerTruth& truth);
    /// The account's figures alone. Its cash may be of before or after a fill that is on its way,
    /// so ours stands until the whole truth has been heard.
    void onAccount(const Account& account);
    void onTick();

private:
    /// True if every position equals the broker's now; repairs what differs for certain.
    bool comparePositions(const input::BrokerTruth& truth);
    /// True if a fill that is on its way may explain that the books differ on this symbol.
    [[nodiscard]] bool mayBeFilling(SymbolId symbol, Quantity difference) const;
    [[nodiscard]] bool mayBeOld(SymbolId symbol, Quantity difference) const noexcept;
    /// How often this very difference was seen in a row before.
    [[nodiscard]] std::int32_t looksAt(SymbolId symbol, Quantity difference) const noexcept;
    /// Why the broker's position is another one than ours.
    enum class Why : std::uint8_t
    {
        Unknown, ///< blocks the symbol
        Action,  ///< a corporate action
        Fills,   ///< of orders that were placed elsewhere
    };
    void repair(SymbolId symbol,
                const BrokerPosition& theirs,
                Why why,
                const std::vector<Quantity>& foreign);
    /// Fills of others' orders that our books do not have, signed, newest first. Some of them may
    /// have been taken over with the positions already: the last ones were not.
    [[nodiscard]] std::vector<Quantity>
    foreignFills(const std::string& symbol, const std::vector<Execution>& executions) const;
    /// True if the newest of them make up the difference.
    [[nodiscard]] static bool explains(const std::vector<Quantity>& foreign,
                                       Quantity difference) noexcept;
    /// "ours 7, by the fills 3, the broker's 3"
    [[nodiscard]] std::string
    threeWays(SymbolId symbol, Quantity theirs, const std::vector<Quantity>& foreign) const;
    [[nodiscard]] bool tradesAway() const noexcept;
    void takeTransfers(const input::BrokerTruth& truth);

    EngineState& m_state;
    OrderKeeper& m_orders;
    ActionsDesk& m_actions;
    bool m_repaired = false; ///< something, at the last look
};

} // namespace tapedeck
