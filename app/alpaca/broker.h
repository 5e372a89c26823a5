#pragma once

#include "app/alpaca/broker_worker.h"
#include "app/runtime/worker_thread.h"

#include <memory>
#include <mutex>

namespace tapedeck::alpaca {

/// The broker behind REST and its trading stream, on a thread of its own. What is asked comes back
/// as inputs.
///
/// Submits are posted once. While the kill latch is set only a person's closing order passes, and
/// the latch is asked again as the order's bytes leave. Fetches of assets (none named: all that
/// there are), calendar, clock, account and bars are tried again by themselves until the broker
/// answers or refuses; a failure is told once, and again when its reason changes. Everything else
/// is answered once. The trading stream opens when it is asked to.
class Broker final : public BrokerDeck, public RestPort
{
public:
    /// Starts the thread. `latch` and `sink` outlive it.
    Broker(Login login,
           const KillLatch& latch,
           InputSink& sink,
           const runtime::RunClock& clock,
           const BrokerOptions& options = {});
    /// stop()
    ~Broker() override;

    // From any thread.
    void post(request::Any request) override;
    void ask(RestCall call, RestPort::Reply reply) override;
    void setBusy(bool busy);
    void setClock(const runtime::RunClock& clock) { m_clock.set(clock); }
    /// Of the trading stream and of REST, whose lag is the round trip of a request.
    [[nodiscard]] std::vector<LinkHealth> health() const;
    /// Ends the thread; what waits is not sent, and what is under way is not heard of any more.
    void stop();

private:
    SharedClock m_clock;
    mutable std::mutex m_mutex;
    std::unique_ptr<runtime::WorkerThread<BrokerWorker>> m_thread; ///< under m_mutex
};

} // namespace tapedeck::alpaca
