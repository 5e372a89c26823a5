#include "session/rest_call.h"
#include "session/throttle.h"

#include <gtest/gtest.h>

#include <deque>

namespace tapedeck {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Nanoseconds kStart = std::chrono::hours{5};

class AnyLimit : public testing::TestWithParam<std::int64_t>
{};

TEST_P(AnyLimit, NoMinuteSeesMoreRequestsThanItAllows)
{
    Throttle throttle{GetParam()};
    std::deque<Nanoseconds> sent;
    std::uint64_t state = 3;
    Nanoseconds now = kStart;
    std::size_t total = 0;
    while (now < kStart + minutes{6}) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const Urgency urgency = state >> 63U != 0 ? Urgency::Safety : Urgency::Background;
        const Nanoseconds wait = throttle.take(urgency, now);
        if (wait == Nanoseconds{0}) {
            sent.push_back(now);
            ++total;
        } else {
            now += std::min<Nanoseconds>(wait, std::chrono::milliseconds{300});
        }
        while (!sent.empty() && sent.front() <= now - minutes{1})
            sent.pop_front();
        ASSERT_LE(static_cast<std::int64_t>(sent.size()), GetParam());
    }
    // Patience is rewarded: three quarters of the limit flow for ever.
    EXPECT_GE(static_cast<std::int64_t>(total), GetParam() * 4);
}

INSTANTIATE_TEST_SUITE_P(Throttle, AnyLimit, testing::Values(4, 10, 60, 200, 10'000));

TEST(Throttle, KeepsAFifthForOrdersAndHalfOfThatForCancellations)
{
    Throttle throttle{200};
    int queries = 0;
    while (throttle.take(Urgency::Background, kStart) == Nanoseconds{0})
        ++queries;
    int orders = 0;
    while (throttle.take(Urgency::Order, kStart) == Nanoseconds{0})
        ++orders;
    int cancellations = 0;
    while (throttle.take(Urgency::Safety, kStart) == Nanoseconds{0})
        ++cancellations;
    EXPECT_EQ(queries, 40);
    EXPECT_EQ(orders, 5);
    EXPECT_EQ(cancellations, 5);
}

TEST(Throttle, TheWaitThatItNamesIsEnough)
{
    for (const Urgency urgency : {Urgency::Background, Urgency::Order}) {
        Throttle throttle{200};
        while (throttle.take(urgency, kStart) == Nanoseconds{0}) {
        }
        const Nanoseconds wait = throttle.take(urgency, kStart);
        EXPECT_GT(throttle.take(urgency, kStart + wait / 2), Nanoseconds{0});
        EXPECT_EQ(throttle.take(urgency, kStart + wait), Nanoseconds{0});
    }
}

TEST(Throttle, AfterA429NothingGoesBeforeTheReset)
{
    Throttle throttle{200};
    throttle.onRefused(seconds{20}, kStart);
    EXPECT_EQ(throttle.take(Urgency::Order, kStart + seconds{1}), seconds{19});
    EXPECT_EQ(throttle.closedFor(kStart + seconds{15}), seconds{5});
    EXPECT_EQ(throttle.take(Urgency::Order, kStart + seconds{20}), Nanoseconds{0});
}

TEST(Throttle, AResetThatMakesNoSenseIsAMinuteAtMost)
{
    Throttle throttle{200};
    throttle.onRefused(std::chrono::hours{9}, kStart);
    EXPECT_EQ(throttle.closedFor(kStart), Nanoseconds{minutes{1}});
    Throttle other{200};
    other.onRefused(seconds{-500}, kStart);
    EXPECT_EQ(other.closedFor(kStart), Nanoseconds{seconds{1}});
}

TEST(Throttle, WhatIsLeftOfTheServersMinuteBelongsToOrders)
{
    Throttle throttle{200};
    throttle.onHeaders(200, 19, seconds{30}, kStart);
    EXPECT_EQ(throttle.take(Urgency::Truth, kStart), seconds{30});
    EXPECT_EQ(throttle.take(Urgency::Order, kStart), Nanoseconds{0});
    EXPECT_EQ(throttle.take(Urgency::Truth, kStart + seconds{30}), Nanoseconds{0});
}

TEST(Throttle, TakesTheServersLimitForItsOwn)
{
    Throttle throttle{200};
    throttle.onHeaders(100, 99, seconds{30}, kStart);
    int sent = 0;
    while (throttle.take(Urgency::Safety, kStart) == Nanoseconds{0})
        ++sent;
    EXPECT_EQ(sent, 25);
}

struct Repeat
{
    const char* name;
    RestMethod method;
    RestAnswer answer;
    bool repeated;
    friend void PrintTo(const Repeat& repeat, std::ostream* out) { *out << repeat.name; }
};

RestAnswer answered(int status)
{
    RestAnswer answer;
    answer.status = status;
    return answer;
}
RestAnswer silence(bool forGood = false)
{
    RestAnswer answer;
    answer.kind = RestAnswer::Kind::NoAnswer;
    answer.forGood = forGood;
    return answer;
}

class Retry : public testing::TestWithParam<Repeat>
{};

TEST_P(Retry, OnlyWhatIsSafe)
{
    RestCall call;
    call.method = GetParam().method;
    EXPECT_EQ(repeatAfter(call, GetParam().answer, 1).has_value(), GetParam().repeated);
    EXPECT_FALSE(repeatAfter(call, GetParam().answer, kRestAttemptsMax));
}

INSTANTIATE_TEST_SUITE_P(
    Rest,
    Retry,
    testing::Values(Repeat{"a query without an answer", RestMethod::Get, silence(), true},
                    Repeat{"a query and a 503", RestMethod::Get, answered(503), true},
                    Repeat{"a query and a 429", RestMethod::Get, answered(429), true},
                    Repeat{"a query and a 404", RestMethod::Get, answered(404), false},
                    Repeat{"a query and a 401", RestMethod::Get, answered(401), false},
                    Repeat{"a query and a redirect", RestMethod::Get, answered(302), false},
                    Repeat{"a bad certificate", RestMethod::Get, silence(true), false},
                    Repeat{"an order without an answer", RestMethod::Post, silence(), false},
                    Repeat{"an order and a 503", RestMethod::Post, answered(503), false},
                    Repeat{"an order and a 429", RestMethod::Post, answered(429), false},
                    Repeat{"a cancellation", RestMethod::Delete, silence(), false}));

} // namespace
} // namespace tapedeck
