#include "app/api/control_client.h"
#include "app/api/control_server.h"
#include "fake_port.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

namespace tapedeck::api {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

const ControlRequest kStatus{ControlVerb::Status, false, {}, {}};
const ControlRequest kKill{ControlVerb::Kill, false, {}, "command line"};
const ControlRequest kRelease{
    ControlVerb::Release, false, std::string{kReleasePhrase}, "command line"};
constexpr milliseconds kPatience{20'000}; // a busy machine is no failure

class ControlServerTest : public testing::Test
{
protected:
    [[nodiscard]] std::filesystem::path folder() const { return m_root.folder(Mode::Paper); }
    [[nodiscard]] std::filesystem::path file() const { return controlSocketFile(folder()); }
    [[nodiscard]] ControlClient client() const
    {
        auto connected = ControlClient::connect(file(), kPatience);
        if (!connected)
            throw std::runtime_error{connected.error().what};
        return std::move(*connected);
    }
    [[nodiscard]] ControlReply ask(const ControlRequest& request) const
    {
        auto reply = client().ask(request, kPatience);
        if (!reply)
            throw std::runtime_error{reply.error().what};
        return *reply;
    }
    /// A socket of our own, to misbehave with.
    [[nodiscard]] Handle rawClient() const
    {
        auto socket = connectTo(file(), std::chrono::steady_clock::now() + kPatience);
        if (!socket)
            throw std::runtime_error{socket.error().what};
        return std::move(*socket);
    }
    static void write(const Handle& socket, std::string_view bytes)
    {
        EXPECT_EQ(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    /// What comes until `count` lines are there or the other end closes.
    static std::string read(const Handle& socket, int count)
    {
        std::string text;
        while (std::count(text.begin(), text.end(), '\n') < count) {
            pollfd watched{socket.get(), POLLIN, 0};
            std::array<char, 4096> bytes{};
            if (::poll(&watched, 1, static_cast<int>(kPatience.count())) <= 0)
                return text + "(timeout)";
            const ssize_t size = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
            if (size <= 0)
                return text + "(closed)";
            text.append(bytes.data(), static_cast<std::size_t>(size));
        }
        return text;
    }

    Root m_root;
    FakePort m_port;
};

TEST_F(ControlServerTest, AnswersStatusKillAndRelease)
{
    const Instance instance{m_port, folder()};
    EXPECT_EQ(ask(kStatus), (ControlReply{{true, ""}, fullStatus()}));
    const ControlReply killed = ask(kKill);
    EXPECT_EQ(killed.answer, (ControlAnswer{true, "no order passes"}));
    ASSERT_TRUE(killed.status);
    EXPECT_EQ(killed.status->killPhase, KillPhase::Cancelling);
    EXPECT_FALSE(ask({ControlVerb::Release, false, "please", "command line"}).answer.accepted);
    EXPECT_TRUE(ask(kRelease).answer.accepted);
    EXPECT_TRUE(ask({ControlVerb::Kill, true, {}, "hot key"}).answer.accepted);
    EXPECT_THAT(m_port.calls(),
                ElementsAre("kill from command line",
                            "release 'please' from command line",
                            "release 'release the kill switch' from command line",
                            "kill flatten from hot key"));
}

TEST_F(ControlServerTest, AnswersWhileTheThreadThatMadeItIsBusy)
{
    const Instance instance{m_port, folder()};
    // This thread runs no event loop from here to the end.
    ControlClient one = client();
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(one.ask(kStatus, kPatience));
    EXPECT_TRUE(one.ask(kKill, kPatience)->answer.accepted);
}

TEST_F(ControlServerTest, TheSocketIsThisUsersAloneAndGoesWithTheServer)
{
    {
        const Instance instance{m_port, folder()};
        struct stat found
        {};
        ASSERT_EQ(::lstat(file().c_str(), &found), 0);
        EXPECT_TRUE(S_ISSOCK(found.st_mode));
        EXPECT_EQ(found.st_mode & 0777U, 0600U);
    }
    EXPECT_FALSE(std::filesystem::exists(file()));
    const auto nobody = ControlClient::connect(file());
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, ErrorCode::NotFound);
}

TEST_F(ControlServerTest, ASecondServerIsRefusedAndTheFirstGoesOn)
{
    const Instance instance{m_port, folder()};
    FakePort other;
    {
        ControlServer second{other};
        const auto refused = second.listen(file());
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    }
    EXPECT_TRUE(ask(kKill).answer.accepted);
    EXPECT_TRUE(other.calls().empty());
}

TEST_F(ControlServerTest, ASocketThatAKilledProcessLeftIsTakenOver)
{
    {
        HostProcess host{TAPEDECK_CONTROL_HOST, folder()};
        EXPECT_TRUE(ask(kStatus).answer.accepted);
        host.killAndWait();
    }
    ASSERT_TRUE(std::filesystem::exists(file()));
    EXPECT_EQ(ControlClient::connect(file()).error().code, ErrorCode::NotFound);
    const Instance instance{m_port, folder()};
    EXPECT_TRUE(ask(kStatus).answer.accepted);
}

TEST_F(ControlServerTest, AFileInTheWayIsLeftAlone)
{
    std::ofstream{file()} << "mine";
    ControlServer server{m_port};
    const auto refused = server.listen(file());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_EQ(std::filesystem::file_size(file()), 4U);
}

TEST_F(ControlServerTest, AFolderThatIsMissingIsAnErrorAndNobodyRunsThere)
{
    ControlServer server{m_port};
    const auto refused = server.listen(m_root.path() / "none" / "control.sock");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_EQ(ControlClient::connect(m_root.path() / "none" / "control.sock").error().code,
              ErrorCode::NotFound);
}

TEST_F(ControlServerTest, AFolderDeeperThanASocketsAddressWorks)
{
    std::filesystem::path deep = m_root.path();
    for (int i = 0; i < 8; ++i)
        deep /= std::string(40, static_cast<char>('a' + i));
    std::filesystem::create_directories(deep);
    EXPECT_EQ(ControlClient::connect(controlSocketFile(deep)).error().code, ErrorCode::NotFound);
    {
        const Instance instance{m_port, deep};
        auto connected = ControlClient::connect(controlSocketFile(deep), kPatience);
        ASSERT_TRUE(connected) << connected.error().what;
        EXPECT_TRUE(connected->ask(kStatus, kPatience));
    }
    EXPECT_FALSE(std::filesystem::exists(controlSocketFile(deep)));
    EXPECT_EQ(ControlClient::connect(controlSocketFile(deep / "more")).error().code,
              ErrorCode::NotFound);
}

TEST_F(ControlServerTest, ARemovedSocketIsMadeAgain)
{
    ControlLimits limits;
    limits.sweepEvery = milliseconds{5};
    const Instance instance{m_port, folder(), limits};
    ASSERT_TRUE(std::filesystem::remove(file()));
    while (!std::filesystem::exists(file()))
        std::this_thread::yield();
    // It exists a moment before it listens.
    while (!ControlClient::connect(file()))
        std::this_thread::yield();
    EXPECT_TRUE(ask(kKill).answer.accepted);
}

TEST_F(ControlServerTest, GarbageIsAnsweredAndTheNextLineStillCounts)
{
    const Instance instance{m_port, folder()};
    const Handle socket = rawClient();
    using namespace std::string_view_literals;
    write(socket, "\0\xff garbage\n{}\n[1,2]\n{\"command\":\"kill\"}\n"sv);
    const std::string replies = read(socket, 4);
    EXPECT_EQ(std::count(replies.begin(), replies.end(), '\n'), 4);
    EXPECT_THAT(replies, HasSubstr("no order passes"));
    EXPECT_THAT(m_port.calls(), ElementsAre("kill from local socket"));
}

TEST_F(ControlServerTest, ALineWithoutAnEndIsCutOff)
{
    const Instance instance{m_port, folder()};
    const Handle socket = rawClient();
    const std::string endless(3 * kRequestBytesMax, 'x');
    (void)::send(socket.get(), endless.data(), endless.size(), MSG_NOSIGNAL);
    EXPECT_THAT(read(socket, 2), HasSubstr("(closed)"));
    EXPECT_TRUE(ask(kStatus).answer.accepted);
}

TEST_F(ControlServerTest, TheLongestLineIsTaken)
{
    const Instance instance{m_port, folder()};
    std::string line = R"({"command":"kill"})";
    line.append(static_cast<std::size_t>(kRequestBytesMax) - line.size() - 1, ' ').append("\n");
    const Handle socket = rawClient();
    write(socket, line + line);
    EXPECT_THAT(read(socket, 2), HasSubstr("no order passes"));
    EXPECT_EQ(m_port.calls().size(), 2U);
}

TEST_F(ControlServerTest, ALineThatComesByteByByteIsTaken)
{
    const Instance instance{m_port, folder()};
    const Handle socket = rawClient();
    for (const char c : std::string{"{\"command\":\"kill\"}\n"}) {
        write(socket, {&c, 1});
        EXPECT_TRUE(ask(kStatus).answer.accepted);
    }
    EXPECT_THAT(read(socket, 1), HasSubstr("no order passes"));
}

TEST_F(ControlServerTest, WhoIsSilentIsDroppedInTime)
{
    ControlLimits limits;
    limits.silenceMax = milliseconds{50};
    limits.sweepEvery = milliseconds{10};
    const Instance instance{m_port, folder(), limits};
    const Handle socket = rawClient();
    write(socket, "{\"command\":");
    EXPECT_EQ(read(socket, 1), "(closed)");
}

TEST_F(ControlServerTest, WhoAsksAndNeverReadsIsDroppedAndOthersAreAnswered)
{
    ControlLimits limits;
    limits.unsentBytesMax = qint64{64} * 1024;
    const Instance instance{m_port, folder(), limits};
    const Handle socket = rawClient();
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "{\"command\":\"status\"}\n";
    for (;;) {
        pollfd watched{socket.get(), POLLOUT, 0};
        ASSERT_GT(::poll(&watched, 1, static_cast<int>(kPatience.count())), 0);
        if (::send(socket.get(), many.data(), many.size(), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
            break;
    }
    EXPECT_TRUE(ask(kKill).answer.accepted);
}

TEST_F(ControlServerTest, AHundredClientsAtOnceAreAllAnswered)
{
    const Instance instance{m_port, folder()};
    std::vector<ControlClient> clients;
    for (int i = 0; i < 100; ++i)
        clients.push_back(client());
    for (int round = 0; round < 3; ++round) {
        for (ControlClient& each : clients) {
            const auto reply = each.ask(kStatus, kPatience);
            ASSERT_TRUE(reply) << reply.error().what;
        }
    }
    std::vector<std::future<bool>> kills;
    for (ControlClient& each : clients)
        kills.push_back(std::async(std::launch::async, [&each] {
            const auto reply = each.ask(kKill, kPatience);
            return reply && reply->answer.accepted;
        }));
    for (auto& kill : kills)
        EXPECT_TRUE(kill.get());
    EXPECT_EQ(m_port.calls().size(), 100U);
}

TEST_F(ControlServerTest, AKillGetsThroughACrowdOfSilentClients)
{
    ControlLimits limits;
    limits.clientsMax = 4;
    const Instance instance{m_port, folder(), limits};
    std::vector<Handle> crowd;
    for (int i = 0; i < 40; ++i)
        crowd.push_back(rawClient());
    EXPECT_TRUE(ask(kKill).answer.accepted);
}

TEST_F(ControlServerTest, AKillGetsThroughWhenDescriptorsHaveRunOut)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizer's look at an object takes a pipe, and there is none left here";
#endif
    HostProcess host{TAPEDECK_CONTROL_HOST, folder()};
    // The host may hold a few more than it has now; the crowd takes them all.
    rlimit scarce{40, 40};
    ASSERT_EQ(::prlimit(host.pid(), RLIMIT_NOFILE, &scarce, nullptr), 0);
    std::vector<Handle> crowd;
    for (int i = 0; i < 80; ++i)
        crowd.push_back(rawClient());
    EXPECT_TRUE(ask(kKill).answer.accepted);
    EXPECT_EQ(host.readLine(), "kill from command line");
}

TEST_F(ControlServerTest, AStoppedProcessTakesTheKillWhenItGoesOnAndNotTheRelease)
{
    HostProcess host{TAPEDECK_CONTROL_HOST, folder()};
    host.stop();
    {
        ControlClient releaser = client();
        const auto silent = releaser.ask(kRelease, milliseconds{50});
        ASSERT_FALSE(silent);
        EXPECT_EQ(silent.error().code, ErrorCode::Unavailable);
    }
    EXPECT_FALSE(client().ask(kKill, milliseconds{50}));
    host.goOn();
    EXPECT_EQ(host.readLine(), "kill from command line");
    EXPECT_EQ(ask(kStatus).status->killPhase, KillPhase::Confirmed);
}

TEST_F(ControlServerTest, AQueueThatNobodyEmptiesEndsAtTheDeadline)
{
    HostProcess host{TAPEDECK_CONTROL_HOST, folder()};
    host.stop();
    std::vector<ControlClient> waiting;
    for (int i = 0; i < 1'000; ++i) {
        const auto start = std::chrono::steady_clock::now();
        auto connected = ControlClient::connect(file(), milliseconds{30});
        if (!connected) {
            EXPECT_EQ(connected.error().code, ErrorCode::Unavailable);
            EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds{30});
            return;
        }
        waiting.push_back(std::move(*connected));
    }
    FAIL() << "the queue has no end";
}

} // namespace
} // namespace tapedeck::api
