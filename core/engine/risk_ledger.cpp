#include "engine/risk_ledger.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kMinute = std::chrono::minutes{1};
constexpr Nanoseconds kFourHours = std::chrono::hours{4};

} // namespace

void RiskLedger::record(SymbolId symbol, Money notional, Date tradingDate, Timestamp now)
{
    const auto stale = std::find_if(m_recent.begin(), m_recent.end(), [now](const Order& order) {
        return now - order.at < kFourHours;
    });
    m_recent.erase(m_recent.begin(), stale);
    const Order order{symbol, now, notional};
    m_recent.push_back(order);

    const auto known = std::find_if(m_lastBySymbol.begin(),
                                    m_lastBySymbol.end(),
                                    [symbol](const Order& last) { return last.symbol == symbol; });
    if (known == m_lastBySymbol.end())
        m_lastBySymbol.push_back(order);
    else
        *known = order;

    if (m_day != tradingDate) {
        m_day = tradingDate;
        m_ordersOnDay = 0;
    }
    ++m_ordersOnDay;
}

std::int32_t RiskLedger::ordersOn(Date tradingDate) const noexcept
{
    return tradingDate == m_day ? m_ordersOnDay : 0;
}

std::int32_t RiskLedger::ordersInLastMinute(Timestamp now) const noexcept
{
    return static_cast<std::int32_t>(
        std::count_if(m_recent.begin(), m_recent.end(), [now](const Order& order) {
            return now - order.at < kMinute;
        }));
}

Money RiskLedger::notionalInLast4h(Timestamp now) const noexcept
{
    Money sum;
    for (const Order& order : m_recent) {
        if (now - order.at < kFourHours)
            sum = checkedAdd(sum, order.notional).value_or(Money::fromNanos(INT64_MAX));
    }
    return sum;
}

std::optional<Timestamp> RiskLedger::lastOrderOn(SymbolId symbol) const noexcept
{
    const auto known = std::find_if(m_lastBySymbol.begin(),
                                    m_lastBySymbol.end(),
                                    [symbol](const Order& last) { return last.symbol == symbol; });
    return known == m_lastBySymbol.end() ? std::nullopt : std::optional{known->at};
}

} // namespace tapedeck
