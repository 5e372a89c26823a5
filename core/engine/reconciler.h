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

    /// The trade stream is (again) open, or something does not add up.
    void ask();
    void onTruth(const input::BrokerTruth& truth);
    void onAccount(const Account& account);
    void onTick();

private:
    /// True if every position equals the broker's now. `settle`: repair what does not.
    bool comparePositions(const input::BrokerTruth& truth, bool settle);
    void repair(SymbolId symbol, const BrokerPosition& theirs);

    EngineState& m_state;
    OrderKeeper& m_orders;
};

} // namespace tapedeck
