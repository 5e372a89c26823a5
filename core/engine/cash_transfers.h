#pragma once

#include "base/canonical.h"
#include "market/session.h"
#include "trading/account.h"

#include <vector>

namespace tapedeck {

/// Cash that was moved in or out of late, by the broker's list: what the day's gain or loss must
/// leave out. Each activity counts once.
///
/// A day's equity is held against that at the regular close of the trading day before; so what was
/// moved since that close counts for the day, an evening's or a weekend's transfer for the next. Of
/// a row without a time that is dated on the day of that close a deposit counts and a withdrawal
/// does not: what is not known must not hide a loss. What an account was opened with does not
/// count: the broker has it in the equity of the day before from the start.
class CashTransfers
{
public:
    /// All since the close before, in any order.
    void set(const std::vector<CashTransfer>& told);
    /// Their sum for a trading day; pinned at the range of Money. `openedAt`: the account; zero =
    /// not known.
    [[nodiscard]] Money
    on(Date tradingDate, const MarketCalendar& calendar, Timestamp openedAt) const noexcept;

    TAPEDECK_FIELDS(self.m_rows)

private:
    std::vector<CashTransfer> m_rows; ///< no id twice
};

} // namespace tapedeck
