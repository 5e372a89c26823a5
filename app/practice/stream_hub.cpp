#include "app/practice/stream_hub.h"

#include "app/practice/weather/fault_timer.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_writer.h"
#include "wire/news_body.h"
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
constexpr std::string_view kTradingPath = "/stream";
/// Events that wait for the delayed feed; more is more than any tape has in a quarter of an hour.
constexpr std::size_t kDelayedMax = 2'000'000;

/// Frames that no server should send.
constexpr std::array<const char*, 5> kGarbage{"",
                                              "{\"T\":\"t\"",
                                              "[{\"T\":\"t\",\"S\":7,\"p\":\"much\"}]",
                                              "[[[[[[[[[[[[",
                                              "\x01\x02 not a frame"};

constexpr std::array kStockChannels{StreamChannel::Trades,
                                    StreamChannel::Quotes,
                                    StreamChannel::Bars,
                                    StreamChannel::UpdatedBars,
                                    StreamChannel::DailyBars,
                                    StreamChannel::Statuses,
                                    StreamChannel::Lulds,
                                    StreamChannel::Imbalances,
                                    StreamChannel::Corrections,
                                    StreamChannel::CancelErrors};
constexpr std::array kTestChannels{
    StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Bars};
constexpr std::array kOptionChannels{StreamChannel::Trades, StreamChannel::Quotes};
constexpr std::array kNewsChannels{StreamChannel::News};

/// A data stream that is offered.
struct Offer
{
    std::string_view path;
    DataStreamKind kind;
    std::span<const StreamChannel> channels;
    bool forEverybody; ///< else of the larger plan
};
constexpr std::array kOffers{
    Offer{"/v2/iex", DataStreamKind::Stocks, kStockChannels, true},
    Offer{"/v2/sip", DataStreamKind::Stocks, kStockChannels, false},
    Offer{"/v2/delayed_sip", DataStreamKind::Delayed, kStockChannels, true},
    Offer{"/v2/test", DataStreamKind::Test, kTestChannels, true},
    Offer{"/v1beta1/indicative", DataStreamKind::Options, kOptionChannels, true},
    Offer{"/v1beta1/opra", DataStreamKind::Options, kOptionChannels, false},
    Offer{"/v1beta1/news", DataStreamKind::News, kNewsChannels, true},
};

QByteArray viewOf(std::string_view text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

bool wantsPacked(const QWebSocket& socket)
{
    const QByteArray type = socket.request().rawHeader("Content-Type");
    return type.toLower().startsWith("application/msgpack");
}

/// A client's binary frame as JSON: it may be that already. What is neither stays as it is, and is
/// refused by whoever reads it.
std::string textOf(const QByteArray& bytes)
{
    const std::string_view view = viewOf(bytes);
    const bool isText = !view.empty() && (view.front() == '{' || view.front() == ' ');
    return isText ? std::string{view} : jsonOfMsgPack(view).value_or(std::string{view});
}

/// What we wrote as JSON.
std::string packed(std::string_view json, const PackedKeys& keys = {})
{
    auto bytes = msgPackOfJson(json, keys);
    CHECK(bytes.has_value());
    return std::move(*bytes);
}

/// Options have no ids and no tape, and one condition (alpaca.md, section 2.7).
void appendOptionMessage(std::string& out, const MarketEvent& event, const Symbols& symbols)
{
    JsonWriter json{out};
    const auto condition = [](const Conditions& conditions) {
        return conditions.count == 0 ? std::string_view{" "}
                                     : std::string_view{conditions.codes.data(), 1};
    };
    json.beginObject();
    if (const auto* trade = std::get_if<Trade>(&event)) {
        json.key("T").string("t").key("S").string(symbols.text(trade->symbol));
        json.key("t").time(trade->at).key("p").number(trade->price).key("s").number(trade->size);
        json.key("x").string({&trade->exchange, 1}).key("c").string(condition(trade->conditions));
    } else if (const auto* quote = std::get_if<Quote>(&event)) {
        json.key("T").string("q").key("S").string(symbols.text(quote->symbol));
        json.key("t").time(quote->at).key("bx").string({&quote->bidExchange, 1});
        json.key("bp").number(quote->bid).key("bs").number(quote->bidSize);
        json.key("ax").string({&quote->askExchange, 1}).key("ap").number(quote->ask);
        json.key("as").number(quote->askSize).key("c").string(condition(quote->conditions));
    }
    json.endObject();
}

/// How a session's messages are written.
enum class Form : std::uint8_t
{
    Text,
    Packed,
    PackedOptions
};
constexpr std::size_t kForms = 3;

} // namespace

struct StreamHub::DataStream
{
    DataStreamRules rules;
    std::size_t taken = 0; ///< authenticated sessions
};

struct StreamHub::DataClient
{
    DataClient(QWebSocket* itsSocket, DataStream& itsStream)
        : socket{itsSocket}, stream{itsStream}, packs{wantsPacked(*itsSocket)}, session{
                                                                                    itsStream.rules,
                                                                                    packs}
    {}
    [[nodiscard]] Form form() const noexcept
    {
        if (!packs)
            return Form::Text;
        return stream.rules.kind == DataStreamKind::Options ? Form::PackedOptions : Form::Packed;
    }
    /// A whole frame of so many messages, one after another.
    void sendFrame(std::string& messages, std::size_t count) const
    {
        if (!packs) {
            socket->sendTextMessage(QString::fromUtf8(viewOf(std::string_view{messages})));
            return;
        }
        std::string frame;
        frame.reserve(messages.size() + 5);
        MsgPackWriter{frame}.array(count);
        frame.append(messages);
        socket->sendBinaryMessage(QByteArray::fromStdString(frame));
    }
    QWebSocket* socket;
    DataStream& stream;
    bool packs; ///< its frames are MessagePack
    DataSession session;
    std::optional<QElapsedTimer> behind; ///< since when it does not keep up
};

struct StreamHub::TradingClient
{
    TradingClient(QWebSocket* itsSocket, const Credentials& credentials)
        : socket{itsSocket}, packs{wantsPacked(*itsSocket)}, session{credentials}
    {}
    /// The paper host sends binary frames with JSON in them (alpaca.md, section 3.2); so do we.
    void send(const std::string& frame) const
    {
        socket->sendBinaryMessage(QByteArray::fromStdString(packs ? packed(frame) : frame));
    }
    QWebSocket* socket;
    bool packs;
    TradingSession session;
};

/// Messages of a batch, one after another, in one form.
struct StreamHub::Batch
{
    std::string bytes;
    std::vector<std::size_t> ends; ///< where each ends

    static Batch of(const std::vector<MarketEvent>& events, const Symbols& symbols, Form form)
    {
        Batch batch;
        std::string json;
        for (const MarketEvent& event : events) {
            json.clear();
            const bool isOption = form == Form::PackedOptions;
            if (isOption)
                appendOptionMessage(json, event, symbols);
            else if (isOnWire(event))
                appendStockMessage(json, event, symbols);
            if (form == Form::Text)
                batch.bytes.append(json);
            else if (!json.empty())
                batch.bytes.append(packed(json, kStreamKeys));
            batch.ends.push_back(batch.bytes.size());
        }
        return batch;
    }
};

StreamHub::StreamHub(const Credentials& credentials,
                     const PracticeOptions& options,
                     Weather* weather,
                     QObject* parent)
    : QObject{parent}, m_credentials{credentials}, m_timeouts{options.timeouts}, m_weather{weather},
      m_server{QStringLiteral("Tapedeck"), QWebSocketServer::NonSecureMode}
{
    for (const Offer& offer : kOffers) {
        auto stream = std::make_unique<DataStream>();
        DataStream* self = stream.get();
        stream->rules.kind = offer.kind;
        stream->rules.inPlan = offer.forEverybody || options.plan == DataPlan::Plus;
        stream->rules.credentials = &m_credentials;
        stream->rules.channels = offer.channels;
        stream->rules.symbolsMax = options.streamSymbols;
        stream->rules.takeSlot = [this, self, most = options.connections] {
            if (m_weather != nullptr && m_weather->strikes(Fault::AuthRefusal, steadyNow()))
                return false;
            if (most != 0 && self->taken >= most)
                return false;
            ++self->taken;
            return true;
        };
        m_streams.emplace(offer.path, std::move(stream));
    }
    m_server.setMaxPendingConnections(1000);
    connect(&m_server, &QWebSocketServer::newConnection, this, &StreamHub::onNewConnection);
    if (m_weather != nullptr)
        beginWeather();
}

StreamHub::~StreamHub()
{
    closeAll();
}

bool StreamHub::isStream(std::string_view path) noexcept
{
    return path == kTradingPath ||
           std::any_of(kOffers.begin(), kOffers.end(), [&](const Offer& offer) {
               return offer.path == path;
           });
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

void StreamHub::reply(DataClient& client, const DataSession::Reply& reply)
{
    for (const std::string& frame : reply.frames) {
        if (client.packs)
            client.socket->sendBinaryMessage(QByteArray::fromStdString(packed(frame, kStreamKeys)));
        else
            client.socket->sendTextMessage(QString::fromStdString(frame));
    }
    if (reply.close)
        client.socket->close();
}

void StreamHub::addData(QWebSocket* socket, DataStream& stream)
{
    auto owned = std::make_unique<DataClient>(socket, stream);
    DataClient* client = owned.get();
    m_dataClients.push_back(std::move(owned));
    const auto onMessage = [client](std::string_view text) {
        reply(*client, client->session.message(text));
    };
    connect(socket, &QWebSocket::textMessageReceived, socket, [onMessage](const QString& text) {
        const QByteArray bytes = text.toUtf8();
        onMessage({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    });
    connect(socket,
            &QWebSocket::binaryMessageReceived,
            socket,
            [onMessage](const QByteArray& bytes) { onMessage(textOf(bytes)); });
    QTimer::singleShot(m_timeouts.streamAuth, socket, [client] {
        reply(*client, client->session.authDeadline());
    });
    const QNetworkRequest request = socket->request();
    const QByteArray key = request.rawHeader("APCA-API-KEY-ID");
    const QByteArray secret = request.rawHeader("APCA-API-SECRET-KEY");
    reply(*client, client->session.open(key.toStdString(), secret.toStdString()));
}

void StreamHub::addTrading(QWebSocket* socket)
{
    auto owned = std::make_unique<TradingClient>(socket, m_credentials);
    TradingClient* client = owned.get();
    m_tradingClients.push_back(std::move(owned));
    const auto answer = [client](const TradingSession::Reply& reply) {
        if (!reply.frame.empty())
            client->send(reply.frame);
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
                answer(client->session.message(textOf(bytes)));
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

void StreamHub::sendMarket(const std::vector<MarketEvent>& events,
                           const Symbols& symbols,
                           Timestamp now)
{
    send(events, symbols, [](DataStreamKind kind) {
        return kind == DataStreamKind::Stocks || kind == DataStreamKind::Options;
    });
    for (const MarketEvent& event : events) {
        if (isOnWire(event) && m_delayed.size() < kDelayedMax)
            m_delayed.emplace_back(now + kDelay, event);
    }
    sendDelayed(symbols, now);
}

void StreamHub::sendDelayed(const Symbols& symbols, Timestamp now)
{
    std::vector<MarketEvent> due;
    for (; !m_delayed.empty() && m_delayed.front().first <= now; m_delayed.pop_front())
        due.push_back(std::move(m_delayed.front().second));
    send(due, symbols, [](DataStreamKind kind) { return kind == DataStreamKind::Delayed; });
}

void StreamHub::sendNews(const std::vector<NewsItem>& items)
{
    for (const auto& client : m_dataClients) {
        std::string messages;
        std::size_t count = 0;
        for (const NewsItem& item : items) {
            if (!client->session.wantsNews(item.symbols))
                continue;
            const std::string json = encodeNews(item);
            if (client->packs)
                messages.append(packed(json, kStreamKeys));
            else
                messages.append(count == 0 ? "[" : ",").append(json);
            ++count;
        }
        if (count == 0)
            continue;
        if (!client->packs)
            messages.push_back(']');
        client->sendFrame(messages, count);
    }
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
    send({quote}, symbols, [](DataStreamKind kind) { return kind == DataStreamKind::Test; });
}

void StreamHub::send(const std::vector<MarketEvent>& events,
                     const Symbols& symbols,
                     IsMeant isMeant)
{
    if (events.empty())
        return;
    std::array<std::optional<Batch>, kForms> batches; // each made once, for the first that needs it
    std::string messages;
    for (const auto& client : m_dataClients) {
        if (!isMeant(client->stream.rules.kind) || !client->session.isAuthenticated())
            continue;
        auto& batch = batches[static_cast<std::size_t>(client->form())];
        if (!batch)
            batch = Batch::of(events, symbols, client->form());
        std::size_t count = 0;
        const auto send = [&] {
            if (count == 0)
                return;
            if (!client->packs)
                messages.push_back(']');
            client->sendFrame(messages, count);
            messages.clear();
            count = 0;
        };
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (!client->session.wants(events[i], symbols))
                continue;
            const std::size_t begin = i == 0 ? 0 : batch->ends[i - 1];
            if (!client->packs)
                messages.push_back(count == 0 ? '[' : ',');
            messages.append(batch->bytes, begin, batch->ends[i] - begin);
            ++count;
            if (messages.size() > kFrameBytes)
                send();
        }
        send();
    }
}

void StreamHub::sendTrading(const std::string& frame)
{
    if (!m_updateWeather)
        return tell(frame);
    for (const std::string& passed : m_updateWeather->pass(frame, steadyNow()))
        tell(passed);
}

void StreamHub::tell(const std::string& frame)
{
    for (const auto& client : m_tradingClients) {
        if (client->session.isListening())
            client->send(frame);
    }
}

bool StreamHub::isCongested()
{
    bool congested = false;
    std::vector<DataClient*> lost;
    for (const auto& client : m_dataClients) {
        if (client->socket->bytesToWrite() < kBacklogBytesMax) {
            client->behind.reset();
            continue;
        }
        if (!client->behind)
            client->behind.emplace().start();
        if (client->behind->hasExpired(m_timeouts.slowClient.count()))
            lost.push_back(client.get());
        else
            congested = true;
    }
    for (DataClient* client : lost)
        kick(*client);
    return congested;
}

void StreamHub::kick(DataClient& client)
{
    reply(client, {{encodeControl(StreamError{407, std::string{streamErrorText(407)}})}, false});
    client.socket->flush();
    client.socket->abort(); // its buffer is full: an orderly close would wait behind it
}

void StreamHub::beginWeather()
{
    m_updateWeather.emplace(*m_weather);
    auto* timer = new QTimer{this};
    connect(timer, &QTimer::timeout, this, [this] {
        for (const std::string& late : m_updateWeather->due(steadyNow()))
            tell(late);
    });
    timer->start(std::chrono::duration_cast<std::chrono::milliseconds>(UpdateWeather::kHeldFor) /
                 4);
    for (const Fault fault : {Fault::Drop, Fault::SlowConsumer, Fault::GarbageFrame})
        strikeNowAndThen(*m_weather, fault, this, [this](Fault one) { strike(one); });
}

/// A client at random.
void StreamHub::strike(Fault fault)
{
    if (fault == Fault::SlowConsumer) {
        if (m_dataClients.empty())
            return;
        m_weather->count(fault);
        const auto count = static_cast<std::uint32_t>(m_dataClients.size());
        return kick(*m_dataClients[m_weather->choose(fault, count)]);
    }
    std::vector<QWebSocket*> sockets;
    for (const auto& client : m_dataClients)
        sockets.push_back(client->socket);
    for (const auto& client : m_tradingClients)
        sockets.push_back(client->socket);
    if (sockets.empty())
        return;
    QWebSocket* socket =
        sockets[m_weather->choose(fault, static_cast<std::uint32_t>(sockets.size()))];
    m_weather->count(fault);
    if (fault == Fault::GarbageFrame)
        socket->sendTextMessage(
            QString::fromLatin1(kGarbage[m_weather->choose(fault, kGarbage.size())]));
    else
        socket->close(QWebSocketProtocol::CloseCodeGoingAway);
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
