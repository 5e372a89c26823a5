#include "session/bars_fetch.h"

#include "base/limits.h"
#include "market/new_york.h"
#include "wire/bars_body.h"

#include <algorithm>

namespace tapedeck {

BarsSteps::BarsSteps(std::vector<std::string> symbols,
                     Timeframe timeframe,
                     Timestamp from,
                     Timestamp to,
                     std::string feed)
    : m_symbols{std::move(symbols)},
      m_timeframe{timeframe}, m_from{from}, m_to{to}, m_feed{std::move(feed)}
{
    for (const std::string& symbol : m_symbols)
        m_histories.push_back(input::History{symbol, {}});
}

BarsSteps
BarsSteps::daily(std::vector<std::string> symbols, std::int32_t days, Date today, std::string feed)
{
    // A daily bar starts at midnight in New York.
    const Date first{std::chrono::sys_days{today} - std::chrono::days{std::max(days, 1)}};
    return BarsSteps{std::move(symbols),
                     Timeframe::Day1,
                     fromNewYork(first, {}),
                     fromNewYork(today, {}) - std::chrono::seconds{1},
                     std::move(feed)};
}

BarsSteps BarsSteps::minutes(std::vector<std::string> symbols,
                             Nanoseconds back,
                             Timestamp now,
                             std::string feed)
{
    return BarsSteps{std::move(symbols),
                     Timeframe::Minute1,
                     std::chrono::floor<std::chrono::seconds>(now - back),
                     std::chrono::floor<std::chrono::minutes>(now) - std::chrono::seconds{1},
                     std::move(feed)};
}

BarsSteps BarsSteps::minutesBetween(std::vector<std::string> symbols,
                                    Timestamp from,
                                    Timestamp to,
                                    std::string feed)
{
    return BarsSteps{std::move(symbols), Timeframe::Minute1, from, to, std::move(feed)};
}

BarsSteps::Next BarsSteps::first()
{
    return callOrDone();
}

BarsSteps::Next BarsSteps::callOrDone()
{
    if (m_firstOfCall >= m_symbols.size())
        return std::move(m_histories);
    const std::size_t count = std::min(kSymbolsPerCall, m_symbols.size() - m_firstOfCall);
    RestCall call = stockDataCall("/v2/stocks/bars",
                                  std::span{m_symbols}.subspan(m_firstOfCall, count),
                                  m_feed,
                                  CallPurpose::History);
    call.answerBytesMax = kFrameBytesMax;
    call.query.insert(call.query.end(),
                      {{"timeframe", m_timeframe == Timeframe::Day1 ? "1Day" : "1Min"},
                       {"start", toRfc3339(m_from)},
                       {"end", toRfc3339(m_to)},
                       {"limit", std::to_string(kBarsPerPage)},
                       {"adjustment", "split"}});
    if (!m_pageToken.empty())
        call.query.emplace_back("page_token", m_pageToken);
    return call;
}

Result<BarsSteps::Next> BarsSteps::onAnswer(const RestAnswer& answer)
{
    if (!answer.isOk())
        return failureOf(answer);
    const auto page = parseBars(answer.body, m_timeframe, m_ids);
    if (!page)
        return unreadableAnswer(page.error());
    for (const Bar& bar : page->items) {
        const std::string_view symbol = m_ids.text(bar.symbol);
        const auto history =
            std::find_if(m_histories.begin(), m_histories.end(), [&](const input::History& h) {
                return h.symbol == symbol;
            });
        if (history != m_histories.end())
            history->bars.push_back(bar);
    }
    if (++m_pages > kPagesMax ||
        (!page->nextPageToken.empty() && page->nextPageToken == m_pageToken))
        return fail(ErrorCode::OutOfRange, "the broker's pages of bars do not end");
    m_pageToken = page->nextPageToken;
    if (m_pageToken.empty())
        m_firstOfCall += kSymbolsPerCall;
    return callOrDone();
}

} // namespace tapedeck
