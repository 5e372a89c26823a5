#pragma once

#include "app/rss/rss_worker.h"
#include "app/runtime/shared_clock.h"
#include "app/runtime/worker_thread.h"

#include <memory>
#include <mutex>

namespace tapedeck::rss {

/// RSS and Atom feeds on a thread of their own: news beside the broker's, and in its place while
/// its stream is away.
class RssReader final
{
public:
    /// Starts the thread. `sink` outlives it.
    RssReader(InputSink& sink, const runtime::RunClock& clock, RssOptions options);
    /// stop()
    ~RssReader();

    // From any thread.
    void setStreamAway(bool away);
    void setClock(const runtime::RunClock& clock) { m_clock.set(clock); }
    void stop();

private:
    runtime::SharedClock m_clock;
    std::mutex m_mutex;
    std::unique_ptr<runtime::WorkerThread<RssWorker>> m_thread; ///< under m_mutex
};

} // namespace tapedeck::rss
