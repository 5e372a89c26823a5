#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "session/rest_call.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

class QNetworkReply;

namespace tapedeck::alpaca {

class OrderBody;

struct RestOptions
{
    std::int64_t requestsPerMinute = 200;      ///< trading and data apart
    std::chrono::milliseconds timeout{10'000}; ///< of one attempt, connecting included
    /// The same, of what is urgent and does no harm when it is sent again: cancellations, and lists
    /// that confirm them. A connection that fell silent must not hold them up.
    std::chrono::milliseconds urgentTimeout{3'000};
    /// An order that cannot leave within this time rests on a price that is too old.
    std::chrono::milliseconds orderWaitMax{3'000};
};

/// The broker's REST hosts: one budget a host, cancellations and orders first, no redirects, no
/// second sending of anything but a GET. Keys are revealed into the headers and nowhere else.
/// Lives on one thread; replies come there, from the event loop.
class RestClient : public QObject
{
    Q_OBJECT

public:
    using Reply = std::function<void(const RestAnswer&)>;
    using StateReply = std::function<void(LinkState, const std::string& reason)>;
    struct Hooks
    {
        /// Right before a body's first byte leaves: true stops the request (NotSent).
        std::function<bool()> veto;
        /// Each time that the request is handed to the network.
        std::function<void()> leaving;
    };

    /// All but `parent` outlive it. `onState` hears how the broker's REST is; not only of changes.
    RestClient(const Login& login,
               RestOptions options,
               LinkMonitor& monitor,
               StateReply onState,
               QObject* parent);
    ~RestClient() override;

    /// Sends as the host's budget allows, and again as repeatAfter() has it. An answer of any kind
    /// comes exactly once.
    void send(RestCall call, Reply reply, Hooks hooks = {});

private:
    struct Job;
    struct Host;

    [[nodiscard]] Host& hostOf(RestHost host) { return *m_hosts[static_cast<std::size_t>(host)]; }
    void enqueue(std::shared_ptr<Job> job);
    void pump();
    void pump(Host& host);
    [[nodiscard]] std::shared_ptr<Job> nextOf(Host& host, Nanoseconds now);
    void expireOrders(Host& host, Nanoseconds now);
    [[nodiscard]] std::chrono::milliseconds timeoutOf(const RestCall& call) const;
    void start(Host& host, const std::shared_ptr<Job>& job);
    void onFinished(const std::shared_ptr<Job>& job, QNetworkReply* network);
    [[nodiscard]] RestAnswer answerOf(const Job& job, QNetworkReply& network) const;
    void noteBudget(const Host& host, Nanoseconds now);
    void readHeaders(Host& host, const QNetworkReply& network, int status);
    void tellState(const RestAnswer& answer);

    const Login& m_login;
    RestOptions m_options;
    LinkMonitor& m_monitor;
    StateReply m_onState;
    QNetworkAccessManager m_network;
    std::array<std::unique_ptr<Host>, 2> m_hosts;
    bool m_budgetTold = false; ///< that requests wait for it
    QTimer m_pumpTimer;
};

} // namespace tapedeck::alpaca
