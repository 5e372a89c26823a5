#pragma once

#include "base/ids.h"
#include "indicators/tick_window.h"
#include "market/bar_series.h"
#include "market/bars.h"
#include "market/corporate_action.h"
#include "market/events.h"
#include "market/halts.h"
#include "market/session.h"
#include "market/trade_log.h"
#include "trading/account.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace tapedeck {

/// The timeframes that are built from trades, in the order of the window's buttons.
inline constexpr std::array kChartTimeframes{Timeframe::Second1,
                                             Timeframe::Second5,
                                             Timeframe::Minute1,
                                             Timeframe::Minute5,
                                             Timeframe::Day1};

/// What is known of one symbol's market.
class SymbolMarket
{
public:
    static constexpr std::size_t kBarsMax = 2'000;

    explicit SymbolMarket(SymbolId symbol);

    /// What a trade changed.
    struct TradeEffect
    {
        bool setsLast = false;
        bool regularPrint = false; ///< in regular hours, and it may set the last price
    };
    /// Appends the bars that this trade finished to `finished`.
    TradeEffect onTrade(const Trade& trade, Session session, std::vector<BarEvent>& finished);
    /// A minute bar of the broker's for a hole: it stands where ours saw less. Appended to
    /// `finished` where it does.
    void fillBar(const Bar& bar, std::vector<BarEvent>& finished);
    /// The trade with the original's id was corrected, or annulled where nothing stands instead.
    /// Repairs the window, the bars, the day's volume and the last price; appends the finished bars
    /// that changed, as Updated. What was decided on the old figures stays decided. False: it is of
    /// a time that is no longer kept, and nothing has changed.
    bool onCorrection(const Trade& original,
                      const std::optional<Trade>& corrected,
                      std::vector<BarEvent>& updated);
    void onQuote(const Quote& quote);
    void forgetQuote() noexcept { m_quote.reset(); }
    void onStatus(const TradingStatus& status);
    /// `on`: the New York day on which the broker told them, in that day's shares.
    void onHistory(const std::vector<Bar>& bars, Date on);
    [[nodiscard]] Date toldOn() const noexcept { return m_toldOn; }
    /// A split counts from `from` on: prices and sizes of before are told in the new shares, and
    /// the window begins anew.
    void onSplit(const CorporateAction& split, Timestamp from);
    /// Bars whose time is over though nothing was traded.
    void advance(Timestamp now, std::vector<BarEvent>& finished);
    /// A new trading day: the volume starts at zero and yesterday's last is the previous close.
    void rollDay(Date day);

    [[nodiscard]] SymbolId symbol() const noexcept { return m_symbol; }
    [[nodiscard]] const TickWindow& window() const noexcept { return m_window; }
    [[nodiscard]] std::optional<Price> last() const noexcept { return m_last; }
    [[nodiscard]] Timestamp lastAt() const noexcept { return m_lastAt; }
    [[nodiscard]] const std::optional<Quote>& quote() const noexcept { return m_quote; }
    /// True if the standing quote is two-sided, not crossed, firm, and no wider than `spread`.
    [[nodiscard]] bool quoteUsable(Ratio spread) const noexcept;
    [[nodiscard]] std::optional<Price> mid() const noexcept;
    [[nodiscard]] HaltState halt(Timestamp now, Session session) const noexcept;
    [[nodiscard]] std::optional<Price> previousClose() const noexcept { return m_previousClose; }
    [[nodiscard]] const std::vector<Price>& dailyCloses() const noexcept { return m_dailyCloses; }
    [[nodiscard]] Quantity dayVolume() const noexcept { return m_dayVolume; }
    [[nodiscard]] const BarSeries& series(Timeframe timeframe) const noexcept;
    [[nodiscard]] std::optional<Bar> growing(Timeframe timeframe) const noexcept;

    std::optional<Asset> asset;

private:
    struct Chart
    {
        Chart(SymbolId symbol, Timeframe timeframe) : builder{symbol, timeframe}, series{kBarsMax}
        {}
        BarBuilder builder;
        BarSeries series;
    };
    void collect(Chart& chart, std::vector<BarEvent>& finished);
    void repairBars(const Trade& original,
                    const std::optional<Trade>& corrected,
                    std::vector<BarEvent>& updated);
    void repairLast(const Trade& original, const std::optional<Trade>& corrected);
    [[nodiscard]] const Chart& chart(Timeframe timeframe) const noexcept;

    SymbolId m_symbol;
    TickWindow m_window;
    TradeLog m_log;
    std::optional<Price> m_last;
    Timestamp m_lastAt;
    std::optional<Price> m_lastRegular; ///< what becomes the previous close
    std::optional<Quote> m_quote;
    HaltState m_halt{};
    std::optional<Timestamp> m_evidenceAt;
    std::optional<Price> m_previousClose;
    std::vector<Price> m_dailyCloses;
    Quantity m_dayVolume;
    Date m_day{};
    Date m_toldOn{};             ///< when the history came
    std::vector<Chart> m_charts; ///< as kChartTimeframes
    std::vector<BarEvent> m_scratch;
};

/// All symbols' markets and the exchange's calendar.
class MarketBoard
{
public:
    /// Made on first use.
    [[nodiscard]] SymbolMarket& at(SymbolId symbol);
    [[nodiscard]] const SymbolMarket* find(SymbolId symbol) const noexcept;
    [[nodiscard]] std::vector<std::unique_ptr<SymbolMarket>>& all() noexcept { return m_markets; }
    [[nodiscard]] const std::vector<std::unique_ptr<SymbolMarket>>& all() const noexcept
    {
        return m_markets;
    }

    void setCalendar(const std::vector<CalendarDay>& days);
    [[nodiscard]] const MarketCalendar& calendar() const noexcept { return m_calendar; }
    /// Time is `t` from here on; it does not go back. Cheap. A quote does not outlive its session:
    /// none stands after a change until the next one arrives.
    void passTo(Timestamp t);
    [[nodiscard]] Session session() const noexcept { return m_session; }

private:
    std::vector<std::unique_ptr<SymbolMarket>> m_markets; ///< by symbol; empty where none is known
    MarketCalendar m_calendar;
    Session m_session = Session::Closed;
    Timestamp m_sessionGoodUntil;
};

} // namespace tapedeck
