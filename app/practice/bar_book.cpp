#include "app/practice/bar_book.h"

#include "base/limits.h"
#include "market/new_york.h"
#include "market/session.h"

#include <algorithm>

namespace tapedeck::practice {

namespace {

/// Upserts by start; the newest stands last, so this is the end but for late trades.
void put(std::vector<Bar>& bars, const Bar& bar)
{
    auto place = bars.end();
    while (place != bars.begin() && std::prev(place)->start > bar.start)
        --place;
    if (place != bars.begin() && std::prev(place)->start == bar.start)
        *std::prev(place) = bar;
    else
        bars.insert(place, bar);
}

/// No further than a bar's volume may go: a tape can say anything.
Quantity pinnedSum(Quantity a, Quantity b) noexcept
{
    return std::min(checkedAdd(a, b).value_or(kBarVolumeMax), kBarVolumeMax);
}

} // namespace

BarBook::Row& BarBook::rowOf(SymbolId symbol)
{
    while (m_rows.size() <= indexOf(symbol))
        m_rows.push_back(Row{static_cast<SymbolId>(m_rows.size())});
    return m_rows[indexOf(symbol)];
}

const BarBook::Row* BarBook::findRow(SymbolId symbol) const noexcept
{
    return indexOf(symbol) < m_rows.size() ? &m_rows[indexOf(symbol)] : nullptr;
}

void BarBook::addHistory(SymbolId symbol, std::span<const Bar> days)
{
    std::vector<Bar>& known = rowOf(symbol).days;
    std::vector<Bar> all{days.begin(), days.end()};
    for (const Bar& bar : known) // the earlier ones are the same but for what was traded here
        put(all, bar);
    known = std::move(all);
}

void BarBook::onEvent(const MarketEvent& event, std::vector<MarketEvent>& out)
{
    Row& row = rowOf(symbolOf(event));
    if (const auto* trade = std::get_if<Trade>(&event)) {
        m_made.clear();
        row.minute.add(*trade, m_made);
        row.day.add(*trade, m_made);
        publish(row, out);
    } else if (const auto* bar = std::get_if<BarEvent>(&event)) {
        onTapeBar(row, *bar, out);
    }
}

void BarBook::onTapeBar(Row& row, const BarEvent& event, std::vector<MarketEvent>& out)
{
    if (event.bar.timeframe == Timeframe::Minute1 && event.kind != BarEvent::Kind::Growing) {
        row.barsOnTape = true;
        put(row.minutes, event.bar);
        out.push_back(event);
        growDay(row, event.bar, out);
    } else if (event.bar.timeframe == Timeframe::Day1 && event.kind == BarEvent::Kind::Finished) {
        row.daysOnTape = true;
        put(row.days, event.bar);
    }
}

/// The day of a tape of minute bars: prices of regular hours, volume of all (alpaca.md, section
/// 6.3: extended hours move a day's volume only).
void BarBook::growDay(Row& row, const Bar& minute, std::vector<MarketEvent>& out)
{
    const NewYorkTime wall = toNewYork(minute.start);
    const Timestamp start = fromNewYork(wall.date, {});
    const auto hours = MarketCalendar{}.hoursOn(wall.date);
    if (row.daysOnTape || !hours || (!row.days.empty() && row.days.back().start > start))
        return;
    const bool regular = minute.start >= hours->open && minute.start < hours->close;
    const bool known = !row.days.empty() && row.days.back().start == start;
    if (!known && !regular) {
        row.outside =
            row.outsideOf == start ? pinnedSum(row.outside, minute.volume) : minute.volume;
        row.outsideOf = start;
        return;
    }
    Bar day = known ? row.days.back() : minute;
    day.timeframe = Timeframe::Day1;
    day.start = start;
    day.vwap.reset();
    if (known)
        day.volume = pinnedSum(day.volume, minute.volume);
    else if (row.outsideOf == start)
        day.volume = pinnedSum(day.volume, row.outside);
    if (known && regular) {
        day.high = std::max(day.high, minute.high);
        day.low = std::min(day.low, minute.low);
        day.close = minute.close;
    }
    if (day.tradeCount && known)
        day.tradeCount =
            minute.tradeCount ? std::optional{*day.tradeCount + *minute.tradeCount} : std::nullopt;
    put(row.days, day);
    out.push_back(BarEvent{BarEvent::Kind::Growing, day});
}

/// What the builders made: minutes to the stream and the list, days to the list.
void BarBook::publish(Row& row, std::vector<MarketEvent>& out)
{
    for (const BarEvent& made : m_made) {
        if (made.bar.timeframe == Timeframe::Day1) {
            put(row.days, made.bar);
            continue;
        }
        if (row.barsOnTape)
            continue;
        put(row.minutes, made.bar);
        out.push_back(made);
        if (const auto day = row.day.current(); day && made.kind == BarEvent::Kind::Finished) {
            put(row.days, *day);
            out.push_back(BarEvent{BarEvent::Kind::Growing, *day});
        }
    }
}

void BarBook::advance(Timestamp now, std::vector<MarketEvent>& out)
{
    if (now < m_nextMinute)
        return;
    m_nextMinute = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{1};
    for (Row& row : m_rows) {
        m_made.clear();
        row.minute.advance(now, m_made);
        row.day.advance(now, m_made);
        publish(row, out);
    }
}

std::span<const Bar> BarBook::minutes(SymbolId symbol) const noexcept
{
    const Row* row = findRow(symbol);
    return row == nullptr ? std::span<const Bar>{} : std::span<const Bar>{row->minutes};
}

std::span<const Bar> BarBook::days(SymbolId symbol) const noexcept
{
    const Row* row = findRow(symbol);
    return row == nullptr ? std::span<const Bar>{} : std::span<const Bar>{row->days};
}

} // namespace tapedeck::practice
