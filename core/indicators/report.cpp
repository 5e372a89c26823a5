#include "indicators/report.h"

#include "base/quantise.h"
#include "market/new_york.h"

#include <array>
#include <variant>

namespace tapedeck {

namespace {

constexpr Span kMomentumSpans[] = {
    Span::Seconds5, Span::Seconds10, Span::Seconds15, Span::Seconds30, Span::Seconds60};
constexpr Span kStatisticsSpans[] = {Span::Seconds30, Span::Seconds60, Span::Seconds120};
constexpr std::size_t kWindowColumns = 14;

void appendField(std::string& out, std::optional<Price> price)
{
    out += ',';
    if (price)
        out += price->toString();
}

void appendField(std::string& out, std::optional<double> statistic)
{
    out += ',';
    if (!statistic)
        return;
    // A quantised value is a whole number of nanos. One that int64 does not hold (a percentage of a
    // price near zero) is pinned.
    const double nanos = roundHalfEven(*statistic * static_cast<double>(kNanosPerUnit));
    constexpr double kNanosMax = 9.2e18;
    out += nanosToString(nanos > kNanosMax    ? INT64_MAX
                         : nanos < -kNanosMax ? -INT64_MAX
                                              : static_cast<std::int64_t>(nanos));
}

void appendPrices(std::string& out, Timestamp at, const std::array<Price, 4>& prices, Quantity size)
{
    out += toRfc3339(at);
    for (const Price price : prices)
        appendField(out, price);
    out += ',';
    out += size.toString();
}

} // namespace

IndicatorReport::IndicatorReport(SymbolId symbol, ReportRows rows, Timeframe timeframe)
    : m_symbol{symbol}, m_kind{rows}, m_timeframe{timeframe}, m_builder{symbol, timeframe}
{}

std::string_view IndicatorReport::header() noexcept
{
    return "time,open,high,low,close,volume,"
           "tick_count,momentum_5s,momentum_10s,momentum_15s,momentum_30s,momentum_60s,"
           "mean_30s,std_30s,mean_60s,std_60s,mean_120s,std_120s,z_60s,vwap_120s,"
           "vwap_session,sma_20,ema_20,rsi_14,macd,macd_signal,macd_histogram,"
           "bollinger_middle,bollinger_upper,bollinger_lower,bollinger_percent_b,bollinger_width,"
           "atr_14,z_30\n";
}

void IndicatorReport::add(const MarketEvent& event, std::string& out)
{
    if (symbolOf(event) != m_symbol)
        return;
    if (const auto* trade = std::get_if<Trade>(&event))
        addTrade(*trade, out);
    else if (const auto* bar = std::get_if<BarEvent>(&event))
        addGivenBar(bar->bar, out);
}

void IndicatorReport::finish(std::string& out)
{
    if (m_kind == ReportRows::BarsFromTrades) {
        m_builder.advance(Timestamp::max(), m_built);
        addBuiltBars(out);
    } else if (m_pending) {
        rowOfBar(*m_pending, out);
        m_pending.reset();
    }
}

void IndicatorReport::addTrade(const Trade& trade, std::string& out)
{
    if (m_kind == ReportRows::Ticks) {
        rowOfTrade(trade, out);
    } else if (m_kind == ReportRows::BarsFromTrades) {
        m_builder.add(trade, m_built);
        addBuiltBars(out);
    }
}

void IndicatorReport::addGivenBar(const Bar& bar, std::string& out)
{
    if (m_kind != ReportRows::BarsAsGiven || bar.timeframe != m_timeframe)
        return;
    if (m_pending && bar.start < m_pending->start)
        return;
    if (m_pending && bar.start > m_pending->start)
        rowOfBar(*m_pending, out);
    m_pending = bar;
}

void IndicatorReport::addBuiltBars(std::string& out)
{
    for (const BarEvent& event : m_built)
        if (event.kind == BarEvent::Kind::Finished)
            rowOfBar(event.bar, out);
    m_built.clear();
}

void IndicatorReport::rowOfTrade(const Trade& trade, std::string& out)
{
    const auto added = m_window.add(trade);
    if (added == TickWindow::Added::Duplicate || added == TickWindow::Added::Refused)
        return;
    m_sessionVwap.update(m_calendar.tradingDate(trade.at), trade);
    if (setsLastPrice(trade))
        updateSeries(trade.price, trade.price, trade.price);
    appendPrices(out, trade.at, {trade.price, trade.price, trade.price, trade.price}, trade.size);
    appendWindow(out);
    appendSeries(out);
}

void IndicatorReport::rowOfBar(const Bar& bar, std::string& out)
{
    // The session of a bar is that of its first instant; a day's is the day itself.
    const Date session = m_timeframe == Timeframe::Day1 ? toNewYork(bar.start).date
                                                        : m_calendar.tradingDate(bar.start);
    m_sessionVwap.update(session, bar);
    m_priceZ = m_closes.of(bar.close);
    m_closes.update(bar.close);
    updateSeries(bar.high, bar.low, bar.close);
    appendPrices(out, bar.start, {bar.open, bar.high, bar.low, bar.close}, bar.volume);
    out.append(kWindowColumns, ',');
    appendSeries(out);
}

void IndicatorReport::updateSeries(Price high, Price low, Price close) noexcept
{
    m_sma.update(close);
    m_ema.update(close);
    m_rsi.update(close);
    m_macd.update(close);
    m_bollinger.update(close);
    m_atr.update(high, low, close);
}

void IndicatorReport::appendWindow(std::string& out) const
{
    out += ',';
    out += std::to_string(m_window.tickCount());
    for (const Span span : kMomentumSpans)
        appendField(out, m_window.momentumPct(span));
    for (const Span span : kStatisticsSpans) {
        appendField(out, m_window.mean(span));
        appendField(out, m_window.deviation(span));
    }
    appendField(out, m_window.zScore(Span::Seconds60));
    appendField(out, m_window.vwap());
}

void IndicatorReport::appendSeries(std::string& out)
{
    appendField(out, m_sessionVwap.value());
    appendField(out, m_sma.value());
    appendField(out, m_ema.value());
    appendField(out, m_rsi.value());
    appendField(out, m_macd.value());
    appendField(out, m_macd.signal());
    appendField(out, m_macd.histogram());
    const auto bands = m_bollinger.value();
    const auto field = [&](double Bollinger::Bands::*member) {
        appendField(out, bands ? std::optional{(*bands).*member} : std::nullopt);
    };
    field(&Bollinger::Bands::middle);
    field(&Bollinger::Bands::upper);
    field(&Bollinger::Bands::lower);
    appendField(out, bands ? bands->percentB : std::nullopt);
    field(&Bollinger::Bands::width);
    appendField(out, m_atr.value());
    appendField(out, m_priceZ);
    out += '\n';
    ++m_rowCount;
}

} // namespace tapedeck
