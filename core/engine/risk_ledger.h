#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/time.h"

#include <optional>
#include <vector>

namespace tapedeck {

/// What the limits on counts, notional and spacing need to remember: every order that was decided.
class RiskLedger
{
public:
    /// An order was decided at `now` for at most `notional`.
    void record(SymbolId symbol, Money notional, Date tradingDate, Timestamp now);

    [[nodiscard]] std::int32_t ordersOn(Date tradingDate) const noexcept;
    [[nodiscard]] std::int32_t ordersInLastMinute(Timestamp now) const noexcept;
    /// Pinned at the range of Money.
    [[nodiscard]] Money notionalInLast4h(Timestamp now) const noexcept;
    [[nodiscard]] std::optional<Timestamp> lastOrderOn(SymbolId symbol) const noexcept;

    struct Order
    {
        SymbolId symbol{};
        Timestamp at;
        Money notional;
        TAPEDECK_FIELDS(self.symbol, self.at, self.notional)
    };
    TAPEDECK_FIELDS(self.m_recent, self.m_lastBySymbol, self.m_day, self.m_ordersOnDay)

private:
    std::vector<Order> m_recent;       ///< of the last four hours, oldest first
    std::vector<Order> m_lastBySymbol; ///< the newest of each symbol
    Date m_day{};
    std::int32_t m_ordersOnDay = 0;
};

} // namespace tapedeck
