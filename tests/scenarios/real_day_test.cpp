#include "desk_and_exchange.h"
#include "support/real_data.h"

#include <QImage>
#include <QTimer>

#include <sysexits.h>

#include <random>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

/// A recorded day, with the exchange inside the program.
class RealDayTest : public testing::Test
{
protected:
    RealDayTest()
    {
        practice::test::writeFile(m_home.path("config.yaml").toStdString(), kLivelyConfig);
    }

    void start(const QStringList& arguments)
    {
        m_desk.start(QStringList{"--practice", "--data", m_home.data()} + arguments);
        ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
        const auto status = statusOf(m_home);
        ASSERT_TRUE(status);
        m_folder = status->dataFolder;
        m_session = QString::fromStdString(status->sessionFile);
    }
    [[nodiscard]] AuditBooks audit() const { return auditBooksOf(m_folder / "journal.sqlite"); }

    Home m_home;
    Program m_desk{m_home};
    std::filesystem::path m_folder;
    QString m_session;
};

TEST_F(RealDayTest, TheWholeDayAtTenTimesItsPaceBringsAFillWithinTwoMinutes)
{
    TAPEDECK_REAL_DATA(data);
    const QString tape = QString::fromStdString(data + "/tape_20131010.jsonl.zst");
    ASSERT_NO_FATAL_FAILURE(start({"--headless", "--tape", tape, "--speed", "10"}));
    EXPECT_TRUE(until([this] { return !audit().filled.empty(); }, 120s));
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    (void)replayedDigest(m_home, m_session);
}

TEST_F(RealDayTest, KilledAndResumedOnTheOpenTheBooksAreEqual)
{
    TAPEDECK_REAL_DATA(data);
    constexpr unsigned kSeed = 1'010;
    constexpr int kKills = 6;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    std::mt19937 random{kSeed};
    const QString tape = QString::fromStdString(data + "/tape_20131010_open.jsonl.zst");
    const QStringList market{"--tape", tape, "--start", "09:30"};
    const QStringList arguments =
        market +
        QStringList{
            "--headless", "--resume", "--speed", "10", "--config", m_home.path("config.yaml")};
    for (int kill = 0; kill < kKills; ++kill) {
        SCOPED_TRACE("kill " + std::to_string(kill));
        ASSERT_NO_FATAL_FAILURE(start(arguments));
        bool struck = false;
        QTimer blow;
        blow.setSingleShot(true);
        QObject::connect(&blow, &QTimer::timeout, [&struck] { struck = true; });
        blow.start(static_cast<int>(random() % 2'000));
        ASSERT_TRUE(until([&] { return struck; }));
        m_desk.killNow();
    }
    ASSERT_NO_FATAL_FAILURE(start(arguments));
    ASSERT_EQ(run(m_home, {"kill", "--data", m_home.data()}).code, EX_OK);
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    ExchangeProcess exchange{m_home};
    ASSERT_NO_FATAL_FAILURE(exchange.start(
        market + QStringList{"--speed",
                             "0.000001",
                             "--data",
                             QString::fromStdString((m_folder / "exchange").string())}));
    Client client = exchange.client();
    const AuditBooks ours = audit();
    expectEqual(exchangeBooks(client), ours);
    EXPECT_EQ(ours.count("difference"), 0U);
    EXPECT_GT(ours.filled.size(), 10U) << "the test has tested something";
}

TEST_F(RealDayTest, ThePictureOfTheOpenHasItsSize)
{
    TAPEDECK_REAL_DATA(data);
    const QString tape = QString::fromStdString(data + "/tape_20131010_open.jsonl.zst");
    const QString file = m_home.path("out.png");
    m_desk.start({"--practice",
                  "--as-live",
                  "--data",
                  m_home.data(),
                  "--tape",
                  tape,
                  "--start",
                  "09:31",
                  "--speed",
                  "10",
                  "--screenshot",
                  file,
                  "--after",
                  "6s"});
    std::int32_t suggestions = 0;
    std::int32_t positions = 0;
    ASSERT_TRUE(until([&] {
        if (const auto status = statusOf(m_home)) {
            suggestions = std::max(suggestions, status->suggestions);
            positions = std::max(positions, status->positions);
        }
        return !m_desk.isRunning();
    }));
    EXPECT_EQ(m_desk.finish().code, EX_OK);
    EXPECT_EQ(QImage{file}.size(), QSize(1280, 800));
    EXPECT_GE(suggestions, 1);
    EXPECT_GE(positions, 2);
}

} // namespace
} // namespace tapedeck::scenario
