#include "desk_and_exchange.h"

#include "store_support.h"
#include "wire/rest_bodies.h"

#include <QRegularExpression>

namespace tapedeck::scenario {

using practice::test::Answer;
using practice::test::Client;

QByteArray replayedDigest(const Home& home, const QString& session)
{
    const Finished played = run(home, {"replay", session});
    EXPECT_EQ(played.code, 0) << played.err.toStdString();
    const QRegularExpression form{"^events=[0-9]+ seconds=[0-9.]+ digest=([0-9a-f]{64})\n$"};
    const auto match = form.match(QString::fromUtf8(played.out));
    EXPECT_TRUE(match.hasMatch()) << played.out.toStdString();
    return match.captured(1).toUtf8();
}

DeskAndExchange::DeskAndExchange()
{
    practice::test::writeFile(m_home.path("config.yaml").toStdString(), kLivelyConfig);
}

void DeskAndExchange::startExchange(std::uint16_t port)
{
    m_exchange.start(
        {"--seed", "7", "--start", "10:00", "--speed", m_speed, "--data", m_home.path("exchange")},
        port);
}

QStringList DeskAndExchange::deskArguments() const
{
    return {"--practice",
            "--headless",
            "--data",
            m_home.data(),
            "--config",
            m_home.path("config.yaml"),
            "--exchange",
            m_exchange.address()};
}

void DeskAndExchange::startDesk()
{
    m_desk.start(deskArguments());
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
}

void DeskAndExchange::startTrading()
{
    ASSERT_NO_FATAL_FAILURE(startExchange());
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForOrders(5)) << m_desk.err().toStdString();
}

bool DeskAndExchange::waitForOrders(std::size_t more)
{
    Client client = m_exchange.client();
    const std::size_t before = orderCountAt(client);
    return until([&] { return orderCountAt(client) >= before + more; });
}

bool DeskAndExchange::waitForStatus(const std::function<bool(const api::ControlStatus&)>& holds)
{
    return until([&] {
        const auto status = statusOf(m_home);
        return status && holds(*status);
    });
}

bool DeskAndExchange::waitForKillPhase(KillPhase phase)
{
    return waitForStatus([phase](const auto& status) { return status.killPhase == phase; });
}

bool DeskAndExchange::waitForTape(Nanoseconds span)
{
    Client client = m_exchange.client();
    const auto now = [&client] {
        const Answer answer = client.get("/v2/clock");
        const auto clock = parseClock(answer.body.toStdString());
        EXPECT_TRUE(clock) << answer.body.toStdString();
        return clock ? clock->at : Timestamp{};
    };
    const Timestamp end = now() + span;
    return until([&] { return now() >= end; });
}

bool DeskAndExchange::waitForFindings(std::size_t more)
{
    const std::size_t before = audit().count("signal_raised");
    return until([&] { return audit().count("signal_raised") >= before + more; });
}

void DeskAndExchange::placeElsewhere(const char* symbol)
{
    Client client = m_exchange.client();
    const Answer answer =
        client.post("/v2/orders",
                    QByteArray{R"({"symbol":")"} + symbol +
                        R"(","qty":"1","side":"buy","type":"limit","limit_price":"1",)"
                        R"("time_in_force":"gtc"})");
    ASSERT_EQ(answer.status, 200) << answer.body.toStdString();
}

std::size_t DeskAndExchange::orderCount()
{
    Client client = m_exchange.client();
    return orderCountAt(client);
}

AuditBooks DeskAndExchange::audit() const
{
    return auditBooksOf(test::journalFile(folder()));
}

std::filesystem::path DeskAndExchange::folder() const
{
    QString name = m_exchange.address();
    return m_home.practice() / ("at-" + name.replace(':', '-').toStdString());
}

Finished DeskAndExchange::command(const QStringList& words, const QByteArray& input) const
{
    return run(m_home, words + QStringList{"--data", m_home.data()}, input);
}

void DeskAndExchange::expectEqualBooks()
{
    const Finished kill = command({"kill"});
    ASSERT_EQ(kill.code, 0) << kill.out.toStdString() << kill.err.toStdString();
    ASSERT_TRUE(until([this] { return killIsOnRecord(audit()); }));
    Client client = m_exchange.client();
    expectEqual(exchangeBooks(client), audit());
}

} // namespace tapedeck::scenario
