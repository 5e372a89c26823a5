#include "app/kill_signal.h"

#include "base/check.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace tapedeck {

namespace {

constexpr char kPressed = 1;
constexpr char kEnd = 2;

// A signal handler may do next to nothing: it writes a byte into this pipe.
std::array<int, 2> pipeEnds{-1, -1};

void onSignal(int)
{
    const int before = errno;
    [[maybe_unused]] const auto written = write(pipeEnds[1], &kPressed, 1);
    errno = before;
}

void handle(void (*handler)(int))
{
    struct sigaction action
    {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, nullptr);
}

} // namespace

KillSignal::KillSignal()
{
    CHECK(pipeEnds[0] < 0);
    CHECK(pipe2(pipeEnds.data(), O_CLOEXEC) == 0);
    // Full means that it was pressed often enough; a handler must never wait.
    CHECK(fcntl(pipeEnds[1], F_SETFL, O_NONBLOCK) == 0);
    m_thread = std::thread{[this] { listen(); }};
    handle(onSignal);
}

KillSignal::~KillSignal()
{
    handle(SIG_IGN); // what comes while we leave must not end the process half-way
    while (write(pipeEnds[1], &kEnd, 1) < 0 && (errno == EAGAIN || errno == EINTR))
        std::this_thread::yield();
    m_thread.join();
    for (int& end : pipeEnds) {
        close(end);
        end = -1;
    }
}

void KillSignal::aimAt(api::ControlPort* port)
{
    const std::lock_guard lock{m_lock};
    m_port = port;
    if (port != nullptr && std::exchange(m_isPressed, false))
        (void)port->kill("SIGUSR1", false);
}

void KillSignal::listen()
{
    for (;;) {
        char byte = 0;
        const ssize_t size = read(pipeEnds[0], &byte, 1);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0 || byte == kEnd)
            return;
        const std::lock_guard lock{m_lock};
        if (m_port != nullptr)
            (void)m_port->kill("SIGUSR1", false);
        else
            m_isPressed = true;
    }
}

} // namespace tapedeck
