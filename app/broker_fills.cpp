#include "app/broker_fills.h"

#include "app/alpaca/broker.h"
#include "app/runtime/run_clock.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace tapedeck {

namespace {

/// Waits for the broker's truth, which has the fills.
class TruthWaiter final : public InputSink
{
public:
    void push(std::vector<InputWhat> batch) override
    {
        const std::lock_guard lock{m_mutex};
        for (InputWhat& what : batch) {
            if (auto* truth = std::get_if<input::BrokerTruth>(&what))
                m_fills = std::move(truth->executions);
            if (auto* failed = std::get_if<input::RequestFailed>(&what))
                m_problem = failed->reason;
        }
        m_news.notify_one();
    }
    void pushMarket(std::vector<MarketEvent> /*batch*/) override {}

    Result<std::vector<Execution>> wait(std::chrono::milliseconds patience)
    {
        std::unique_lock lock{m_mutex};
        m_news.wait_for(lock, patience, [this] { return m_fills || !m_problem.empty(); });
        if (m_fills)
            return std::move(*m_fills);
        return fail(ErrorCode::Unavailable,
                    m_problem.empty() ? "the broker did not answer in time" : m_problem);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_news;
    std::optional<std::vector<Execution>> m_fills; ///< under m_mutex, as is the next
    std::string m_problem;
};

} // namespace

Result<std::vector<Execution>>
brokerFills(alpaca::Login login, Timestamp since, std::chrono::milliseconds patience)
{
    KillLatch latch;
    latch.set(true); // nothing is ordered from here
    TruthWaiter waiter;
    alpaca::Broker broker{std::move(login), latch, waiter, runtime::RunClock::utc()};
    broker.post(output::Reconcile{{}, since});
    return waiter.wait(patience);
}

} // namespace tapedeck
