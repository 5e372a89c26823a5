#include "app/rss/rss_document.h"
#include "app/rss/rss_reader.h"
#include "support/heard_inputs.h"

#include <QDateTime>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <gtest/gtest.h>

namespace tapedeck::rss {
namespace {

using namespace std::chrono_literals;

using test::kPatienceMs;

/// Serves what a test tells it to, and remembers what it was asked.
class FeedServer
{
public:
    FeedServer()
    {
        EXPECT_TRUE(m_server.listen(QHostAddress::LocalHost));
        QObject::connect(&m_server, &QTcpServer::newConnection, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                QByteArray& heard = m_heard[socket];
                heard += socket->readAll();
                if (!heard.contains("\r\n\r\n"))
                    return;
                requests.push_back(std::exchange(heard, {}));
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
    }
    [[nodiscard]] std::string address() const
    {
        return "http://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/rss";
    }
    void serve(const QByteArray& body)
    {
        answer = "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: " +
                 QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    QByteArray answer;
    std::vector<QByteArray> requests;

private:
    QTcpServer m_server;
    std::map<QTcpSocket*, QByteArray> m_heard;
};

QByteArray feedOf(const QByteArray& headline, const QDateTime& at)
{
    return "<rss><channel><title>T</title><item><title>" + headline +
           "</title><link>https://n.example/" + headline + "</link><pubDate>" +
           at.toUTC().toString(Qt::RFC2822Date).toLatin1() + "</pubDate></item></channel></rss>";
}

class RssReaderTest : public testing::Test
{
protected:
    RssReaderTest()
    {
        options.addresses = {server.address()};
        options.every = 1h;
        options.everyWhileAway = 1s;
    }
    void start() { reader.emplace(heard, runtime::RunClock::utc(), options); }

    FeedServer server;
    test::HeardInputs heard;
    RssOptions options;
    std::optional<RssReader> reader;
};

TEST_F(RssReaderTest, BringsWhatIsNewAndAsksSoonerWhileTheStreamIsAway)
{
    server.serve(feedOf("fresh", QDateTime::currentDateTimeUtc()));
    start();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !heard.all<input::News>().empty(); }, kPatienceMs));
    const auto news = heard.all<input::News>().front();
    EXPECT_EQ(news.via, NewsVia::Rss);
    EXPECT_EQ(news.items.at(0).headline, "fresh");
    EXPECT_EQ(server.requests.size(), 1U);
    EXPECT_FALSE(server.requests[0].contains("If-None-Match"));
    reader->setStreamAway(true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return server.requests.size() >= 3; }, kPatienceMs));
    EXPECT_TRUE(server.requests[1].contains("If-None-Match: \"one\"")) << "asks what is new";
}

TEST_F(RssReaderTest, OldItemsAndAnUnchangedFeedAreNoNews)
{
    server.serve(feedOf("old", QDateTime::currentDateTimeUtc().addDays(-2)));
    start();
    reader->setStreamAway(true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !server.requests.empty(); }, kPatienceMs));
    server.answer = "HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n";
    ASSERT_TRUE(QTest::qWaitFor([&] { return server.requests.size() >= 3; }, kPatienceMs));
    EXPECT_TRUE(heard.all<input::News>().empty());
    EXPECT_TRUE(heard.all<input::RequestFailed>().empty());
}

TEST_F(RssReaderTest, TroubleIsSaidOnceAndSurvived)
{
    server.answer = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
    start();
    reader->setStreamAway(true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return server.requests.size() >= 3; }, kPatienceMs));
    ASSERT_EQ(heard.all<input::RequestFailed>().size(), 1U);
    EXPECT_NE(heard.all<input::RequestFailed>()[0].what.find("127.0.0.1"), std::string::npos);
    server.serve("<html>not a feed</html>");
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.all<input::RequestFailed>().size() == 2; },
                                kPatienceMs));
    server.serve(feedOf("back", QDateTime::currentDateTimeUtc()));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !heard.all<input::News>().empty(); }, kPatienceMs));
}

TEST_F(RssReaderTest, AnAnswerWithoutEndIsGivenUp)
{
    options.everyWhileAway = 1s;
    server.answer = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(kDocumentBytesMax + 100'000, 'x');
    start();
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return !heard.all<input::RequestFailed>().empty(); }, kPatienceMs));
    EXPECT_TRUE(heard.all<input::News>().empty());
}

} // namespace
} // namespace tapedeck::rss
