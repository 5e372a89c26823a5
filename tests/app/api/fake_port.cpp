#include "fake_port.h"

#include "desk/snapshot.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace tapedeck::api {

ControlLink linkOf(Link link, LinkState state, std::string reason)
{
    ControlLink made;
    made.link = link;
    made.state = state;
    made.reason = std::move(reason);
    made.since = timestampOf(1'381'411'801'000'000'000);
    return made;
}

ControlStatus fullStatus(Mode mode)
{
    ControlStatus status;
    status.mode = mode;
    status.rules = Rules::Approval;
    status.armed = true;
    status.runId = "run-7";
    status.pid = 4'242;
    status.since = timestampOf(1'381'411'800'500'000'000);
    status.ordersOpen = 2;
    status.positions = 3;
    status.naked = {
        {"TSLA", *Quantity::parse("1.5"), *Money::parse("-12.34"), true, Limit::Session}};
    status.booksAgreedAt = timestampOf(1'381'411'802'000'000'000);
    status.canceled = 7;
    status.lastCanceledAfter = Nanoseconds{398'000'000};
    status.confirmedAfter = Nanoseconds{412'000'001};
    status.flattenedAfter = Nanoseconds{1'200'000'000};
    status.suggestions = 1;
    status.accountKnown = true;
    status.equity = *Money::parse("100000.123456789");
    status.dayProfit = *Money::parse("-0.5");
    status.links = {linkOf(Link::MarketData, LinkState::Live, ""),
                    linkOf(Link::TradeUpdates, LinkState::BackingOff, "no route to \"host\"\n")};
    ControlLink& feed = status.links.front();
    feed.messagesPerSecond = 712.5;
    feed.lastMessageAge = Nanoseconds{3'000'001};
    feed.lagMedian = Nanoseconds{-2'000};
    feed.lagP99 = Nanoseconds{41'000'000};
    feed.reconnects = 3;
    feed.gaps = {1, 2, 4};
    feed.callsLastHour = 7;
    status.sessionFile = "sessions/s.tds";
    status.dataFolder = "data/päper";
    return status;
}

FakePort::FakePort(Mode mode) : m_status{fullStatus(mode)} {}

ControlAnswer FakePort::kill(std::string source, bool flatten)
{
    const std::lock_guard lock{m_mutex};
    m_calls.push_back("kill" + std::string{flatten ? " flatten" : ""} + " from " + source);
    if (m_refuses)
        return {false, "the disk is full"};
    m_status.killPhase = KillPhase::Cancelling;
    m_status.killedSince = m_status.since;
    m_status.unconfirmed = m_status.ordersOpen;
    m_questionsLeft = m_questionsUntilConfirmed;
    return {true, "no order passes"};
}

ControlAnswer FakePort::release(std::string phrase, std::string source)
{
    const std::lock_guard lock{m_mutex};
    m_calls.push_back("release '" + phrase + "' from " + source);
    if (phrase != kReleasePhrase)
        return {false, "that is not the phrase"};
    m_status.killPhase = KillPhase::Off;
    m_status.killedSince.reset();
    return {true, "released"};
}

ControlStatus FakePort::status()
{
    const std::lock_guard lock{m_mutex};
    if (m_status.killPhase == KillPhase::Cancelling && m_questionsLeft >= 0 &&
        m_questionsLeft-- == 0) {
        m_status.killPhase = KillPhase::Confirmed;
        m_status.ordersOpen = 0;
        m_status.unconfirmed = 0;
    }
    return m_status;
}

void FakePort::confirmAfter(int questions)
{
    const std::lock_guard lock{m_mutex};
    m_questionsUntilConfirmed = questions;
}

std::vector<std::string> FakePort::calls() const
{
    const std::lock_guard lock{m_mutex};
    return m_calls;
}

namespace {

std::unique_ptr<ControlServer>
listening(ControlPort& port, const std::filesystem::path& folder, ControlLimits limits)
{
    auto server = std::make_unique<ControlServer>(port, limits);
    if (auto opened = server->listen(controlSocketFile(folder)); !opened)
        throw std::runtime_error{opened.error().what};
    return server;
}

} // namespace

Instance::Instance(ControlPort& port, const std::filesystem::path& folder, ControlLimits limits)
    : m_thread{"control", listening(port, folder, limits)}
{
    m_thread.start();
}

Root::Root()
{
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live})
        std::filesystem::create_directory(folder(mode));
}

HostProcess::HostProcess(const std::filesystem::path& program, const std::filesystem::path& folder)
{
    std::array<int, 2> pipes{};
    if (::pipe(pipes.data()) != 0)
        throw std::runtime_error{"no pipe"};
    m_output = Handle{pipes[0]};
    const Handle input{pipes[1]};
    m_pid = ::fork();
    if (m_pid == 0) {
        ::dup2(input.get(), STDOUT_FILENO);
        ::execl(program.c_str(), program.c_str(), folder.c_str(), nullptr);
        ::_exit(127);
    }
    if (m_pid < 0 || readLine() != "listening")
        throw std::runtime_error{"the host does not start"};
}

HostProcess::~HostProcess()
{
    killAndWait();
}

void HostProcess::stop() const
{
    int state = 0;
    ::kill(m_pid, SIGSTOP);
    if (::waitpid(m_pid, &state, WUNTRACED) != m_pid || !WIFSTOPPED(state))
        throw std::runtime_error{"the host does not stop"};
}

void HostProcess::goOn() const
{
    ::kill(m_pid, SIGCONT);
}

void HostProcess::killAndWait()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

std::string HostProcess::readLine()
{
    constexpr int kPatienceMs = 20'000;
    std::string line;
    for (;;) {
        pollfd watched{m_output.get(), POLLIN, 0};
        char c = 0;
        if (::poll(&watched, 1, kPatienceMs) <= 0 || ::read(m_output.get(), &c, 1) != 1)
            return line + " (end)";
        if (c == '\n')
            return line;
        line.push_back(c);
    }
}

} // namespace tapedeck::api
