#include "synthetic/synthetic_market.h"

#include "base/check.h"
#include "market/new_york.h"

#include <algorithm>

namespace tapedeck {

namespace {

Price priceOf(std::int64_t cents) noexcept
{
    return Price::fromNanos(cents * (kNanosPerUnit / 100));
}

Bar dailyBar(SymbolId symbol, const SessionHours& hours, const SymbolPlan& plan)
{
    Bar bar;
    bar.symbol = symbol;
    bar.timeframe = Timeframe::Day1;
    bar.start = newYorkMidnight(hours.open);
    bar.open = priceOf(plan.open);
    bar.high = priceOf(plan.high);
    bar.low = priceOf(plan.low);
    bar.close = priceOf(plan.close);
    bar.volume = Quantity::fromWhole(plan.volume);
    return bar;
}

} // namespace

SyntheticMarket::SyntheticMarket(std::uint64_t seed, Date firstDay, Symbols& symbols)
    : m_seed{seed}, m_firstDay{firstDay}
{
    for (const SyntheticAsset& asset : syntheticAssets()) {
        const auto id = symbols.intern(asset.symbol);
        CHECK(id.has_value());
        m_symbols.push_back(*id);
    }
    const MarketCalendar calendar;
    if (!calendar.isTradingDay(m_firstDay))
        m_firstDay = calendar.nextTradingDay(m_firstDay);
    m_historyDay = m_firstDay;
    for (std::size_t i = 0; i < kSyntheticHistoryDays; ++i)
        m_historyDay = calendar.previousTradingDay(m_historyDay);
    restart();
}

void SyntheticMarket::restart()
{
    m_model.emplace(m_seed, m_historyDay);
    do {
        m_plan = m_model->next();
    } while (m_plan.hours.date < m_firstDay);
    startDay();
}

void SyntheticMarket::startDay()
{
    m_days.clear();
    m_nextAt.clear();
    for (std::size_t i = 0; i < m_symbols.size(); ++i) {
        SymbolDay& day = m_days.emplace_back(m_seed, i, m_symbols[i], m_plan);
        const MarketEvent* first = day.peek();
        m_nextAt.push_back(first == nullptr ? Timestamp::max() : timeOf(*first));
    }
}

SyntheticEvent SyntheticMarket::next()
{
    auto earliest = std::min_element(m_nextAt.begin(), m_nextAt.end());
    while (*earliest == Timestamp::max()) {
        m_plan = m_model->next();
        startDay();
        earliest = std::min_element(m_nextAt.begin(), m_nextAt.end());
    }
    SymbolDay& day = m_days[static_cast<std::size_t>(earliest - m_nextAt.begin())];
    SyntheticEvent result{*earliest, *day.peek()};
    day.pop();
    const MarketEvent* following = day.peek();
    *earliest = following == nullptr ? Timestamp::max() : timeOf(*following);
    return result;
}

void SyntheticMarket::seek(Timestamp t)
{
    restart();
    while (m_plan.hours.extendedClose <= t)
        m_plan = m_model->next();
    startDay();
    for (std::size_t i = 0; i < m_days.size(); ++i) {
        const MarketEvent* event = m_days[i].peek();
        while (event != nullptr && timeOf(*event) < t) {
            m_days[i].pop();
            event = m_days[i].peek();
        }
        m_nextAt[i] = event == nullptr ? Timestamp::max() : timeOf(*event);
    }
}

std::vector<Bar> SyntheticMarket::dailyBars(SymbolId symbol, Date day, std::size_t countMax) const
{
    const auto place = std::find(m_symbols.begin(), m_symbols.end(), symbol);
    if (place == m_symbols.end())
        return {};
    const auto asset = static_cast<std::size_t>(place - m_symbols.begin());
    std::vector<Bar> bars;
    DayModel model{m_seed, m_historyDay};
    for (DayPlan plan = model.next(); plan.hours.date < day; plan = model.next())
        bars.push_back(dailyBar(symbol, plan.hours, plan.symbols[asset]));
    if (bars.size() > countMax)
        bars.erase(bars.begin(), bars.end() - static_cast<std::ptrdiff_t>(countMax));
    return bars;
}

} // namespace tapedeck
