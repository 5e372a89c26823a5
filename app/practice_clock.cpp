#include "app/practice_clock.h"

#include "wire/rest_bodies.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>
#include <utility>

namespace tapedeck {

namespace {

constexpr int kPatienceMs = 5'000;
constexpr int kAskEveryMs = 1'000;
/// An answer may be as late as this, in real time, before the clock counts as off.
constexpr std::int64_t kRoadMs = 250;

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QNetworkRequest requestFor(const QUrl& exchange, std::string_view key, std::string_view secret)
{
    QUrl url = exchange;
    url.setPath("/v2/clock");
    QNetworkRequest request{url};
    request.setRawHeader("APCA-API-KEY-ID", bytesOf(key));
    request.setRawHeader("APCA-API-SECRET-KEY", bytesOf(secret));
    request.setTransferTimeout(kPatienceMs);
    return request;
}

Result<runtime::RunClock> clockIn(QNetworkReply& reply)
{
    const std::string place = reply.url().authority().toStdString();
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403)
        return fail(ErrorCode::Refused, "the practice exchange at " + place + " wants other keys");
    if (status != 200)
        return fail(ErrorCode::Unavailable,
                    "no practice exchange answers at " + place + ": " +
                        reply.errorString().toStdString());
    const auto clock = parseClock(reply.readAll().toStdString());
    if (!clock)
        return fail(clock.error().code,
                    "the clock of " + place + " cannot be read: " + clock.error().what);
    const QByteArray speed = reply.rawHeader("X-Practice-Speed");
    const auto factor = Ratio::parse(speed.isEmpty() ? "1" : speed.toStdString());
    if (!factor)
        return fail(ErrorCode::Malformed, "the speed of " + place + " cannot be read");
    return runtime::RunClock{clock->at, *factor};
}

} // namespace

Result<runtime::RunClock>
practiceClockOf(const QUrl& exchange, std::string_view key, std::string_view secret)
{
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply{network.get(requestFor(exchange, key, secret))};
    QEventLoop wait;
    QObject::connect(reply.get(), &QNetworkReply::finished, &wait, &QEventLoop::quit);
    wait.exec();
    return clockIn(*reply);
}

PracticeClockFollower::PracticeClockFollower(const QUrl& exchange,
                                             std::string_view key,
                                             std::string_view secret,
                                             const runtime::SharedClock& ours,
                                             Correction correct)
    : m_exchange{exchange}, m_key{key}, m_secret{secret}, m_ours{ours}, m_correct{
                                                                            std::move(correct)}
{
    QObject::connect(&m_timer, &QTimer::timeout, &m_network, [this] { ask(); });
    m_timer.start(kAskEveryMs);
}

void PracticeClockFollower::ask()
{
    if (std::exchange(m_asking, true))
        return;
    QNetworkReply* reply = m_network.get(requestFor(m_exchange, m_key, m_secret));
    QObject::connect(reply, &QNetworkReply::finished, &m_network, [this, reply] {
        m_asking = false;
        reply->deleteLater();
        const auto theirs = clockIn(*reply);
        if (!theirs)
            return; // the streams notice and say so
        const runtime::RunClock ours = m_ours.get();
        const Nanoseconds off = theirs->now() - ours.now();
        const Nanoseconds road{kRoadMs * 1'000'000 * theirs->speed().nanos() / kNanosPerUnit};
        if (theirs->speed() != ours.speed() || off > road || off < -road)
            m_correct(*theirs);
    });
}

} // namespace tapedeck
