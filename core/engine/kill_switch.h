#pragma once

#include "engine/broker_suspension.h"
#include "engine/order_keeper.h"
#include "engine/proposer.h"
#include "engine/state.h"
#include "engine/suggestion_desk.h"

namespace tapedeck {

/// Kill (DESIGN: the kill switch works always): at once nothing passes the gate; then cancel,
/// confirm, flatten where wanted, confirm, suspend where wanted, close the trading stream.
/// Confirmed means that no request of ours is without an answer and that two successive lists of
/// open orders were empty.
class KillSwitch
{
public:
    KillSwitch(EngineState& state,
               OrderKeeper& orders,
               Proposer& proposer,
               SuggestionDesk& suggestions,
               BrokerSuspension& suspension) noexcept
        : m_state{state}, m_orders{orders}, m_proposer{proposer}, m_suggestions{suggestions},
          m_suspension{suspension}
    {}

    void press(const command::Kill& kill);
    void release(const command::Release& release);
    /// The latch was found set at the start, or the saved state says so.
    void resume();
    /// The trade stream is open again: before anything else, what is open is canceled.
    void onReconnect();
    void onOpenOrders(const input::OpenOrders& open);
    void onTick();
    /// A person closes one position; killed or not.
    void closePosition(SymbolId symbol);

    [[nodiscard]] bool isKilled() const noexcept
    {
        return m_state.decisive.kill.phase != KillPhase::Off;
    }

private:
    void begin();
    void demandCancellations();
    void confirmed();
    void flatten();
    /// What flattening placed: it must live while all else is canceled.
    [[nodiscard]] static bool closes(const TrackedOrder& order) noexcept;

    EngineState& m_state;
    OrderKeeper& m_orders;
    Proposer& m_proposer;
    SuggestionDesk& m_suggestions;
    BrokerSuspension& m_suspension;
};

} // namespace tapedeck
