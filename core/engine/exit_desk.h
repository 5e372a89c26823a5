#pragma once

#include "engine/clear_way.h"
#include "engine/proposer.h"
#include "engine/state.h"

namespace tapedeck {

/// Stop losses, and contracts on the day of their expiry. A stop fires on the mid of a usable quote
/// that lasts 500 ms, or on a regular print beyond it (DESIGN: exits look at usable quotes only),
/// and stays armed while the gate denies it. Options have their quotes alone: their prints may be
/// old. A contract is closed half an hour before the close of its last day, unless a person wants
/// to keep it.
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
    /// Proposes to close it; `name`: of the exit.
    void fire(const SymbolMarket& market,
              const Holding& held,
              std::string_view name,
              const Evidence& evidence);
    [[nodiscard]] std::optional<Price> stopNow(const Holding& held) const;

    EngineState& m_state;
    Proposer& m_proposer;
    ClearWay& m_way;
};

} // namespace tapedeck
