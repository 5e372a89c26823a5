#include "app/alpaca/feed_gaps.h"

#include <utility>

namespace tapedeck::alpaca {

void FeedGaps::onAway(Timestamp start, const std::string& cause, std::vector<std::string> symbols)
{
    const auto gap = m_ledger.open(start, cause, std::move(symbols));
    if (!gap)
        return;
    m_monitor.setGaps(m_ledger);
    m_hold.begin();
    say(*gap);
}

void FeedGaps::onBack(Timestamp now, const Symbols& symbols)
{
    const auto gap = m_ledger.close(now);
    if (!gap)
        return;
    m_monitor.setGaps(m_ledger);
    m_symbols = symbols;
    say(*gap);
    m_waiting.push_back(*gap);
    if (!m_filling)
        next();
}

void FeedGaps::next()
{
    if (m_waiting.empty()) {
        if (!m_ledger.isOpen())
            release();
        return;
    }
    m_filling = std::move(m_waiting.front());
    m_waiting.pop_front();
    if (!m_ask) {
        finish(m_ledger.unfilled(m_filling->number, "nothing is fetched for it"), {});
        return;
    }
    m_steps.emplace(*m_filling, m_feedWord);
    take(m_steps->first());
}

void FeedGaps::ask(RestCall call)
{
    m_ask(std::move(call), [this](const RestAnswer& answer) { onAnswer(answer); });
}

void FeedGaps::onAnswer(const RestAnswer& answer)
{
    if (!m_steps)
        return;
    auto more = m_steps->onAnswer(answer);
    if (more)
        take(std::move(*more));
    else
        finish(m_ledger.unfilled(m_filling->number, more.error().what), {});
}

void FeedGaps::take(GapFillSteps::Next next)
{
    if (auto* call = std::get_if<RestCall>(&next)) {
        ask(std::move(*call));
        return;
    }
    auto& found = std::get<GapFillSteps::Found>(next);
    // The fetch has a table of its own; what the engine does not know it did not want.
    input::GapNews news;
    for (Trade& trade : found.trades) {
        if (const auto id = m_symbols.find(found.symbols.text(trade.symbol))) {
            trade.symbol = *id;
            news.trades.push_back(trade);
        }
    }
    for (const input::History& history : found.bars) {
        const auto id = m_symbols.find(history.symbol);
        for (Bar bar : history.bars) {
            if (!id)
                break;
            bar.symbol = *id;
            news.bars.push_back(bar);
        }
    }
    finish(m_ledger.filled(m_filling->number, found.by), std::move(news));
}

void FeedGaps::finish(std::optional<Gap> gap, input::GapNews news)
{
    m_monitor.setGaps(m_ledger);
    m_filling.reset();
    m_steps.reset();
    if (gap) {
        news.gap = std::move(*gap);
        m_sink.push({std::move(news)});
    }
    next();
}

void FeedGaps::pass(std::vector<MarketEvent> events, Nanoseconds steadyNow)
{
    m_hold.take(events, steadyNow);
    if (!events.empty())
        m_sink.pushMarket(std::move(events));
}

void FeedGaps::tick(Nanoseconds steadyNow)
{
    if (m_hold.isOver(steadyNow))
        release();
}

void FeedGaps::release()
{
    if (auto held = m_hold.release(); !held.empty())
        m_sink.pushMarket(std::move(held));
}

} // namespace tapedeck::alpaca
