#pragma once

#include "market/bars.h"
#include "market/events.h"

#include <optional>
#include <span>
#include <vector>

namespace tapedeck::practice {

/// Minute and day bars of every symbol, made of the trades that have played so far. It never knows
/// more than the tape has shown.
class BarBook
{
public:
    /// Daily bars from before the day in play, oldest first. Days that the book has made stay.
    void addHistory(SymbolId symbol, std::span<const Bar> days);

    /// Takes a market event that is due; the bars that follow from it are appended to `out` as the
    /// stream sends them: minutes as they end, changed ones, and the growing day after each minute.
    void onEvent(const MarketEvent& event, std::vector<MarketEvent>& out);
    /// Time passes: minutes end, though nothing traded since.
    void advance(Timestamp now, std::vector<MarketEvent>& out);

    /// Finished minutes, oldest first.
    [[nodiscard]] std::span<const Bar> minutes(SymbolId symbol) const noexcept;
    /// Days, oldest first; the last one is the growing day, as it stood at the end of its last
    /// minute with a bar, which is how the stream tells it.
    [[nodiscard]] std::span<const Bar> days(SymbolId symbol) const noexcept;

private:
    struct Row
    {
        explicit Row(SymbolId symbol)
            : minute{symbol, Timeframe::Minute1}, day{symbol, Timeframe::Day1}
        {}
        BarBuilder minute;
        BarBuilder day;
        std::vector<Bar> minutes;
        std::vector<Bar> days;
        bool barsOnTape = false; ///< the tape has minute bars of its own
        bool daysOnTape = false;
        Quantity outside;    ///< volume of the tape's bars of this day that are not regular, so far
        Timestamp outsideOf; ///< which day
    };

    [[nodiscard]] Row& rowOf(SymbolId symbol);
    [[nodiscard]] const Row* findRow(SymbolId symbol) const noexcept;
    void onTapeBar(Row& row, const BarEvent& event, std::vector<MarketEvent>& out);
    void growDay(Row& row, const Bar& minute, std::vector<MarketEvent>& out);
    void publish(Row& row, std::vector<MarketEvent>& out);

    std::vector<Row> m_rows; ///< by symbol
    Timestamp m_nextMinute = Timestamp::min();
    std::vector<BarEvent> m_made; ///< scratch
};

} // namespace tapedeck::practice
