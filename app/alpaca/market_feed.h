#pragma once

#include "app/alpaca/feed_worker.h"
#include "app/runtime/worker_thread.h"

#include <memory>
#include <mutex>

namespace tapedeck::alpaca {

/// The market-data stream on a thread of its own: one frame becomes one batch, moved to the engine.
/// It connects at once and keeps itself connected; what is wanted comes with subscribe().
class MarketFeed final : public MarketDeck
{
public:
    /// Starts the thread. `sink` and `rest` outlive it.
    MarketFeed(Login login,
               InputSink& sink,
               const runtime::RunClock& clock,
               const FeedOptions& options = {},
               RestPort* rest = nullptr);
    /// stop()
    ~MarketFeed() override;

    // From any thread.
    void subscribe(Symbols symbols, std::vector<std::string> wanted) override;
    void setClock(const runtime::RunClock& clock) { m_clock.set(clock); }
    void setBusy(bool busy);
    [[nodiscard]] LinkHealth health() const;
    /// Closes the stream and ends the thread.
    void stop();

private:
    Link m_link;
    SharedClock m_clock;
    mutable std::mutex m_mutex;
    std::unique_ptr<runtime::WorkerThread<FeedWorker>> m_thread; ///< under m_mutex
};

} // namespace tapedeck::alpaca
