#include "app/alpaca/feed_worker.h"
#include "app/runtime/run_clock.h"

#include <algorithm>
#include <utility>

/// What FeedWorker asks of REST beside its stream, and in its place.
namespace tapedeck::alpaca {

void FeedWorker::askLatest(const action::AskLatest& asked)
{
    if (!m_rest.canAsk())
        return;
    m_rest.ask(latestTradesCall(asked.symbols, feedWord(), CallPurpose::Check),
               [this](const RestAnswer& answer) {
                   Symbols symbols;
                   const auto trades = readLatestTrades(answer, symbols);
                   if (!trades)
                       return; // the session asks again
                   std::optional<Timestamp> newest;
                   for (const Trade& trade : *trades)
                       newest = std::max(newest.value_or(trade.at), trade.at);
                   m_session.onLatest(newest, m_newest, runtime::RunClock::sinceBoot());
               });
}

void FeedWorker::runChecks(Nanoseconds now, bool marketOpen)
{
    if (!m_rest.canAsk())
        return;
    CheckSituation situation;
    situation.busy = m_busy.load();
    situation.tradesLive = true; // the broker's part
    situation.marketLive = m_live;
    situation.marketOpen = marketOpen;
    situation.symbols = !m_wanted.empty();
    for (const Check check : m_schedule.tick(situation, now)) {
        switch (check) {
        case Check::Prices:
            checkPrices();
            break;
        case Check::PollPrices:
            pollPrices();
            break;
        case Check::Truth:
        case Check::PollTruth:
        case Check::Clock:
            break; // the broker's
        }
    }
}

void FeedWorker::checkPrices()
{
    m_rest.ask(latestTradesCall(m_wanted, feedWord(), CallPurpose::Check),
               [this](const RestAnswer& answer) { onChecked(answer); });
}

/// Where the stream missed a trade, REST's is told in its place.
void FeedWorker::onChecked(const RestAnswer& answer)
{
    Symbols theirs;
    const auto trades = readLatestTrades(answer, theirs);
    if (!trades || !m_live)
        return;
    std::vector<MarketEvent> missed;
    std::string named;
    for (Trade trade : *trades) {
        const std::string_view text = theirs.text(trade.symbol);
        const auto id = m_symbols.find(text);
        if (!id)
            continue;
        const auto told = indexOf(*id) < m_told.size() ? m_told[indexOf(*id)] : std::nullopt;
        if (!hasMissed(told, trade, m_liveSince, m_now(), m_missedAfter))
            continue;
        named.append(named.empty() ? "" : "; ").append(text).append(" ");
        named += trade.price.toString() + " at " + toRfc3339(trade.at);
        named += told ? ", the stream said " + told->price.toString() : ", the stream said nothing";
        trade.symbol = *id;
        missed.emplace_back(trade);
    }
    m_monitor.setNotice(named.empty() ? "" : "the market's stream missed prices: " + named);
    if (missed.empty())
        return;
    note(missed);
    m_sink.push({input::RequestFailed{"market data", "the stream missed prices: " + named}});
    m_sink.pushMarket(std::move(missed));
}

void FeedWorker::pollPrices()
{
    if (std::exchange(m_polling, true))
        return;
    m_rest.ask(snapshotsCall(m_wanted, feedWord(), CallPurpose::Polling),
               [this](const RestAnswer& answer) { onPolled(answer); });
}

void FeedWorker::onPolled(const RestAnswer& answer)
{
    m_polling = false;
    if (m_live)
        return; // the stream knows better
    Symbols theirs;
    const auto snapshots = readSnapshots(answer, theirs, m_quoteSizeMultiplier);
    if (!snapshots)
        return; // asked again in a while
    std::vector<MarketEvent> events;
    for (const MarketSnapshot& snapshot : *snapshots) {
        const auto id = m_symbols.find(theirs.text(snapshot.symbol));
        if (!id)
            continue;
        if (snapshot.latestQuote) {
            Quote quote = *snapshot.latestQuote;
            quote.symbol = *id;
            events.emplace_back(quote);
        }
        // The same trade is told once, however often it is the latest.
        const auto told = indexOf(*id) < m_told.size() ? m_told[indexOf(*id)] : std::nullopt;
        if (snapshot.latestTrade && (!told || told->at < snapshot.latestTrade->at)) {
            Trade trade = *snapshot.latestTrade;
            trade.symbol = *id;
            events.emplace_back(trade);
        }
    }
    if (events.empty())
        return;
    note(events);
    m_sink.pushMarket(std::move(events));
}

} // namespace tapedeck::alpaca
