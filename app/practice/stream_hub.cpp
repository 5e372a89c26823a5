#include "app/practice/stream_hub.h"

#include "wire/stock_encoder.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

#include <algorithm>

namespace tapedeck::practice {

namespace {

constexpr quint64 kIncomingFrameBytesMax = 32'768; ///< alpaca.md, section 2.2: else close 1009
constexpr quint64 kIncomingMessageBytesMax = 1U << 20U;
constexpr std::size_t kFrameBytes = 65'536;  ///< a frame ends after the message that passes it
constexpr qint64 kBacklogBytesMax = 8 << 20; ///< unsent bytes of a client that is behind
constexpr std::array kStockPaths{"/v2/iex", "/v2/sip"};
constexpr std::string_view kTestPath = "/v2/test";
constexpr std::string_view kTradingPath = "/stream";
constexpr std::array kTestChannels{
    StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Bars};

QByteArray viewOf(std::string_view text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

struct StreamHub::DataStream
{
    DataStreamRules rules;
    std::size_t taken = 0; ///< authenticated sessions
};

struct StreamHub::DataClient
{
    DataClient(QWebSocket* itsSocket, DataStream& itsStream)
        : socket{itsSocket}, stream{itsStream}, session{itsStream.rules}
    {}
    QWebSocket* socket;
    DataStream& stream;
    DataSession session;
    std::optional<QElapsedTimer> behind; ///< since when it does not keep up
};

struct StreamHub::TradingClient
{
    TradingClient(QWebSocket* itsSocket, const Credentials& credentials)
        : socket{itsSocket}, session{credentials}
    {}
    QWebSocket* socket;
    TradingSession session;
};

StreamHub::StreamHub(const Credentials& credentials,
                     const PracticeOptions& options,
                     QObject* parent)
    : QObject{parent}, m_credentials{credentials}, m_timeouts{options.timeouts},
      m_server{QStringLiteral("Tapedeck"), QWebSocketServer::NonSecureMode}
{
    const auto offer = [&](std::string_view path, std::span<const StreamChannel> channels) {
        auto stream = std::make_unique<DataStream>();
        DataStream* self = stream.get();
        stream->rules.credentials = &m_credentials;
        stream->rules.channels = channels;
        stream->rules.symbolsMax = options.streamSymbols;
        stream->rules.takeSlot = [self, most = options.connections] {
            if (most != 0 && self->taken >= most)
                return false;
            ++self->taken;
            return true;
        };
        m_streams.emplace(path, std::move(stream));
    };
    for (const char* path : kStockPaths)
        offer(path, kStockAckChannels);
    offer(kTestPath, kTestChannels);
    m_server.setMaxPendingConnections(1000);
    connect(&m_server, &QWebSocketServer::newConnection, this, &StreamHub::onNewConnection);
}

StreamHub::~StreamHub()
{
    closeAll();
}

bool StreamHub::isStream(std::string_view path) noexcept
{
    return path == kTradingPath || path == kTestPath ||
           std::find(kStockPaths.begin(), kStockPaths.end(), path) != kStockPaths.end();
}

void StreamHub::adopt(QTcpSocket* socket)
{
    socket->setParent(&m_server);
    // Once upgraded it is the web socket's child; until then it is ours to clear away.
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        if (socket->parent() == &m_server)
            socket->deleteLater();
    });
    m_server.handleConnection(socket);
}

/// Gives the web socket the socket beneath it, to live and die with it.
void StreamHub::takeOver(QWebSocket* socket)
{
    const auto adopted = m_server.findChildren<QTcpSocket*>(QString{}, Qt::FindDirectChildrenOnly);
    for (QTcpSocket* tcp : adopted) {
        if (tcp->peerPort() != socket->peerPort() || tcp->peerAddress() != socket->peerAddress())
            continue;
        tcp->setParent(socket);
        return;
    }
}

void StreamHub::onNewConnection()
{
    while (QWebSocket* socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        socket->setMaxAllowedIncomingFrameSize(kIncomingFrameBytesMax);
        socket->setMaxAllowedIncomingMessageSize(kIncomingMessageBytesMax);
        // Queued: whoever is being written to stays in the list until the writing is done.
        connect(
            socket,
            &QWebSocket::disconnected,
            this,
            [this, socket] { onGone(socket); },
            Qt::QueuedConnection);
        takeOver(socket);
        const std::string path = socket->requestUrl().path().toStdString();
        const auto stream = m_streams.find(path);
        if (stream != m_streams.end())
            addData(socket, *stream->second);
        else
            addTrading(socket);
    }
}

void StreamHub::reply(QWebSocket* socket, const DataSession::Reply& reply)
{
    for (const std::string& frame : reply.frames)
        socket->sendTextMessage(QString::fromStdString(frame));
    if (reply.close)
        socket->close();
}

void StreamHub::addData(QWebSocket* socket, DataStream& stream)
{
    auto owned = std::make_unique<DataClient>(socket, stream);
    DataClient* client = owned.get();
    m_dataClients.push_back(std::move(owned));
    const auto onMessage = [client](std::string_view text) {
        reply(client->socket, client->session.message(text));
    };
    connect(socket, &QWebSocket::textMessageReceived, socket, [onMessage](const QString& text) {
        const QByteArray bytes = text.toUtf8();
        onMessage({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    });
    connect(
        socket, &QWebSocket::binaryMessageReceived, socket, [onMessage](const QByteArray& bytes) {
            onMessage({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        });
    QTimer::singleShot(m_timeouts.streamAuth, socket, [client] {
        reply(client->socket, client->session.authDeadline());
    });
    const QNetworkRequest request = socket->request();
    const QByteArray key = request.rawHeader("APCA-API-KEY-ID");
    const QByteArray secret = request.rawHeader("APCA-API-SECRET-KEY");
    reply(socket, client->session.open(key.toStdString(), secret.toStdString()));
}

void StreamHub::addTrading(QWebSocket* socket)
{
    auto owned = std::make_unique<TradingClient>(socket, m_credentials);
    TradingClient* client = owned.get();
    m_tradingClients.push_back(std::move(owned));
    // The paper host sends binary frames with JSON in them (alpaca.md, section 3.2); so do we.
    const auto answer = [client](const TradingSession::Reply& reply) {
        if (!reply.frame.empty())
            client->socket->sendBinaryMessage(QByteArray::fromStdString(reply.frame));
        if (reply.close)
            client->socket->close();
    };
    connect(
        socket, &QWebSocket::textMessageReceived, socket, [client, answer](const QString& text) {
            answer(client->session.message(text.toStdString()));
        });
    connect(socket,
            &QWebSocket::binaryMessageReceived,
            socket,
            [client, answer](const QByteArray& bytes) {
                answer(client->session.message(bytes.toStdString()));
            });
    QTimer::singleShot(m_timeouts.streamAuth, socket, [client, answer] {
        answer(client->session.authDeadline());
    });
}

void StreamHub::onGone(QWebSocket* socket)
{
    const auto isIt = [&](const auto& client) { return client->socket == socket; };
    const auto data = std::find_if(m_dataClients.begin(), m_dataClients.end(), isIt);
    if (data != m_dataClients.end()) {
        if ((*data)->session.isAuthenticated())
            --(*data)->stream.taken;
        delete socket; // with its timers and slots, which know the client
        m_dataClients.erase(data);
        return;
    }
    const auto trading = std::find_if(m_tradingClients.begin(), m_tradingClients.end(), isIt);
    if (trading != m_tradingClients.end()) {
        delete socket;
        m_tradingClients.erase(trading);
    }
}

void StreamHub::sendMarket(const std::vector<MarketEvent>& events, const Symbols& symbols)
{
    send(events, symbols, false);
}

void StreamHub::sendTest(Timestamp now, std::uint64_t number)
{
    Symbols symbols;
    Quote quote;
    quote.symbol = symbols.intern("FAKEPACA").value_or(SymbolId{});
    quote.at = now;
    const auto cents = static_cast<std::int64_t>(number % 100);
    quote.bid = Price::fromNanos((13'300 + cents) * (kNanosPerUnit / 100));
    quote.ask = Price::fromNanos((13'310 + cents) * (kNanosPerUnit / 100));
    quote.bidSize = quote.askSize = Quantity::fromWhole(100);
    quote.bidExchange = 'O';
    quote.askExchange = 'R';
    quote.tape = 'A';
    (void)quote.conditions.add('R');
    send({quote}, symbols, true);
}

void StreamHub::send(const std::vector<MarketEvent>& events, const Symbols& symbols, bool test)
{
    const auto hears = [](const auto& client) { return client->session.isAuthenticated(); };
    if (events.empty() || std::none_of(m_dataClients.begin(), m_dataClients.end(), hears))
        return;
    m_text.clear();
    m_ends.clear();
    for (const MarketEvent& event : events) {
        if (isOnWire(event))
            appendStockMessage(m_text, event, symbols);
        m_ends.push_back(m_text.size());
    }
    std::string frame;
    for (const auto& client : m_dataClients) {
        if ((client->stream.rules.channels.size() == kTestChannels.size()) != test)
            continue;
        QWebSocket* socket = client->socket;
        const auto send = [&] {
            if (frame.empty())
                return;
            frame.push_back(']');
            socket->sendTextMessage(QString::fromUtf8(viewOf(frame)));
            frame.clear();
        };
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (!client->session.wants(events[i], symbols))
                continue;
            const std::size_t begin = i == 0 ? 0 : m_ends[i - 1];
            frame.push_back(frame.empty() ? '[' : ',');
            frame.append(m_text, begin, m_ends[i] - begin);
            if (frame.size() > kFrameBytes)
                send();
        }
        send();
    }
}

void StreamHub::sendTrading(const std::string& frame)
{
    for (const auto& client : m_tradingClients) {
        if (client->session.isListening())
            client->socket->sendBinaryMessage(QByteArray::fromStdString(frame));
    }
}

bool StreamHub::isCongested()
{
    bool congested = false;
    std::vector<QWebSocket*> lost;
    for (const auto& client : m_dataClients) {
        if (client->socket->bytesToWrite() < kBacklogBytesMax) {
            client->behind.reset();
            continue;
        }
        if (!client->behind)
            client->behind.emplace().start();
        if (client->behind->hasExpired(m_timeouts.slowClient.count()))
            lost.push_back(client->socket);
        else
            congested = true;
    }
    for (QWebSocket* socket : lost) {
        socket->sendTextMessage(QString::fromStdString(
            encodeControl(StreamError{407, std::string{streamErrorText(407)}})));
        socket->abort(); // its buffer is full: an orderly close would wait behind it
    }
    return congested;
}

void StreamHub::closeAll()
{
    std::vector<QWebSocket*> sockets;
    for (const auto& client : m_dataClients)
        sockets.push_back(client->socket);
    for (const auto& client : m_tradingClients)
        sockets.push_back(client->socket);
    for (QWebSocket* socket : sockets) {
        socket->disconnect(this);
        socket->close(QWebSocketProtocol::CloseCodeGoingAway);
        socket->flush();
        delete socket;
    }
    m_dataClients.clear();
    m_tradingClients.clear();
}

} // namespace tapedeck::practice
