#include "app/practice/server_worker.h"

#include "market/new_york.h"
#include "market/session.h"
#include "wire/trading_stream.h"

#include <QDateTime>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QUuid>

#include <utility>

namespace tapedeck::practice {

namespace {

using namespace std::chrono_literals;

constexpr auto kPumpEvery = 4ms;
constexpr auto kCheckpointEvery = 1s;
constexpr std::size_t kRecordsPerPump = 4'000; ///< then sockets get their turn
/// Behind by more than this in real time, the clock is set back to what has played.
constexpr std::int64_t kLagNanosMax = 250'000'000;
constexpr std::size_t kConnectionsMax = 500;

Secret secretOf(const PracticeOptions& options)
{
    if (!options.secret.isEmpty())
        return options.secret.duplicate();
    std::string usual{kPracticeSecret};
    return Secret::takeFrom(usual);
}

/// A ULID: https://github.com/ulid/spec. Time in Crockford's base 32, then 80 random bits.
std::string ulid(Timestamp at)
{
    constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text(26, '0');
    auto millis = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
    for (std::size_t i = 10; i-- > 0; millis /= 32)
        text[i] = kDigits[millis % 32];
    for (std::size_t i = 10; i < text.size(); ++i)
        text[i] = kDigits[QRandomGenerator::global()->bounded(32U)];
    return text;
}

std::string pathOf(const HttpRequest& request)
{
    std::string path;
    for (const std::string& segment : request.path)
        path.append("/").append(segment);
    return path;
}

} // namespace

ServerWorker::ServerWorker(const PracticeOptions& options,
                           std::function<void(const TapeTime&)> clockChanged)
    : m_options{options}, m_clockChanged{std::move(clockChanged)}, m_credentials{options.key,
                                                                                 secretOf(options)}
{
    m_handlers.request = [this](const HttpRequest& request) { return onRequest(request); };
    m_handlers.upgrade = [this](const HttpRequest& request, QTcpSocket* socket) {
        return onUpgrade(request, socket);
    };
    connect(&m_server, &QTcpServer::newConnection, this, &ServerWorker::onNewConnection);
    m_pumpTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_pumpTimer, &QTimer::timeout, this, &ServerWorker::pump);
    connect(&m_checkpointTimer, &QTimer::timeout, this, [this] {
        if (auto done = m_venue->checkpoint(); !done)
            breakDown(done.error());
    });
    connect(&m_testTimer, &QTimer::timeout, this, &ServerWorker::sendTestQuote);
}

ServerWorker::~ServerWorker()
{
    stop();
}

Result<std::uint16_t> ServerWorker::start()
{
    auto venue = Venue::open(m_options);
    if (!venue)
        return tl::unexpected<Error>{venue.error()};
    m_venue = std::move(*venue);
    if (!m_options.faults.isCalm()) {
        const std::int64_t now = steadyNow();
        m_weather = std::make_unique<Weather>(
            m_options.faults,
            m_options.seed.value_or(QRandomGenerator::system()->generate64()),
            now);
        m_restWeather = std::make_unique<RestWeather>(*m_weather, now);
    }
    m_hub = std::make_unique<StreamHub>(m_credentials, m_options, m_weather.get(), nullptr);
    m_rest = std::make_unique<RestApi>(
        *m_venue, m_credentials, m_options, [this](const Error& error) { breakDown(error); });
    const auto port = listen();
    if (!port)
        return port;
    setClock(m_venue->now(), steadyNow(), m_options.speed);
    m_pumpTimer.start(kPumpEvery);
    m_checkpointTimer.start(kCheckpointEvery);
    m_testTimer.start(5s);
    return port;
}

Result<std::uint16_t> ServerWorker::listen()
{
    const QHostAddress address{m_options.host == "localhost"
                                   ? QStringLiteral("127.0.0.1")
                                   : QString::fromStdString(m_options.host)};
    if (address.isNull())
        return fail(ErrorCode::OutOfRange, "'" + m_options.host + "' is no address to listen on");
    if (!m_weather)
        return listen(address, m_options.port);
    const auto inner = listen(QHostAddress::LocalHost, 0);
    if (!inner)
        return inner;
    m_proxy = std::make_unique<WeatherProxy>(*m_weather, *inner);
    return m_proxy->listen(address, m_options.port);
}

Result<std::uint16_t> ServerWorker::listen(const QHostAddress& address, std::uint16_t port)
{
    if (m_server.listen(address, port))
        return m_server.serverPort();
    return cannotListen(m_server, address, port);
}

std::string ServerWorker::weatherSummary() const
{
    return m_weather ? m_weather->summary() : std::string{};
}

void ServerWorker::stop()
{
    m_proxy.reset();
    m_server.close();
    m_pumpTimer.stop();
    m_checkpointTimer.stop();
    m_testTimer.stop();
    const auto connections = findChildren<HttpConnection*>();
    for (HttpConnection* connection : connections)
        delete connection;
    if (m_hub)
        m_hub->closeAll();
    if (m_venue && !m_broken) {
        if (auto done = m_venue->checkpoint(); !done)
            emit failed(QString::fromStdString(done.error().what));
    }
    m_rest.reset();
    m_hub.reset();
    m_venue.reset(); // and with it the lock on the folder
}

void ServerWorker::onNewConnection()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        if (findChildren<HttpConnection*>().size() >= static_cast<qsizetype>(kConnectionsMax)) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        new HttpConnection{socket, m_handlers, m_options.timeouts, this};
    }
}

HttpAnswer ServerWorker::onRequest(const HttpRequest& request)
{
    if (m_broken)
        return errorAnswer(503, 0, "the exchange has stopped");
    pump(); // an order meets the market of this moment
    const std::int64_t epochSeconds = QDateTime::currentSecsSinceEpoch();
    if (m_restWeather) {
        if (auto bad = m_restWeather->before(steadyNow(), epochSeconds))
            return std::move(*bad);
        m_rest->setClockSkew(m_restWeather->clockSkew(steadyNow()));
    }
    HttpAnswer answer = m_rest->handle(request, epochSeconds);
    if (m_restWeather)
        m_restWeather->after(request, steadyNow(), answer);
    // What the order did comes on the stream behind the answer, from the event loop.
    QMetaObject::invokeMethod(this, &ServerWorker::sendUpdates, Qt::QueuedConnection);
    return answer;
}

std::optional<HttpAnswer> ServerWorker::onUpgrade(const HttpRequest& request, QTcpSocket* socket)
{
    const std::string path = pathOf(request);
    if (m_broken || !StreamHub::isStream(path))
        return errorAnswer(404, 0, "there is no stream at " + path.substr(0, 100));
    const std::string_view type = request.header("content-type");
    if (!type.empty() && !equalIgnoringCase(type.substr(0, 16), "application/json") &&
        !equalIgnoringCase(type.substr(0, 19), "application/msgpack"))
        return errorAnswer(415, 0, "the streams here speak JSON and MessagePack only");
    if (request.method != "GET" || request.header("sec-websocket-version") != "13" ||
        request.header("sec-websocket-key").empty())
        return errorAnswer(400, 0, "not a WebSocket handshake");
    m_hub->adopt(socket);
    return std::nullopt;
}

void ServerWorker::pump()
{
    if (m_broken)
        return;
    if (m_hub->isCongested()) {
        m_waiting = true; // the tape waits for the slowest
        return;
    }
    if (std::exchange(m_waiting, false))
        setClock(m_venue->now(), steadyNow(), m_clock.speed);
    const std::int64_t steady = steadyNow();
    const Timestamp due = m_clock.at(steady);
    m_batch.clear();
    const auto progress = m_venue->run(due, kRecordsPerPump, m_batch);
    if (!progress)
        return breakDown(progress.error());
    m_hub->sendMarket(m_batch, m_venue->symbols(), m_venue->now());
    m_hub->sendNews(m_venue->takeNews());
    sendUpdates();
    const Ratio standing;
    switch (*progress) {
    case Progress::Reached:
        return;
    case Progress::Jumped:
        return setClock(m_venue->now(), steadyNow(), m_options.speed);
    case Progress::Ended:
        if (m_clock.speed != standing)
            setClock(m_venue->now(), steadyNow(), standing);
        return;
    case Progress::Busy: {
        const Int128 behind = Int128{nanosOf(due) - nanosOf(m_venue->now())} * kNanosPerUnit;
        if (behind > Int128{kLagNanosMax} * m_clock.speed.nanos())
            setClock(m_venue->now(), steady, m_options.speed);
        QMetaObject::invokeMethod(this, &ServerWorker::pump, Qt::QueuedConnection);
        return;
    }
    }
}

void ServerWorker::setClock(Timestamp tape, std::int64_t steady, Ratio speed)
{
    m_clock = {tape, steady, speed};
    m_rest->setSpeed(speed);
    m_clockChanged(m_clock);
}

void ServerWorker::sendUpdates()
{
    if (m_broken || !m_venue)
        return;
    for (const OrderUpdate& update : m_venue->takeUpdates())
        m_hub->sendTrading(encoded(update));
}

std::string ServerWorker::encoded(const OrderUpdate& update)
{
    TradeUpdateExtras extras;
    extras.publishedAt = m_venue->now();
    extras.eventId = ulid(m_venue->now());
    if (const Asset* asset = m_venue->exchange().asset(update.order.spec.symbol))
        extras.order.assetId = asset->id;
    if (update.execution)
        extras.settlement = MarketCalendar{}.nextTradingDay(toNewYork(update.at).date);
    else if (update.event != OrderEvent::PendingNew)
        extras.executionId = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    return encodeTradeUpdate(update, extras);
}

/// FAKEPACA: a quote every five seconds, for tests of the connection (alpaca.md, section 1.2).
void ServerWorker::sendTestQuote()
{
    ++m_testQuotes;
    m_hub->sendTest(m_clock.at(steadyNow()), m_testQuotes);
}

void ServerWorker::breakDown(const Error& error)
{
    if (std::exchange(m_broken, true))
        return;
    m_server.close();
    m_pumpTimer.stop();
    m_checkpointTimer.stop();
    m_testTimer.stop();
    // Queued: the streams may be in use further up.
    QMetaObject::invokeMethod(m_hub.get(), &StreamHub::closeAll, Qt::QueuedConnection);
    emit failed(QString::fromStdString(error.what));
}

} // namespace tapedeck::practice
