#include "app/termination.h"

#include "base/check.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace tapedeck {

namespace {

// A signal handler may do next to nothing: it writes a byte into this pipe.
std::array<int, 2> pipeEnds{-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = write(pipeEnds[1], &byte, 1);
}

void handle(void (*handler)(int))
{
    struct sigaction action
    {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
}

} // namespace

Termination::Termination(QObject* parent) : QObject{parent}
{
    CHECK(pipeEnds[0] < 0);
    CHECK(pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) == 0);
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (read(pipeEnds[0], &byte, 1) == 1) {
        }
        emit requested();
    });
    handle(onSignal);
}

Termination::~Termination()
{
    handle(SIG_DFL);
    m_notifier.reset();
    for (int& end : pipeEnds) {
        close(end);
        end = -1;
    }
}

} // namespace tapedeck
