#include "app/api/control_protocol.h"
#include "desk_and_exchange.h"
#include "garbling_proxy.h"
#include "store_support.h"

#include <QCryptographicHash>
#include <QFile>
#include <QLocalSocket>
#include <QTcpServer>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <csignal>
#include <random>

namespace tapedeck::scenario {
namespace {

constexpr unsigned kSeed = 20'131'010;

QByteArray garbage(std::size_t size, unsigned seed = kSeed)
{
    std::mt19937 random{seed};
    QByteArray bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes.append(static_cast<char>(random() % 256));
    return bytes;
}

/// One line on standard error that names what is wrong, nothing on standard output, and the code.
void expectComplaint(const Finished& end, int code, const QString& about)
{
    EXPECT_EQ(end.code, code) << end.err.toStdString();
    EXPECT_EQ(end.out.toStdString(), "");
    EXPECT_EQ(end.err.count('\n'), 1) << end.err.toStdString();
    EXPECT_TRUE(end.err.startsWith("tapedeck")) << end.err.toStdString();
    EXPECT_TRUE(end.err.contains(about.toUtf8()))
        << end.err.toStdString() << "does not name " << about.toStdString();
}

class HostileTest : public DeskAndExchange
{
protected:
    QStringList boxArguments(const QStringList& more = {}) const
    {
        return QStringList{"--practice", "--headless", "--data", m_home.data(), "--seed", "7"} +
               more;
    }
    Finished startThatFails(const QStringList& arguments)
    {
        m_desk.start(arguments);
        return m_desk.finish();
    }
    /// A run on the market in the box that leaves its files behind.
    void runOnce()
    {
        m_desk.start(boxArguments());
        ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
        ASSERT_TRUE(waitForStatus([](const auto& status) { return status.positions >= 2; }));
        ASSERT_EQ(m_desk.stop().code, EX_OK);
    }
    QString fileOf(const char* name) const
    {
        return QString::fromStdString((m_home.practice() / name).string());
    }
};

TEST_F(HostileTest, GarbageOnTheControlSocketHarmsNobody)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    const QString file = QString::fromStdString(api::controlSocketFile(m_home.practice()).string());
    const QList<QByteArray> attacks{garbage(100'000),
                                    "\n\n\n\n",
                                    "{\"command\":\"kill\"",
                                    "{\"command\":42}\n",
                                    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
                                    QByteArray(1'000'000, 'x'),
                                    QByteArray(10, '\0') + "\n"};
    for (const QByteArray& attack : attacks) {
        QLocalSocket socket;
        socket.connectToServer(file);
        ASSERT_TRUE(socket.waitForConnected());
        socket.write(attack);
        socket.flush();
        EXPECT_TRUE(statusOf(m_home)) << attack.left(40).toStdString();
    }
    ASSERT_TRUE(waitForStatus([](const auto& s) { return s.killPhase == KillPhase::Off; }));
    EXPECT_TRUE(waitForOrders(2)) << "trading goes on";
    expectEqualBooks();
}

TEST_F(HostileTest, GarbageOnTheExchangesPortHarmsNobody)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    const QByteArray upgrade = "GET /stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    const QList<QByteArray> attacks{
        garbage(100'000),
        "GET / HTTP/1.1\r\n" + QByteArray(1'000'000, 'h'),
        "POST /v2/orders HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /v2/orders HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        upgrade + garbage(50'000),
        upgrade};
    for (const QByteArray& attack : attacks) {
        QTcpSocket socket;
        socket.connectToHost("127.0.0.1", m_exchange.port());
        ASSERT_TRUE(until([&] { return socket.state() == QAbstractSocket::ConnectedState; }));
        socket.write(attack);
        socket.flush();
        auto client = m_exchange.client();
        EXPECT_EQ(client.get("/v2/clock").status, 200) << attack.left(40).toStdString();
    }
    EXPECT_TRUE(waitForOrders(2)) << "trading goes on";
    expectEqualBooks();
}

TEST_F(HostileTest, GarbageFromTheExchangeIsNoMarketAndLosesNothing)
{
    ASSERT_NO_FATAL_FAILURE(startExchange());
    GarblingProxy proxy{m_exchange.port()};
    QStringList arguments = deskArguments();
    arguments.last() = QStringLiteral("127.0.0.1:%1").arg(static_cast<int>(proxy.port()));
    m_desk.start(arguments);
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    for (unsigned round = 0; round < 3; ++round) {
        ASSERT_TRUE(waitForOrders(2)) << "round " << round;
        proxy.garble(garbage(2'000, kSeed + round));
    }
    ASSERT_TRUE(waitForOrders(2));
    const Finished kill = command({"kill"});
    EXPECT_EQ(kill.code, EX_OK) << kill.err.toStdString();
    auto client = m_exchange.client();
    QString name = arguments.last();
    const auto journal =
        test::journalFile(m_home.practice() / ("at-" + name.replace(':', '-').toStdString()));
    ASSERT_TRUE(until([&journal] { return killIsOnRecord(auditBooksOf(journal)); }));
    const AuditBooks ours = auditBooksOf(journal);
    expectEqual(exchangeBooks(client), ours);
    EXPECT_EQ(ours.count("difference"), 0U);
}

TEST_F(HostileTest, SomethingElseOnThePortIsNoExchange)
{
    QTcpServer other;
    ASSERT_TRUE(other.listen(QHostAddress::LocalHost));
    QObject::connect(&other, &QTcpServer::newConnection, [&other] {
        QTcpSocket* socket = other.nextPendingConnection();
        socket->write(garbage(500));
        socket->disconnectFromHost();
    });
    const QString address = QStringLiteral("127.0.0.1:%1").arg(other.serverPort());
    expectComplaint(startThatFails(boxArguments({"--exchange", address})), EX_UNAVAILABLE, address);
}

TEST_F(HostileTest, ATapeThatIsNoneIsNamed)
{
    for (const char* name : {"tape.jsonl", "tape.jsonl.zst"}) {
        const QString tape = m_home.path(name);
        ASSERT_NO_FATAL_FAILURE(write(tape, garbage(10'000)));
        expectComplaint(startThatFails(boxArguments({"--tape", tape})), EX_DATAERR, tape);
        expectComplaint(run(m_home, {"exchange", "--tape", tape}), EX_DATAERR, tape);
        expectComplaint(run(m_home, {"backtest", "--tape", tape}), EX_DATAERR, tape);
    }
    const QString missing = m_home.path("no-such-tape.jsonl");
    expectComplaint(startThatFails(boxArguments({"--tape", missing})), EX_NOINPUT, missing);
    expectComplaint(run(m_home, {"exchange", "--tape", missing}), EX_NOINPUT, missing);
}

TEST_F(HostileTest, ADamagedJournalIsNamedAndLeftAsItIs)
{
    ASSERT_NO_FATAL_FAILURE(runOnce());
    const QString journal = fileOf("journal.sqlite");
    const QByteArray whole = contentOf(journal);
    QByteArray header = whole;
    header.replace(0, 100, garbage(100));
    QByteArray middle = whole;
    middle.replace(
        4096, whole.size() - 4096, garbage(static_cast<std::size_t>(whole.size() - 4096)));
    for (const QByteArray& damaged : {header, middle, garbage(50'000)}) {
        ASSERT_NO_FATAL_FAILURE(write(journal, damaged));
        expectComplaint(startThatFails(boxArguments()), EX_DATAERR, journal);
        EXPECT_EQ(contentOf(journal), damaged) << "it was changed";
    }
    ASSERT_NO_FATAL_FAILURE(write(journal, whole));
    ASSERT_NO_FATAL_FAILURE(runOnce());
}

TEST_F(HostileTest, ADamagedExchangeFileIsNamedAndLeftAsItIs)
{
    ASSERT_NO_FATAL_FAILURE(runOnce());
    const QString file = fileOf("exchange/exchange.sqlite");
    const QByteArray whole = contentOf(file);
    for (const QByteArray& damaged :
         {garbage(50'000), QByteArray{whole}.replace(0, 100, garbage(100))}) {
        ASSERT_NO_FATAL_FAILURE(write(file, damaged));
        expectComplaint(startThatFails(boxArguments()), EX_DATAERR, file);
        EXPECT_EQ(contentOf(file), damaged) << "it was changed";
    }
    ASSERT_NO_FATAL_FAILURE(write(file, whole));
    ASSERT_NO_FATAL_FAILURE(runOnce());
}

TEST_F(HostileTest, SettingsThatCannotBeAreNamedWithTheirPath)
{
    const QString file = m_home.path("settings.yaml");
    const QList<QPair<QByteArray, QString>> cases{
        {garbage(1'000), file},
        {"limits: {orders_per_minute: -1}\n", "limits.orders_per_minute"},
        {"limitz: {}\n", "limitz"},
        {"instances:\n  - name: a\n    strategy: nonsense\n", "instances[0].strategy"},
    };
    for (const auto& [text, about] : cases) {
        ASSERT_NO_FATAL_FAILURE(write(file, text));
        const Finished end = startThatFails(boxArguments({"--config", file}));
        expectComplaint(end, EX_DATAERR, about);
        EXPECT_TRUE(end.err.contains(file.toUtf8())) << end.err.toStdString();
        EXPECT_EQ(contentOf(file), text);
    }
    QFile::remove(file);
    expectComplaint(startThatFails(boxArguments({"--config", file})), EX_NOINPUT, file);
}

TEST_F(HostileTest, ALatchThatNobodyCanReadMeansKilled)
{
    ASSERT_NO_FATAL_FAILURE(runOnce());
    const QString latch = QString::fromStdString(test::killLatchFile(m_home.practice()).string());
    ASSERT_NO_FATAL_FAILURE(write(latch, garbage(300)));
    m_desk.start(boxArguments());
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    EXPECT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    EXPECT_EQ(m_desk.stop().code, EX_OK);
}

TEST_F(HostileTest, AFullDiskStopsTheTradingAndLosesNothing)
{
    ASSERT_NO_FATAL_FAILURE(startExchange());
    m_desk.setChildModifier([] {
        constexpr rlim_t kBytesMax = 400'000;
        const rlimit small{kBytesMax, kBytesMax};
        ::setrlimit(RLIMIT_FSIZE, &small);
        ::signal(SIGXFSZ, SIG_IGN); // the write fails instead, as it does on a full disk
    });
    m_desk.start(deskArguments());
    ASSERT_TRUE(until([this] { return m_desk.err().contains("journal.sqlite"); }))
        << "nobody says that the disk is full: " << m_desk.err().toStdString();
    ASSERT_TRUE(m_desk.isRunning()) << "market data and the kill switch are still there";
    ASSERT_TRUE(waitForStatus([](const auto& status) { return !isLive(status, Link::Journal); }));
    m_desk.killNow();
    m_desk.setChildModifier({});
    ASSERT_NO_FATAL_FAILURE(startDesk());
    EXPECT_TRUE(waitForOrders(2)) << "trading goes on";
    expectEqualBooks();
}

TEST_F(HostileTest, AFolderThatTakesNoFilesIsNamed)
{
    const QString file = m_home.path("file");
    ASSERT_NO_FATAL_FAILURE(write(file, "no folder"));
    QStringList arguments = boxArguments();
    arguments[arguments.indexOf("--data") + 1] = file;
    expectComplaint(startThatFails(arguments), EX_IOERR, file);

    const QString locked = m_home.path("locked");
    ASSERT_EQ(::mkdir(locked.toUtf8(), 0500), 0);
    arguments[arguments.indexOf("--data") + 1] = locked;
    m_desk.setChildModifier([] {
        constexpr uid_t kNobody = 65'534;
        if (::geteuid() == 0) // to whom every folder is open
            (void)!::setuid(kNobody);
    });
    expectComplaint(startThatFails(arguments), EX_IOERR, locked);
}

TEST_F(HostileTest, APortThatIsTakenIsNamed)
{
    ASSERT_NO_FATAL_FAILURE(startExchange());
    expectComplaint(run(m_home, {"exchange", "--listen", m_exchange.address()}),
                    EX_TEMPFAIL,
                    m_exchange.address());
}

TEST_F(HostileTest, ASecondInstanceIsToldWhoRuns)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    Program second{m_home};
    for (const QStringList& arguments : {deskArguments(), boxArguments()}) {
        second.start(arguments);
        expectComplaint(second.finish(), EX_TEMPFAIL, QString::number(m_desk.pid()));
    }
    expectComplaint(run(m_home, {"exchange", "--data", m_home.path("exchange"), "--seed", "7"}),
                    EX_TEMPFAIL,
                    m_home.path("exchange"));
    EXPECT_TRUE(waitForOrders(2)) << "the first one goes on";
    expectEqualBooks();
}

TEST_F(HostileTest, WordsThatMeanNothingAreNamed)
{
    expectComplaint(run(m_home, {"--nonsense"}), EX_USAGE, "nonsense");
    expectComplaint(run(m_home, {"nonsense"}), EX_USAGE, "nonsense");
    expectComplaint(run(m_home, {"--practice", "--speed", "0"}), EX_USAGE, "--speed");
    expectComplaint(run(m_home, {"--paper", "--tape", "x"}), EX_USAGE, "--tape");
    expectComplaint(run(m_home, {"replay"}), EX_USAGE, "SESSION");
    expectComplaint(run(m_home, {"replay", m_home.path("none")}), EX_NOINPUT, m_home.path("none"));
    const QString file = m_home.path("some.session");
    ASSERT_NO_FATAL_FAILURE(write(file, garbage(5'000)));
    expectComplaint(run(m_home, {"replay", file}), EX_DATAERR, file);
    expectComplaint(
        run(m_home, {"audit", "verify", "--data", m_home.data()}), EX_NOINPUT, m_home.data());
}

} // namespace
} // namespace tapedeck::scenario
