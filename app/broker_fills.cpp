#include "app/broker_fills.h"

#include "app/alpaca/broker.h"
#include "app/answer_waiter.h"
#include "app/runtime/run_clock.h"

namespace tapedeck {

Result<std::vector<Execution>> brokerFills(alpaca::Login login,
                                           Timestamp since,
                                           std::chrono::milliseconds patience,
                                           const std::stop_token& unwanted)
{
    KillLatch latch;
    latch.set(); // nothing is ordered from here
    AnswerWaiter<input::BrokerTruth> waiter;
    alpaca::Broker broker{std::move(login), latch, waiter, runtime::RunClock::utc()};
    broker.post(output::Reconcile{{}, since, since});
    if (auto truth = waiter.wait(std::chrono::steady_clock::now() + patience, unwanted))
        return std::move(truth->executions);
    const auto failure = waiter.failure();
    return fail(ErrorCode::Unavailable,
                failure ? failure->reason : "the broker did not answer in time");
}

} // namespace tapedeck
