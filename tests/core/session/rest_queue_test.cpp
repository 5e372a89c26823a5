#include "session/rest_queue.h"

#include <gmock/gmock.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

std::shared_ptr<RestJob> jobOf(Urgency urgency, RestMethod method = RestMethod::Get)
{
    auto job = std::make_shared<RestJob>();
    job->call.urgency = urgency;
    job->call.method = method;
    return job;
}

TEST(RestQueue, LetsTheUrgentGoFirst)
{
    RestQueue queue{RestOptions{}};
    const auto truth = jobOf(Urgency::Truth);
    const auto order = jobOf(Urgency::Order, RestMethod::Post);
    const auto cancel = jobOf(Urgency::Safety, RestMethod::Delete);
    for (const auto& job : {truth, order, cancel})
        queue.push(job);
    EXPECT_EQ(queue.next(1s).job, cancel);
    EXPECT_EQ(queue.next(1s).job, order);
    EXPECT_EQ(queue.next(1s).job, truth);
    EXPECT_EQ(truth->attempts, 1);
    EXPECT_EQ(truth->startedAt, Nanoseconds{1s});
    const RestQueue::Next none = queue.next(1s);
    EXPECT_EQ(none.job, nullptr);
    EXPECT_EQ(none.lookAgainIn, std::nullopt) << "nobody waits";
}

TEST(RestQueue, KeepsConnectionsForOrdersWhenQueriesRun)
{
    RestQueue queue{RestOptions{}};
    for (int i = 0; i < 4; ++i)
        queue.push(jobOf(Urgency::Truth));
    for (int i = 0; i < 3; ++i)
        EXPECT_NE(queue.next(0s).job, nullptr);
    const RestQueue::Next fourth = queue.next(0s);
    EXPECT_EQ(fourth.job, nullptr);
    EXPECT_EQ(fourth.lookAgainIn, std::nullopt) << "what ends looks again";
    const auto order = jobOf(Urgency::Order, RestMethod::Post);
    queue.push(order);
    EXPECT_EQ(queue.next(0s).job, order);
    queue.onEnded(jobOf(Urgency::Truth)->call);
    EXPECT_NE(queue.next(0s).job, nullptr);
}

TEST(RestQueue, LooksAgainSoonWhenTheBudgetLetsAnOrderWaitAndGivesItUpInTime)
{
    RestQueue queue{RestOptions{}};
    queue.throttle().onRefused(60s, 0s);
    const auto order = jobOf(Urgency::Order, RestMethod::Post);
    queue.push(order);
    const RestQueue::Next none = queue.next(0s);
    EXPECT_EQ(none.job, nullptr);
    ASSERT_TRUE(none.lookAgainIn);
    EXPECT_LE(*none.lookAgainIn, Nanoseconds{250ms});
    EXPECT_FALSE(queue.bites(1s));
    EXPECT_TRUE(queue.bites(2s));
    EXPECT_THAT(queue.takeExpired(2'999ms), SizeIs(0));
    EXPECT_THAT(queue.takeExpired(3s), SizeIs(1));
    EXPECT_EQ(RestQueue::expiredAnswer().kind, RestAnswer::Kind::NotSent);
    EXPECT_EQ(queue.next(61s).job, nullptr) << "it is gone";
}

} // namespace
} // namespace tapedeck
