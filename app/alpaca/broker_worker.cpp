#include "app/alpaca/broker_worker.h"

#include "app/runtime/run_clock.h"

#include <QTimer>

#include <utility>

namespace tapedeck::alpaca {

namespace {

constexpr int kTickMs = 200;

} // namespace

BrokerWorker::BrokerWorker(
    Login login, const KillLatch& latch, InputSink& sink, Now now, BrokerOptions options)
    : m_login{std::move(login)}, m_sink{sink}, m_now{std::move(now)}, m_options{options},
      m_restMonitor{Link::BrokerRest, m_now}, m_tradeMonitor{Link::TradeUpdates, m_now},
      m_session{*this, latch, std::string{toString(m_login.feed())}, options.seed, options.checks}
{
    if (m_login.mode() == Mode::Live && !options.licence)
        m_session.forbidOrders("live trading is locked");
}

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
    const bool busy = m_busy.load();
    m_trades->setBusy(busy);
    m_session.tick(busy);
}

void BrokerWorker::onTradeState(LinkState state, const std::string& reason)
{
    m_session.onTradeState(state, reason);
    m_tradeMonitor.setGaps(m_session.gaps());
}

void BrokerWorker::onRestState(LinkState state, const std::string& reason)
{
    m_restMonitor.onState(state, reason, std::nullopt);
    m_session.onRestState(state, reason);
}

void BrokerWorker::takeRequests()
{
    for (const request::Any& request : m_inbox.takeAll())
        m_session.on(request);
}

void BrokerWorker::send(RestCall call, RestReply reply, RestHooks hooks)
{
    m_rest->send(std::move(call), std::move(reply), std::move(hooks));
}

void BrokerWorker::after(Nanoseconds wait, std::function<void()> act)
{
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(wait),
                       this,
                       [act = std::move(act)] { act(); });
}

void BrokerWorker::tell(std::vector<InputWhat> batch)
{
    // A truth that fills a hole of the stream is news of it.
    m_tradeMonitor.setGaps(m_session.gaps());
    m_sink.push(std::move(batch));
}

void BrokerWorker::openTrades()
{
    m_trades->open();
}

void BrokerWorker::closeTrades()
{
    m_trades->close();
}

void BrokerWorker::expectEcho(const std::string& clientOrderId)
{
    m_trades->expectEcho(clientOrderId);
}

Timestamp BrokerWorker::now() const
{
    return m_now();
}

Nanoseconds BrokerWorker::steadyNow() const
{
    return runtime::RunClock::sinceBoot();
}

} // namespace tapedeck::alpaca
