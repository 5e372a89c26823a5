#include "desk_and_exchange.h"

#include <sysexits.h>

namespace tapedeck::scenario {
namespace {

class DeterminismTest : public DeskAndExchange
{
protected:
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
    const QByteArray once = replayedDigest(m_home, session);
    EXPECT_EQ(replayedDigest(m_home, session), once);
}

TEST_F(DeterminismTest, ARunAfterARestartIsPlayedAgainFromWhatItFound)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    m_desk.killNow();
    ASSERT_NO_FATAL_FAILURE(startDesk());
    EXPECT_TRUE(waitForOrders(2));
    const QString session = sessionOf(m_home);
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    (void)replayedDigest(m_home, session);
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

} // namespace
} // namespace tapedeck::scenario
