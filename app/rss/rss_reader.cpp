#include "app/rss/rss_reader.h"

#include <utility>

namespace tapedeck::rss {

RssReader::RssReader(InputSink& sink, const runtime::RunClock& clock, RssOptions options)
    : m_clock{clock}
{
    auto worker = std::make_unique<RssWorker>(
        sink, [this] { return m_clock.now(); }, std::move(options));
    m_thread = std::make_unique<runtime::WorkerThread<RssWorker>>("rss", std::move(worker));
    QMetaObject::invokeMethod(m_thread->endpoint(), &RssWorker::begin, Qt::QueuedConnection);
    m_thread->start();
}

RssReader::~RssReader()
{
    stop();
}

void RssReader::setStreamAway(bool away)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->setStreamAway(away);
}

void RssReader::stop()
{
    std::unique_ptr<runtime::WorkerThread<RssWorker>> ended;
    {
        const std::lock_guard lock{m_mutex};
        ended.swap(m_thread);
    }
    ended.reset();
}

} // namespace tapedeck::rss
