#include "app/alpaca/stream_socket.h"

#include "base/check.h"
#include "base/limits.h"

#include <QNetworkRequest>
#include <QRegularExpression>
#include <QSslError>
#include <QTimer>
#include <QWebSocket>

#include <utility>

namespace tapedeck::alpaca {

namespace {

/// Of a handshake that was answered with something else than 101. The socket says it in words only.
int httpStatusIn(const QString& problem)
{
    static const QRegularExpression kStatus{QStringLiteral("status code: (\\d{3})")};
    return kStatus.match(problem).captured(1).toInt();
}

} // namespace

StreamSocket::StreamSocket(QUrl url, Handlers handlers, QObject* parent, WireEncoding encoding)
    : QObject{parent}, m_url{std::move(url)}, m_handlers{std::move(handlers)}, m_encoding{encoding}
{}

StreamSocket::~StreamSocket()
{
    if (m_socket != nullptr) {
        m_socket->disconnect();
        m_socket->abort();
    }
}

void StreamSocket::open()
{
    CHECK(m_socket == nullptr);
    m_opened = false;
    m_problem.clear();
    m_badCertificate = false;
    m_socket = new QWebSocket{QString{}, QWebSocketProtocol::VersionLatest, this};
    m_socket->setMaxAllowedIncomingFrameSize(kFrameBytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(kFrameBytesMax);
    connectSignals();
    QNetworkRequest request{m_url};
    // So the data streams are asked for it (alpaca.md, section 2.2).
    if (m_encoding == WireEncoding::MsgPack)
        request.setRawHeader("Content-Type", "application/msgpack");
    m_socket->open(request);
}

void StreamSocket::connectSignals()
{
    connect(m_socket, &QWebSocket::connected, this, [this] {
        m_opened = true;
        m_handlers.opened();
    });
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
        m_handlers.frame(text.toUtf8());
    });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray& bytes) {
        m_handlers.frame(bytes);
    });
    connect(m_socket, &QWebSocket::pong, this, [this] { m_handlers.pong(); });
    connect(m_socket, &QWebSocket::disconnected, this, [this] { onDisconnected(); });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] {
        onError();
    });
    connect(m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        m_badCertificate = true;
        m_problem = errors.isEmpty() ? QString{} : errors.front().errorString();
    });
}

void StreamSocket::onError()
{
    if (!m_badCertificate)
        m_problem = m_socket->errorString();
    // An open socket may still hold frames; disconnected() comes after them.
    if (!m_opened)
        onDisconnected();
}

void StreamSocket::onDisconnected()
{
    SocketClosed closed;
    closed.forGood = m_badCertificate;
    if (!m_opened) {
        // Where nobody listens the end is told before the error.
        if (m_problem.isEmpty())
            m_problem = m_socket->errorString();
        closed.httpStatus = httpStatusIn(m_problem);
        const QAbstractSocket::SocketError error = m_socket->error();
        closed.offline =
            error == QAbstractSocket::HostNotFoundError || error == QAbstractSocket::NetworkError;
        closed.reason =
            (m_badCertificate ? "the server's certificate does not hold: " : "cannot connect: ") +
            m_problem.toStdString();
    } else {
        closed.reason = "the server closed the connection (" +
                        std::to_string(static_cast<int>(m_socket->closeCode())) + ")";
        const QString why = m_socket->closeReason();
        if (!why.isEmpty())
            closed.reason += ": " + why.toStdString();
    }
    finish(std::move(closed));
}

void StreamSocket::close()
{
    if (m_socket != nullptr)
        finish(SocketClosed{});
}

void StreamSocket::finish(SocketClosed closed)
{
    discard();
    QTimer::singleShot(0, this, [this, closed = std::move(closed)] { m_handlers.closed(closed); });
}

void StreamSocket::discard()
{
    if (m_socket == nullptr)
        return;
    m_socket->disconnect();
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void StreamSocket::sendText(const std::string& text)
{
    if (m_socket != nullptr)
        m_socket->sendTextMessage(QString::fromStdString(text));
}

void StreamSocket::sendSecret(const Secret& text)
{
    if (m_socket == nullptr)
        return;
    const std::string_view bytes = text.reveal();
    QString message = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    m_socket->sendTextMessage(message);
    message.fill(QChar{});
}

void StreamSocket::ping()
{
    if (m_socket != nullptr)
        m_socket->ping();
}

} // namespace tapedeck::alpaca
