#pragma once

#include "app/api/control_port.h"

#include <mutex>
#include <thread>

namespace tapedeck {

/// SIGUSR1 presses the kill switch. A thread of its own hears it, so that it works while the
/// window, or whatever runs on the main thread, is blocked. From the moment that this exists the
/// signal ends nothing; one that comes before there is a port is delivered to the port. One at a
/// time.
class KillSignal
{
public:
    KillSignal();
    ~KillSignal();
    KillSignal(const KillSignal&) = delete;
    KillSignal& operator=(const KillSignal&) = delete;

    /// While it lives, the signal goes to `port`.
    class Aim
    {
    public:
        Aim(KillSignal& signal, api::ControlPort& port) : m_signal{signal} { signal.aimAt(&port); }
        ~Aim() { m_signal.aimAt(nullptr); }
        Aim(const Aim&) = delete;
        Aim& operator=(const Aim&) = delete;

    private:
        KillSignal& m_signal;
    };

private:
    void aimAt(api::ControlPort* port);
    void listen();

    std::mutex m_lock;
    api::ControlPort* m_port = nullptr;
    bool m_isPressed = false; ///< and nobody has heard of it yet
    std::thread m_thread;
};

} // namespace tapedeck
