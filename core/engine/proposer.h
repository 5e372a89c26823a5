#pragma once

#include "engine/order_keeper.h"
#include "engine/state.h"
#include "proposals/order_form.h"

namespace tapedeck {

/// The way of a proposal: through the gate, and from there to the broker or before a person.
class Proposer
{
public:
    Proposer(EngineState& state, OrderKeeper& orders) noexcept : m_state{state}, m_orders{orders} {}

    enum class Outcome : std::uint8_t
    {
        Sent,
        Suggested,
        Denied
    };
    /// A limit that nobody took for so long is compared with where the market is now.
    static constexpr Nanoseconds kLeftBehindAfter = std::chrono::seconds{5};
    /// What stands before an exit.
    enum class Way : std::uint8_t
    {
        AsItIs,
        /// As an approval finds it: orders of ours that the market has left behind are canceled
        /// before the exit is sent, and hold nothing back.
        Cleared
    };

    /// Checks the proposal, records it and acts on the verdict. `askedAgainFrom`: it replaces a
    /// card.
    Outcome propose(Proposal proposal, std::optional<Price> askedAgainFrom = std::nullopt);
    /// Sends what the gate says of an approved suggestion now. False: denied, or not the very order
    /// that a person approved.
    bool sendApproved(const Suggestion& suggestion, std::optional<Verdict> verdict);
    [[nodiscard]] Verdict check(const Proposal& proposal, Way way = Way::AsItIs) const;

    [[nodiscard]] RiskView riskView(const Proposal& proposal, Way way = Way::AsItIs) const;
    /// The broker works it, nobody took all of it in `after`, and the market has moved on: a limit
    /// that were written now would be a worse one.
    [[nodiscard]] bool isLeftBehind(const TrackedOrder& order,
                                    Nanoseconds after = kLeftBehindAfter) const;
    /// How orders are to be written just now, for this symbol.
    [[nodiscard]] OrderForm formFor(SymbolId symbol, bool wantsLimits) const;
    /// False while no order could be sent anyway: strategies are not asked then.
    [[nodiscard]] bool sessionAllowed() const noexcept;
    /// A proposal about `symbol` that rests on the newest of its last price and its mid.
    [[nodiscard]] Proposal draft(Origin origin, SymbolId symbol, OrderSpec order) const;
    struct Reference
    {
        Price price; ///< zero where there is none
        Timestamp at;
    };
    /// The newer of the symbol's last price and the mid of its usable quote.
    [[nodiscard]] Reference referenceFor(SymbolId symbol) const;
    void recordDenial(const Proposal& proposal, const Verdict& verdict, std::string detail = {});

private:
    void suggest(Proposal proposal, Verdict verdict, std::optional<Price> askedAgainFrom);
    void fillPositionView(const Proposal& proposal, Way way, RiskView& view) const;

    EngineState& m_state;
    OrderKeeper& m_orders;
};

} // namespace tapedeck
