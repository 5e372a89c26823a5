#include "app/start_sequence.h"

#include "market/option_terms.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// More than these are not watched unasked.
constexpr std::size_t kWatchedUnasked = 50;
/// For the chart: a day and a bit of minutes, over a night.
constexpr Nanoseconds kMinutesBack = std::chrono::hours{30};

/// Contracts have no history here: they live for weeks, and most of them hardly trade.
void dropContracts(std::vector<std::string>& symbols)
{
    std::erase_if(symbols, [](const std::string& symbol) { return isOptionSymbol(symbol); });
}

} // namespace

StartSequence::StartSequence(InputSink& engine,
                             std::vector<std::string> watchlist,
                             WatchlistOf watchlistOf,
                             std::int32_t historyDays)
    : m_engine{engine}, m_watchlistOf{watchlistOf}, m_historyDays{historyDays},
      m_watchlist{std::move(watchlist)}
{}

void StartSequence::begin()
{
    m_broker->post(request::FetchClock{});
    m_broker->post(request::FetchCalendar{});
    // None named: all that there are.
    m_broker->post(request::FetchAssets{
        m_watchlistOf == WatchlistOf::Venue ? std::vector<std::string>{} : m_watchlist});
    m_broker->post(request::FetchAccount{});
    m_broker->post(output::OpenTradeStream{});
}

void StartSequence::openMarket()
{
    std::optional<Wanted> wanted;
    {
        const std::lock_guard lock{m_mutex};
        m_marketOpen = true;
        wanted.swap(m_wanted);
    }
    if (wanted)
        m_market->subscribe(std::move(wanted->symbols), std::move(wanted->texts));
}

void StartSequence::push(std::vector<InputWhat> batch)
{
    bool historyOver = false;
    // What the assets lead to is appended, so the end moves.
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (const auto* assets = std::get_if<input::AssetNews>(&batch[i]))
            onAssets(input::AssetNews{*assets}, batch);
        const auto* history = std::get_if<input::History>(&batch[i]);
        historyOver = historyOver || (history != nullptr && !history->bars.empty() &&
                                      history->bars.front().timeframe == Timeframe::Day1);
        if (const auto* failed = std::get_if<input::RequestFailed>(&batch[i]))
            historyOver = historyOver || failed->what == "daily bars" || failed->what == "assets";
    }
    m_engine.push(std::move(batch));
    if (historyOver)
        openMarket();
}

void StartSequence::pushMarket(std::vector<MarketEvent> batch)
{
    m_engine.pushMarket(std::move(batch));
}

void StartSequence::subscribe(Symbols symbols, std::vector<std::string> wanted)
{
    learnAbout(wanted);
    {
        const std::lock_guard lock{m_mutex};
        if (!m_marketOpen) {
            m_wanted = Wanted{std::move(symbols), std::move(wanted)};
            return;
        }
    }
    m_market->subscribe(std::move(symbols), std::move(wanted));
}

void StartSequence::learnAbout(const std::vector<std::string>& wanted)
{
    std::vector<std::string> fresh;
    {
        const std::lock_guard lock{m_mutex};
        if (!m_historyAsked) {
            m_early = wanted; // the start's own list comes first
            return;
        }
        for (const std::string& symbol : wanted) {
            if (m_asked.insert(symbol).second)
                fresh.push_back(symbol);
        }
    }
    if (fresh.empty())
        return;
    m_broker->post(request::FetchAssets{fresh});
    dropContracts(fresh);
    if (!fresh.empty())
        m_broker->post(request::FetchDailyBars{std::move(fresh), m_historyDays});
}

void StartSequence::onAssets(const input::AssetNews& news, std::vector<InputWhat>& batch)
{
    request::FetchDailyBars history;
    std::vector<std::string> early;
    {
        const std::lock_guard lock{m_mutex};
        if (m_historyAsked)
            return;
        m_historyAsked = true;
        early.swap(m_early);
        if (m_watchlistOf == WatchlistOf::Venue) {
            m_watchlist = watchlistAt(news.assets);
            batch.emplace_back(Command{command::SetWatchlist{m_watchlist}});
        }
        m_asked.insert(m_watchlist.begin(), m_watchlist.end());
        history = {m_watchlist, m_historyDays};
    }
    // In practice the venue told of its shares alone.
    std::vector<std::string> contracts;
    for (const std::string& symbol : history.symbols) {
        if (m_watchlistOf == WatchlistOf::Venue && isOptionSymbol(symbol))
            contracts.push_back(symbol);
    }
    if (!contracts.empty())
        m_broker->post(request::FetchAssets{std::move(contracts)});
    dropContracts(history.symbols);
    m_broker->post(request::FetchMinuteBars{history.symbols, kMinutesBack});
    m_broker->post(std::move(history));
    learnAbout(early);
}

std::vector<std::string> StartSequence::watchlistAt(const std::vector<Asset>& assets) const
{
    std::vector<std::string> all;
    std::vector<std::string> chosen;
    for (const Asset& asset : assets) {
        if (!asset.tradable)
            continue;
        if (std::find(m_watchlist.begin(), m_watchlist.end(), asset.symbol) != m_watchlist.end())
            chosen.push_back(asset.symbol);
        if (all.size() < kWatchedUnasked)
            all.push_back(asset.symbol);
    }
    if (chosen.empty())
        chosen = all;
    for (const std::string& symbol : m_watchlist) {
        if (isOptionSymbol(symbol))
            chosen.push_back(symbol);
    }
    return chosen;
}

} // namespace tapedeck
