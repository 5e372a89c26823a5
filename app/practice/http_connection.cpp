#include "app/practice/http_connection.h"

#include "wire/error_body.h"

namespace tapedeck::practice {

namespace {

constexpr qint64 kReadBufferBytes =
    static_cast<qint64>(kHttpHeadBytesMax + kHttpBodyBytesMax + 4096);
/// A client that asks and does not read is not heard any further until it does.
constexpr qint64 kUnsentBytesMax = 8 << 20;

} // namespace

HttpAnswer errorAnswer(int status, int code, const std::string& message)
{
    return {status, encodeBrokerError(BrokerError{status, code, message}), {}};
}

HttpConnection::HttpConnection(QTcpSocket* socket,
                               const Handlers& handlers,
                               const PracticeTimeouts& timeouts,
                               QObject* parent)
    : QObject{parent}, m_socket{socket}, m_handlers{handlers}, m_timeouts{timeouts}
{
    socket->setParent(this);
    socket->setReadBufferSize(kReadBufferBytes);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::onTimeout);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(socket, &QTcpSocket::bytesWritten, this, &HttpConnection::onBytesWritten);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    m_timer.start(m_timeouts.httpRequest);
    if (socket->bytesAvailable() > 0)
        onReadyRead();
}

void HttpConnection::onReadyRead()
{
    while (m_socket && !m_closing && !m_waiting && m_socket->bytesToWrite() < kUnsentBytesMax &&
           takeRequest()) {
    }
}

/// True when a request was answered, so that the next one may be looked for.
bool HttpConnection::takeRequest()
{
    const QByteArray seen = m_socket->peek(m_socket->bytesAvailable());
    if (seen.isEmpty())
        return false;
    const std::string_view bytes{seen.constData(), static_cast<std::size_t>(seen.size())};
    auto parsed = parseHttpHead(bytes);
    if (const auto* refused = std::get_if<HttpRefused>(&parsed)) {
        refuse(*refused);
        return false;
    }
    auto* head = std::get_if<HttpHead>(&parsed);
    if (head != nullptr && head->request.wantsUpgrade()) {
        // Against RFC 6455, section 4.1; what comes too early would be lost in the handshake.
        if (bytes.size() > head->headBytes) {
            refuse({400, "frames were sent before the upgrade was answered"});
            return false;
        }
        takeUpgrade(head->request);
        return false;
    }
    if (head == nullptr || bytes.size() < head->headBytes + head->bodyBytes) {
        if (head != nullptr && head->expectsContinue && !m_continued) {
            m_continued = true;
            m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        // The clock of a request starts with its first byte and is not wound up by more of them.
        if (m_timer.remainingTimeAsDuration() > m_timeouts.httpRequest)
            m_timer.start(m_timeouts.httpRequest);
        return false;
    }
    m_continued = false;
    head->request.body = bytes.substr(head->headBytes, head->bodyBytes);
    (void)m_socket->skip(static_cast<qint64>(head->headBytes + head->bodyBytes));
    send(m_handlers.request(head->request), head->request.keepAlive);
    return true;
}

/// An answer of the handlers, which may have to wait, or may get lost.
void HttpConnection::send(const HttpAnswer& made, bool keepAlive)
{
    if (made.isLost) {
        m_closing = true;
        m_socket->abort();
        return;
    }
    if (made.after.count() == 0)
        return answer(made, keepAlive);
    m_waiting = true;
    m_timer.stop();
    QTimer::singleShot(made.after, this, [this, made, keepAlive] {
        m_waiting = false;
        if (!m_socket)
            return;
        answer(made, keepAlive);
        onReadyRead();
    });
}

void HttpConnection::takeUpgrade(const HttpRequest& request)
{
    QTcpSocket* socket = m_socket;
    disconnect(socket, nullptr, this, nullptr);
    m_timer.stop();
    socket->setReadBufferSize(0);
    const auto refused = m_handlers.upgrade(request, socket);
    if (!refused) {
        m_socket = nullptr;
        deleteLater();
        return;
    }
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    answer(*refused, false);
}

void HttpConnection::answer(const HttpAnswer& answer, bool keepAlive)
{
    const std::string bytes = encodeHttp(answer, keepAlive);
    m_socket->write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_socket->flush(); // also to a client that has closed its half already
    m_closing = !keepAlive;
    if (!m_socket)
        return;
    if (m_closing)
        m_socket->disconnectFromHost();
    m_timer.start(m_closing ? m_timeouts.httpRequest : m_timeouts.httpIdle);
}

void HttpConnection::refuse(const HttpRefused& refused)
{
    answer(errorAnswer(refused.status, 0, refused.why), false);
}

void HttpConnection::onTimeout()
{
    if (!m_socket)
        return;
    const bool waiting = m_socket->bytesAvailable() > 0 && !m_closing;
    if (waiting)
        refuse({408, "the request did not come to its end in time"});
    else
        m_socket->abort();
}

void HttpConnection::onBytesWritten()
{
    if (m_socket && m_socket->bytesAvailable() > 0)
        onReadyRead();
}

} // namespace tapedeck::practice
