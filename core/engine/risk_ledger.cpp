#include "engine/risk_ledger.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kMinute = std::chrono::minutes{1};
/// No sale is unsettled for longer.
constexpr std::chrono::days kSettledLatest{14};
constexpr Nanoseconds kFourHours = std::chrono::hours{4};

Money pinnedSum(Money a, Money b) noexcept
{
    return checkedAdd(a, b).value_or(Money::fromNanos(INT64_MAX));
}

} // namespace

void RiskLedger::record(SymbolId symbol, Money notional, Date tradingDate, Timestamp now)
{
    const auto isOld = [now](Timestamp at) { return now - at >= kMinute; };
    m_lastMinute.erase(m_lastMinute.begin(),
                       std::find_if_not(m_lastMinute.begin(), m_lastMinute.end(), isOld));
    m_lastMinute.push_back(now);

    m_minutes.erase(m_minutes.begin(),
                    std::find_if(m_minutes.begin(), m_minutes.end(), [now](const Minute& minute) {
                        return now - minute.last < kFourHours;
                    }));
    const auto minuteOf = [](Timestamp at) { return std::chrono::floor<std::chrono::minutes>(at); };
    if (m_minutes.empty() || minuteOf(m_minutes.back().last) != minuteOf(now))
        m_minutes.push_back({now, Money{}});
    Minute& minute = m_minutes.back();
    minute.last = now;
    minute.notional = pinnedSum(minute.notional, notional);

    const auto known = std::find_if(m_lastBySymbol.begin(),
                                    m_lastBySymbol.end(),
                                    [symbol](const Last& last) { return last.symbol == symbol; });
    if (known == m_lastBySymbol.end())
        m_lastBySymbol.push_back({symbol, now});
    else
        known->at = now;

    if (m_day != tradingDate) {
        m_day = tradingDate;
        m_ordersOnDay = 0;
    }
    ++m_ordersOnDay;
}

void RiskLedger::recordSale(Money proceeds, Date tradingDate)
{
    const auto isOld = [&](const Sales& sales) {
        return std::chrono::sys_days{tradingDate} - std::chrono::sys_days{sales.day} >
               kSettledLatest;
    };
    m_sales.erase(std::remove_if(m_sales.begin(), m_sales.end(), isOld), m_sales.end());
    for (Sales& sales : m_sales) {
        if (sales.day == tradingDate) {
            sales.proceeds = std::max(pinnedSum(sales.proceeds, proceeds), Money{});
            return;
        }
    }
    m_sales.push_back({tradingDate, std::max(proceeds, Money{})});
}

Money RiskLedger::unsettledOn(Date tradingDate, const MarketCalendar& calendar) const noexcept
{
    Money sum;
    for (const Sales& sales : m_sales) {
        if (calendar.settlementDay(sales.day) > tradingDate)
            sum = pinnedSum(sum, sales.proceeds);
    }
    return sum;
}

std::int32_t RiskLedger::ordersOn(Date tradingDate) const noexcept
{
    return tradingDate == m_day ? m_ordersOnDay : 0;
}

std::int32_t RiskLedger::ordersInLastMinute(Timestamp now) const noexcept
{
    return static_cast<std::int32_t>(
        std::count_if(m_lastMinute.begin(), m_lastMinute.end(), [now](Timestamp at) {
            return now - at < kMinute;
        }));
}

Money RiskLedger::notionalInLast4h(Timestamp now) const noexcept
{
    Money sum;
    for (const Minute& minute : m_minutes) {
        if (now - minute.last < kFourHours)
            sum = pinnedSum(sum, minute.notional);
    }
    return sum;
}

std::optional<Timestamp> RiskLedger::lastOrderOn(SymbolId symbol) const noexcept
{
    const auto known = std::find_if(m_lastBySymbol.begin(),
                                    m_lastBySymbol.end(),
                                    [symbol](const Last& last) { return last.symbol == symbol; });
    return known == m_lastBySymbol.end() ? std::nullopt : std::optional{known->at};
}

} // namespace tapedeck
