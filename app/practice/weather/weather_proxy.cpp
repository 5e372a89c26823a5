#include "app/practice/weather/weather_proxy.h"

#include "app/practice/http_message.h"
#include "app/practice/weather/fault_timer.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <iterator>

namespace tapedeck::practice {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLinesMax = 500;
/// More than this is not taken from one side until the other has read.
constexpr qint64 kHeldBytesMax = 1 << 20;
constexpr qint64 kReadBufferBytes = 1 << 18;
constexpr Nanoseconds kMergeFor = 60ms;
/// A line that has fallen silent is cut after this, as a router's memory ends.
constexpr auto kSilenceMost = 90s;
constexpr auto kLastWords = 1s;
constexpr std::uint32_t kPieceBytes = 64; ///< at most, of a chunk that is split
constexpr std::uint32_t kPieces = 32;     ///< at most; what is left comes as one
constexpr int kGarbageBytes = 48;

constexpr std::string_view kRefusal = "HTTP/1.1 429 Too Many Requests\r\n"
                                      "Content-Type: application/json\r\nContent-Length: 32\r\n"
                                      "Connection: close\r\n\r\n"
                                      "{\"message\":\"too many requests.\"}\n";

/// So that the other side sees a reset, and not an orderly end.
void reset(QTcpSocket& socket)
{
    const linger now{1, 0};
    (void)::setsockopt(
        static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket.abort();
}

} // namespace

tl::unexpected<Error>
cannotListen(const QTcpServer& server, const QHostAddress& address, std::uint16_t port)
{
    const bool taken = server.serverError() == QAbstractSocket::AddressInUseError;
    return fail(taken ? ErrorCode::Unavailable : ErrorCode::Io,
                "cannot listen on " + address.toString().toStdString() + ":" +
                    std::to_string(port) + ": " + server.errorString().toStdString());
}

/// A client's connection and the one to the server that belongs to it.
class WeatherProxy::Line : public QObject
{
public:
    Line(WeatherProxy& proxy, QTcpSocket* client)
        : QObject{&proxy}, m_proxy{proxy}, m_weather{proxy.m_weather}, m_client{client}
    {
        m_client->setParent(this);
        for (QTcpSocket* socket : {m_client, &m_server}) {
            socket->setReadBufferSize(kReadBufferBytes);
            connect(socket, &QTcpSocket::disconnected, this, &Line::onEnd);
            connect(socket, &QTcpSocket::readyRead, this, &Line::pass);
            connect(socket, &QTcpSocket::bytesWritten, this, &Line::pass);
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        }
        connect(&m_server, &QTcpSocket::connected, this, &Line::pass);
        connect(&m_server, &QTcpSocket::errorOccurred, this, &Line::onEnd);
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &Line::pass);
        m_server.connectToHost(QHostAddress::LocalHost, proxy.m_serverPort);
    }

    ~Line() override
    {
        m_client->disconnect(this);
        m_server.disconnect(this);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    [[nodiscard]] bool isAlive() const noexcept { return !m_over && !m_silent; }

    void cut()
    {
        reset(*m_client);
        onEnd();
    }
    void fallSilent()
    {
        m_silent = true;
        QTimer::singleShot(kSilenceMost, this, [this] { cut(); });
    }
    void garble()
    {
        QByteArray garbage;
        for (int i = 0; i < kGarbageBytes; ++i)
            garbage.append(static_cast<char>(m_weather.choose(Fault::GarbageBytes, 256)));
        m_client->write(garbage);
    }

private:
    struct Chunk
    {
        QByteArray bytes;
        std::int64_t due = 0; ///< steady
    };
    struct Direction
    {
        std::deque<Chunk> held;
        qint64 bytes = 0;
        std::int64_t lastDue = 0; ///< nothing overtakes
    };

    /// Whatever may move does.
    void pass()
    {
        if (m_over)
            return;
        if (m_silent) {
            (void)m_client->readAll();
            (void)m_server.readAll();
            return;
        }
        if (!m_asked && !ask())
            return;
        const std::int64_t now = steadyNow();
        take(*m_client, m_server, m_up, now);
        take(m_server, *m_client, m_down, now);
        give(m_up, m_server, now);
        give(m_down, *m_client, now);
        std::int64_t next = INT64_MAX;
        for (const Direction* direction : {&m_up, &m_down}) {
            if (!direction->held.empty())
                next = std::min(next, direction->held.front().due);
        }
        if (next != INT64_MAX && m_server.state() == QAbstractSocket::ConnectedState)
            m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(
                Nanoseconds{std::max<std::int64_t>(next - now, 0)}));
    }

    /// Looks at the first request. False while it is not whole, or was refused here.
    bool ask()
    {
        const QByteArray seen = m_client->peek(static_cast<qint64>(kHttpHeadBytesMax));
        const auto parsed =
            parseHttpHead({seen.constData(), static_cast<std::size_t>(seen.size())});
        if (std::holds_alternative<HttpIncomplete>(parsed) &&
            seen.size() < static_cast<qint64>(kHttpHeadBytesMax))
            return false;
        m_asked = true;
        const auto* head = std::get_if<HttpHead>(&parsed);
        if (head == nullptr || !head->request.wantsUpgrade())
            return true;
        for (const std::string& segment : head->request.path)
            m_stream.append("/").append(segment);
        m_weather.onAttempt(m_stream, steadyNow());
        if (!m_weather.strikes(Fault::RefusedUpgrade, steadyNow()))
            return true;
        m_over = true;
        m_client->write(kRefusal.data(), static_cast<qint64>(kRefusal.size()));
        m_client->disconnectFromHost();
        m_weather.onStreamEnd(m_stream, steadyNow());
        m_proxy.forget(this);
        return false;
    }

    void take(QTcpSocket& from, const QTcpSocket& to, Direction& direction, std::int64_t now)
    {
        if (from.bytesAvailable() == 0 || direction.bytes + to.bytesToWrite() > kHeldBytesMax)
            return;
        QByteArray bytes = from.readAll();
        direction.bytes += bytes.size();
        std::int64_t due = now;
        if (!m_weather.plan()[Fault::Delay].isZero() && !m_weather.isOver(now)) {
            due += m_weather.amount(Fault::Delay).count();
            m_weather.count(Fault::Delay);
        }
        if (m_weather.strikes(Fault::Merge, now))
            due += kMergeFor.count();
        due = std::max(due, direction.lastDue);
        if (m_weather.strikes(Fault::Split, now)) {
            for (std::uint32_t i = 0; i < kPieces && bytes.size() > 1; ++i, due += 1'000'000) {
                const qsizetype size = 1 + m_weather.choose(Fault::Split, kPieceBytes);
                direction.held.push_back({bytes.left(size), due});
                bytes.remove(0, size);
            }
        }
        if (!bytes.isEmpty())
            direction.held.push_back({bytes, due});
        direction.lastDue = due;
    }

    static void give(Direction& direction, QTcpSocket& to, std::int64_t now)
    {
        if (to.state() != QAbstractSocket::ConnectedState)
            return;
        while (!direction.held.empty() && direction.held.front().due <= now) {
            const Chunk chunk = std::move(direction.held.front());
            direction.held.pop_front();
            direction.bytes -= chunk.bytes.size();
            to.write(chunk.bytes);
        }
    }

    /// One side is gone: the other hears what is left, and goes too.
    void onEnd()
    {
        if (m_over)
            return;
        m_over = true;
        m_timer.stop();
        if (!m_stream.empty())
            m_weather.onStreamEnd(m_stream, steadyNow());
        if (!m_silent) {
            take(m_server, *m_client, m_down, steadyNow());
            give(m_down, *m_client, INT64_MAX);
            give(m_up, m_server, INT64_MAX);
        }
        m_client->disconnectFromHost();
        m_server.disconnectFromHost();
        m_proxy.forget(this);
    }

    WeatherProxy& m_proxy;
    Weather& m_weather;
    QTcpSocket* m_client;
    QTcpSocket m_server;
    QTimer m_timer;
    Direction m_up;       ///< to the server
    Direction m_down;     ///< to the client
    std::string m_stream; ///< its path, where the connection is one
    bool m_asked = false; ///< the first request was looked at
    bool m_silent = false;
    bool m_over = false;
};

WeatherProxy::WeatherProxy(Weather& weather, std::uint16_t server, QObject* parent)
    : QObject{parent}, m_weather{weather}, m_serverPort{server}
{
    connect(&m_listening, &QTcpServer::newConnection, this, &WeatherProxy::accept);
    for (const Fault fault : {Fault::Reset, Fault::HalfOpen, Fault::GarbageBytes})
        strikeNowAndThen(m_weather, fault, this, [this](Fault one) { strike(one); });
}

WeatherProxy::~WeatherProxy()
{
    close();
}

Result<std::uint16_t> WeatherProxy::listen(const QHostAddress& address, std::uint16_t port)
{
    if (m_listening.listen(address, port))
        return m_listening.serverPort();
    return cannotListen(m_listening, address, port);
}

void WeatherProxy::close()
{
    m_listening.close();
    m_lines.clear();
    qDeleteAll(findChildren<Line*>(QString{}, Qt::FindDirectChildrenOnly));
}

void WeatherProxy::accept()
{
    while (QTcpSocket* client = m_listening.nextPendingConnection()) {
        if (m_lines.size() >= kLinesMax) {
            client->abort();
            client->deleteLater();
            continue;
        }
        m_lines.push_back(new Line{*this, client});
    }
}

void WeatherProxy::strike(Fault fault)
{
    std::vector<Line*> alive;
    std::copy_if(m_lines.begin(), m_lines.end(), std::back_inserter(alive), [](const Line* line) {
        return line->isAlive();
    });
    if (alive.empty())
        return;
    Line& line = *alive[m_weather.choose(fault, static_cast<std::uint32_t>(alive.size()))];
    m_weather.count(fault);
    if (fault == Fault::Reset)
        line.cut();
    else if (fault == Fault::HalfOpen)
        line.fallSilent();
    else
        line.garble();
}

/// It goes a little later: its last words are still being written.
void WeatherProxy::forget(Line* line)
{
    std::erase(m_lines, line);
    QTimer::singleShot(kLastWords, line, &QObject::deleteLater);
}

} // namespace tapedeck::practice
