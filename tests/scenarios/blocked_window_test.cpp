#include "app/credentials.h"
#include "app/kill_signal.h"
#include "app/workstation.h"
#include "desk_and_exchange.h"
#include "store_support.h"
#include "ui/main_window.h"

#include <QThread>

#include <sysexits.h>

#include <csignal>
#include <optional>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

/// The workstation and its window in this process, so that their thread can be blocked.
class BlockedWindowTest : public DeskAndExchange
{
protected:
    ~BlockedWindowTest() override
    {
        m_aim.reset();
        m_window.reset();
        if (m_station)
            m_station->stop();
    }
    void makeStation()
    {
        LaunchOptions options;
        options.exchange = m_exchange.address();
        options.data = m_home.data();
        options.config = m_home.path("config.yaml");
        m_station.emplace(std::move(options), m_credentials);
        m_aim.emplace(m_signal, *m_station);
    }
    void open()
    {
        const auto started = m_station->start();
        ASSERT_TRUE(started) << started.error().what;
        m_window.emplace(*m_station, m_credentials, *m_station, WindowOptions{});
        m_window->show();
    }
    /// Nothing of the main thread runs until `work` is done on another one.
    static void whileBlocked(const std::function<void()>& work)
    {
        const std::unique_ptr<QThread> other{QThread::create(work)};
        other->start();
        other->wait();
    }
    void startTradingHere()
    {
        ASSERT_NO_FATAL_FAILURE(startExchange());
        makeStation();
        ASSERT_NO_FATAL_FAILURE(open());
        ASSERT_TRUE(waitForOrders(5));
        for (const char* symbol : {"BOXFND", "QUANDO", "DOODLX"})
            ASSERT_NO_FATAL_FAILURE(placeElsewhere(symbol));
    }
    /// Confirmed, on the disk, and in a time that would have seen dozens: no order.
    void expectKilled()
    {
        EXPECT_TRUE(waitForKillPhase(KillPhase::Confirmed));
        EXPECT_TRUE(std::filesystem::exists(test::killLatchFile(m_home.practice())));
        Client client = m_exchange.client();
        EXPECT_EQ(openOrdersAt(client), 0U);
        const std::size_t before = orderCount();
        EXPECT_TRUE(waitForTape(60s));
        EXPECT_EQ(orderCount(), before);
    }

    KillSignal m_signal;
    Credentials m_credentials;
    std::optional<Workstation> m_station;
    std::optional<KillSignal::Aim> m_aim;
    std::optional<MainWindow> m_window;
};

TEST_F(BlockedWindowTest, TheCommandKillsAllTheSame)
{
    ASSERT_NO_FATAL_FAILURE(startTradingHere());
    whileBlocked([this] {
        const Finished kill = command({"kill"});
        EXPECT_EQ(kill.code, EX_OK) << kill.out.toStdString() << kill.err.toStdString();
        EXPECT_TRUE(kill.out.contains("after the press")) << kill.out.toStdString();
        expectKilled();
    });
}

TEST_F(BlockedWindowTest, TheSignalKillsAllTheSame)
{
    ASSERT_NO_FATAL_FAILURE(startTradingHere());
    whileBlocked([this] {
        EXPECT_EQ(::kill(::getpid(), SIGUSR1), 0);
        expectKilled();
    });
}

TEST_F(BlockedWindowTest, WithTheNetworkDownItIsConfirmedWhenThatComesBack)
{
    ASSERT_NO_FATAL_FAILURE(startTradingHere());
    whileBlocked([this] {
        m_exchange.program().pause();
        EXPECT_EQ(::kill(::getpid(), SIGUSR1), 0);
        EXPECT_TRUE(waitForKillPhase(KillPhase::Cancelling));
        m_exchange.program().resume();
        expectKilled();
    });
}

TEST_F(BlockedWindowTest, ASignalBeforeAnythingRunsIsAKillOfWhatStarts)
{
    EXPECT_EQ(::raise(SIGUSR1), 0);
    ASSERT_NO_FATAL_FAILURE(startExchange());
    const std::size_t before = orderCount(); // what the account began with
    makeStation();
    ASSERT_NO_FATAL_FAILURE(open());
    expectKilled();
    EXPECT_EQ(orderCount(), before);
}

} // namespace
} // namespace tapedeck::scenario
