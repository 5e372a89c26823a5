#include "app/alpaca/market_feed.h"

#include <utility>

namespace tapedeck::alpaca {

MarketFeed::MarketFeed(Login login,
                       InputSink& sink,
                       const runtime::RunClock& clock,
                       const FeedOptions& options,
                       RestPort* rest)
    : m_link{options.link}, m_clock{clock}
{
    auto worker = std::make_unique<FeedWorker>(
        std::move(login), sink, [this] { return m_clock.now(); }, options, rest);
    m_thread = std::make_unique<runtime::WorkerThread<FeedWorker>>(
        m_link == Link::Options ? "options" : "feed", std::move(worker));
    QMetaObject::invokeMethod(m_thread->endpoint(), &FeedWorker::begin, Qt::QueuedConnection);
    m_thread->start();
}

MarketFeed::~MarketFeed()
{
    stop();
}

void MarketFeed::subscribe(Symbols symbols, std::vector<std::string> wanted)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->subscribe(std::move(symbols), std::move(wanted));
}

void MarketFeed::setBusy(bool busy)
{
    const std::lock_guard lock{m_mutex};
    if (m_thread)
        m_thread->endpoint()->setBusy(busy);
}

LinkHealth MarketFeed::health() const
{
    const std::lock_guard lock{m_mutex};
    LinkHealth off;
    off.link = m_link;
    return m_thread ? m_thread->endpoint()->health() : off;
}

void MarketFeed::stop()
{
    std::unique_ptr<runtime::WorkerThread<FeedWorker>> ended;
    {
        const std::lock_guard lock{m_mutex};
        ended.swap(m_thread);
    }
    ended.reset();
}

} // namespace tapedeck::alpaca
