#include "app/practice/tick_book.h"

namespace tapedeck::practice {

TickBook::Row& TickBook::rowOf(SymbolId symbol)
{
    if (indexOf(symbol) >= m_rows.size())
        m_rows.resize(indexOf(symbol) + 1);
    return m_rows[indexOf(symbol)];
}

template <class Tick>
void TickBook::add(TickSeries& series, const Tick& tick, TradeFate fate)
{
    series.add(tick, fate, m_styles);
    ++m_kept;
    while (m_kept > m_keptMax) {
        TickSeries* oldest = nullptr;
        for (Row& row : m_rows) {
            for (TickSeries* each : {&row.trades, &row.quotes}) {
                if (each->chunks() != 0 && (oldest == nullptr || each->oldest() < oldest->oldest()))
                    oldest = each;
            }
        }
        m_kept -= oldest->dropOldest();
    }
}

void TickBook::onEvent(const MarketEvent& event)
{
    if (const auto* trade = std::get_if<Trade>(&event)) {
        Row& row = rowOf(trade->symbol);
        if (!row.lastTrade || row.lastTrade->at <= trade->at)
            row.lastTrade = *trade;
        add(row.trades, *trade, TradeFate::Valid);
    } else if (const auto* quote = std::get_if<Quote>(&event)) {
        onLatest(*quote);
        add(rowOf(quote->symbol).quotes, *quote, TradeFate::Valid);
    } else if (const auto* correction = std::get_if<TradeCorrection>(&event)) {
        annul(correction->original, TradeFate::Incorrect);
        add(rowOf(correction->corrected.symbol).trades,
            correction->corrected,
            TradeFate::Corrected);
    } else if (const auto* cancel = std::get_if<TradeCancel>(&event)) {
        annul(cancel->trade, TradeFate::Canceled);
    }
}

void TickBook::onLatest(const Quote& quote)
{
    Row& row = rowOf(quote.symbol);
    if (!row.lastQuote || row.lastQuote->at <= quote.at)
        row.lastQuote = quote;
}

/// Looks backwards: what is taken back is mostly recent. Ids are those of an exchange and a day.
void TickBook::annul(const Trade& trade, TradeFate fate)
{
    TickSeries& series = rowOf(trade.symbol).trades;
    for (auto place = series.end(); place != series.begin();) {
        place = series.previous(place);
        const auto known = series.at<Trade>(place, m_styles, trade.symbol);
        if (trade.at - known.at > std::chrono::hours{24})
            return;
        if (known.id == trade.id && known.exchange == trade.exchange) {
            series.setFate(place, fate);
            return;
        }
    }
}

std::optional<Trade> TickBook::lastTrade(SymbolId symbol) const noexcept
{
    const Row* row = findRow(symbol);
    return row == nullptr ? std::nullopt : row->lastTrade;
}

std::optional<Quote> TickBook::lastQuote(SymbolId symbol) const noexcept
{
    const Row* row = findRow(symbol);
    return row == nullptr ? std::nullopt : row->lastQuote;
}

std::optional<Trade> TickBook::lastTrade(SymbolId symbol, Timestamp by) const
{
    std::optional<Trade> last;
    trades(symbol, {Timestamp::min(), by, false, {}, 0}, [&](const Trade& trade, TradeFate) {
        last = trade;
        return false;
    });
    return last;
}

std::optional<Quote> TickBook::lastQuote(SymbolId symbol, Timestamp by) const
{
    std::optional<Quote> last;
    quotes(symbol, {Timestamp::min(), by, false, {}, 0}, [&](const Quote& quote, TradeFate) {
        last = quote;
        return false;
    });
    return last;
}

} // namespace tapedeck::practice
