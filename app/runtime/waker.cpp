#include "app/runtime/inbox.h"
#include "base/check.h"

#ifdef __linux__
#include <sys/eventfd.h>
#include <unistd.h>
#endif

namespace tapedeck::runtime {

#ifdef __linux__

Waker::Waker() : m_fd{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}
{
    CHECK(m_fd >= 0);
}

Waker::~Waker()
{
    m_notifier.reset();
    close(m_fd);
}

void Waker::attach(QObject* context, std::function<void()> wake)
{
    m_context = context;
    m_wake = std::move(wake);
    m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, context, [this] { m_wake(); });
    // Whatever was pushed before there was anybody to wake.
    m_armed.store(false);
    ring();
}

void Waker::ring()
{
    if (m_armed.exchange(true))
        return;
    const std::uint64_t one = 1;
    CHECK(write(m_fd, &one, sizeof one) == sizeof one);
}

void Waker::disarm()
{
    std::uint64_t rings = 0;
    // Nothing to read only means that somebody looked before the bell.
    [[maybe_unused]] const auto size = read(m_fd, &rings, sizeof rings);
    m_armed.store(false);
}

#else

Waker::Waker() = default;
Waker::~Waker() = default;

void Waker::attach(QObject* context, std::function<void()> wake)
{
    m_context = context;
    m_wake = std::move(wake);
    m_armed.store(false);
    ring();
}

void Waker::ring()
{
    if (m_context == nullptr || m_armed.exchange(true))
        return;
    QMetaObject::invokeMethod(
        m_context, [this] { m_wake(); }, Qt::QueuedConnection);
}

void Waker::disarm()
{
    m_armed.store(false);
}

#endif

} // namespace tapedeck::runtime
