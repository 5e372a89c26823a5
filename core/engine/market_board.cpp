#include "engine/market_board.h"

#include "base/check.h"
#include "market/conditions.h"
#include "market/new_york.h"

#include <algorithm>

namespace tapedeck {

SymbolMarket::SymbolMarket(SymbolId symbol) : m_symbol{symbol}
{
    for (const Timeframe timeframe : kChartTimeframes)
        m_charts.emplace_back(symbol, timeframe);
}

SymbolMarket::TradeEffect
SymbolMarket::onTrade(const Trade& trade, Session session, std::vector<BarEvent>& finished)
{
    // What the window holds already was told twice: by the stream and for a hole beside it.
    if (m_window.add(trade) == TickWindow::Added::Duplicate)
        return {};
    m_log.add(trade);
    for (Chart& chart : m_charts) {
        chart.builder.add(trade, m_scratch);
        collect(chart, finished);
    }
    if (tradeRules(trade.tape, trade.conditions, BarScope::Day).countsVolume)
        m_dayVolume = checkedAdd(m_dayVolume, trade.size).value_or(Quantity::fromNanos(INT64_MAX));

    TradeEffect effect;
    // A late print is news of the past: it moves windows and bars, and not the last price.
    effect.setsLast = setsLastPrice(trade) && trade.at >= m_lastAt;
    if (!effect.setsLast)
        return effect;
    m_last = trade.price;
    m_lastAt = trade.at;
    effect.regularPrint = session == Session::Regular && lastPriceOf(trade) == LastPrice::Regular;
    if (effect.regularPrint) {
        m_lastRegular = trade.price;
        m_evidenceAt = trade.at;
    }
    return effect;
}

void SymbolMarket::fillBar(const Bar& bar, std::vector<BarEvent>& finished)
{
    const auto place = std::find(kChartTimeframes.begin(), kChartTimeframes.end(), bar.timeframe);
    if (place == kChartTimeframes.end())
        return;
    BarSeries& series = m_charts[static_cast<std::size_t>(place - kChartTimeframes.begin())].series;
    for (std::size_t i = series.size(); i > 0 && series.at(i - 1).start >= bar.start; --i) {
        if (series.at(i - 1).start == bar.start && series.at(i - 1).volume >= bar.volume)
            return;
    }
    if (series.put(bar))
        finished.push_back({BarEvent::Kind::Finished, bar});
}

bool SymbolMarket::onCorrection(const Trade& original,
                                const std::optional<Trade>& corrected,
                                std::vector<BarEvent>& updated)
{
    const auto stood = m_log.replace(original.id, original.exchange, corrected);
    if (!stood)
        return false;
    std::optional<Trade> stands = corrected;
    if (stands)
        stands->at = stood->at;
    m_window.remove(stood->id, stood->exchange);
    if (stands)
        m_window.add(*stands);
    repairBars(*stood, stands, updated);
    const auto volumeOf = [](const Trade& trade) {
        return tradeRules(trade.tape, trade.conditions, BarScope::Day).countsVolume ? trade.size
                                                                                    : Quantity{};
    };
    if (stood->at >= newYorkMidnight(m_lastAt)) {
        m_dayVolume -= std::min(m_dayVolume, volumeOf(*stood));
        if (stands)
            m_dayVolume = checkedAdd(m_dayVolume, volumeOf(*stands)).value_or(m_dayVolume);
    }
    repairLast(*stood, stands);
    return true;
}

/// Those of up to five minutes first; the day's is made of its minutes.
void SymbolMarket::repairBars(const Trade& original,
                              const std::optional<Trade>& corrected,
                              std::vector<BarEvent>& updated)
{
    for (Chart& each : m_charts) {
        if (each.builder.timeframe() == Timeframe::Day1)
            continue;
        if (each.builder.repair(original.at, m_log, m_scratch) && m_scratch.empty())
            each.series.erase(barStart(each.builder.timeframe(), original.at)); // nothing is left
        collect(each, updated);
    }
    std::vector<Bar> minutes;
    const Chart& minute = chart(Timeframe::Minute1);
    for (std::size_t i = 0; i < minute.series.size(); ++i)
        minutes.push_back(minute.series.at(i));
    if (const auto growing = minute.builder.current())
        minutes.push_back(*growing);
    for (Chart& each : m_charts) {
        if (each.builder.timeframe() == Timeframe::Day1)
            each.builder.amend(original, corrected, minutes);
    }
}

/// The last price was this trade's: now it is the corrected one's, or that of the trade before.
void SymbolMarket::repairLast(const Trade& original, const std::optional<Trade>& corrected)
{
    if (!m_last || original.at != m_lastAt || original.price != *m_last)
        return;
    const auto price =
        corrected && setsLastPrice(*corrected) ? std::optional{corrected->price} : m_window.last();
    if (!price)
        return;
    if (m_lastRegular == m_last)
        m_lastRegular = price;
    m_last = price;
}

void SymbolMarket::onQuote(const Quote& quote)
{
    m_quote = quote;
    if (quoteIsUsable(quote))
        m_evidenceAt = quote.at;
}

void SymbolMarket::onStatus(const TradingStatus& status)
{
    m_halt = haltStateAfter(m_halt, status);
}

void SymbolMarket::onHistory(const std::vector<Bar>& bars, Date on)
{
    m_toldOn = on;
    for (const Bar& bar : bars) {
        const auto place =
            std::find(kChartTimeframes.begin(), kChartTimeframes.end(), bar.timeframe);
        if (place == kChartTimeframes.end())
            continue;
        m_charts[static_cast<std::size_t>(place - kChartTimeframes.begin())].series.put(bar);
        if (bar.timeframe == Timeframe::Day1) {
            m_dailyCloses.push_back(bar.close);
            m_previousClose = bar.close;
        }
    }
}

void SymbolMarket::onSplit(const CorporateAction& split, Timestamp from)
{
    const auto divide = [&split](Price& price) { price = priceAfter(split, price); };
    for (Chart& each : m_charts) {
        std::vector<Bar> bars;
        for (std::size_t i = 0; i < each.series.size(); ++i)
            bars.push_back(each.series.at(i));
        for (Bar& bar : bars) {
            if (bar.start >= from)
                continue;
            splitBar(split, bar);
            each.series.put(bar);
        }
        // One that grows over the split would have prices of two kinds.
        if (const auto growing = each.builder.current(); growing && growing->start < from)
            each.builder = BarBuilder{m_symbol, each.builder.timeframe()};
    }
    m_window = TickWindow{};
    m_log = TradeLog{};
    m_quote.reset();
    if (m_last && m_lastAt < from) {
        divide(*m_last);
        if (m_lastRegular)
            divide(*m_lastRegular);
    }
    // The last close is that of the day before m_day.
    if (m_day > split.effective)
        return;
    if (m_previousClose)
        divide(*m_previousClose);
    for (Price& close : m_dailyCloses)
        divide(close);
}

void SymbolMarket::advance(Timestamp now, std::vector<BarEvent>& finished)
{
    for (Chart& chart : m_charts) {
        chart.builder.advance(now, m_scratch);
        collect(chart, finished);
    }
}

void SymbolMarket::rollDay(Date day)
{
    if (m_day == day)
        return;
    if (m_day != Date{} && m_lastRegular) {
        m_previousClose = m_lastRegular;
        m_dailyCloses.push_back(*m_lastRegular);
        m_lastRegular.reset();
    }
    m_day = day;
    m_dayVolume = Quantity{};
}

bool SymbolMarket::quoteUsable(Ratio spread) const noexcept
{
    return m_quote && quoteIsUsable(*m_quote) &&
           ratioOf(m_quote->ask - m_quote->bid, *mid()) <= spread;
}

std::optional<Price> SymbolMarket::mid() const noexcept
{
    if (!m_quote || !m_quote->bid.isPositive() || !m_quote->ask.isPositive())
        return std::nullopt;
    return Price::fromNanos((m_quote->bid.nanos() + m_quote->ask.nanos()) / 2);
}

HaltState SymbolMarket::halt(Timestamp now, Session session) const noexcept
{
    return haltStateWithEvidence(m_halt, m_evidenceAt, now, session);
}

const BarSeries& SymbolMarket::series(Timeframe timeframe) const noexcept
{
    return chart(timeframe).series;
}

std::optional<Bar> SymbolMarket::growing(Timeframe timeframe) const noexcept
{
    return chart(timeframe).builder.current();
}

void SymbolMarket::collect(Chart& chart, std::vector<BarEvent>& finished)
{
    for (const BarEvent& event : m_scratch) {
        chart.series.put(event.bar);
        finished.push_back(event);
    }
    m_scratch.clear();
}

const SymbolMarket::Chart& SymbolMarket::chart(Timeframe timeframe) const noexcept
{
    const auto place = std::find(kChartTimeframes.begin(), kChartTimeframes.end(), timeframe);
    CHECK(place != kChartTimeframes.end());
    return m_charts[static_cast<std::size_t>(place - kChartTimeframes.begin())];
}

SymbolMarket& MarketBoard::at(SymbolId symbol)
{
    if (indexOf(symbol) >= m_markets.size())
        m_markets.resize(indexOf(symbol) + 1);
    auto& market = m_markets[indexOf(symbol)];
    if (!market)
        market = std::make_unique<SymbolMarket>(symbol);
    return *market;
}

const SymbolMarket* MarketBoard::find(SymbolId symbol) const noexcept
{
    return indexOf(symbol) < m_markets.size() ? m_markets[indexOf(symbol)].get() : nullptr;
}

void MarketBoard::setCalendar(const std::vector<CalendarDay>& days)
{
    if (days.empty())
        return;
    std::vector<SessionHours> hours;
    hours.reserve(days.size());
    for (const CalendarDay& day : days)
        hours.push_back({day.date, day.open, day.close, day.sessionOpen, day.sessionClose});
    m_calendar.setBrokerDays(days.front().date, days.back().date, std::move(hours));
    m_sessionGoodUntil = Timestamp{};
}

void MarketBoard::passTo(Timestamp t)
{
    // Sessions change on full minutes, so one look-up serves every tick of the same minute.
    if (t < m_sessionGoodUntil)
        return;
    m_sessionGoodUntil = std::chrono::floor<std::chrono::minutes>(t) + std::chrono::minutes{1};
    const Session session = m_calendar.sessionAt(t);
    if (session == m_session)
        return;
    m_session = session;
    for (const auto& market : m_markets) {
        if (market)
            market->forgetQuote();
    }
}

} // namespace tapedeck
