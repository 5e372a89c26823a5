#pragma once

#include "engine/proposer.h"
#include "engine/state.h"

namespace tapedeck {

/// Stop losses. A stop fires on the mid of a usable quote that lasts 500 ms, or on a regular print
/// beyond it (DESIGN: exits look at usable quotes only), and stays armed while the gate denies it.
class ExitDesk
{
public:
    ExitDesk(EngineState& state, Proposer& proposer) noexcept : m_state{state}, m_proposer{proposer}
    {}

    void onQuote(const SymbolMarket& market);
    void onPrice(const SymbolMarket& market, bool regularPrint);
    void onTick();
    /// A person dismissed the exit of this position: it stays quiet until the position is flat.
    void silence(SymbolId symbol);
    /// Where the stop of this holding stands; nothing for a flat one.
    [[nodiscard]] static std::optional<Price> stopOf(const Holding& held, Ratio loss) noexcept;

private:
    void watch(const SymbolMarket& market, const Holding& held);
    void fire(const SymbolMarket& market, const Holding& held);

    EngineState& m_state;
    Proposer& m_proposer;
};

} // namespace tapedeck
