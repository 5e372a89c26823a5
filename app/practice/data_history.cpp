#include "app/practice/bar_frame.h"
#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "wire/market_body.h"

#include <algorithm>

// Historical bars, trades and quotes, page by page.
namespace tapedeck::practice {

HttpAnswer DataApi::history(const HttpRequest& request,
                            const std::string& what,
                            const std::string& single) const
{
    const auto symbols = symbolsOf(single.empty() ? request.parameter("symbols").value_or("")
                                                  : std::string_view{single});
    if (!symbols)
        return errorAnswer(400, 0, symbols.error().what);
    const auto window = dataWindowOf(request, m_venue.now());
    if (!window)
        return errorAnswer(400, 0, window.error().what);
    if (auto refused = refusedFeed(request, false, window->to))
        return *refused;
    if (what == "bars")
        return stockBars(request, *window, *symbols, single);
    return {200,
            ticks(what == "trades" ? Ticks::Trades : Ticks::Quotes, *window, *symbols, single),
            {}};
}

HttpAnswer DataApi::stockBars(const HttpRequest& request,
                              const DataWindow& window,
                              const std::vector<std::string>& symbols,
                              const std::string& single) const
{
    const auto frame = BarFrame::parse(request.parameter("timeframe").value_or(""));
    if (!frame)
        return errorAnswer(400, 0, "invalid timeframe");
    const auto adjustment = Adjustment::parse(request.parameter("adjustment").value_or("raw"));
    if (!adjustment)
        return errorAnswer(400, 0, "invalid adjustment");
    return bars(*frame, *adjustment, window, symbols, single);
}

HttpAnswer DataApi::bars(BarFrame frame,
                         Adjustment adjustment,
                         const DataWindow& window,
                         const std::vector<std::string>& symbols,
                         const std::string& single) const
{
    PageWriter page{"bars", single, window};
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id || (window.after && symbol < window.after->symbol))
            continue;
        Timestamp from = window.from;
        Timestamp to = window.to;
        if (window.after && symbol == window.after->symbol) {
            if (window.ascending)
                from = std::max(from, window.after->at + Nanoseconds{1});
            else
                to = std::min(to, window.after->at - Nanoseconds{1});
        }
        const BarBook& book = m_venue.bars();
        FrameWalk walk{frame.isMadeOfDays() ? book.days(*id) : book.minutes(*id),
                       frame,
                       from,
                       to,
                       window.ascending};
        const AdjustedSymbol adjusted =
            m_venue.corporateActions().of(symbol, adjustment, m_venue.now());
        while (auto bar = walk.next()) {
            if (!page.offer(symbol, bar->bar.start))
                break;
            adjusted.apply(*bar);
            writeBar(page.json(), bar->bar, bar->volumeNanos);
        }
        if (page.isFull())
            break;
    }
    return {200, page.finish(), {}};
}

std::string DataApi::ticks(Ticks kind,
                           const DataWindow& window,
                           const std::vector<std::string>& symbols,
                           const std::string& single) const
{
    PageWriter page{kind == Ticks::Quotes ? "quotes" : "trades", single, window};
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id || (window.after && symbol < window.after->symbol))
            continue;
        TickWindow wanted{window.from, window.to, window.ascending, {}, 0};
        if (window.after && symbol == window.after->symbol) {
            wanted.resumeAt = window.after->at;
            wanted.resumeSkip = window.after->count;
        }
        const auto take = [&](const auto& tick, TradeFate fate) {
            if (!page.offer(symbol, tick.at))
                return false;
            if constexpr (std::is_same_v<std::decay_t<decltype(tick)>, Trade>)
                kind == Ticks::Trades ? writeTrade(page.json(), tick, fate)
                                      : writeOptionTrade(page.json(), tick);
            else
                writeQuote(page.json(), tick);
            return true;
        };
        if (kind != Ticks::Quotes)
            m_venue.ticks().trades(*id, wanted, take);
        else
            m_venue.ticks().quotes(*id, wanted, take);
        if (page.isFull())
            break;
    }
    return page.finish();
}

} // namespace tapedeck::practice
