#include "engine/gap_desk.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// So many holes are known at once; the oldest leave first.
constexpr std::size_t kHolesMax = 64;
/// No window that is said in evidence is longer.
constexpr Nanoseconds kForgottenAfter = std::chrono::hours{2};

/// Its holes are of some symbols' data.
bool isOfSymbols(Link link) noexcept
{
    return link == Link::MarketData || link == Link::Options;
}

std::string_view nameOf(Link link) noexcept
{
    switch (link) {
    case Link::MarketData:
        return "market data";
    case Link::TradeUpdates:
        return "trade updates";
    case Link::BrokerRest:
        return "requests";
    case Link::Journal:
        return "journal";
    case Link::Options:
        return "options";
    case Link::News:
        return "news";
    }
    return "";
}

std::string secondsOf(Nanoseconds length)
{
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(length).count()) + " s";
}

} // namespace

void GapDesk::onNews(const input::GapNews& news)
{
    if (isOfSymbols(news.gap.link)) {
        takeLate(news);
        remember(news.gap);
    }
    putOnRecord(news);
}

/// Strategies watch and stay silent, as when history is played; exits are not asked at all.
void GapDesk::takeLate(const input::GapNews& news)
{
    EngineState& s = m_state;
    const bool muted = std::exchange(s.muted, true);
    std::vector<BarEvent> finished;
    const auto passOn = [&] {
        if (!finished.empty())
            m_signals.onBars(finished);
        finished.clear();
    };
    for (const Trade& trade : news.trades) {
        SymbolMarket& market = s.market.at(trade.symbol);
        const Session session = s.market.calendar().sessionAt(trade.at);
        const auto effect = market.onTrade(trade, session, finished);
        passOn();
        if (effect.setsLast)
            m_signals.onPrice(market);
    }
    for (const Bar& bar : news.bars)
        s.market.at(bar.symbol).fillBar(bar, finished);
    passOn();
    s.muted = muted;
}

void GapDesk::remember(const Gap& gap)
{
    auto& holes = m_state.holes;
    std::erase_if(holes, [&](const Hole& hole) {
        return hole.number == gap.number || (hole.end && m_state.now - *hole.end > kForgottenAfter);
    });
    const bool whole = gap.state == GapState::Filled && gap.filledBy != kFilledByBars;
    if (whole)
        return;
    Hole hole;
    hole.number = gap.number;
    hole.start = gap.start;
    if (gap.state != GapState::Open)
        hole.end = gap.end;
    hole.barsFilled = gap.state == GapState::Filled;
    for (const std::string& text : gap.symbols) {
        if (const auto symbol = m_state.symbols.find(text))
            hole.symbols.push_back(*symbol);
    }
    std::sort(hole.symbols.begin(), hole.symbols.end());
    if (holes.size() >= kHolesMax)
        holes.erase(holes.begin());
    holes.push_back(std::move(hole));
}

void GapDesk::putOnRecord(const input::GapNews& news)
{
    const Gap& gap = news.gap;
    if (gap.state != GapState::Filled && gap.state != GapState::Unfilled)
        return;
    AuditEntry entry;
    entry.kind = AuditKind::FeedChanged;
    entry.origin.name = std::to_string(static_cast<int>(gap.link));
    entry.detail = std::string{nameOf(gap.link)} + ": a hole of " + secondsOf(gap.end - gap.start) +
                   " from " + toRfc3339(gap.start) + " (" + gap.cause + ")";
    if (gap.state == GapState::Unfilled)
        entry.detail += " is not filled: " + gap.filledBy;
    else
        entry.detail += " was filled by " + gap.filledBy;
    if (isOfSymbols(gap.link))
        entry.detail += ", " + std::to_string(news.trades.size()) + " trades and " +
                        std::to_string(news.bars.size()) + " bars";
    m_state.audit(std::move(entry));
}

} // namespace tapedeck
