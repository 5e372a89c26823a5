#pragma once

#include "engine/broker_suspension.h"
#include "engine/clear_way.h"
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
               BrokerSuspension& suspension,
               ClearWay& way) noexcept
        : m_state{state}, m_orders{orders}, m_proposer{proposer}, m_suggestions{suggestions},
          m_suspension{suspension}, m_way{way}
    {}

    void press(const command::Kill& kill);
    void release(const command::Release& release);
    /// The start found it set, for this reason; or the saved state says so.
    void resume(const std::string& why);
    /// The trade stream is open again: before anything else, what is open is canceled.
    void onReconnect();
    void onOpenOrders(const input::OpenOrders& open);
    void onTick();
    /// A person closes one position; killed or not. Orders of ours on it are canceled first. While
    /// killed what cannot be closed now is closed as soon as it can: when the market opens, when
    /// there is a quote.
    void closePosition(SymbolId symbol);
    /// The suspension of the account has been lifted for these.
    void onFreed(const std::vector<std::string>& symbols);

    [[nodiscard]] bool isKilled() const noexcept
    {
        return m_state.decisive.kill.phase != KillPhase::Off;
    }

private:
    void begin();
    void demandCancellations();
    void watchForLateComers();
    void confirmed();
    void recordConfirmation(bool isFirst);
    void wantFlat();
    /// Of the symbol; a new one where there is none yet.
    [[nodiscard]] ClosingWish& wishFor(SymbolId symbol);
    /// Those that are due. True: an order is out, or waits for the books or for the suspension to
    /// be lifted.
    bool tryWishes();
    bool tryWish(ClosingWish& wish);
    /// Closing limits that the market has left behind are canceled, so that others follow.
    void chase();
    [[nodiscard]] std::optional<Proposal> closingProposal(SymbolId symbol) const;
    /// Nothing: the gate would let it pass.
    [[nodiscard]] std::optional<Limit> denialOf(const Proposal& closing) const;

    EngineState& m_state;
    OrderKeeper& m_orders;
    Proposer& m_proposer;
    SuggestionDesk& m_suggestions;
    BrokerSuspension& m_suspension;
    ClearWay& m_way;
};

} // namespace tapedeck
