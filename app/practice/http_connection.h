#pragma once

#include "app/practice/http_message.h"
#include "app/practice/options.h"

#include <QObject>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <string>

namespace tapedeck::practice {

/// One client that speaks HTTP: reads requests within bounds of size and time, hands each to the
/// handler, and writes what it says. An upgrade to WebSocket leaves with its socket untouched.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    struct Handlers
    {
        std::function<HttpAnswer(const HttpRequest&)> request;
        /// Nothing: the socket is taken over, its bytes unread. Else the answer to refuse with.
        std::function<std::optional<HttpAnswer>(const HttpRequest&, QTcpSocket*)> upgrade;
    };

    /// Takes the socket as its child. `handlers` must outlive the connection.
    HttpConnection(QTcpSocket* socket,
                   const Handlers& handlers,
                   const PracticeTimeouts& timeouts,
                   QObject* parent);

private:
    void onReadyRead();
    [[nodiscard]] bool takeRequest();
    void takeUpgrade(const HttpRequest& request);
    void send(const HttpAnswer& made, bool keepAlive);
    void answer(const HttpAnswer& answer, bool keepAlive);
    void refuse(const HttpRefused& refused);
    void onTimeout();
    void onBytesWritten();

    QPointer<QTcpSocket> m_socket;
    const Handlers& m_handlers;
    PracticeTimeouts m_timeouts;
    QTimer m_timer;
    bool m_continued = false; ///< 100 was said for the request in hand
    bool m_waiting = false;   ///< an answer is on its way
    bool m_closing = false;
};

/// A refusal's body as the broker writes it.
[[nodiscard]] HttpAnswer errorAnswer(int status, int code, const std::string& message);

} // namespace tapedeck::practice
