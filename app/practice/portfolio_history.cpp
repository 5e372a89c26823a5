#include "app/practice/portfolio_history.h"

#include "market/new_york.h"

#include <algorithm>
#include <map>

namespace tapedeck::practice {

namespace {

constexpr std::size_t kFillsMax = 1'000'000;

Money valueOf(Price price, Quantity quantity)
{
    return notional(price, quantity).value_or(Money{});
}

/// The last bar that had ended by `at`.
const Bar* lastEnded(std::span<const Bar> bars, Nanoseconds length, Timestamp at)
{
    const auto next = std::partition_point(
        bars.begin(), bars.end(), [&](const Bar& bar) { return bar.start + length <= at; });
    return next == bars.begin() ? nullptr : &*std::prev(next);
}

} // namespace

PortfolioHistory::PortfolioHistory(const Venue& venue) : m_venue{venue}
{
    FillQuery query;
    query.pageSize = kFillsMax;
    for (const FillActivity& fill : venue.exchange().fills(query)) {
        const Execution& execution = fill.execution;
        const auto symbol = venue.symbols().find(execution.symbol);
        if (!symbol)
            continue;
        const bool bought = execution.side == Side::Buy;
        const Money paid = valueOf(execution.price, execution.quantity);
        m_fills.push_back({execution.at,
                           *symbol,
                           bought ? execution.quantity : -execution.quantity,
                           bought ? -paid : paid});
    }
    for (const CashTransfer& transfer : venue.exchange().transfers(query))
        m_fills.push_back({*transfer.madeAt, SymbolId{}, Quantity{}, transfer.amount});
    std::stable_sort(
        m_fills.begin(), m_fills.end(), [](const Step& a, const Step& b) { return a.at > b.at; });
}

std::optional<Price> PortfolioHistory::priceAt(SymbolId symbol, Timestamp at) const
{
    const Bar* minute = lastEnded(m_venue.bars().minutes(symbol), std::chrono::minutes{1}, at);
    const Bar* day = lastEnded(m_venue.bars().days(symbol), std::chrono::hours{20}, at);
    if (minute != nullptr && (day == nullptr || minute->start >= day->start))
        return minute->close;
    return day != nullptr ? std::optional{day->close} : std::nullopt;
}

/// From what is held now back through the fills.
Money PortfolioHistory::equityAt(Timestamp at) const
{
    const Exchange& exchange = m_venue.exchange();
    if (at >= m_venue.now())
        return exchange.account().equity;
    std::map<SymbolId, Quantity> held;
    for (const BrokerPosition& position : exchange.positions()) {
        if (const auto symbol = m_venue.symbols().find(position.symbol))
            held[*symbol] = position.quantity;
    }
    Money equity = exchange.account().cash;
    for (const Step& fill : m_fills) {
        if (fill.at <= at)
            break;
        held[fill.symbol] -= fill.quantity;
        equity -= fill.cash;
    }
    for (const auto& [symbol, quantity] : held) {
        if (const auto price = priceAt(symbol, at))
            equity += valueOf(*price, quantity);
    }
    return equity;
}

Money PortfolioHistory::endOfDayBefore(Date day) const
{
    const auto hours = m_calendar.hoursOn(m_calendar.previousTradingDay(day));
    return equityAt(std::max(hours->extendedClose, m_venue.createdAt()));
}

std::vector<EquityPoint> PortfolioHistory::daily(Date first, Date last) const
{
    std::vector<EquityPoint> points;
    const Date today = toNewYork(m_venue.now()).date;
    for (auto day = std::chrono::sys_days{first}; day <= std::chrono::sys_days{last};
         day += std::chrono::days{1}) {
        const auto hours = m_calendar.hoursOn(Date{day});
        if (!hours || hours->extendedClose < m_venue.createdAt() || Date{day} > today)
            continue;
        EquityPoint point;
        point.at = hours->extendedClose;
        point.equity = equityAt(point.at);
        point.before = points.empty() ? endOfDayBefore(Date{day}) : points.back().equity;
        points.push_back(point);
    }
    return points;
}

std::vector<EquityPoint>
PortfolioHistory::intraday(Date first, Date last, Nanoseconds step, bool extended) const
{
    std::vector<EquityPoint> points;
    for (auto day = std::chrono::sys_days{first}; day <= std::chrono::sys_days{last};
         day += std::chrono::days{1}) {
        const auto hours = m_calendar.hoursOn(Date{day});
        if (!hours || hours->extendedClose < m_venue.createdAt())
            continue;
        const Money before = endOfDayBefore(Date{day});
        const Timestamp end = extended ? hours->extendedClose : hours->close;
        for (Timestamp at = extended ? hours->extendedOpen : hours->open;
             at < end && at <= m_venue.now();
             at += step)
            points.push_back({at, equityAt(at), before});
    }
    return points;
}

} // namespace tapedeck::practice
