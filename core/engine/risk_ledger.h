#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/time.h"
#include "market/session.h"

#include <optional>
#include <vector>

namespace tapedeck {

/// What the limits on counts, notional and spacing need to remember of every order that was
/// decided, and a cash account of what was sold. Saved often, so it stays small: the four hours are
/// kept by the minute, and a minute counts as long as its last order does.
class RiskLedger
{
public:
    /// An order was decided at `now` for at most `notional`.
    void record(SymbolId symbol, Money notional, Date tradingDate, Timestamp now);

    /// A sale was filled on that day; negative: it was taken back.
    void recordSale(Money proceeds, Date tradingDate);

    /// Proceeds of sales that are not settled on that day. Pinned at the range of Money.
    [[nodiscard]] Money unsettledOn(Date tradingDate,
                                    const MarketCalendar& calendar) const noexcept;
    [[nodiscard]] std::int32_t ordersOn(Date tradingDate) const noexcept;
    [[nodiscard]] std::int32_t ordersInLastMinute(Timestamp now) const noexcept;
    /// Never too little, and too much by the orders of one minute at most. Pinned at the range of
    /// Money.
    [[nodiscard]] Money notionalInLast4h(Timestamp now) const noexcept;
    [[nodiscard]] std::optional<Timestamp> lastOrderOn(SymbolId symbol) const noexcept;

    /// The orders of one minute.
    struct Minute
    {
        Timestamp last;
        Money notional;
        TAPEDECK_FIELDS(self.last, self.notional)
    };
    struct Last
    {
        SymbolId symbol{};
        Timestamp at;
        TAPEDECK_FIELDS(self.symbol, self.at)
    };
    struct Sales
    {
        Date day{};
        Money proceeds;
        TAPEDECK_FIELDS(self.day, self.proceeds)
    };
    TAPEDECK_FIELDS(self.m_lastMinute,
                    self.m_minutes,
                    self.m_lastBySymbol,
                    self.m_day,
                    self.m_ordersOnDay,
                    self.m_sales)

private:
    std::vector<Timestamp> m_lastMinute; ///< of each order, oldest first
    std::vector<Minute> m_minutes;       ///< of the last four hours, oldest first
    std::vector<Last> m_lastBySymbol;
    Date m_day{};
    std::int32_t m_ordersOnDay = 0;
    std::vector<Sales> m_sales; ///< of the last days
};

} // namespace tapedeck
