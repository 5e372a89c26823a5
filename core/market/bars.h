#pragma once

#include "base/int128.h"
#include "market/conditions.h"
#include "market/timeframe.h"
#include "market/trade_log.h"

#include <array>
#include <vector>

namespace tapedeck {

/// A trade above this is no trade but an error of the feed; it is left out and counted, so that
/// 128-bit sums of price x size hold ten million trades.
inline constexpr std::int64_t kTradeNotionalDollarsMax = 10'000'000'000'000;
[[nodiscard]] bool isCredibleTrade(const Trade& trade) noexcept;

/// Builds the bars of one symbol and one timeframe from its trades (alpaca.md, section 6.3).
///
/// A trade belongs to the bar that holds its time, start inclusive. Bars up to a minute and day
/// bars are made of trades; bars of 5 minutes and an hour are made of the minute bars in them, so a
/// minute that gives no bar (odd lots only) adds nothing to them. Within a bar the open is the
/// earliest price and the close the latest, at equal times the first and last to arrive. A bar
/// exists once open, high, low, close and volume are all there. The volume-weighted price uses
/// trades that count for both high/low and volume.
///
/// Cost per trade does not depend on the trades before it; after construction nothing allocates but
/// `out`.
class BarBuilder
{
public:
    BarBuilder(SymbolId symbol, Timeframe timeframe);

    /// Takes one trade of the symbol and appends the bars that it finishes or changes: a trade past
    /// the end finishes the bar, a late one changes the bar before (Updated). One that is older
    /// still is counted and dropped.
    void add(const Trade& trade, std::vector<BarEvent>& out);
    /// Finishes the bar whose end is not after `now`, though no trade came since.
    void advance(Timestamp now, std::vector<BarEvent>& out);
    /// A trade at `at` was corrected or annulled: makes the bar over it again from the log, which
    /// has the change already. A finished bar comes out as Updated. False where the log does not
    /// hold all of the bar's trades; then nothing has changed.
    bool repair(Timestamp at, const TradeLog& log, std::vector<BarEvent>& out);
    /// The same without its trades, for a bar that is too long to be made again: volume, count and
    /// average are exact; open, high, low and close are those of the bars of minutes in it, which
    /// were repaired before. Only for the bar that still grows; else nothing happens.
    void amend(const Trade& original,
               const std::optional<Trade>& corrected,
               const std::vector<Bar>& minutes);
    /// The bar that still grows.
    [[nodiscard]] std::optional<Bar> current() const noexcept;

    [[nodiscard]] Timeframe timeframe() const noexcept { return m_timeframe; }
    [[nodiscard]] std::uint64_t lateTrades() const noexcept { return m_late; }
    [[nodiscard]] std::uint64_t refusedTrades() const noexcept { return m_refused; }

private:
    /// What the trades of one minute (second, day) come to.
    struct Cell
    {
        std::int64_t openAt = INT64_MAX; ///< nanos since 1970 of the trades that gave them
        std::int64_t closeAt = INT64_MIN;
        std::int64_t open = 0; ///< nanos of a dollar
        std::int64_t high = INT64_MIN;
        std::int64_t low = INT64_MAX;
        std::int64_t close = 0;
        std::int64_t tradeCount = 0;
        Int128 volume = 0;
        Int128 vwapVolume = 0;
        Int128 vwapNotional = 0;

        void apply(const Trade& trade, TradeRules rules) noexcept;
        void count(const Trade& trade, TradeRules rules, std::int64_t sign) noexcept;
        void append(const Cell& later) noexcept;
        [[nodiscard]] bool hasBar() const noexcept;
    };
    struct Window
    {
        Timestamp start;
        Timestamp end;
        bool open = false;     ///< holds trades
        bool finished = false; ///< its end has passed
        bool published = false;
        std::vector<Cell> cells;
    };

    void begin(Window& window, Timestamp at) noexcept;
    void apply(Window& window, const Trade& trade) noexcept;
    void applyAll(Window& window, const TradeLog& log) noexcept;
    [[nodiscard]] TradeRules rulesOf(const Trade& trade) const noexcept;
    void publish(Window& window, std::vector<BarEvent>& out) const;
    [[nodiscard]] std::optional<Bar> barOf(const Window& window) const noexcept;

    SymbolId m_symbol;
    Timeframe m_timeframe;
    Nanoseconds m_cellLength; ///< zero: one cell
    std::array<Window, 2> m_windows;
    std::size_t m_current = 0; ///< the other one is the previous
    std::uint64_t m_late = 0;
    std::uint64_t m_refused = 0;
};

} // namespace tapedeck
