#pragma once

#include "app/alpaca/news_worker.h"
#include "app/runtime/worker_thread.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

/// The news stream on a thread of its own.
class NewsFeed final
{
public:
    /// Starts the thread. `sink` and `rest` outlive it.
    NewsFeed(Login login,
             InputSink& sink,
             const runtime::RunClock& clock,
             const NewsOptions& options,
             RestPort* rest);
    /// stop()
    ~NewsFeed();

    // From any thread.
    void want(std::vector<std::string> symbols);
    void setClock(const runtime::RunClock& clock) { m_clock.set(clock); }
    [[nodiscard]] LinkHealth health() const;
    /// Closes the stream and ends the thread.
    void stop();

private:
    SharedClock m_clock;
    mutable std::mutex m_mutex;
    std::unique_ptr<runtime::WorkerThread<NewsWorker>> m_thread; ///< under m_mutex
};

} // namespace tapedeck::alpaca
