#include "desk_and_exchange.h"
#include "store_support.h"

#include <sysexits.h>

#include <csignal>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

const QByteArray kRightPhrase = "release the kill switch\n";

class KillTest : public DeskAndExchange
{
protected:
    /// However the market moves, in a time that would have seen dozens: no order.
    void expectNoOrderAnyMore()
    {
        const std::size_t before = orderCount();
        ASSERT_TRUE(waitForTape(60s));
        ASSERT_TRUE(
            waitForStatus([](const auto& status) { return isLive(status, Link::MarketData); }));
        EXPECT_EQ(orderCount(), before);
        Client client = m_exchange.client();
        EXPECT_EQ(openOrdersAt(client), 0U);
    }
};

TEST_F(KillTest, EveryOrderIsCanceledAndNoneFollowsUntilThePhraseIsTyped)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (const char* symbol : {"BOXFND", "QUANDO", "DOODLX"})
        ASSERT_NO_FATAL_FAILURE(placeElsewhere(symbol));
    Client client = m_exchange.client();
    ASSERT_GE(openOrdersAt(client), 3U);

    const Finished kill = command({"kill"});
    EXPECT_EQ(kill.code, EX_OK) << kill.err.toStdString();
    EXPECT_TRUE(kill.out.contains("confirmed")) << kill.out.toStdString();
    EXPECT_EQ(openOrdersAt(client), 0U);
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());

    const Finished wrong = command({"release"}, "Release the kill switch\n");
    EXPECT_EQ(wrong.code, EX_NOPERM) << wrong.err.toStdString();
    EXPECT_EQ(command({"release"}, "").code, EX_NOPERM);
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));

    EXPECT_EQ(m_desk.stop().code, EX_OK);
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());

    const Finished right = command({"release"}, kRightPhrase);
    EXPECT_EQ(right.code, EX_OK) << right.err.toStdString();
    ASSERT_TRUE(waitForKillPhase(KillPhase::Off));
    EXPECT_TRUE(waitForOrders(2)) << "trading resumes";
    expectEqualBooks();
}

TEST_F(KillTest, WithTheNetworkDownItTakesEffectAsSoonAsTheExchangeAnswers)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    ASSERT_NO_FATAL_FAILURE(placeElsewhere("BOXFND"));
    m_exchange.program().pause();
    const Finished kill = command({"kill"});
    EXPECT_EQ(kill.code, EX_UNAVAILABLE) << kill.out.toStdString();
    EXPECT_TRUE(kill.err.contains("NOT CONFIRMED")) << kill.err.toStdString();
    ASSERT_TRUE(waitForKillPhase(KillPhase::Cancelling));
    m_exchange.program().resume();
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    Client client = m_exchange.client();
    EXPECT_EQ(openOrdersAt(client), 0U);
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
    expectEqualBooks();
}

TEST_F(KillTest, FlattenClosesEveryPositionAfterTheCancellations)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    const Finished kill = command({"kill", "--flatten"});
    EXPECT_EQ(kill.code, EX_OK) << kill.out.toStdString() << kill.err.toStdString();
    ASSERT_TRUE(waitForStatus([](const auto& status) {
        return status.killPhase == KillPhase::Confirmed && status.positions == 0;
    }));
    Client client = m_exchange.client();
    const ExchangeBooks books = exchangeBooks(client);
    EXPECT_TRUE(books.positions.empty());
    EXPECT_EQ(books.openOrders(), 0U);
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
    expectEqualBooks();
}

TEST_F(KillTest, TheSignalKillsAndSaysHowLongItTook)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (const char* symbol : {"BOXFND", "QUANDO", "DOODLX"})
        ASSERT_NO_FATAL_FAILURE(placeElsewhere(symbol));
    ASSERT_TRUE(waitForStatus([](const auto& status) { return status.ordersOpen >= 3; }));
    m_desk.signal(SIGUSR1);
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    EXPECT_TRUE(std::filesystem::exists(test::killLatchFile(m_home.practice())));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
    EXPECT_TRUE(waitForStatus([](const auto& status) {
        return status.confirmedAfter && status.lastCanceledAfter && status.canceled >= 3;
    }));
    EXPECT_TRUE(command({"status"}).out.contains(" after the press, "));
    const auto rows = audit().of("kill_confirmed");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(rows[0].value("detail").toString().startsWith("confirmed after "));
    EXPECT_EQ(m_desk.stop().code, EX_OK) << "the signal ended nothing";
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
}

TEST_F(KillTest, KilledWhileNothingRunsTheNextStartIsKilled)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    ASSERT_NO_FATAL_FAILURE(placeElsewhere("BOXFND"));
    EXPECT_EQ(command({"kill"}).code, EX_OK);
    const Finished status = command({"status"});
    EXPECT_EQ(status.code, EX_UNAVAILABLE);
    EXPECT_TRUE(status.err.contains("kill switch is set")) << status.err.toStdString();
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
    expectEqualBooks();
}

TEST_F(KillTest, AModeThatNeverRanCanBeKilledByItsName)
{
    EXPECT_EQ(command({"kill"}).code, EX_UNAVAILABLE) << "there is no folder yet";
    EXPECT_EQ(command({"kill", "--mode", "practice"}).code, EX_OK);
    ASSERT_NO_FATAL_FAILURE(startExchange());
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    ASSERT_NO_FATAL_FAILURE(expectNoOrderAnyMore());
}

} // namespace
} // namespace tapedeck::scenario
