#include "desk_and_exchange.h"
#include "support/real_data.h"

#include <QDir>
#include <QRegularExpression>

#include <sysexits.h>

namespace tapedeck::scenario {
namespace {

class DeterminismTest : public DeskAndExchange
{
protected:
    /// The digest of a session that is played again. Fails the test where it is not the run's own.
    static QByteArray replay(const Home& home, const QString& session)
    {
        const Finished played = run(home, {"replay", session});
        EXPECT_EQ(played.code, EX_OK) << played.err.toStdString();
        const QRegularExpression form{"^events=[0-9]+ seconds=[0-9.]+ digest=([0-9a-f]{64})\n$"};
        const auto match = form.match(QString::fromUtf8(played.out));
        EXPECT_TRUE(match.hasMatch()) << played.out.toStdString();
        return match.captured(1).toUtf8();
    }
    static QString sessionOf(const Home& home)
    {
        const auto status = statusOf(home);
        EXPECT_TRUE(status);
        return status ? QString::fromStdString(status->sessionFile) : QString{};
    }
};

TEST_F(DeterminismTest, ARunPlayedAgainGivesTheDigestThatItWrote)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    const QString session = sessionOf(m_home);
    EXPECT_EQ(command({"kill"}).code, EX_OK);
    EXPECT_EQ(command({"release"}, "release the kill switch\n").code, EX_OK);
    EXPECT_TRUE(waitForOrders(2));
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    const QByteArray once = replay(m_home, session);
    EXPECT_EQ(replay(m_home, session), once);
}

TEST_F(DeterminismTest, ARunAfterARestartIsPlayedAgainFromWhatItFound)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    m_desk.killNow();
    ASSERT_NO_FATAL_FAILURE(startDesk());
    EXPECT_TRUE(waitForOrders(2));
    const QString session = sessionOf(m_home);
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    (void)replay(m_home, session);
}

TEST_F(DeterminismTest, ARunThatWasCutOffIsPlayedAsFarAsItGoesWithANote)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    const QString session = sessionOf(m_home);
    m_desk.killNow();
    const Finished played = run(m_home, {"replay", session});
    EXPECT_EQ(played.code, EX_OK) << played.err.toStdString();
    EXPECT_TRUE(played.out.startsWith("events=")) << played.out.toStdString();
    EXPECT_EQ(played.err.count('\n'), 1) << played.err.toStdString();
    EXPECT_EQ(run(m_home, {"replay", session}).out.split('=').last(), played.out.split('=').last());
}

TEST_F(DeterminismTest, ARealMorningIsTradedAndPlayedAgain)
{
    TAPEDECK_REAL_DATA(data);
    const Home home;
    Program desk{home};
    desk.start({"--practice",
                "--headless",
                "--data",
                home.data(),
                "--config",
                m_home.path("config.yaml"),
                "--tape",
                QString::fromStdString(data + "/tape_20131010_open.jsonl.zst"),
                "--start",
                "09:31",
                "--speed",
                "20"});
    ASSERT_TRUE(desk.waitForLine("running ")) << desk.err().toStdString();
    ASSERT_TRUE(until([&] {
        const auto status = statusOf(home);
        return status && status->positions >= 3; // the seeded two, and what was bought
    }));
    const QString session = sessionOf(home);
    const QString folder = QString::fromStdString(statusOf(home)->dataFolder);
    EXPECT_EQ(desk.stop().code, EX_OK);
    (void)replay(home, session);
    const AuditBooks books = auditBooksOf(folder.toStdString() + "/journal.sqlite");
    EXPECT_FALSE(books.filled.empty());
}

} // namespace
} // namespace tapedeck::scenario
