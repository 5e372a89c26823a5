#include "tape/daily_history.h"

#include "market/new_york.h"
#include "tape/line_tape.h"

#include <algorithm>

namespace tapedeck {

DailyHistory::DailyHistory(Date before, std::vector<SymbolId> only)
    : m_before{before}, m_only{std::move(only)}
{}

Result<void> DailyHistory::add(ByteSource& source, Symbols& symbols)
{
    LineTapeOptions options;
    options.only = m_only;
    LineTape tape{source, symbols, options};
    TapeRecord record;
    while (true) {
        const auto more = tape.next(record);
        if (!more)
            return tl::unexpected<Error>{more.error()};
        if (!*more)
            return {};
        const auto* event = std::get_if<BarEvent>(&record.event);
        if (event != nullptr && event->bar.timeframe == Timeframe::Day1)
            keep(event->bar);
    }
}

std::span<const Bar> DailyHistory::bars(SymbolId symbol) const noexcept
{
    const std::size_t index = indexOf(symbol);
    return index < m_bars.size() ? std::span<const Bar>{m_bars[index]} : std::span<const Bar>{};
}

void DailyHistory::keep(const Bar& bar)
{
    if (toNewYork(bar.start).date >= m_before) {
        ++m_withheld;
        return;
    }
    if (indexOf(bar.symbol) >= m_bars.size())
        m_bars.resize(indexOf(bar.symbol) + 1);
    auto& bars = m_bars[indexOf(bar.symbol)];
    // Files are in order of time, so this is the end but for a second file.
    const auto place =
        std::upper_bound(bars.begin(), bars.end(), bar, [](const Bar& a, const Bar& b) {
            return a.start < b.start;
        });
    if (place != bars.begin() && std::prev(place)->start == bar.start)
        ++m_duplicates;
    else
        bars.insert(place, bar);
}

} // namespace tapedeck
