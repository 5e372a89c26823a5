#include "app/alpaca/broker.h"

#include <utility>

namespace tapedeck::alpaca {

Broker::Broker(Login login,
               const KillLatch& latch,
               InputSink& sink,
               const runtime::RunClock& clock,
               const BrokerOptions& options)
    : m_clock{clock}
{
    auto worker = std::make_unique<BrokerWorker>(
        std::move(login), latch, sink, [this] { return m_clock.now(); }, options);
    m_thread = std::make_unique<runtime::WorkerThread<BrokerWorker>>("broker", std::move(worker));
    QMetaObject::invokeMethod(m_thread->endpoint(), &BrokerWorker::begin, Qt::QueuedConnection);
    m_thread->start();
}

Broker::~Broker()
{
    stop();
}

void Broker::post(request::Any request)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->post(std::move(request));
}

void Broker::ask(RestCall call, RestPort::Reply reply)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->ask(std::move(call), std::move(reply));
}

void Broker::setBusy(bool busy)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->setBusy(busy);
}

std::vector<LinkHealth> Broker::health() const
{
    const std::lock_guard lock{m_mutex};
    return m_thread ? m_thread->endpoint()->health() : std::vector<LinkHealth>{};
}

void Broker::stop()
{
    std::unique_ptr<runtime::WorkerThread<BrokerWorker>> ended;
    {
        const std::lock_guard lock{m_mutex};
        ended.swap(m_thread);
    }
    // Joins outside of the lock: whoever posts meanwhile must not wait for it.
    ended.reset();
}

} // namespace tapedeck::alpaca
