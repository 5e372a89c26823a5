#include "app/alpaca/broker_worker.h"

#include "app/runtime/run_clock.h"
#include "market/new_york.h"
#include "market/option_terms.h"
#include "market/session.h"
#include "session/broker_calls.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace tapedeck::alpaca {

namespace {

/// More symbols than this are cheaper to pick from the broker's whole list.
constexpr std::size_t kSingleAssetsMax = 25;
constexpr int kTickMs = 200;
/// A hole of the trading stream begins so long before it was seen: pings take their time.
constexpr Nanoseconds kGapOverlap = std::chrono::seconds{20};
constexpr std::chrono::days kCalendarBack{35};
constexpr std::chrono::days kCalendarAhead{60};

/// While killed nothing passes but what a person closes by hand (DESIGN: the kill switch).
bool mayLeave(const KillLatch& latch, const Ticket& ticket)
{
    return !latch.isSet() || (ticket.isExit && ticket.origin.kind == OriginKind::Person);
}

Date tradingDay(Timestamp now)
{
    return MarketCalendar{}.tradingDate(now);
}

} // namespace

struct BrokerWorker::Fetch
{
    std::string what;
    std::function<void(const std::shared_ptr<Fetch>&)> attempt;
    Backoff backoff;
    std::string reasonTold;
};

BrokerWorker::BrokerWorker(
    Login login, const KillLatch& latch, InputSink& sink, Now now, BrokerOptions options)
    : m_login{std::move(login)}, m_latch{latch}, m_sink{sink}, m_now{std::move(now)},
      m_options{options}, m_restMonitor{Link::BrokerRest, m_now},
      m_tradeMonitor{Link::TradeUpdates, m_now}, m_schedule{options.checks}
{}

BrokerWorker::~BrokerWorker() = default;

void BrokerWorker::post(request::Any request)
{
    m_inbox.push(std::move(request));
}

std::vector<LinkHealth> BrokerWorker::health() const
{
    return {m_tradeMonitor.health(), m_restMonitor.health()};
}

void BrokerWorker::begin()
{
    m_rest = std::make_unique<RestClient>(
        m_login,
        m_options.rest,
        m_restMonitor,
        [this](LinkState state, const std::string& reason) { onRestState(state, reason); },
        nullptr);
    m_trades = std::make_unique<TradeStream>(
        m_login,
        m_sink,
        m_tradeMonitor,
        m_options.seed,
        m_options.patience,
        [this](LinkState state, const std::string& reason) { onTradeState(state, reason); },
        nullptr);
    m_inbox.attach(this, [this] { takeRequests(); });
    m_asked.attach(this, [this] { takeAsked(); });
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &BrokerWorker::tick);
    m_timer->start(kTickMs);
}

void BrokerWorker::ask(RestCall call, RestPort::Reply reply)
{
    m_asked.push(Asked{std::move(call), std::move(reply)});
}

void BrokerWorker::takeAsked()
{
    for (Asked& asked : m_asked.takeAll())
        m_rest->send(std::move(asked.call), std::move(asked.reply));
}

void BrokerWorker::tick()
{
    const Nanoseconds now = runtime::RunClock::sinceBoot();
    const bool busy = m_busy.load();
    m_trades->setBusy(busy);
    CheckSituation situation;
    situation.busy = busy;
    situation.tradesLive = m_tradeState == LinkState::Live;
    situation.killed = m_tradeState == LinkState::Off;
    situation.marketLive = true; // the feed's part
    for (const Check check : m_schedule.tick(situation, now)) {
        switch (check) {
        case Check::Truth:
        case Check::PollTruth:
            tell(input::CheckDue{});
            break;
        case Check::Clock:
            on(request::FetchClock{});
            break;
        case Check::Prices:
        case Check::PollPrices:
            break; // the feed's
        }
    }
}

void BrokerWorker::onTradeState(LinkState state, const std::string& reason)
{
    const bool was = m_tradeState == LinkState::Live;
    m_tradeState = state;
    const bool is = state == LinkState::Live;
    if (is && !was) {
        m_gapAsked = false;
        m_gapToFill = m_gaps.close(m_now());
        sayGap(m_gapToFill);
    } else if (was && !is && state != LinkState::Off) {
        sayGap(m_gaps.open(m_now() - kGapOverlap, reason, {}));
    }
}

/// A truth that was asked for after the stream came back has all that it missed.
void BrokerWorker::onTruth(input::BrokerTruth truth)
{
    m_schedule.truthSeen(runtime::RunClock::sinceBoot());
    tell(std::move(truth));
    if (!m_gapToFill || !m_gapAsked)
        return;
    sayGap(m_gaps.filled(m_gapToFill->number, "reconciliation"));
    m_gapToFill.reset();
}

void BrokerWorker::sayGap(std::optional<Gap> gap)
{
    m_tradeMonitor.setGaps(m_gaps);
    if (gap)
        tell(input::GapNews{std::move(*gap), {}, {}});
}

void BrokerWorker::takeRequests()
{
    for (request::Any& request : m_inbox.takeAll())
        std::visit([this](const auto& asked) { on(asked); }, request);
}

void BrokerWorker::tell(InputWhat what)
{
    std::vector<InputWhat> batch;
    batch.push_back(std::move(what));
    m_sink.push(std::move(batch));
}

void BrokerWorker::onRestState(LinkState state, const std::string& reason)
{
    m_restMonitor.onState(state, reason, std::nullopt);
    if (state == m_restState && reason == m_restReason)
        return;
    m_restState = state;
    m_restReason = reason;
    tell(input::LinkChanged{Link::BrokerRest, state, reason});
}

void BrokerWorker::on(const request::Submit& submit)
{
    const IntentRecord& intent = submit.intent.value().record();
    const std::string id = intent.clientOrderId;
    if (!mayLeave(m_latch, intent.ticket)) {
        tell(input::SubmitReply{id, input::NotSent{"the kill switch is pressed"}});
        return;
    }
    if (m_login.mode() == Mode::Live && !m_options.licence) {
        tell(input::SubmitReply{id, input::NotSent{"live trading is locked"}});
        return;
    }
    RestClient::Hooks hooks;
    hooks.veto = [this, ticket = intent.ticket] { return !mayLeave(m_latch, ticket); };
    m_rest->send(
        submitCall(intent),
        [this, id](const RestAnswer& answer) {
            input::SubmitReply reply = submitReply(id, answer);
            if (std::holds_alternative<BrokerOrder>(reply.answer))
                m_trades->expectEcho(id);
            tell(std::move(reply));
        },
        std::move(hooks));
}

void BrokerWorker::on(const output::CancelOrder& cancel)
{
    if (!cancel.brokerOrderId.empty()) {
        cancelByBrokerId(cancel.clientOrderId, cancel.brokerOrderId);
        return;
    }
    m_rest->send(lookupCall(cancel.clientOrderId),
                 [this, id = cancel.clientOrderId](const RestAnswer& answer) {
                     const input::LookupReply found = lookupReply(id, answer);
                     if (const auto* order = std::get_if<BrokerOrder>(&found.answer))
                         cancelByBrokerId(id, order->id);
                     else
                         tell(cancelReply(id, answer));
                 });
}

void BrokerWorker::cancelByBrokerId(const std::string& clientOrderId,
                                    const std::string& brokerOrderId)
{
    m_rest->send(cancelCall(brokerOrderId), [this, clientOrderId](const RestAnswer& answer) {
        tell(cancelReply(clientOrderId, answer));
    });
}

void BrokerWorker::on(const output::CancelAllOrders&)
{
    m_rest->send(cancelAllCall(), [this](const RestAnswer& answer) {
        if (const auto problem = cancelAllProblem(answer))
            tell(input::RequestFailed{"cancel all orders", *problem});
    });
}

void BrokerWorker::on(const output::LookupOrder& lookup)
{
    m_rest->send(lookupCall(lookup.clientOrderId),
                 [this, id = lookup.clientOrderId](const RestAnswer& answer) {
                     tell(lookupReply(id, answer));
                 });
}

void BrokerWorker::on(const output::ListOpenOrders&)
{
    // The kill switch asks, and its confirmation must not wait for queries' turn.
    RestCall call = openOrdersCall();
    call.urgency = Urgency::Safety;
    m_rest->send(std::move(call), [this](const RestAnswer& answer) {
        auto orders = readOpenOrders(answer);
        if (orders)
            tell(input::OpenOrders{std::move(*orders)});
        else
            tell(input::RequestFailed{"list open orders", orders.error().what});
    });
}

void BrokerWorker::on(const output::Reconcile& reconcile)
{
    m_gapAsked = m_tradeState == LinkState::Live;
    // A newer question makes the answer to an older one worthless.
    m_reconcile = std::make_shared<ReconcileSteps>(reconcile);
    askReconcile(m_reconcile, m_reconcile->first());
}

void BrokerWorker::askReconcile(const std::shared_ptr<ReconcileSteps>& steps, RestCall call)
{
    m_rest->send(std::move(call), [this, steps](const RestAnswer& answer) {
        if (steps != m_reconcile)
            return;
        auto next = steps->onAnswer(answer);
        if (!next)
            tell(input::RequestFailed{"reconcile", next.error().what});
        else if (auto* truth = std::get_if<input::BrokerTruth>(&*next))
            onTruth(std::move(*truth));
        else
            askReconcile(steps, std::move(std::get<RestCall>(*next)));
    });
}

void BrokerWorker::on(const output::CloseTradeStream&)
{
    m_trades->close();
}

void BrokerWorker::on(const output::OpenTradeStream&)
{
    m_trades->open();
}

void BrokerWorker::startFetch(std::string what,
                              std::function<void(const std::shared_ptr<Fetch>&)> attempt)
{
    const auto fetch =
        std::make_shared<Fetch>(Fetch{std::move(what),
                                      std::move(attempt),
                                      Backoff{kUsualPace, m_options.seed + ++m_fetches},
                                      {}});
    fetch->attempt(fetch);
}

void BrokerWorker::fetched(const std::shared_ptr<Fetch>& fetch, std::vector<InputWhat> news)
{
    m_sink.push(std::move(news));
    m_fetching.erase(fetch->what);
    if (m_wantedAgain.erase(fetch->what) == 0)
        return;
    m_fetching.insert(fetch->what);
    fetch->attempt(fetch);
}

void BrokerWorker::fetchFailed(const std::shared_ptr<Fetch>& fetch, const Error& error)
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
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(fetch->backoff.next());
    QTimer::singleShot(wait, this, [fetch] { fetch->attempt(fetch); });
}

bool BrokerWorker::isFirst(const std::string& what)
{
    if (m_fetching.insert(what).second)
        return true;
    m_wantedAgain.insert(what);
    return false;
}

void BrokerWorker::on(const request::FetchAccount&)
{
    if (!isFirst("account"))
        return;
    startFetch("account", [this](const std::shared_ptr<Fetch>& fetch) {
        m_rest->send(accountCall(), [this, fetch](const RestAnswer& answer) {
            auto account = readAccount(answer);
            if (account)
                fetched(fetch, {input::AccountNews{std::move(*account)}});
            else
                fetchFailed(fetch, account.error());
        });
    });
}

void BrokerWorker::on(const request::FetchClock&)
{
    if (!isFirst("clock"))
        return;
    startFetch("clock", [this](const std::shared_ptr<Fetch>& fetch) {
        const auto left = std::make_shared<Timestamp>();
        RestClient::Hooks hooks;
        hooks.leaving = [this, left] { *left = m_now(); };
        m_rest->send(
            clockCall(),
            [this, fetch, left](const RestAnswer& answer) {
                const auto clock = readClock(answer);
                if (!clock) {
                    fetchFailed(fetch, clock.error());
                    return;
                }
                const Timestamp halfWay = *left + (m_now() - *left) / 2;
                fetched(fetch, {input::ClockReading{halfWay - clock->at}});
            },
            std::move(hooks));
    });
}

void BrokerWorker::on(const request::FetchCalendar&)
{
    startFetch("calendar", [this](const std::shared_ptr<Fetch>& fetch) {
        const std::chrono::sys_days today{tradingDay(m_now())};
        m_rest->send(calendarCall(Date{today - kCalendarBack}, Date{today + kCalendarAhead}),
                     [this, fetch](const RestAnswer& answer) {
                         auto days = readCalendar(answer);
                         if (days)
                             fetched(fetch, {input::CalendarNews{std::move(*days)}});
                         else
                             fetchFailed(fetch, days.error());
                     });
    });
}

void BrokerWorker::on(const request::FetchAssets& asked)
{
    std::vector<std::string> contracts;
    std::vector<std::string> shares;
    for (const std::string& symbol : asked.symbols)
        (isOptionSymbol(symbol) ? contracts : shares).push_back(symbol);
    if (!contracts.empty())
        startFetch("contracts", [this, contracts](const std::shared_ptr<Fetch>& fetch) {
            askAsset(fetch, contracts, {});
        });
    if (shares.empty() && !contracts.empty())
        return;
    startFetch("assets", [this, symbols = std::move(shares)](const std::shared_ptr<Fetch>& fetch) {
        if (!symbols.empty() && symbols.size() <= kSingleAssetsMax)
            askAsset(fetch, symbols, {});
        else
            askAssets(fetch, symbols);
    });
}

void BrokerWorker::askAssets(const std::shared_ptr<Fetch>& fetch, std::vector<std::string> symbols)
{
    std::sort(symbols.begin(), symbols.end());
    m_rest->send(allAssetsCall(),
                 [this, fetch, symbols = std::move(symbols)](const RestAnswer& answer) {
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

void BrokerWorker::askAsset(const std::shared_ptr<Fetch>& fetch,
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
    m_rest->send(isContract ? contractCall(symbol) : assetCall(symbol),
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

void BrokerWorker::on(const request::FetchDailyBars& asked)
{
    startFetch("daily bars", [this, asked](const std::shared_ptr<Fetch>& fetch) {
        const auto steps = std::make_shared<BarsSteps>(
            BarsSteps::daily(asked.symbols, asked.days, tradingDay(m_now()), feedWord()));
        askBars(fetch, steps, steps->first());
    });
}

void BrokerWorker::on(const request::FetchMinuteBars& asked)
{
    startFetch("minute bars", [this, asked](const std::shared_ptr<Fetch>& fetch) {
        const auto steps = std::make_shared<BarsSteps>(
            BarsSteps::minutes(asked.symbols, asked.back, m_now(), feedWord()));
        askBars(fetch, steps, steps->first());
    });
}

void BrokerWorker::on(const output::SuspendTrading& suspend)
{
    m_rest->send(suspendCall(suspend.suspended),
                 [this, suspended = suspend.suspended](const RestAnswer& answer) {
                     tell(suspendReply(suspended, answer));
                 });
}

void BrokerWorker::on(const output::FetchCorporateActions& asked)
{
    startFetch("corporate actions", [this, asked](const std::shared_ptr<Fetch>& fetch) {
        const auto steps = std::make_shared<ActionsSteps>(asked);
        askActions(fetch, steps, steps->first());
    });
}

void BrokerWorker::askActions(const std::shared_ptr<Fetch>& fetch,
                              const std::shared_ptr<ActionsSteps>& steps,
                              RestCall call)
{
    m_rest->send(std::move(call), [this, fetch, steps](const RestAnswer& answer) {
        auto next = steps->onAnswer(answer);
        if (!next)
            fetchFailed(fetch, next.error());
        else if (auto* more = std::get_if<RestCall>(&*next))
            askActions(fetch, steps, std::move(*more));
        else
            fetched(fetch, {std::get<input::CorporateActions>(std::move(*next))});
    });
}

std::string BrokerWorker::feedWord() const
{
    return std::string{toString(m_login.feed())};
}

void BrokerWorker::askBars(const std::shared_ptr<Fetch>& fetch,
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
    m_rest->send(std::move(std::get<RestCall>(next)),
                 [this, fetch, steps](const RestAnswer& answer) {
                     auto more = steps->onAnswer(answer);
                     if (more)
                         askBars(fetch, steps, std::move(*more));
                     else
                         fetchFailed(fetch, more.error());
                 });
}

} // namespace tapedeck::alpaca
