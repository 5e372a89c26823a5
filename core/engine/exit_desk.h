#pragma once

#include "engine/clear_way.h"
#include "engine/proposer.h"
#include "engine/state.h"

namespace tapedeck {

/// Stop losses, and contracts on the day of their expiry. A stop fires on the mid of a usable quote
/// that lasts 500 ms, or on a regular print beyond it (DESIGN: exits look at usable quotes only),
/// and stays armed while the gate denies it, and while an order that the market has left behind
/// rests in its place. Options have their quotes alone: their prints may be old. A contract is
/// closed half an hour before the close of its last day, unless a person wants to keep it.
class ExitDesk
{
public:
    ExitDesk(EngineState& state, Proposer& proposer, ClearWay& way) noexcept
        : m_state{state}, m_proposer{proposer}, m_way{way}
    {}

    void onQuote(const SymbolMarket& market);
    void onPrice(const SymbolMarket& market, bool regularPrint);
    void onTick();
    /// A person dismissed this exit of the position: it stays quiet until the position is flat.
    void silence(SymbolId symbol, const Origin& exit);
    /// Where the stop of this holding stands; nothing for a flat one.
    /// `dividends`: a share, paid out since it was opened.
    [[nodiscard]] static std::optional<Price>
    stopOf(const Holding& held, Ratio loss, Price dividends = {}) noexcept;

private:
    void watch(const SymbolMarket& market, const Holding& held);
    void watchExpiry(const SymbolMarket& market, const Holding& held);
    void stop(const SymbolMarket& market, const Holding& held);
    /// Proposes to close what no order closes; `name`: of the exit.
    void fire(const SymbolMarket& market,
              const Holding& held,
              std::string_view name,
              const Evidence& evidence);
    /// What open orders would close of a position.
    struct Closing
    {
        Quantity coming; ///< orders of others too
        Quantity behind; ///< of ours that the market has left behind
        Quantity waits;  ///< of what is coming: orders of others that wait for another market
    };
    [[nodiscard]] Closing closingOf(const Holding& held, Side side) const;
    /// An order of others that stands where the market is not.
    [[nodiscard]] bool onlyWaits(const TrackedOrder& order, SymbolId symbol) const;
    /// Closes `quantity`, which is signed as what is held.
    [[nodiscard]] std::optional<Proposal> proposalFor(const SymbolMarket& market,
                                                      Quantity quantity,
                                                      const Origin& origin,
                                                      const Evidence& evidence) const;
    void propose(Proposal proposal, Proposer::Way way);
    /// An order that was placed elsewhere holds what it would close: told as a denial is.
    void tellOfOthers(Proposal proposal);
    [[nodiscard]] bool deniedRecently(SymbolId symbol) const;
    [[nodiscard]] std::optional<Price> stopNow(const Holding& held) const;

    EngineState& m_state;
    Proposer& m_proposer;
    ClearWay& m_way;
};

} // namespace tapedeck
