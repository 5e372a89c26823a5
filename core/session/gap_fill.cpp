#include "session/gap_fill.h"

#include "base/limits.h"

#include <algorithm>

namespace tapedeck {

GapFillSteps::GapFillSteps(const Gap& gap, std::string feed) : m_gap{gap}, m_feed{std::move(feed)}
{}

GapFillSteps::Next GapFillSteps::first()
{
    if (m_gap.end - m_gap.start <= kGapTradesMax)
        return tradesCall();
    return toBars();
}

Result<GapFillSteps::Next> GapFillSteps::onAnswer(const RestAnswer& answer)
{
    return m_bars ? onBars(answer) : onTrades(answer);
}

RestCall GapFillSteps::tradesCall() const
{
    RestCall call = stockDataCall("/v2/stocks/trades", m_gap.symbols, m_feed, CallPurpose::GapFill);
    call.answerBytesMax = kFrameBytesMax;
    call.query.insert(call.query.end(),
                      {{"start", toRfc3339(m_gap.start)},
                       {"end", toRfc3339(m_gap.end)},
                       {"limit", std::to_string(kTradesPerPage)},
                       {"sort", "asc"}});
    if (!m_pageToken.empty())
        call.query.emplace_back("page_token", m_pageToken);
    return call;
}

Result<GapFillSteps::Next> GapFillSteps::onTrades(const RestAnswer& answer)
{
    if (!answer.isOk())
        return toBars();
    const auto page = parseTrades(answer.body, m_found.symbols);
    if (!page)
        return toBars();
    m_found.trades.insert(m_found.trades.end(), page->items.begin(), page->items.end());
    const bool endless = ++m_pages >= kPagesMax || m_found.trades.size() > kGapTradesHeld ||
                         page->nextPageToken == m_pageToken;
    if (!page->nextPageToken.empty() && endless) {
        m_found.trades.clear(); // a part of a hole's trades would pass for the whole
        return toBars();
    }
    m_pageToken = page->nextPageToken;
    if (!m_pageToken.empty())
        return tradesCall();
    m_haveTrades = true;
    if (m_gap.end - m_gap.start >= kGapBarsFrom)
        return toBars();
    return done();
}

GapFillSteps::Next GapFillSteps::toBars()
{
    if (!m_haveTrades)
        m_found.trades.clear();
    // Bars of minutes that are over: the one in which the hole ends goes on.
    m_bars = BarsSteps::minutesBetween(m_gap.symbols,
                                       std::chrono::floor<std::chrono::minutes>(m_gap.start),
                                       std::chrono::floor<std::chrono::minutes>(m_gap.end) -
                                           std::chrono::seconds{1},
                                       m_feed);
    return take(m_bars->first());
}

Result<GapFillSteps::Next> GapFillSteps::onBars(const RestAnswer& answer)
{
    auto next = m_bars->onAnswer(answer);
    if (next)
        return take(std::move(*next));
    if (m_haveTrades)
        return done();
    return tl::unexpected<Error>{next.error()};
}

GapFillSteps::Next GapFillSteps::take(BarsSteps::Next next)
{
    if (auto* call = std::get_if<RestCall>(&next)) {
        call->purpose = CallPurpose::GapFill;
        return std::move(*call);
    }
    m_haveBars = true;
    m_found.bars = std::move(std::get<BarsSteps::Histories>(next));
    return done();
}

GapFillSteps::Next GapFillSteps::done()
{
    std::stable_sort(m_found.trades.begin(),
                     m_found.trades.end(),
                     [](const Trade& a, const Trade& b) { return a.at < b.at; });
    m_found.by = !m_haveTrades ? kFilledByBars : m_haveBars ? "trades and bars" : "trades";
    return std::move(m_found);
}

} // namespace tapedeck
