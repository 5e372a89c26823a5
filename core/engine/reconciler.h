#pragma once

#include "engine/input.h"
#include "engine/order_keeper.h"
#include "engine/state.h"

namespace tapedeck {

/// The broker is the truth: asks for it on every start and reconnect, and repairs what differs.
class Reconciler
{
public:
    Reconciler(EngineState& state, OrderKeeper& orders) noexcept : m_state{state}, m_orders{orders}
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
    /// How often this very difference was seen in a row before.
    [[nodiscard]] std::int32_t looksAt(SymbolId symbol, Quantity difference) const noexcept;
    void repair(SymbolId symbol, const BrokerPosition& theirs);
    [[nodiscard]] bool tradesAway() const noexcept;

    EngineState& m_state;
    OrderKeeper& m_orders;
    bool m_repaired = false; ///< something, at the last look
};

} // namespace tapedeck
