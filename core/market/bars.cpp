#include "market/bars.h"

#include "base/check.h"

#include <algorithm>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// Made of minute bars, as Alpaca does it; all others of trades.
bool isMadeOfMinutes(Timeframe timeframe) noexcept
{
    return timeframe == Timeframe::Minute5 || timeframe == Timeframe::Hour1;
}

std::size_t cellsIn(Timeframe timeframe) noexcept
{
    return timeframe == Timeframe::Hour1 ? 60 : timeframe == Timeframe::Minute5 ? 5 : 1;
}

} // namespace

bool isCredibleTrade(const Trade& trade) noexcept
{
    constexpr Int128 kNotionalMax =
        Int128{kTradeNotionalDollarsMax} * kNanosPerUnit * kNanosPerUnit;
    return trade.price.isPositive() && !trade.size.isNegative() &&
           Int128{trade.price.nanos()} * trade.size.nanos() <= kNotionalMax;
}

BarBuilder::BarBuilder(SymbolId symbol, Timeframe timeframe)
    : m_symbol{symbol}, m_timeframe{timeframe}, m_cellLength{isMadeOfMinutes(timeframe)
                                                                 ? Nanoseconds{1min}
                                                                 : Nanoseconds{0}}
{
    for (Window& window : m_windows)
        window.cells.resize(cellsIn(timeframe));
}

void BarBuilder::add(const Trade& trade, std::vector<BarEvent>& out)
{
    CHECK(trade.symbol == m_symbol);
    if (!isCredibleTrade(trade)) {
        ++m_refused;
        return;
    }
    Window& current = m_windows[m_current];
    Window& previous = m_windows[1 - m_current];
    if (!current.open) {
        begin(current, trade.at);
    } else if (trade.at >= current.end) {
        if (!current.finished)
            publish(current, out);
        begin(previous, trade.at); // the older of the two is forgotten
        m_current = 1 - m_current;
        apply(previous, trade);
        return;
    }
    Window& target = trade.at >= current.start ? current : previous;
    if (!target.open || trade.at < target.start || trade.at >= target.end) {
        ++m_late;
        return;
    }
    apply(target, trade);
    if (target.finished)
        publish(target, out);
}

void BarBuilder::advance(Timestamp now, std::vector<BarEvent>& out)
{
    Window& current = m_windows[m_current];
    if (current.open && !current.finished && now >= current.end)
        publish(current, out);
}

std::optional<Bar> BarBuilder::current() const noexcept
{
    const Window& current = m_windows[m_current];
    if (!current.open || current.finished)
        return std::nullopt;
    return barOf(current);
}

void BarBuilder::begin(Window& window, Timestamp at) noexcept
{
    window.start = barStart(m_timeframe, at);
    window.end = barEnd(m_timeframe, window.start);
    window.open = true;
    window.finished = false;
    window.published = false;
    std::fill(window.cells.begin(), window.cells.end(), Cell{});
}

void BarBuilder::apply(Window& window, const Trade& trade) noexcept
{
    const std::size_t cell =
        window.cells.size() == 1
            ? 0
            : static_cast<std::size_t>((trade.at - window.start) / m_cellLength);
    window.cells[cell].apply(trade, rulesOf(trade));
}

TradeRules BarBuilder::rulesOf(const Trade& trade) const noexcept
{
    const auto scope = m_timeframe == Timeframe::Day1 ? BarScope::Day : BarScope::Minute;
    return tradeRules(trade.tape, trade.conditions, scope);
}

/// The window once more, from its trades.
void BarBuilder::applyAll(Window& window, const TradeLog& log) noexcept
{
    std::fill(window.cells.begin(), window.cells.end(), Cell{});
    log.forEach([&](const Trade& trade) {
        if (trade.at >= window.start && trade.at < window.end && isCredibleTrade(trade))
            apply(window, trade);
    });
}

bool BarBuilder::repair(Timestamp at, const TradeLog& log, std::vector<BarEvent>& out)
{
    if (!log.covers(barStart(m_timeframe, at)))
        return false;
    for (Window& window : m_windows) {
        if (!window.open || at < window.start || at >= window.end)
            continue;
        applyAll(window, log);
        if (window.finished)
            publish(window, out);
        return true;
    }
    Window past;
    past.cells.resize(cellsIn(m_timeframe));
    begin(past, at);
    applyAll(past, log);
    past.published = true;
    publish(past, out);
    return true;
}

void BarBuilder::amend(const Trade& original,
                       const std::optional<Trade>& corrected,
                       const std::vector<Bar>& minutes)
{
    Window& window = m_windows[m_current];
    if (!window.open || original.at < window.start || original.at >= window.end ||
        window.cells.size() != 1)
        return;
    Cell& cell = window.cells.front();
    cell.count(original, rulesOf(original), -1);
    if (corrected)
        cell.count(*corrected, rulesOf(*corrected), 1);
    bool first = true;
    for (const Bar& minute : minutes) {
        if (minute.start < window.start || minute.start >= window.end)
            continue;
        cell.open = first ? minute.open.nanos() : cell.open;
        cell.high = first ? minute.high.nanos() : std::max(cell.high, minute.high.nanos());
        cell.low = first ? minute.low.nanos() : std::min(cell.low, minute.low.nanos());
        cell.close = minute.close.nanos();
        first = false;
    }
}

/// The window's end has passed, or a late trade changed it after that.
void BarBuilder::publish(Window& window, std::vector<BarEvent>& out) const
{
    window.finished = true;
    const auto bar = barOf(window);
    if (!bar)
        return;
    out.push_back({window.published ? BarEvent::Kind::Updated : BarEvent::Kind::Finished, *bar});
    window.published = true;
}

std::optional<Bar> BarBuilder::barOf(const Window& window) const noexcept
{
    Cell all;
    for (const Cell& cell : window.cells)
        if (cell.hasBar())
            all.append(cell);
    if (!all.hasBar())
        return std::nullopt;
    Bar bar;
    bar.symbol = m_symbol;
    bar.timeframe = m_timeframe;
    bar.start = window.start;
    bar.open = Price::fromNanos(all.open);
    bar.high = Price::fromNanos(all.high);
    bar.low = Price::fromNanos(all.low);
    bar.close = Price::fromNanos(all.close);
    // More than a Quantity holds is pinned; no day of any symbol has come near.
    bar.volume = Quantity::fromNanos(fitsInt64(all.volume) ? static_cast<std::int64_t>(all.volume)
                                                           : INT64_MAX);
    bar.tradeCount = all.tradeCount;
    if (all.vwapVolume > 0)
        bar.vwap = Price::fromNanos(
            static_cast<std::int64_t>(divideHalfEven(all.vwapNotional, all.vwapVolume)));
    return bar;
}

void BarBuilder::Cell::apply(const Trade& trade, TradeRules rules) noexcept
{
    const std::int64_t at = nanosOf(trade.at);
    const std::int64_t price = trade.price.nanos();
    const bool isEmpty = closeAt == INT64_MIN;
    if (rules.openClose == OpenClose::Always ||
        (rules.openClose == OpenClose::IfFirst && isEmpty)) {
        if (at < openAt) {
            open = price;
            openAt = at;
        }
        if (at >= closeAt) {
            close = price;
            closeAt = at;
        }
    }
    if (rules.setsHighLow) {
        high = std::max(high, price);
        low = std::min(low, price);
    }
    count(trade, rules, 1);
}

void BarBuilder::Cell::count(const Trade& trade, TradeRules rules, std::int64_t sign) noexcept
{
    const std::int64_t size = sign * trade.size.nanos();
    if (rules.countsVolume) {
        volume += size;
        tradeCount += sign;
    }
    if (rules.setsHighLow && rules.countsVolume) {
        vwapVolume += size;
        vwapNotional += Int128{trade.price.nanos()} * size;
    }
}

/// Joins the cell that follows in time.
void BarBuilder::Cell::append(const Cell& later) noexcept
{
    if (openAt == INT64_MAX) {
        openAt = later.openAt;
        open = later.open;
    }
    closeAt = later.closeAt;
    close = later.close;
    high = std::max(high, later.high);
    low = std::min(low, later.low);
    tradeCount += later.tradeCount;
    volume += later.volume;
    vwapVolume += later.vwapVolume;
    vwapNotional += later.vwapNotional;
}

bool BarBuilder::Cell::hasBar() const noexcept
{
    return openAt != INT64_MAX && high != INT64_MIN && volume > 0;
}

} // namespace tapedeck
