#include "session/backoff.h"

#include <gtest/gtest.h>

#include <vector>

namespace tapedeck {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DoublesFromOneSecondToThirtyWithAQuarterOfJitter)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Backoff backoff{kUsualPace, seed};
        for (const int base : {1, 2, 4, 8, 16, 30, 30, 30}) {
            const Nanoseconds wait = backoff.next();
            EXPECT_GE(wait, Nanoseconds{seconds{base}} * 3 / 4) << seed;
            EXPECT_LE(wait, std::min<Nanoseconds>(Nanoseconds{seconds{base}} * 5 / 4, seconds{30}))
                << seed;
        }
    }
}

TEST(Backoff, BeginsAnewAfterAReset)
{
    Backoff backoff{kUsualPace, 7};
    for (int i = 0; i < 6; ++i)
        (void)backoff.next();
    backoff.reset();
    EXPECT_LE(backoff.next(), milliseconds{1'250});
}

TEST(Backoff, TwoClientsDoNotWaitInStep)
{
    Backoff one{kUsualPace, 1};
    Backoff other{kUsualPace, 2};
    int equal = 0;
    for (int i = 0; i < 8; ++i)
        equal += one.next() == other.next() ? 1 : 0;
    EXPECT_LT(equal, 4);
}

} // namespace
} // namespace tapedeck
