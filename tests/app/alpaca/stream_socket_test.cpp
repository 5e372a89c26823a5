#include "app/alpaca/stream_socket.h"
#include "base/limits.h"
#include "scripted_server.h"
#include "support/heard_inputs.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace tapedeck::test {
namespace {

using alpaca::StreamSocket;

class StreamSocketTest : public testing::Test
{
protected:
    /// Opens, says a secret as soon as it may, and waits for the end.
    void talkTo(const QUrl& url)
    {
        StreamSocket::Handlers handlers;
        handlers.opened = [this] {
            ++opened;
            std::string key = "a key that nobody else may read";
            m_socket->sendSecret(Secret::takeFrom(key));
        };
        handlers.frame = [this](const QByteArray& frame) { frameBytes = frame.size(); };
        handlers.pong = [] {};
        handlers.closed = [this](const SocketClosed& end) { closed = end; };
        m_socket = std::make_unique<StreamSocket>(url, std::move(handlers), nullptr);
        m_socket->open();
        ASSERT_TRUE(QTest::qWaitFor([this] { return closed.has_value(); }, kPatienceMs));
    }

    int opened = 0;
    qsizetype frameBytes = 0;
    std::optional<SocketClosed> closed;

private:
    std::unique_ptr<StreamSocket> m_socket;
};

/// A server of this machine with a certificate that nobody but itself has signed.
class Stranger : public QSslServer
{
public:
    /// False where there is no openssl to make the certificate.
    bool begin()
    {
        const QString key = m_folder.filePath("key");
        const QString certificate = m_folder.filePath("certificate");
        QProcess openssl;
        openssl.start("openssl",
                      {"req",
                       "-x509",
                       "-newkey",
                       "rsa:2048",
                       "-nodes",
                       "-subj",
                       "/CN=127.0.0.1",
                       "-addext",
                       "subjectAltName=IP:127.0.0.1",
                       "-keyout",
                       key,
                       "-out",
                       certificate});
        if (!openssl.waitForFinished() || openssl.exitCode() != 0)
            return false;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate::fromPath(certificate).value(0));
        QFile keyFile{key};
        EXPECT_TRUE(keyFile.open(QIODevice::ReadOnly));
        configuration.setPrivateKey(QSslKey{&keyFile, QSsl::Rsa});
        setSslConfiguration(configuration);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] { ++connections; });
        return listen(QHostAddress::LocalHost);
    }

    int connections = 0; ///< whose handshake was good: on which a byte could have come

private:
    QTemporaryDir m_folder;
};

TEST_F(StreamSocketTest, ACertificateThatDoesNotHoldIsFinalAndNoByteFollows)
{
    Stranger server;
    if (!server.begin())
        GTEST_SKIP() << "openssl is not installed";
    ASSERT_NO_FATAL_FAILURE(
        talkTo(QUrl{QStringLiteral("wss://127.0.0.1:%1/stream").arg(server.serverPort())}));
    EXPECT_TRUE(closed->forGood);
    EXPECT_NE(closed->reason.find("certificate does not hold"), std::string::npos)
        << closed->reason;
    EXPECT_EQ(opened, 0);
    EXPECT_EQ(server.connections, 0);
}

TEST_F(StreamSocketTest, ARedirectToAnUnencryptedPlaceIsNotFollowed)
{
    ScriptedServer elsewhere;
    ScriptedServer server;
    server.onHttp = [&](const HttpSeen&) {
        const QByteArray place = "127.0.0.1:" + QByteArray::number(elsewhere.port());
        return HttpScript{
            HttpScript::Kind::Answer, 302, "", "Location: ws://" + place + "/stream\r\n", false};
    };
    // What is no upgrade is answered by the script.
    server.refusesUpgrades = true;
    ASSERT_NO_FATAL_FAILURE(
        talkTo(QUrl{QStringLiteral("ws://127.0.0.1:%1/stream").arg(server.port())}));
    EXPECT_EQ(opened, 0);
    EXPECT_EQ(closed->httpStatus, 302);
    EXPECT_TRUE(elsewhere.streams.empty());
    EXPECT_TRUE(elsewhere.requests.empty());
}

TEST_F(StreamSocketTest, AGiantFrameEndsTheConnection)
{
    ScriptedServer server;
    server.onMessage = [](QWebSocket& socket, const QString&, const QByteArray&) {
        socket.setOutgoingFrameSize(2 * kFrameBytesMax);
        socket.sendTextMessage(QString(qsizetype{kFrameBytesMax} + 1, QLatin1Char{' '}));
    };
    ASSERT_NO_FATAL_FAILURE(
        talkTo(QUrl{QStringLiteral("ws://127.0.0.1:%1/stream").arg(server.port())}));
    EXPECT_EQ(opened, 1);
    EXPECT_EQ(frameBytes, 0) << "it was handed over";
}

TEST_F(StreamSocketTest, AMessageOfGiantManyFramesEndsTheConnection)
{
    ScriptedServer server;
    server.onMessage = [](QWebSocket& socket, const QString&, const QByteArray&) {
        socket.setOutgoingFrameSize(1U << 20U);
        socket.sendTextMessage(QString(qsizetype{kFrameBytesMax} + 1, QLatin1Char{' '}));
    };
    ASSERT_NO_FATAL_FAILURE(
        talkTo(QUrl{QStringLiteral("ws://127.0.0.1:%1/stream").arg(server.port())}));
    EXPECT_EQ(opened, 1);
    EXPECT_EQ(frameBytes, 0) << "it was handed over";
}

} // namespace
} // namespace tapedeck::test
