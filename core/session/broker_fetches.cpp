#include "market/new_york.h"
#include "market/option_terms.h"
#include "market/session.h"
#include "session/broker_calls.h"
#include "session/broker_session.h"

#include <algorithm>
#include <utility>

// What is fetched until the broker answers or refuses.
namespace tapedeck {

namespace {

/// More symbols than this are cheaper to pick from the broker's whole list.
constexpr std::size_t kSingleAssetsMax = 25;
constexpr std::chrono::days kCalendarBack{35};
constexpr std::chrono::days kCalendarAhead{60};

Date tradingDay(Timestamp now)
{
    return MarketCalendar{}.tradingDate(now);
}

} // namespace

struct BrokerSession::Fetch
{
    std::string what;
    std::function<void(const FetchPtr&)> attempt;
    Backoff backoff;
    std::string reasonTold;
};

void BrokerSession::startFetch(std::string what, std::function<void(const FetchPtr&)> attempt)
{
    const auto fetch = std::make_shared<Fetch>(
        Fetch{std::move(what), std::move(attempt), Backoff{kUsualPace, m_seed + ++m_fetches}, {}});
    fetch->attempt(fetch);
}

void BrokerSession::fetched(const FetchPtr& fetch, std::vector<InputWhat> news)
{
    m_port.tell(std::move(news));
    m_fetching.erase(fetch->what);
    if (m_wantedAgain.erase(fetch->what) == 0)
        return;
    m_fetching.insert(fetch->what);
    fetch->attempt(fetch);
}

void BrokerSession::fetchFailed(const FetchPtr& fetch, const Error& error)
{
    if (error.what != fetch->reasonTold) {
        fetch->reasonTold = error.what;
        tell(input::RequestFailed{fetch->what, error.what});
    }
    if (error.code == ErrorCode::Refused) {
        m_fetching.erase(fetch->what);
        m_wantedAgain.erase(fetch->what);
        return;
    }
    m_port.after(fetch->backoff.next(), [fetch] { fetch->attempt(fetch); });
}

bool BrokerSession::isFirst(const std::string& what)
{
    if (m_fetching.insert(what).second)
        return true;
    m_wantedAgain.insert(what);
    return false;
}

void BrokerSession::take(const request::FetchAccount&)
{
    if (!isFirst("account"))
        return;
    startFetch("account", [this](const FetchPtr& fetch) {
        send(accountCall(), [this, fetch](const RestAnswer& answer) {
            auto account = readAccount(answer);
            if (account)
                fetched(fetch, {input::AccountNews{std::move(*account)}});
            else
                fetchFailed(fetch, account.error());
        });
    });
}

void BrokerSession::take(const request::FetchClock&)
{
    if (!isFirst("clock"))
        return;
    startFetch("clock", [this](const FetchPtr& fetch) {
        const auto left = std::make_shared<Timestamp>();
        RestHooks hooks;
        hooks.leaving = [this, left] { *left = m_port.now(); };
        m_port.send(
            clockCall(),
            [this, fetch, left](const RestAnswer& answer) {
                const auto clock = readClock(answer);
                if (!clock) {
                    fetchFailed(fetch, clock.error());
                    return;
                }
                const Timestamp halfWay = *left + (m_port.now() - *left) / 2;
                fetched(fetch, {input::ClockReading{halfWay - clock->at}});
            },
            std::move(hooks));
    });
}

void BrokerSession::take(const request::FetchCalendar&)
{
    startFetch("calendar", [this](const FetchPtr& fetch) {
        const std::chrono::sys_days today{tradingDay(m_port.now())};
        send(calendarCall(Date{today - kCalendarBack}, Date{today + kCalendarAhead}),
             [this, fetch](const RestAnswer& answer) {
                 auto days = readCalendar(answer);
                 if (days)
                     fetched(fetch, {input::CalendarNews{std::move(*days)}});
                 else
                     fetchFailed(fetch, days.error());
             });
    });
}

void BrokerSession::take(const request::FetchAssets& asked)
{
    std::vector<std::string> contracts;
    std::vector<std::string> shares;
    for (const std::string& symbol : asked.symbols)
        (isOptionSymbol(symbol) ? contracts : shares).push_back(symbol);
    if (!contracts.empty())
        startFetch("contracts",
                   [this, contracts](const FetchPtr& fetch) { askAsset(fetch, contracts, {}); });
    if (shares.empty() && !contracts.empty())
        return;
    startFetch("assets", [this, symbols = std::move(shares)](const FetchPtr& fetch) {
        if (!symbols.empty() && symbols.size() <= kSingleAssetsMax)
            askAsset(fetch, symbols, {});
        else
            askAssets(fetch, symbols);
    });
}

void BrokerSession::askAssets(const FetchPtr& fetch, std::vector<std::string> symbols)
{
    std::sort(symbols.begin(), symbols.end());
    send(allAssetsCall(), [this, fetch, symbols = std::move(symbols)](const RestAnswer& answer) {
        auto assets = readAssets(answer);
        if (!assets) {
            fetchFailed(fetch, assets.error());
            return;
        }
        std::erase_if(*assets, [&](const Asset& asset) {
            return !symbols.empty() &&
                   !std::binary_search(symbols.begin(), symbols.end(), asset.symbol);
        });
        fetched(fetch, {input::AssetNews{std::move(*assets)}});
    });
}

void BrokerSession::askAsset(const FetchPtr& fetch,
                             std::vector<std::string> symbols,
                             std::vector<Asset> found)
{
    if (symbols.empty()) {
        fetched(fetch, {input::AssetNews{std::move(found)}});
        return;
    }
    const std::string symbol = std::move(symbols.back());
    symbols.pop_back();
    const bool isContract = isOptionSymbol(symbol);
    send(isContract ? contractCall(symbol) : assetCall(symbol),
         [this, fetch, isContract, symbols = std::move(symbols), found = std::move(found)](
             const RestAnswer& answer) mutable {
             auto asset = isContract ? readContract(answer) : readAsset(answer);
             if (!asset) {
                 fetchFailed(fetch, asset.error());
                 return;
             }
             if (*asset)
                 found.push_back(std::move(**asset));
             askAsset(fetch, std::move(symbols), std::move(found));
         });
}

void BrokerSession::take(const request::FetchDailyBars& asked)
{
    startFetch("daily bars", [this, asked](const FetchPtr& fetch) {
        const auto steps = std::make_shared<BarsSteps>(
            BarsSteps::daily(asked.symbols, asked.days, tradingDay(m_port.now()), m_feedWord));
        askBars(fetch, steps, steps->first());
    });
}

void BrokerSession::take(const request::FetchMinuteBars& asked)
{
    startFetch("minute bars", [this, asked](const FetchPtr& fetch) {
        const auto steps = std::make_shared<BarsSteps>(
            BarsSteps::minutes(asked.symbols, asked.back, m_port.now(), m_feedWord));
        askBars(fetch, steps, steps->first());
    });
}

void BrokerSession::take(const output::FetchCorporateActions& asked)
{
    startFetch("corporate actions", [this, asked](const FetchPtr& fetch) {
        const auto steps = std::make_shared<ActionsSteps>(asked);
        askActions(fetch, steps, steps->first());
    });
}

void BrokerSession::askActions(const FetchPtr& fetch,
                               const std::shared_ptr<ActionsSteps>& steps,
                               RestCall call)
{
    send(std::move(call), [this, fetch, steps](const RestAnswer& answer) {
        auto next = steps->onAnswer(answer);
        if (!next)
            fetchFailed(fetch, next.error());
        else if (auto* more = std::get_if<RestCall>(&*next))
            askActions(fetch, steps, std::move(*more));
        else
            fetched(fetch, {std::get<input::CorporateActions>(std::move(*next))});
    });
}

void BrokerSession::askBars(const FetchPtr& fetch,
                            const std::shared_ptr<BarsSteps>& steps,
                            BarsSteps::Next next)
{
    if (auto* histories = std::get_if<BarsSteps::Histories>(&next)) {
        std::vector<InputWhat> news;
        for (input::History& history : *histories)
            news.emplace_back(std::move(history));
        fetched(fetch, std::move(news));
        return;
    }
    send(std::move(std::get<RestCall>(next)), [this, fetch, steps](const RestAnswer& answer) {
        auto more = steps->onAnswer(answer);
        if (more)
            askBars(fetch, steps, std::move(*more));
        else
            fetchFailed(fetch, more.error());
    });
}

} // namespace tapedeck
