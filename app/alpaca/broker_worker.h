#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/rest_client.h"
#include "app/alpaca/rest_port.h"
#include "app/alpaca/trade_stream.h"
#include "app/runtime/inbox.h"
#include "engine/decks.h"
#include "risk/live_gate.h"
#include "session/broker_session.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

struct BrokerOptions
{
    RestOptions rest;
    StreamPatience patience; ///< of the trading stream
    std::uint64_t seed = 1;  ///< of the back-off's jitter
    CheckPace checks;
    /// Without one nothing is ordered at the live host. Canceling and asking need none.
    std::optional<LiveLicence> licence;
};

/// Socket, requests and timers around a BrokerSession, on a thread. begin() comes first, there;
/// post() and health() may come from any thread, also before.
class BrokerWorker final : public QObject, private BrokerPort
{
    Q_OBJECT

public:
    /// `latch`, `sink` and what `now` reads outlive the worker.
    BrokerWorker(
        Login login, const KillLatch& latch, InputSink& sink, Now now, BrokerOptions options);
    ~BrokerWorker() override;

    void post(request::Any request);
    void ask(RestCall call, RestPort::Reply reply);
    /// Whether there are positions or working orders.
    void setBusy(bool busy) noexcept { m_busy.store(busy); }
    [[nodiscard]] std::vector<LinkHealth> health() const;

public slots:
    void begin();

private:
    struct Asked
    {
        RestCall call;
        RestPort::Reply reply;
    };

    void takeRequests();
    void takeAsked();
    void tick();
    void onTradeState(LinkState state, const std::string& reason);
    void onRestState(LinkState state, const std::string& reason);

    // BrokerPort
    void send(RestCall call, RestReply reply, RestHooks hooks) override;
    void after(Nanoseconds wait, std::function<void()> act) override;
    void tell(std::vector<InputWhat> batch) override;
    void openTrades() override;
    void closeTrades() override;
    void expectEcho(const std::string& clientOrderId) override;
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] Nanoseconds steadyNow() const override;

    Login m_login;
    InputSink& m_sink;
    Now m_now;
    BrokerOptions m_options;
    LinkMonitor m_restMonitor;
    LinkMonitor m_tradeMonitor;
    runtime::Inbox<request::Any> m_inbox;
    std::unique_ptr<RestClient> m_rest;
    std::unique_ptr<TradeStream> m_trades;
    runtime::Inbox<Asked> m_asked;
    std::atomic<bool> m_busy{false};
    BrokerSession m_session;
    std::unique_ptr<QTimer> m_timer;
};

} // namespace tapedeck::alpaca
