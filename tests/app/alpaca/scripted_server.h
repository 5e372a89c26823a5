#pragma once

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <vector>

namespace tapedeck::test {

struct HttpSeen
{
    QByteArray method;
    QByteArray target; ///< path and query
    QByteArray head;   ///< in lower case
    QByteArray body;
};

/// What a request is answered, and how badly.
struct HttpScript
{
    enum class Kind
    {
        Answer,
        Drop,   ///< the connection, after the request has arrived
        Silence ///< for ever
    };
    Kind kind = Kind::Answer;
    int status = 200;
    QByteArray body;
    QByteArray headers;   ///< lines with their ends
    bool cutBody = false; ///< promises more than it sends, and hangs up
};

/// A broker of one loopback port, HTTP and WebSocket, that does what a test says. Lives on the
/// test's thread.
class ScriptedServer : public QObject
{
public:
    ScriptedServer();

    [[nodiscard]] int port() const { return m_port; }
    /// Nobody listens any more, and every connection is cut.
    void stop();
    /// On the port that it had.
    void listenAgain();

    std::function<HttpScript(const HttpSeen&)> onHttp = [](const HttpSeen&) {
        return HttpScript{HttpScript::Kind::Answer, 404, "{}", {}, false};
    };
    std::function<void(QWebSocket&, const QString& path)> onOpened = [](QWebSocket&,
                                                                        const QString&) {};
    std::function<void(QWebSocket&, const QString& path, const QByteArray& text)> onMessage;
    /// The stream that speaks Alpaca's market protocol: acknowledges whatever is asked.
    void speakMarket(QWebSocket& socket, const QByteArray& text);
    static void speakTrading(QWebSocket& socket, const QByteArray& text);
    /// Both, by their paths; what a test wants else it sets afterwards.
    void speakAlpaca();

    [[nodiscard]] int seen(const QByteArray& method, const QByteArray& targetPart) const;
    std::vector<HttpSeen> requests;
    std::vector<QPointer<QWebSocket>> streams; ///< all there ever were
    bool refusesUpgrades = false;              ///< onHttp answers them, too
    bool deafAfterUpgrade = false;             ///< the next streams: open, and not a byte more

private:
    void onConnection();
    void onReadable(QTcpSocket* socket);
    void answer(QTcpSocket* socket, const HttpScript& script);
    void upgradeDeaf(QTcpSocket* socket, const QByteArray& head);

    QTcpServer m_tcp;
    QWebSocketServer m_web;
    quint16 m_port = 0;
    std::vector<QPointer<QTcpSocket>> m_connections;
};

} // namespace tapedeck::test
