#pragma once

#include "indicators/atr.h"
#include "indicators/bollinger.h"
#include "indicators/ema.h"
#include "indicators/macd.h"
#include "indicators/rsi.h"
#include "indicators/session_vwap.h"
#include "indicators/sma.h"
#include "indicators/tick_window.h"
#include "indicators/z_score.h"
#include "market/bars.h"
#include "market/session.h"

#include <string>
#include <string_view>

namespace tapedeck {

/// Where the bars of a report come from.
enum class ReportRows : std::uint8_t
{
    Ticks,          ///< a row a trade
    BarsFromTrades, ///< a row a bar that is built from the trades
    BarsAsGiven     ///< a row a bar of the input
};

/// Every indicator of one symbol as comma-separated values, a row a trade or a bar. The columns are
/// documented in docs/command-line.md ("indicators"); others parse them. A figure that does not
/// exist (yet, or for this kind of row) is an empty field.
class IndicatorReport
{
public:
    /// `timeframe` is of no account for ticks.
    IndicatorReport(SymbolId symbol, ReportRows rows, Timeframe timeframe = Timeframe::Minute1);

    /// The names of the columns, with the end of line.
    [[nodiscard]] static std::string_view header() noexcept;
    /// Takes an event and appends the rows that it completes. Events of other symbols and kinds are
    /// left alone; so are duplicates, and changes of a bar whose row is written already.
    void add(const MarketEvent& event, std::string& out);
    /// Appends the row of the bar that the input ended in, if any.
    void finish(std::string& out);
    [[nodiscard]] std::uint64_t rows() const noexcept { return m_rowCount; }

private:
    void addTrade(const Trade& trade, std::string& out);
    void addGivenBar(const Bar& bar, std::string& out);
    void addBuiltBars(std::string& out);
    void rowOfTrade(const Trade& trade, std::string& out);
    void rowOfBar(const Bar& bar, std::string& out);
    void appendWindow(std::string& out) const;
    void appendSeries(std::string& out);
    void updateSeries(Price high, Price low, Price close) noexcept;

    SymbolId m_symbol;
    ReportRows m_kind;
    Timeframe m_timeframe;
    BarBuilder m_builder;
    std::vector<BarEvent> m_built;
    std::optional<Bar> m_pending; ///< the newest given bar: it may still be replaced
    MarketCalendar m_calendar;
    TickWindow m_window;
    SessionVwap m_sessionVwap;
    Sma m_sma{20};
    Ema m_ema{20};
    Rsi m_rsi{14};
    Macd m_macd;
    Bollinger m_bollinger{20, 2};
    Atr m_atr{14};
    ZScore m_closes{30};
    std::optional<double> m_priceZ;
    std::uint64_t m_rowCount = 0;
};

} // namespace tapedeck
