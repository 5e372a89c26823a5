#include "app/alpaca/endpoints.h"

#include <QHostAddress>

#include <string>

namespace tapedeck::alpaca {

namespace {

const QString kNewsPath = QStringLiteral("/v1beta1/news");

QString streamPath(FeedSource feed)
{
    const std::string_view word = toString(feed);
    return QStringLiteral("/v2/") +
           QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
}

Endpoints onHosts(const QString& trading, FeedSource feed)
{
    return {QUrl{"https://" + trading},
            QUrl{QStringLiteral("https://data.alpaca.markets")},
            QUrl{"wss://stream.data.alpaca.markets" + streamPath(feed)},
            QUrl{"wss://" + trading + "/stream"},
            QUrl{"wss://stream.data.alpaca.markets" + kNewsPath}};
}

} // namespace

QUrl Endpoints::optionStream(OptionFeed feed) const
{
    const std::string_view word = toString(feed);
    QUrl stream = newsStream; // the same host
    stream.setPath(QStringLiteral("/v1beta1/") +
                   QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size())));
    return stream;
}

EndpointsOf<Mode::Paper> Endpoints::paper(FeedSource feed)
{
    return EndpointsOf<Mode::Paper>{onHosts(QStringLiteral("paper-api.alpaca.markets"), feed)};
}

EndpointsOf<Mode::Live> Endpoints::live(FeedSource feed)
{
    return EndpointsOf<Mode::Live>{onHosts(QStringLiteral("api.alpaca.markets"), feed)};
}

Result<EndpointsOf<Mode::Practice>>
Endpoints::practice(const QString& host, int port, FeedSource feed)
{
    const QHostAddress address = host == QStringLiteral("localhost")
                                     ? QHostAddress{QHostAddress::LocalHost}
                                     : QHostAddress{host};
    if (!address.isLoopback())
        return fail(ErrorCode::Refused,
                    "the practice exchange is reached on a loopback address only, not on '" +
                        host.toStdString() + "'");
    if (port < 1 || port > 65'535)
        return fail(ErrorCode::Refused, "no port: " + std::to_string(port));
    const auto url = [&](const QString& scheme, const QString& path) {
        QUrl built;
        built.setScheme(scheme);
        built.setHost(address.toString());
        built.setPort(port);
        built.setPath(path);
        return built;
    };
    return EndpointsOf<Mode::Practice>{
        Endpoints{url(QStringLiteral("http"), {}),
                  url(QStringLiteral("http"), {}),
                  url(QStringLiteral("ws"), streamPath(feed)),
                  url(QStringLiteral("ws"), QStringLiteral("/stream")),
                  url(QStringLiteral("ws"), kNewsPath)}};
}

LoginOf<Mode::Paper> Login::paper(PaperKeys keys, FeedSource feed)
{
    return {std::move(keys), Endpoints::paper(feed), feed};
}

LoginOf<Mode::Live> Login::live(LiveKeys keys, FeedSource feed)
{
    return {std::move(keys), Endpoints::live(feed), feed};
}

Result<LoginOf<Mode::Practice>>
Login::practice(PracticeKeys keys, const QString& host, int port, FeedSource feed)
{
    auto endpoints = Endpoints::practice(host, port, feed);
    if (!endpoints)
        return tl::unexpected<Error>{endpoints.error()};
    return LoginOf{std::move(keys), *endpoints, feed};
}

Login Login::duplicate() const
{
    return Login{m_mode, m_endpoints, m_feed, m_id.duplicate(), m_secret.duplicate()};
}

} // namespace tapedeck::alpaca
