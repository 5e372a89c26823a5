#include "scripted_server.h"

#include "wire/stream_control.h"
#include "wire/trading_stream.h"

#include <QCryptographicHash>

#include <algorithm>
#include <set>

namespace tapedeck::test {

namespace {

QByteArray headerOf(const QByteArray& head, const QByteArray& name)
{
    for (const QByteArray& line : head.split('\n')) {
        if (line.toLower().startsWith(name + ":"))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

ScriptedServer::ScriptedServer() : m_web{QString{}, QWebSocketServer::NonSecureMode}
{
    m_tcp.listen(QHostAddress::LocalHost);
    m_port = m_tcp.serverPort();
    connect(&m_tcp, &QTcpServer::newConnection, this, &ScriptedServer::onConnection);
    connect(&m_web, &QWebSocketServer::newConnection, this, [this] {
        QWebSocket* socket = m_web.nextPendingConnection();
        socket->setParent(this);
        streams.emplace_back(socket);
        const QString path = socket->requestUrl().path();
        const auto hear = [this, socket, path](const QByteArray& text) {
            if (onMessage)
                onMessage(*socket, path, text);
        };
        connect(socket, &QWebSocket::textMessageReceived, this, [hear](const QString& text) {
            hear(text.toUtf8());
        });
        connect(socket, &QWebSocket::binaryMessageReceived, this, hear);
        onOpened(*socket, path);
    });
}

void ScriptedServer::stop()
{
    m_tcp.close();
    for (const auto& connection : m_connections) {
        if (connection)
            connection->abort();
    }
    m_connections.clear();
    for (const auto& stream : streams) {
        if (stream)
            stream->abort();
    }
}

void ScriptedServer::listenAgain()
{
    m_tcp.listen(QHostAddress::LocalHost, m_port);
}

void ScriptedServer::onConnection()
{
    while (QTcpSocket* socket = m_tcp.nextPendingConnection()) {
        m_connections.emplace_back(socket);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadable(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void ScriptedServer::onReadable(QTcpSocket* socket)
{
    const QByteArray waiting = socket->peek(1 << 20);
    const qsizetype end = waiting.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = waiting.left(end);
    if (!refusesUpgrades && headerOf(head, "upgrade").toLower() == "websocket") {
        socket->disconnect(this);
        if (deafAfterUpgrade) {
            upgradeDeaf(socket, head);
            return;
        }
        m_web.handleConnection(socket);
        emit socket->readyRead(); // its bytes are still there
        return;
    }
    const qsizetype size = headerOf(head, "content-length").toLongLong();
    if (waiting.size() < end + 4 + size)
        return;
    (void)socket->read(end + 4);
    const QList<QByteArray> words = head.left(head.indexOf("\r\n")).split(' ');
    requests.push_back({words.value(0), words.value(1), head.toLower(), socket->read(size)});
    answer(socket, onHttp(HttpSeen{requests.back()}));
}

void ScriptedServer::answer(QTcpSocket* socket, const HttpScript& script)
{
    if (script.kind == HttpScript::Kind::Silence)
        return;
    if (script.kind == HttpScript::Kind::Drop) {
        socket->abort();
        return;
    }
    const qsizetype promised = script.body.size() + (script.cutBody ? 10 : 0);
    socket->write("HTTP/1.1 " + QByteArray::number(script.status) + " Said\r\n" + script.headers +
                  "Content-Length: " + QByteArray::number(promised) + "\r\n\r\n" + script.body);
    if (script.cutBody)
        socket->disconnectFromHost();
}

void ScriptedServer::upgradeDeaf(QTcpSocket* socket, const QByteArray& head)
{
    (void)socket->readAll();
    const QByteArray key =
        headerOf(head, "sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    socket->write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64() + "\r\n\r\n");
    const QByteArray welcome = R"([{"T":"success","msg":"connected"}])";
    socket->write(QByteArray{"\x81"} + static_cast<char>(welcome.size()) + welcome);
}

void ScriptedServer::speakMarket(QWebSocket& socket, const QByteArray& text)
{
    const auto request = parseStreamRequest(viewOf(text));
    if (!request || std::holds_alternative<StreamAuth>(*request)) {
        socket.sendTextMessage(R"([{"T":"success","msg":"authenticated"}])");
        return;
    }
    const auto& asked = std::get<StreamSubscribe>(*request);
    StreamSubscription all;
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const QByteArray name = "acked" + QByteArray::number(static_cast<int>(i));
        std::set<std::string> symbols;
        for (const QByteArray& symbol : socket.property(name).toByteArray().split(','))
            if (!symbol.isEmpty())
                symbols.insert(symbol.toStdString());
        for (const std::string& symbol : asked.lists.symbols[i])
            asked.add ? (void)symbols.insert(symbol) : (void)symbols.erase(symbol);
        QByteArray joined;
        for (const std::string& symbol : symbols)
            joined += QByteArray::fromStdString(symbol) + ',';
        socket.setProperty(name, joined);
        all.symbols[i] = {symbols.begin(), symbols.end()};
    }
    socket.sendTextMessage(QString::fromStdString(encodeControl(all)));
}

void ScriptedServer::speakTrading(QWebSocket& socket, const QByteArray& text)
{
    const auto request = parseTradingRequest(viewOf(text));
    if (request && std::holds_alternative<TradingListen>(*request))
        socket.sendBinaryMessage(QByteArray::fromStdString(encodeListening({"trade_updates"})));
    else
        socket.sendBinaryMessage(
            QByteArray::fromStdString(encodeAuthorization({true, "authenticate", ""})));
}

void ScriptedServer::speakAlpaca()
{
    onOpened = [](QWebSocket& socket, const QString& path) {
        if (path != QStringLiteral("/stream"))
            socket.sendTextMessage(R"([{"T":"success","msg":"connected"}])");
    };
    onMessage = [this](QWebSocket& socket, const QString& path, const QByteArray& text) {
        if (path == QStringLiteral("/stream"))
            speakTrading(socket, text);
        else
            speakMarket(socket, text);
    };
}

int ScriptedServer::seen(const QByteArray& method, const QByteArray& targetPart) const
{
    return static_cast<int>(
        std::count_if(requests.begin(), requests.end(), [&](const HttpSeen& request) {
            return request.method == method && request.target.contains(targetPart);
        }));
}

} // namespace tapedeck::test
