#include "app/direct_canceller.h"

#include "app/alpaca/broker.h"
#include "app/runtime/run_clock.h"
#include "engine/decks.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace tapedeck {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int32_t kEmptyListsNeeded = 2;

/// Waits for the broker's lists of open orders.
class ListWaiter final : public InputSink
{
public:
    void push(std::vector<InputWhat> batch) override
    {
        const std::lock_guard lock{m_mutex};
        for (InputWhat& what : batch) {
            if (const auto* open = std::get_if<input::OpenOrders>(&what))
                m_open = static_cast<std::int32_t>(open->orders.size());
            if (const auto* failed = std::get_if<input::RequestFailed>(&what))
                m_problem = failed->what + ": " + failed->reason;
        }
        m_news.notify_one();
    }
    void pushMarket(std::vector<MarketEvent> /*batch*/) override {}

    /// Open orders in the next list; nothing where it failed, or none came in time.
    std::optional<std::int32_t> next(Clock::time_point deadline)
    {
        std::unique_lock lock{m_mutex};
        m_open.reset();
        m_problem.clear();
        m_news.wait_until(lock, deadline, [this] { return m_open || !m_problem.empty(); });
        return m_open;
    }
    std::string problem()
    {
        const std::lock_guard lock{m_mutex};
        return m_problem.empty() ? "the broker did not answer in time" : m_problem;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_news;
    std::optional<std::int32_t> m_open; ///< under m_mutex, as is the next
    std::string m_problem;
};

} // namespace

Result<alpaca::Login> DirectCanceller::loginFor(Mode mode)
{
    if (mode == Mode::Practice)
        return fail(ErrorCode::Unsupported, "the practice exchange ends with its workstation");
    if (mode == Mode::Live)
        return m_credentials.liveKeys().map(
            [](LiveKeys keys) { return alpaca::Login::live(std::move(keys), FeedSource::Iex); });
    return m_credentials.paperKeys().map(
        [](PaperKeys keys) { return alpaca::Login::paper(std::move(keys), FeedSource::Iex); });
}

api::BrokerCanceller::Outcome DirectCanceller::cancelAll(Mode mode,
                                                         std::chrono::milliseconds patience)
{
    Outcome outcome;
    const Clock::time_point deadline = Clock::now() + patience;
    auto login = loginFor(mode);
    if (!login) {
        outcome.problem = login.error().what;
        return outcome;
    }
    KillLatch latch;
    latch.set(true);
    ListWaiter waiter;
    alpaca::Broker broker{std::move(*login), latch, waiter, runtime::RunClock::utc()};
    std::int32_t empty = 0;
    std::optional<std::int32_t> first;
    while (empty < kEmptyListsNeeded && Clock::now() < deadline) {
        broker.post(output::CancelAllOrders{});
        broker.post(output::ListOpenOrders{});
        const auto open = waiter.next(deadline);
        if (!open) {
            outcome.problem = waiter.problem();
            break;
        }
        first = first.value_or(*open);
        outcome.ordersOpen = *open;
        empty = *open == 0 ? empty + 1 : 0;
    }
    outcome.canceled = first.value_or(0) - outcome.ordersOpen;
    outcome.confirmed = empty >= kEmptyListsNeeded;
    if (!outcome.confirmed && outcome.problem.empty())
        outcome.problem = "orders were still open when the time was up";
    return outcome;
}

} // namespace tapedeck
