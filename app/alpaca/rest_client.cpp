#include "app/alpaca/rest_client.h"

#include "app/alpaca/order_body.h"
#include "app/runtime/run_clock.h"

#include <QDateTime>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrlQuery>

#include <algorithm>
#include <utility>

namespace tapedeck::alpaca {

namespace {

Nanoseconds steadyNow()
{
    return runtime::RunClock::sinceBoot();
}

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// True where the error is only the server's status, so that there is an answer.
bool isStatus(QNetworkReply::NetworkError error)
{
    const bool content = error > QNetworkReply::UnknownProxyError &&
                         error <= QNetworkReply::UnknownContentError &&
                         error != QNetworkReply::ContentReSendError;
    const bool server =
        error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError;
    return error == QNetworkReply::NoError || content || server ||
           error == QNetworkReply::ProtocolInvalidOperationError;
}

std::string sentenceFor(const QNetworkReply& network)
{
    switch (network.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return "the broker's host refuses connections";
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return "the connection was dropped before the answer";
    case QNetworkReply::HostNotFoundError:
        return "the broker's host is not found: is the network there?";
    case QNetworkReply::SslHandshakeFailedError:
        return "the broker's certificate does not hold: " + network.errorString().toStdString();
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
        return "the network failed: " + network.errorString().toStdString();
    default: // the network layer's enum, not ours
        return "no answer from the broker: " + network.errorString().toStdString();
    }
}

QNetworkRequest requestFor(const Login& login, const RestCall& call)
{
    const Endpoints& hosts = login.endpoints();
    QUrl url = call.host == RestHost::Trading ? hosts.trading : hosts.data;
    url.setPath(QString::fromStdString(call.path), QUrl::TolerantMode);
    if (!call.query.empty()) {
        QByteArray query;
        for (const auto& [name, value] : call.query) {
            if (!query.isEmpty())
                query += '&';
            query += QUrl::toPercentEncoding(QString::fromStdString(name)) + '=' +
                     QUrl::toPercentEncoding(QString::fromStdString(value));
        }
        url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    }
    QNetworkRequest request{url};
    request.setRawHeader("APCA-API-KEY-ID", bytesOf(login.id().reveal()));
    request.setRawHeader("APCA-API-SECRET-KEY", bytesOf(login.secret().reveal()));
    request.setRawHeader("Accept", "application/json");
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("tapedeck"));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    if (!call.body.empty()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        request.setHeader(QNetworkRequest::ContentLengthHeader,
                          static_cast<qulonglong>(call.body.size()));
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    return request;
}

} // namespace

struct RestClient::Job final : RestJob
{
    OrderBody* body = nullptr; ///< owned by the reply of the network
    bool timedOut = false;
    bool tooLarge = false;
};

RestClient::RestClient(const Login& login,
                       RestOptions options,
                       LinkMonitor& monitor,
                       StateReply onState,
                       QObject* parent)
    : QObject{parent}, m_login{login}, m_options{options}, m_monitor{monitor},
      m_onState{std::move(onState)}, m_hosts{RestQueue{options}, RestQueue{options}}
{
    m_network.setAutoDeleteReplies(true);
    m_pumpTimer.setSingleShot(true);
    connect(&m_pumpTimer, &QTimer::timeout, this, qOverload<>(&RestClient::pump));
}

RestClient::~RestClient()
{
    // Replies that still run end with the network; nobody is told.
    for (QNetworkReply* network : m_network.findChildren<QNetworkReply*>())
        network->disconnect(this);
}

void RestClient::send(RestCall call, RestReply reply, RestHooks hooks)
{
    auto job = std::make_shared<Job>();
    job->call = std::move(call);
    job->reply = std::move(reply);
    job->hooks = std::move(hooks);
    job->queuedAt = steadyNow();
    enqueue(std::move(job));
}

void RestClient::enqueue(std::shared_ptr<RestJob> job)
{
    RestQueue& host = hostOf(job->call.host);
    host.push(std::move(job));
    pump(host);
}

void RestClient::pump()
{
    for (RestQueue& host : m_hosts)
        pump(host);
}

void RestClient::pump(RestQueue& host)
{
    const Nanoseconds now = steadyNow();
    for (const auto& job : host.takeExpired(now))
        QTimer::singleShot(0, this, [job] { job->reply(RestQueue::expiredAnswer()); });
    RestQueue::Next next = host.next(now);
    for (; next.job != nullptr; next = host.next(now))
        start(std::static_pointer_cast<Job>(next.job));
    if (next.lookAgainIn)
        lookAgainIn(*next.lookAgainIn);
    noteBudget(host, now);
}

void RestClient::lookAgainIn(Nanoseconds wait)
{
    const auto until = std::chrono::ceil<std::chrono::milliseconds>(wait);
    if (!m_pumpTimer.isActive() || m_pumpTimer.remainingTimeAsDuration() > until)
        m_pumpTimer.start(until);
}

/// The person sees it when the budget bites, and when it no longer does.
void RestClient::noteBudget(RestQueue& host, Nanoseconds now)
{
    if (!m_budgetTold && host.bites(now)) {
        m_budgetTold = true;
        m_monitor.setNotice(
            host.throttle().closedFor(now) > Nanoseconds{0}
                ? "the broker allows no more requests for now: they wait, orders go first"
                : "the budget of requests is used up: queries wait, orders go first");
    } else if (m_budgetTold && !m_hosts[0].bites(now) && !m_hosts[1].bites(now)) {
        m_budgetTold = false;
        m_monitor.setNotice("");
    }
}

void RestClient::start(const std::shared_ptr<Job>& job)
{
    const RestCall& call = job->call;
    m_monitor.onCall(call.purpose, job->startedAt);
    job->timedOut = false;
    job->tooLarge = false;
    if (job->hooks.leaving)
        job->hooks.leaving();

    const QNetworkRequest request = requestFor(m_login, call);
    QNetworkReply* network = nullptr;
    switch (call.method) {
    case RestMethod::Get:
        network = m_network.get(request);
        break;
    case RestMethod::Post:
        job->body = new OrderBody{bytesOf(call.body), job->hooks.veto, nullptr};
        network = m_network.post(request, job->body);
        job->body->setParent(network);
        job->body->onVeto([network] { network->abort(); });
        break;
    case RestMethod::Patch:
        network = m_network.sendCustomRequest(request, "PATCH", bytesOf(call.body));
        break;
    case RestMethod::Delete:
        network = m_network.deleteResource(request);
        break;
    }
    connect(network, &QNetworkReply::finished, this, [this, job, network] {
        onFinished(job, network);
    });
    connect(network, &QIODevice::readyRead, this, [job, network] {
        if (static_cast<std::size_t>(network->bytesAvailable()) > job->call.answerBytesMax) {
            job->tooLarge = true;
            network->abort();
        }
    });
    QTimer::singleShot(m_options.timeoutOf(call), network, [job, network] {
        job->timedOut = true;
        network->abort();
    });
}

void RestClient::onFinished(const std::shared_ptr<Job>& job, QNetworkReply* network)
{
    RestQueue& host = hostOf(job->call.host);
    host.onEnded(job->call);
    const Nanoseconds now = steadyNow();
    const RestAnswer answer = answerOf(*job, *network);
    job->body = nullptr;
    if (answer.kind == RestAnswer::Kind::Answered) {
        m_monitor.onMessages(1, now);
        m_monitor.onLag(now - job->startedAt);
        readHeaders(host, *network, answer.status);
    }
    tellState(answer);
    if (const auto wait = repeatAfter(job->call, answer, job->attempts)) {
        QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(*wait), this, [this, job] {
            enqueue(job);
        });
    } else {
        job->reply(answer);
    }
    pump(host);
}

RestAnswer RestClient::answerOf(const Job& job, QNetworkReply& network) const
{
    RestAnswer answer;
    const bool bodyStayed = job.body != nullptr && !job.body->hasLeft();
    if (job.body != nullptr && !job.body->vetoedWhy().empty()) {
        answer.kind = RestAnswer::Kind::NotSent;
        answer.reason = job.body->vetoedWhy();
        return answer;
    }
    const int status = network.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool whole = status != 0 && isStatus(network.error()) && !job.timedOut && !job.tooLarge;
    if (whole) {
        answer.kind = RestAnswer::Kind::Answered;
        answer.status = status;
        const QByteArray body = network.readAll();
        answer.body.assign(body.constData(), static_cast<std::size_t>(body.size()));
        return answer;
    }
    // Headers without their body are no request: the server cannot have the order.
    answer.kind = bodyStayed ? RestAnswer::Kind::NotSent : RestAnswer::Kind::NoAnswer;
    answer.forGood = network.error() == QNetworkReply::SslHandshakeFailedError;
    if (job.timedOut)
        answer.reason = "no answer from the broker within " +
                        std::to_string(m_options.timeoutOf(job.call).count()) + " ms";
    else if (job.tooLarge)
        answer.reason = "the broker's answer is larger than any that is expected";
    else
        answer.reason = sentenceFor(network);
    return answer;
}

void RestClient::readHeaders(RestQueue& host, const QNetworkReply& network, int status)
{
    const Nanoseconds now = steadyNow();
    const auto number = [&](const char* name) -> std::optional<std::int64_t> {
        bool ok = false;
        const qlonglong value = network.rawHeader(name).toLongLong(&ok);
        return ok ? std::optional<std::int64_t>{value} : std::nullopt;
    };
    std::optional<Nanoseconds> reset;
    if (const auto at = number("X-RateLimit-Reset"))
        reset = std::chrono::seconds{*at - QDateTime::currentSecsSinceEpoch()};
    const auto limit = number("X-RateLimit-Limit");
    const auto remaining = number("X-RateLimit-Remaining");
    if (limit && remaining && reset)
        host.throttle().onHeaders(*limit, *remaining, *reset, now);
    if (status == 429)
        host.throttle().onRefused(reset, now);
}

void RestClient::tellState(const RestAnswer& answer)
{
    if (const auto state = linkStateOf(answer))
        m_onState(*state, *state == LinkState::Live ? std::string{} : reasonOf(answer));
}

} // namespace tapedeck::alpaca
