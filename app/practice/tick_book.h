#pragma once

#include "app/practice/tick_series.h"

#include <optional>
#include <vector>

namespace tapedeck::practice {

/// Ticks that are kept at most, over all symbols: 128 MiB. The oldest 2,048 of a series go first.
inline constexpr std::size_t kTicksKeptMax = 4'000'000;

/// Which ticks of a symbol a page wants.
struct TickWindow
{
    Timestamp from; ///< inclusive
    Timestamp to;   ///< inclusive
    bool ascending = true;
    /// Where the page before ended: so many ticks of this time are read already.
    std::optional<Timestamp> resumeAt;
    std::size_t resumeSkip = 0;
};

/// Every trade and quote that has played, for the historical requests. The whole tape of
/// 2013-10-10, 1.7 million lines, costs 56 MB; a page costs two binary searches and its rows.
class TickBook
{
public:
    explicit TickBook(std::size_t keptMax = kTicksKeptMax) : m_keptMax{keptMax} {}

    /// Takes a market event that is due; what is no trade, quote, correction or cancel is ignored.
    void onEvent(const MarketEvent& event);
    /// Only as the symbol's latest, for feeds without a history of quotes.
    void onLatest(const Quote& quote);

    /// Calls take(tick, fate) in the window's order until it says false.
    template <class Take>
    void trades(SymbolId symbol, const TickWindow& window, const Take& take) const
    {
        if (const Row* row = findRow(symbol))
            visit<Trade>(row->trades, symbol, window, take);
    }
    template <class Take>
    void quotes(SymbolId symbol, const TickWindow& window, const Take& take) const
    {
        if (const Row* row = findRow(symbol))
            visit<Quote>(row->quotes, symbol, window, take);
    }

    /// The newest, or the newest that is no later than `by`.
    [[nodiscard]] std::optional<Trade> lastTrade(SymbolId symbol) const noexcept;
    [[nodiscard]] std::optional<Quote> lastQuote(SymbolId symbol) const noexcept;
    [[nodiscard]] std::optional<Trade> lastTrade(SymbolId symbol, Timestamp by) const;
    [[nodiscard]] std::optional<Quote> lastQuote(SymbolId symbol, Timestamp by) const;

    [[nodiscard]] std::size_t kept() const noexcept { return m_kept; }

private:
    struct Row
    {
        TickSeries trades;
        TickSeries quotes;
        std::optional<Trade> lastTrade;
        std::optional<Quote> lastQuote;
    };

    [[nodiscard]] Row& rowOf(SymbolId symbol);
    [[nodiscard]] const Row* findRow(SymbolId symbol) const noexcept
    {
        return indexOf(symbol) < m_rows.size() ? &m_rows[indexOf(symbol)] : nullptr;
    }
    template <class Tick>
    void add(TickSeries& series, const Tick& tick, TradeFate fate);
    void annul(const Trade& trade, TradeFate fate);

    template <class Tick, class Take>
    void visit(const TickSeries& series,
               SymbolId symbol,
               const TickWindow& window,
               const Take& take) const
    {
        std::size_t skip = window.resumeAt ? window.resumeSkip : 0;
        if (window.ascending) {
            auto place = series.firstAt(window.resumeAt.value_or(window.from));
            for (; place != series.end() && series.timeAt(place) <= window.to;
                 place = series.next(place)) {
                if (skip > 0 && series.timeAt(place) == *window.resumeAt)
                    --skip;
                else if (!take(series.at<Tick>(place, m_styles, symbol), series.fateAt(place)))
                    return;
            }
            return;
        }
        auto place = behind(series, window.resumeAt.value_or(window.to));
        while (place != series.begin()) {
            place = series.previous(place);
            if (series.timeAt(place) < window.from)
                return;
            if (skip > 0 && series.timeAt(place) == *window.resumeAt)
                --skip;
            else if (!take(series.at<Tick>(place, m_styles, symbol), series.fateAt(place)))
                return;
        }
    }
    /// Behind the last tick that is no later than `at`.
    [[nodiscard]] static TickSeries::Place behind(const TickSeries& series, Timestamp at) noexcept
    {
        return at == Timestamp::max() ? series.end() : series.firstAt(at + Nanoseconds{1});
    }

    std::size_t m_keptMax;
    std::size_t m_kept = 0;
    TickStyles m_styles;
    std::vector<Row> m_rows; ///< by symbol
};

} // namespace tapedeck::practice
