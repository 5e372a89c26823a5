#include "app/practice/venue.h"
#include "base/limits.h"

#include <algorithm>

// What plays beside the shares: options, news, corporate actions.
namespace tapedeck::practice {

namespace {

/// So many days of made-up news before the first day, so that a weekend is bridged.
constexpr std::chrono::days kNewsDaysBefore{3};

} // namespace

Result<void> Venue::readBeside(const PracticeOptions& options)
{
    if (auto read = readActions(options.corporateActions, options.tape); !read)
        return read;
    if (m_source->hasOptions()) {
        if (auto added = m_contracts.add(options.tape); !added)
            return added;
    }
    if (!options.optionTape.empty()) {
        if (auto added = m_contracts.add(options.optionTape); !added)
            return added;
        auto feed = OptionFeed::open(options.optionTape, m_symbols);
        if (!feed)
            return tl::unexpected<Error>{feed.error()};
        m_optionFeed = std::move(*feed);
    }
    if (!options.news.empty())
        return m_news.read(options.news);
    if (options.tape.empty())
        m_newsSeed = options.seed.value_or(1);
    return {};
}

Result<void> Venue::readActions(std::filesystem::path file, const std::filesystem::path& tape)
{
    std::error_code trouble;
    if (file.empty() && !tape.empty()) {
        file = tape.parent_path() / "corporate_actions.jsonl";
        if (!std::filesystem::exists(file, trouble))
            return {};
    }
    if (file.empty())
        return {};
    auto actions = CorporateActions::read(file);
    if (!actions)
        return tl::unexpected<Error>{actions.error()};
    m_actions = std::move(*actions);
    return {};
}

bool Venue::isOption(SymbolId symbol)
{
    while (m_isOption.size() <= indexOf(symbol))
        m_isOption.push_back(
            isOptionSymbol(m_symbols.text(static_cast<SymbolId>(m_isOption.size()))));
    return m_isOption[indexOf(symbol)];
}

/// Quotes have no history with the broker either. A tape that holds minute bars in the place of
/// trades is heard as one trade a minute, at its close.
void Venue::takeOption(const MarketEvent& event, std::vector<MarketEvent>& out)
{
    if (const auto* quote = std::get_if<Quote>(&event)) {
        m_ticks.onLatest(*quote);
        out.push_back(event);
        return;
    }
    m_bars.onEvent(event, out);
    m_ticks.onEvent(event);
    const auto* bar = std::get_if<BarEvent>(&event);
    if (bar == nullptr) {
        out.push_back(event);
        return;
    }
    if (bar->bar.timeframe != Timeframe::Minute1 || !bar->bar.volume.isPositive())
        return;
    Trade trade;
    trade.symbol = bar->bar.symbol;
    trade.at = bar->bar.start + std::chrono::minutes{1} - Nanoseconds{1};
    trade.price = bar->bar.close;
    trade.size = std::min(bar->bar.volume, kMarketSizeMax);
    m_ticks.onEvent(trade);
    out.push_back(trade);
}

void Venue::playBeside(Timestamp now, std::vector<MarketEvent>& out)
{
    for (const NewsItem* item : m_news.advance(now))
        m_toldNews.push_back(*item);
    if (!m_optionFeed || m_besideError)
        return;
    m_optionRecords.clear();
    if (auto done = m_optionFeed->advance(now, m_optionRecords); !done)
        m_besideError = done.error();
    for (const TapeRecord& record : m_optionRecords)
        takeOption(record.event, out);
}

void Venue::makeNews(Date day)
{
    if (!m_newsSeed)
        return;
    const std::chrono::sys_days last{day};
    std::chrono::sys_days next = last - kNewsDaysBefore;
    if (m_newsUntil)
        next = std::max(next, std::chrono::sys_days{*m_newsUntil} + std::chrono::days{1});
    for (; next <= last; next += std::chrono::days{1})
        m_news.add(practiceNews(*m_newsSeed, Date{next}));
    m_newsUntil = day;
}

} // namespace tapedeck::practice
