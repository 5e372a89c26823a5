#include "app/alpaca/news_feed.h"

#include <utility>

namespace tapedeck::alpaca {

NewsFeed::NewsFeed(Login login,
                   InputSink& sink,
                   const runtime::RunClock& clock,
                   const NewsOptions& options,
                   RestPort* rest)
    : m_clock{clock}
{
    auto worker = std::make_unique<NewsWorker>(
        std::move(login), sink, [this] { return m_clock.now(); }, options, rest);
    m_thread = std::make_unique<runtime::WorkerThread<NewsWorker>>("news", std::move(worker));
    QMetaObject::invokeMethod(m_thread->endpoint(), &NewsWorker::begin, Qt::QueuedConnection);
    m_thread->start();
}

NewsFeed::~NewsFeed()
{
    stop();
}

void NewsFeed::want(std::vector<std::string> symbols)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->want(std::move(symbols));
}

LinkHealth NewsFeed::health() const
{
    const std::lock_guard lock{m_mutex};
    LinkHealth off;
    off.link = Link::News;
    return m_thread ? m_thread->endpoint()->health() : off;
}

void NewsFeed::stop()
{
    std::unique_ptr<runtime::WorkerThread<NewsWorker>> ended;
    {
        const std::lock_guard lock{m_mutex};
        ended.swap(m_thread);
    }
    ended.reset();
}

} // namespace tapedeck::alpaca
