#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "session/rest_queue.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <string>

class QNetworkReply;

namespace tapedeck::alpaca {

class OrderBody;

/// The broker's REST hosts: one budget a host, cancellations and orders first, no redirects, no
/// second sending of anything but a GET. Keys are revealed into the headers and nowhere else.
/// Lives on one thread; replies come there, from the event loop.
class RestClient : public QObject
{
    Q_OBJECT

public:
    using StateReply = std::function<void(LinkState, const std::string& reason)>;

    /// All but `parent` outlive it. `onState` hears how the broker's REST is; not only of changes.
    RestClient(const Login& login,
               RestOptions options,
               LinkMonitor& monitor,
               StateReply onState,
               QObject* parent);
    ~RestClient() override;

    /// Sends as the host's budget allows, and again as repeatAfter() has it. An answer of any kind
    /// comes exactly once.
    void send(RestCall call, RestReply reply, RestHooks hooks = {});

private:
    struct Job;

    [[nodiscard]] RestQueue& hostOf(RestHost host)
    {
        return m_hosts[static_cast<std::size_t>(host)];
    }
    void enqueue(std::shared_ptr<RestJob> job);
    void pump();
    void pump(RestQueue& host);
    void lookAgainIn(Nanoseconds wait);
    void start(const std::shared_ptr<Job>& job);
    void onFinished(const std::shared_ptr<Job>& job, QNetworkReply* network);
    [[nodiscard]] RestAnswer answerOf(const Job& job, QNetworkReply& network) const;
    void noteBudget(RestQueue& host, Nanoseconds now);
    void readHeaders(RestQueue& host, const QNetworkReply& network, int status);
    void tellState(const RestAnswer& answer);

    const Login& m_login;
    RestOptions m_options;
    LinkMonitor& m_monitor;
    StateReply m_onState;
    QNetworkAccessManager m_network;
    std::array<RestQueue, 2> m_hosts;
    bool m_budgetTold = false; ///< that requests wait for it
    QTimer m_pumpTimer;
};

} // namespace tapedeck::alpaca
