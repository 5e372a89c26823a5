#include "engine/cash_transfers.h"

#include "base/pinned.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// A new account gets its first money so soon (alpaca.md, samples: after five minutes).
constexpr Nanoseconds kOpening = std::chrono::hours{1};

bool isOpening(const CashTransfer& row, Timestamp openedAt) noexcept
{
    return openedAt != Timestamp{} && row.madeAt && *row.madeAt >= openedAt &&
           *row.madeAt - openedAt < kOpening;
}

} // namespace

void CashTransfers::set(const std::vector<CashTransfer>& told)
{
    m_rows.clear();
    for (const CashTransfer& row : told) {
        const bool known = std::any_of(
            m_rows.begin(), m_rows.end(), [&](const CashTransfer& r) { return r.id == row.id; });
        if (!known)
            m_rows.push_back(row);
    }
}

Money CashTransfers::on(Date tradingDate,
                        const MarketCalendar& calendar,
                        Timestamp openedAt) const noexcept
{
    const auto before = calendar.hoursOn(calendar.previousTradingDay(tradingDate));
    if (!before)
        return Money{};
    const CashTransfer* opening = nullptr;
    for (const CashTransfer& row : m_rows) {
        if (isOpening(row, openedAt) && (opening == nullptr || row.madeAt < opening->madeAt))
            opening = &row;
    }
    Int128 sum = 0;
    for (const CashTransfer& row : m_rows) {
        const bool since = row.madeAt ? *row.madeAt >= before->close
                                      : row.date > before->date ||
                                            (row.date == before->date && row.amount.isPositive());
        if (since && &row != opening)
            sum += row.amount.nanos();
    }
    return Money::fromNanos(pinned(sum));
}

} // namespace tapedeck
