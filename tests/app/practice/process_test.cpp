#include "practice_support.h"
#include "wire/rest_bodies.h"
#include "wire/trading_stream.h"

#include <QProcess>
#include <QTest>
#include <QTimer>

#include <gmock/gmock.h>
#include <sysexits.h>

#include <map>
#include <random>

namespace tapedeck::practice {
namespace {

using test::Answer;
using test::Client;
using test::kAuth;
using test::kPatienceMs;
using test::Stream;
using test::view;
using testing::MatchesRegex;

class ExchangeProcessTest : public testing::Test
{
protected:
    ExchangeProcessTest() { test::writeSmallTape(m_folder / "tape.jsonl"); }
    ~ExchangeProcessTest() override
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    void launch(const QStringList& arguments)
    {
        m_process.start(QStringLiteral(TAPEDECK_EXCHANGE_PROCESS), arguments);
        ASSERT_TRUE(m_process.waitForStarted());
    }
    /// The port that it says it listens on.
    std::uint16_t launchAndWait(const QStringList& more = {})
    {
        launch(QStringList{"--listen",
                           "127.0.0.1:0",
                           "--tape",
                           QString::fromStdString((m_folder / "tape.jsonl").string()),
                           "--data",
                           QString::fromStdString((m_folder / "data").string()),
                           "--rate-limit",
                           "0",
                           "--start",
                           "09:31",
                           "--account",
                           "empty"} +
               more);
        QByteArray said;
        while (!said.endsWith('\n') && m_process.waitForReadyRead(kPatienceMs))
            said += m_process.readAllStandardOutput();
        EXPECT_THAT(said.toStdString(), MatchesRegex("listening on 127.0.0.1:[0-9]+\n"))
            << m_process.readAllStandardError().toStdString();
        return static_cast<std::uint16_t>(said.mid(said.lastIndexOf(':') + 1).trimmed().toUInt());
    }
    int exitCode()
    {
        EXPECT_TRUE(m_process.waitForFinished(kPatienceMs));
        EXPECT_EQ(m_process.exitStatus(), QProcess::NormalExit);
        return m_process.exitCode();
    }
    int exitCodeFor(const QStringList& arguments)
    {
        launch(arguments);
        const int code = exitCode();
        EXPECT_EQ(m_process.readAllStandardOutput(), "");
        EXPECT_NE(m_process.readAllStandardError(), "") << "it says why";
        return code;
    }

    test::Folder m_folder;
    QProcess m_process;
};

TEST_F(ExchangeProcessTest, SaysOneLineAndEndsInPeace)
{
    const std::uint16_t port = launchAndWait();
    Client client{port};
    EXPECT_EQ(client.get("/v2/account").status, 200);
    m_process.terminate();
    EXPECT_EQ(exitCode(), EX_OK);
    EXPECT_EQ(m_process.readAllStandardOutput(), "");
    EXPECT_EQ(m_process.readAllStandardError(), "");
}

TEST_F(ExchangeProcessTest, TakesTheKeysThatItIsGiven)
{
    const std::uint16_t port = launchAndWait({"--key", "MINE", "--secret", "ours"});
    Client client{port};
    EXPECT_EQ(client.get("/v2/account").status, 401);
    client.key = "MINE";
    client.secret = "ours";
    EXPECT_EQ(client.get("/v2/account").status, 200);
}

TEST_F(ExchangeProcessTest, ExitsWithTheCodesOfSysexits)
{
    EXPECT_EQ(exitCodeFor({"--nonsense"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"surplus"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--listen", "nowhere"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--listen", "not-an-address:0"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--speed", "0"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--start", "noon"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--account", "rich"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--key", "K"}), EX_USAGE);
    EXPECT_EQ(exitCodeFor({"--tape", "no-such-file"}), EX_NOINPUT);
    const QString tape = QString::fromStdString((m_folder / "tape.jsonl").string());
    EXPECT_EQ(exitCodeFor({"--tape", tape, "--start", "15:00"}), EX_USAGE) << "past the end";
    const std::uint16_t port = launchAndWait();
    QProcess second;
    second.start(QStringLiteral(TAPEDECK_EXCHANGE_PROCESS),
                 {"--tape", tape, "--listen", QStringLiteral("127.0.0.1:%1").arg(port)});
    ASSERT_TRUE(second.waitForFinished(kPatienceMs));
    EXPECT_EQ(second.exitCode(), EX_TEMPFAIL) << "the port is in use";
}

/// What a client knows for certain, over all lives of the exchange.
struct Known
{
    std::map<std::string, std::string> orderIds; ///< by client id: answered with 200
    std::map<std::string, Quantity> filled;      ///< by order id: what the stream has told
    std::vector<std::string> asked;              ///< client ids that were sent, answered or not
};

void listen(Stream& stream)
{
    stream.send(kAuth);
    stream.send(R"({"action":"listen","data":{"streams":["trade_updates"]}})");
    ASSERT_FALSE(stream.nextWith("listening").isEmpty());
}

void noteUpdates(Stream& stream, Known& known)
{
    while (!stream.waiting().isEmpty()) {
        const QByteArray bytes = stream.next();
        const auto frame = parseTradingFrame(view(bytes));
        ASSERT_TRUE(frame) << frame.error().what;
        const auto* update = std::get_if<OrderUpdate>(&*frame);
        if (update != nullptr && update->execution)
            known.filled[update->order.id] = update->order.filledQuantity;
    }
}

/// Nothing that was said may be untrue after a relaunch.
void check(Client& client, const Known& known)
{
    for (const auto& [clientId, id] : known.orderIds) {
        const Answer answer = client.get("/v2/orders:by_client_order_id?client_order_id=" +
                                         QByteArray::fromStdString(clientId));
        ASSERT_EQ(answer.status, 200) << clientId << " was accepted and is lost";
        ASSERT_EQ(parseOrder(view(answer.body)).value().id, id);
    }
    std::map<std::string, Quantity> booked;
    Quantity position;
    QByteArray token;
    while (true) {
        const Answer page = client.get("/v2/account/activities/FILL?page_token=" + token);
        const auto fills = parseActivities(view(page.body));
        ASSERT_TRUE(fills);
        for (const Activity& activity : fills->items) {
            const auto& fill = std::get<Execution>(activity);
            booked[fill.orderId] += fill.quantity;
            position += fill.side == Side::Buy ? fill.quantity : -fill.quantity;
        }
        if (fills->items.size() < 100)
            break;
        token = QByteArray::fromStdString(lastActivityId(view(page.body)));
    }
    for (const auto& [id, quantity] : known.filled)
        ASSERT_GE(booked[id], quantity) << "an execution that was streamed is lost";
    const Answer answer = client.get("/v2/positions/AAPL");
    const Quantity held =
        answer.status == 404 ? Quantity{} : parsePosition(view(answer.body)).value().quantity;
    ASSERT_EQ(held, position) << "the position is the sum of its fills";
}

TEST_F(ExchangeProcessTest, KilledAtAnyMomentItLosesNothingThatItSaid)
{
    constexpr unsigned kSeed = 20'240'312;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    std::mt19937 random{kSeed};
    Known known;
    for (int round = 0; round < 10; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        Client client{launchAndWait({"--speed", "20"})};
        ASSERT_NO_FATAL_FAILURE(check(client, known));
        if (!known.asked.empty()) {
            // One that was answered, or had no answer: never twice.
            const std::string& old = known.asked[random() % known.asked.size()];
            const QByteArray again =
                "/v2/orders:by_client_order_id?client_order_id=" + QByteArray::fromStdString(old);
            if (client.get(again).status == 200) {
                const Answer answer =
                    client.post("/v2/orders",
                                R"({"symbol":"AAPL","qty":"1","side":"buy","type":"market",)"
                                R"("time_in_force":"day","client_order_id":")" +
                                    QByteArray::fromStdString(old) + "\"}");
                ASSERT_EQ(answer.status, 422);
            }
        }
        Stream stream{client.port(), "/stream"};
        ASSERT_NO_FATAL_FAILURE(listen(stream));
        // The blow falls at some moment while orders are going in.
        QTimer blow;
        blow.setSingleShot(true);
        QObject::connect(&blow, &QTimer::timeout, [this] { m_process.kill(); });
        blow.start(static_cast<int>(20 + random() % 400));
        while (m_process.state() == QProcess::Running) {
            const std::string id = "order-" + std::to_string(known.asked.size());
            known.asked.push_back(id);
            const Answer answer =
                client.post("/v2/orders",
                            R"({"symbol":"AAPL","qty":"7","side":"buy","type":"market",)"
                            R"("time_in_force":"day","client_order_id":")" +
                                QByteArray::fromStdString(id) + "\"}");
            if (answer.status == 200)
                known.orderIds[id] = parseOrder(view(answer.body)).value().id;
            else
                ASSERT_TRUE(answer.status == 0 || answer.status == 403)
                    << answer.body.toStdString();
            ASSERT_NO_FATAL_FAILURE(noteUpdates(stream, known));
        }
        (void)m_process.waitForFinished(); // it may have ended in the loop
        (void)stream.waitForClose();
        ASSERT_NO_FATAL_FAILURE(noteUpdates(stream, known));
    }
    EXPECT_GT(known.orderIds.size(), 20U) << "the test has tested something";
    EXPECT_GT(known.filled.size(), 20U);
}

} // namespace
} // namespace tapedeck::practice
