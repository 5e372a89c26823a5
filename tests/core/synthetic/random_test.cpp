#include "synthetic/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tapedeck {
namespace {

constexpr int kDraws = 200'000;

TEST(Random, SameSeedsGiveTheSameNumbersAndOthersOthers)
{
    Random a{1, 2, 3};
    Random b{1, 2, 3};
    Random c{1, 3, 2};
    for (int i = 0; i < 100; ++i) {
        const auto bits = a.bits();
        EXPECT_EQ(bits, b.bits());
        EXPECT_NE(bits, c.bits());
    }
}

TEST(Random, NumbersAreTheSameOnEveryMachine)
{
    Random random{42};
    EXPECT_EQ(random.bits(), 14769503741126384973U);
    EXPECT_EQ(random.normal(), -1.6131412954643278);
    EXPECT_EQ(random.exponential(), 0.78519771940733363);
}

TEST(Random, UniformNormalAndExponentialHaveTheirMoments)
{
    Random random{7};
    double sum = 0;
    double square = 0;
    double fourth = 0;
    double waiting = 0;
    double even = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double x = random.normal();
        sum += x;
        square += x * x;
        fourth += x * x * x * x;
        waiting += random.exponential();
        const double u = random.uniform();
        ASSERT_GT(u, 0);
        ASSERT_LT(u, 1);
        even += u;
    }
    EXPECT_NEAR(sum / kDraws, 0, 0.01);
    EXPECT_NEAR(square / kDraws, 1, 0.02);
    EXPECT_NEAR(fourth / kDraws, 3, 0.15);
    EXPECT_NEAR(waiting / kDraws, 1, 0.01);
    EXPECT_NEAR(even / kDraws, 0.5, 0.005);
}

TEST(Random, TheLogarithmIsThatOfTheLibrary)
{
    Random random{8};
    for (int i = 0; i < 10'000; ++i) {
        const double x = random.uniform(0, 1) * (i % 2 == 0 ? 1e-6 : 1e6);
        EXPECT_NEAR(naturalLog(x), std::log(x), 1e-12 * (1 + std::fabs(std::log(x)))) << x;
    }
    EXPECT_EQ(naturalLog(1), 0);
}

} // namespace
} // namespace tapedeck
