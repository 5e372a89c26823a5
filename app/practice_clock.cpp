#include "app/practice_clock.h"

#include "wire/rest_bodies.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>

namespace tapedeck {

namespace {

constexpr int kPatienceMs = 5'000;

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

Result<runtime::RunClock>
practiceClockOf(const QUrl& exchange, std::string_view key, std::string_view secret)
{
    QNetworkAccessManager network;
    QUrl url = exchange;
    url.setPath("/v2/clock");
    QNetworkRequest request{url};
    request.setRawHeader("APCA-API-KEY-ID", bytesOf(key));
    request.setRawHeader("APCA-API-SECRET-KEY", bytesOf(secret));
    request.setTransferTimeout(kPatienceMs);
    const std::unique_ptr<QNetworkReply> reply{network.get(request)};
    QEventLoop wait;
    QObject::connect(reply.get(), &QNetworkReply::finished, &wait, &QEventLoop::quit);
    wait.exec();

    const std::string place = exchange.authority().toStdString();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403)
        return fail(ErrorCode::Refused, "the practice exchange at " + place + " wants other keys");
    if (status != 200)
        return fail(ErrorCode::Unavailable,
                    "no practice exchange answers at " + place + ": " +
                        reply->errorString().toStdString());
    const auto clock = parseClock(reply->readAll().toStdString());
    if (!clock)
        return fail(clock.error().code,
                    "the clock of " + place + " cannot be read: " + clock.error().what);
    const QByteArray speed = reply->rawHeader("X-Practice-Speed");
    const auto factor = Ratio::parse(speed.isEmpty() ? "1" : speed.toStdString());
    if (!factor)
        return fail(ErrorCode::Malformed, "the speed of " + place + " cannot be read");
    return runtime::RunClock{clock->at, *factor};
}

} // namespace tapedeck
