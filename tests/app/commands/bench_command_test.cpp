#include "app/commands/bench.h"
#include "app/runtime/worker_thread.h"
#include "run_command.h"
#include "wire/stock_encoder.h"

#include <QWebSocket>
#include <QWebSocketServer>

#include <gtest/gtest.h>
#include <sysexits.h>

#include <cstdio>
#include <future>

namespace tapedeck::commands {
namespace {

using namespace std::chrono_literals;

const Timestamp kStart = *parseTimestamp("2013-10-10T14:00:00Z");

/// Trades of two symbols, ten seconds apart, a quote between them, and the trade that ends it.
std::vector<MarketEvent> events(Symbols& symbols, bool ends)
{
    std::vector<MarketEvent> all;
    const auto trade = [&](const char* symbol, int second, std::int64_t cents) {
        Trade made;
        made.symbol = *symbols.intern(symbol);
        made.at = kStart + std::chrono::seconds{second};
        made.price = Price::fromNanos(cents * 10'000'000);
        made.size = Quantity::fromWhole(100);
        made.id = second + 1;
        made.exchange = 'V';
        made.tape = 'C';
        all.emplace_back(made);
    };
    for (int i = 0; i < 10; ++i) {
        trade("AAA", i * 10, 1'000 + i * 100);
        trade("BBB", i * 10, 5'000);
    }
    Quote quote;
    quote.symbol = *symbols.intern("AAA");
    quote.at = kStart + 95s;
    quote.bid = Price::fromNanos(19'000'000'000);
    quote.ask = Price::fromNanos(19'010'000'000);
    quote.bidSize = quote.askSize = Quantity::fromWhole(100);
    all.emplace_back(quote);
    if (ends)
        trade("ZZEND", 96, 100);
    return all;
}

/// The server's side of a data stream, on a thread of its own.
class FloodServer final : public QObject
{
public:
    explicit FloodServer(bool ends) : m_ends{ends} {}

    void begin(std::promise<int>& port)
    {
        m_server =
            new QWebSocketServer{QStringLiteral("flood"), QWebSocketServer::NonSecureMode, this};
        m_server->listen(QHostAddress::LocalHost);
        connect(m_server, &QWebSocketServer::newConnection, this, [this] {
            QWebSocket* const socket = m_server->nextPendingConnection();
            const bool packs = socket->request().rawHeader("Content-Type") == "application/msgpack";
            socket->sendTextMessage(R"([{"T":"success","msg":"connected"}])");
            connect(socket,
                    &QWebSocket::textMessageReceived,
                    this,
                    [this, socket, packs](const QString& text) { answer(*socket, packs, text); });
        });
        port.set_value(m_server->serverPort());
    }

private:
    void answer(QWebSocket& socket, bool packs, const QString& text)
    {
        if (text.contains("auth")) {
            socket.sendTextMessage(R"([{"T":"success","msg":"authenticated"}])");
            return;
        }
        socket.sendTextMessage(R"([{"T":"subscription","trades":["*"],"quotes":["*"],"bars":[]}])");
        Symbols symbols;
        const auto all = events(symbols, m_ends);
        const auto encoding = packs ? WireEncoding::MsgPack : WireEncoding::Json;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::string frame = encodeStockFrame({&all[i], 1}, symbols, encoding);
            if (packs)
                socket.sendBinaryMessage(QByteArray::fromStdString(frame));
            else
                socket.sendTextMessage(QString::fromStdString(frame));
        }
        if (!m_ends)
            socket.close();
    }

    bool m_ends;
    QWebSocketServer* m_server = nullptr;
};

Outcome run(const QStringList& arguments)
{
    return commands::run([&] { return benchCommand(arguments); });
}

Outcome measure(const QString& encoding, bool ends)
{
    runtime::WorkerThread<FloodServer> server{"flood", std::make_unique<FloodServer>(ends)};
    std::promise<int> port;
    FloodServer* const worker = server.endpoint();
    QMetaObject::invokeMethod(
        worker, [&] { worker->begin(port); }, Qt::QueuedConnection);
    server.start();
    const QString url = QStringLiteral("ws://127.0.0.1:%1/v2/iex").arg(port.get_future().get());
    return run({"ingest", "--url", url, "--encoding", encoding});
}

class BenchCommand : public testing::TestWithParam<const char*>
{};

TEST_P(BenchCommand, CountsEveryMessageAndSumsWhatTheEngineKnows)
{
    const Outcome result = measure(GetParam(), true);
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(result.exitCode, EX_OK);
    unsigned long long messages = 0;
    double seconds = -1;
    double cpu = -1;
    double check = 0;
    ASSERT_EQ(std::sscanf(result.out.c_str(),
                          "messages=%llu seconds=%lf cpu=%lf check=%lf\n",
                          &messages,
                          &seconds,
                          &cpu,
                          &check),
              4)
        << result.out;
    EXPECT_EQ(messages, 22U);
    EXPECT_GE(seconds, 0);
    EXPECT_GE(cpu, 0);
    // AAA: 19 last, and 13 to 19 stand in its last minute. BBB stood at 50.
    EXPECT_DOUBLE_EQ(check, 19.0 + 16.0 + 50.0 + 50.0);
}

TEST_P(BenchCommand, SaysThatTheServerLeftBeforeTheEnd)
{
    const Outcome result = measure(GetParam(), false);
    EXPECT_EQ(result.exitCode, EX_UNAVAILABLE);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find("the server closed the connection"), std::string::npos) << result.err;
}

INSTANTIATE_TEST_SUITE_P(Encodings, BenchCommand, testing::Values("json", "msgpack"));

TEST(BenchCommandErrors, ANobodyAtTheOtherEndIsNamed)
{
    QWebSocketServer server{QStringLiteral("gone"), QWebSocketServer::NonSecureMode};
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    const QString url = QStringLiteral("ws://127.0.0.1:%1/v2/iex").arg(server.serverPort());
    server.close();
    const Outcome result = run({"ingest", "--url", url});
    EXPECT_EQ(result.exitCode, EX_UNAVAILABLE);
    EXPECT_NE(result.err.find("cannot connect: Connection refused"), std::string::npos)
        << result.err;
}

TEST(BenchCommandErrors, WrongWordsAreUsageErrors)
{
    for (const QStringList& arguments :
         {QStringList{},
          QStringList{"ingest"},
          QStringList{"ingest", "--url", "http://127.0.0.1:1/"},
          QStringList{"ingest", "--url", "ws://127.0.0.1:1/", "--encoding", "xml"},
          QStringList{"digest", "--url", "ws://127.0.0.1:1/"}}) {
        const Outcome result = run(arguments);
        EXPECT_EQ(result.exitCode, EX_USAGE) << result.err;
        EXPECT_NE(result.err, "");
    }
}

} // namespace
} // namespace tapedeck::commands
