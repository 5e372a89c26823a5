#include "practice_support.h"

#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <memory>
#include <random>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::kAuth;
using test::kPatienceMs;
using test::ServerTest;
using test::Stream;
using testing::HasSubstr;
using testing::StartsWith;

const QByteArray kClock = "GET /v2/clock HTTP/1.1\r\nHost: h\r\nAPCA-API-KEY-ID: PKPRACTICE\r\n"
                          "APCA-API-SECRET-KEY: practice-secret\r\n\r\n";

/// A socket that says what it likes.
class Raw
{
public:
    explicit Raw(std::uint16_t port)
    {
        QObject::connect(
            &m_socket, &QTcpSocket::readyRead, [this] { m_heard += m_socket.readAll(); });
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        EXPECT_TRUE(m_socket.waitForConnected(kPatienceMs));
    }
    void write(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    /// All that came until the other side closed.
    [[nodiscard]] std::string untilClosed()
    {
        EXPECT_TRUE(QTest::qWaitFor(
            [this] { return m_socket.state() == QAbstractSocket::UnconnectedState; }, kPatienceMs));
        return m_heard.toStdString();
    }
    [[nodiscard]] bool hears(const QByteArray& text, int times = 1)
    {
        return QTest::qWaitFor([&] { return m_heard.count(text) >= times; }, kPatienceMs);
    }
    /// No more will come from here; what is on its way may still be read.
    void closeHalf() { ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_WR); }
    [[nodiscard]] QTcpSocket& socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
};

class RobustnessTest : public ServerTest
{
protected:
    void TearDown() override
    {
        Client client{m_port};
        EXPECT_EQ(client.get("/v2/clock").status, 200) << "the server lives";
    }
};

TEST_F(RobustnessTest, GarbageIsRefusedAndClosed)
{
    Raw raw{start()};
    raw.write(QByteArray("\x16\x03\x01 garbage \r\n\r\n", 18));
    EXPECT_THAT(raw.untilClosed(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(RobustnessTest, AHeadWithoutEndIsCutOff)
{
    Raw raw{start()};
    raw.write("GET / HTTP/1.1\r\nA: " + QByteArray(100'000, 'a'));
    EXPECT_THAT(raw.untilClosed(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(RobustnessTest, ABodyThatIsTooLargeIsNotRead)
{
    Raw raw{start()};
    raw.write("POST /v2/orders HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n");
    EXPECT_THAT(raw.untilClosed(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(RobustnessTest, ARequestThatDribblesIsTimedOut)
{
    m_options.timeouts.httpRequest = 200ms;
    Raw raw{start()};
    QTimer dribble;
    QObject::connect(&dribble, &QTimer::timeout, [&] { raw.write("A"); });
    raw.write("GET /");
    dribble.start(20);
    EXPECT_THAT(raw.untilClosed(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(RobustnessTest, ABodyThatDoesNotComeIsTimedOut)
{
    m_options.timeouts.httpRequest = 100ms;
    Raw raw{start()};
    raw.write("POST /v2/orders HTTP/1.1\r\nContent-Length: 10\r\n\r\n123");
    EXPECT_THAT(raw.untilClosed(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(RobustnessTest, AnIdleConnectionIsClosedInSilence)
{
    m_options.timeouts.httpIdle = 100ms;
    Raw raw{start()};
    raw.write(kClock);
    const std::string heard = raw.untilClosed();
    EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(heard.find("408"), std::string::npos);
}

TEST_F(RobustnessTest, RequestsInOneBreathAreAllAnswered)
{
    Raw raw{start()};
    raw.write(kClock.repeated(20));
    EXPECT_TRUE(raw.hears("HTTP/1.1 200 OK", 20));
}

TEST_F(RobustnessTest, AClientThatHasClosedItsHalfIsStillAnswered)
{
    Raw raw{start()};
    raw.write(kClock);
    raw.closeHalf();
    EXPECT_THAT(raw.untilClosed(), HasSubstr("is_open"));
}

TEST_F(RobustnessTest, ContinueIsSaidToThoseWhoWait)
{
    Raw raw{start()};
    raw.write("POST /v2/orders HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(raw.hears("HTTP/1.1 100 Continue"));
    raw.write("{}");
    EXPECT_TRUE(raw.hears("HTTP/1.1 401 "));
}

TEST_F(RobustnessTest, UpgradesThatAreNoneAreRefused)
{
    start();
    Raw noKey{m_port};
    noKey.write("GET /v2/iex HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\n\r\n");
    EXPECT_THAT(noKey.untilClosed(), StartsWith("HTTP/1.1 400 "));
    Raw old{m_port};
    old.write("GET /v2/iex HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n");
    EXPECT_THAT(old.untilClosed(), StartsWith("HTTP/1.1 400 "));
    Raw hasty{m_port};
    hasty.write("GET /v2/iex HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
                "\x81");
    EXPECT_THAT(hasty.untilClosed(), StartsWith("HTTP/1.1 400 "));
    Raw elsewhere{m_port};
    elsewhere.write("GET /v2/nothing HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
    EXPECT_THAT(elsewhere.untilClosed(), StartsWith("HTTP/1.1 404 "));
}

TEST_F(RobustnessTest, AnUpgradeThatIsWrongInOtherWaysLeavesNothingBehind)
{
    start();
    for (int i = 0; i < 20; ++i) {
        Raw raw{m_port};
        // No Connection: Upgrade and no Host, which the handshake asks for.
        raw.write("GET /v2/iex HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n");
        raw.closeHalf();
        (void)raw.untilClosed();
    }
}

TEST_F(RobustnessTest, AHundredConnectionsAreServed)
{
    start();
    std::vector<std::unique_ptr<Raw>> idle;
    for (int i = 0; i < 100; ++i)
        idle.push_back(std::make_unique<Raw>(m_port));
    std::vector<std::unique_ptr<Stream>> streams;
    for (int i = 0; i < 50; ++i) {
        streams.push_back(std::make_unique<Stream>(m_port, i % 2 == 0 ? "/v2/iex" : "/stream"));
        streams.back()->send(kAuth);
    }
    for (std::size_t i = 0; i < streams.size(); ++i)
        EXPECT_FALSE(streams[i]->nextWith(i % 2 == 0 ? "authenticated" : "authorized").isEmpty());
    for (auto& raw : idle)
        raw->write(kClock);
    for (auto& raw : idle)
        EXPECT_TRUE(raw->hears("HTTP/1.1 200 OK"));
}

TEST_F(RobustnessTest, SocketsThatVanishAreForgotten)
{
    m_options.connections = 1;
    m_options.speed = Ratio::fromWhole(100);
    start();
    for (int i = 0; i < 20; ++i) {
        Stream stream{m_port, "/v2/iex"};
        EXPECT_TRUE(QTest::qWaitFor(
            [&] {
                stream.send(kAuth);
                const QByteArray heard = stream.next();
                return heard.contains("authenticated\"");
            },
            kPatienceMs));
        stream.send(R"({"action":"subscribe","trades":["*"],"quotes":["*"]})");
        EXPECT_FALSE(stream.nextWith("subscription").isEmpty());
        stream.socket().abort();
    }
}

TEST_F(RobustnessTest, RandomBytesOnEverySocketBreakNothing)
{
    constexpr unsigned kSeed = 20'240'312;
    std::mt19937 random{kSeed};
    start();
    const QByteArray upgrade = "GET /v2/iex HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "Sec-WebSocket-Version: 13\r\n\r\n";
    for (int i = 0; i < 60; ++i) {
        Raw raw{m_port};
        QByteArray bytes = i % 3 == 0 ? upgrade : i % 3 == 1 ? kClock : QByteArray{};
        for (auto n = random() % 3000; n > 0; --n)
            bytes.append(static_cast<char>(random() % 256));
        raw.write(bytes);
        EXPECT_TRUE(raw.socket().bytesToWrite() == 0 ||
                    raw.socket().waitForBytesWritten(kPatienceMs));
        raw.socket().abort();
    }
}

TEST_F(RobustnessTest, AStreamThatIsNotReadIsDroppedAndTheTapeGoesOn)
{
    // A long tape in little time, far more than the buffers of two sockets hold.
    std::string text;
    for (int i = 0; i < 240'000; ++i) {
        char time[24];
        std::snprintf(
            time, sizeof time, "10:%02d:%02d.%04d", i / 60'000, i / 1'000 % 60, i % 1'000 * 10);
        text += test::quoteLine("AAPL", time, "170", "170.1");
    }
    test::writeFile(m_folder / "long.jsonl", text);
    m_options.tape = m_folder / "long.jsonl";
    m_options.speed = Ratio::fromWhole(60);
    m_options.timeouts.slowClient = 300ms;
    m_options.connections = 1;
    start();
    QTcpSocket deaf;
    deaf.setReadBufferSize(1);
    deaf.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    ASSERT_TRUE(deaf.waitForConnected(kPatienceMs));
    deaf.write("GET /v2/iex HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
               "APCA-API-KEY-ID: PKPRACTICE\r\nAPCA-API-SECRET-KEY: practice-secret\r\n\r\n");
    ASSERT_TRUE(deaf.waitForReadyRead(kPatienceMs)); // as it must, before it sends frames
    const QByteArray wish = R"({"action":"subscribe","quotes":["*"]})";
    QByteArray frame("\x81", 1);
    frame.append(static_cast<char>(0x80 | static_cast<int>(wish.size())));
    frame.append(QByteArray(4, '\0')).append(wish); // a mask of zeros
    deaf.write(frame);
    EXPECT_TRUE(deaf.waitForBytesWritten(kPatienceMs));
    const TapeTime before = m_server->tapeTime();
    Stream stream{m_port, "/v2/iex"};
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
            stream.send(kAuth);
            return stream.next().contains("authenticated\"");
        },
        kPatienceMs))
        << "its slot is free again";
    EXPECT_NE(m_server->tapeTime(), before) << "the tape has waited for it, and no longer";
}

} // namespace
} // namespace tapedeck::practice
