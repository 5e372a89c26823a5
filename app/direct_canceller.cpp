#include "app/direct_canceller.h"

#include "app/alpaca/broker.h"
#include "app/answer_waiter.h"
#include "app/runtime/run_clock.h"
#include "app/user_settings.h"
#include "engine/decks.h"

#include <chrono>
#include <optional>
#include <string>

namespace tapedeck {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int32_t kEmptyListsNeeded = 2;

std::string problemOf(const std::optional<input::RequestFailed>& failure)
{
    return failure ? failure->what + ": " + failure->reason : "the broker did not answer in time";
}

} // namespace

Result<alpaca::Login> DirectCanceller::loginFor(Mode mode)
{
    if (mode == Mode::Practice)
        return fail(ErrorCode::Unsupported, "the practice exchange ends with its workstation");
    if (mode == Mode::Live)
        return m_credentials.liveKeys().map([](LiveKeys keys) -> alpaca::Login {
            return alpaca::Login::live(std::move(keys), FeedSource::Iex);
        });
    return m_credentials.paperKeys().map([](PaperKeys keys) -> alpaca::Login {
        return alpaca::Login::paper(std::move(keys), FeedSource::Iex);
    });
}

commands::BrokerCanceller::Outcome DirectCanceller::cancelAll(const store::ModeFolder& where,
                                                              std::chrono::milliseconds patience)
{
    Outcome outcome;
    const Clock::time_point deadline = Clock::now() + patience;
    auto login = loginFor(where.mode());
    if (!login) {
        outcome.problem = login.error().what;
        return outcome;
    }
    KillLatch latch;
    latch.set();
    AnswerWaiter<input::OpenOrders> waiter;
    alpaca::Broker broker{std::move(*login), latch, waiter, runtime::RunClock::utc()};
    std::int32_t empty = 0;
    std::optional<std::int32_t> first;
    while (empty < kEmptyListsNeeded && Clock::now() < deadline) {
        waiter.forget();
        broker.post(output::CancelAllOrders{});
        broker.post(output::ListOpenOrders{});
        const auto list = waiter.wait(deadline);
        if (!list) {
            outcome.problem = problemOf(waiter.failure());
            break;
        }
        outcome.ordersOpen = static_cast<std::int32_t>(list->orders.size());
        first = first.value_or(outcome.ordersOpen);
        empty = outcome.ordersOpen == 0 ? empty + 1 : 0;
    }
    outcome.canceled = first.value_or(0) - outcome.ordersOpen;
    outcome.confirmed = empty >= kEmptyListsNeeded;
    if (!outcome.confirmed && outcome.problem.empty())
        outcome.problem = "orders were still open when the time was up";
    const UserSettings settings{
        QString::fromStdString(where.settings().string()), where.mode(), Rules::Approval};
    const auto config = settings.load();
    if (config && config->suspendAtBroker)
        suspend(outcome, where.mode(), deadline);
    return outcome;
}

/// After the cancellations, as the engine does it; and where these are not confirmed, all the more.
void DirectCanceller::suspend(Outcome& outcome, Mode mode, Clock::time_point deadline)
{
    auto login = loginFor(mode);
    if (!login) {
        outcome.notSuspended = login.error().what;
        return;
    }
    KillLatch latch;
    latch.set();
    AnswerWaiter<input::SuspendReply> waiter;
    alpaca::Broker broker{std::move(*login), latch, waiter, runtime::RunClock::utc()};
    broker.post(output::SuspendTrading{true});
    const auto reply = waiter.wait(deadline);
    outcome.suspended = reply && std::holds_alternative<input::Done>(reply->answer);
    if (outcome.suspended)
        return;
    const auto* refused = reply ? std::get_if<BrokerError>(&reply->answer) : nullptr;
    outcome.notSuspended = refused != nullptr ? refused->message : problemOf(waiter.failure());
}

} // namespace tapedeck
