#include "gate_cases.h"
#include "risk/proof_of_fire.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

TEST(ProofOfFire, EveryLimitOfTheDefaultTablesFires)
{
    const ProofOfFire strict = proveFire(LimitTable::defaults(Rules::Approval));
    EXPECT_TRUE(strict.holds()) << strict.describe();
    EXPECT_EQ(strict.fired, kLimitCount) << strict.describe();
    const ProofOfFire loose = proveFire(LimitTable::defaults(Rules::Automatic));
    EXPECT_TRUE(loose.holds()) << loose.describe();
    EXPECT_EQ(loose.unset, (std::vector{Limit::OrdersPerDay, Limit::NotionalPer4h}));
    EXPECT_EQ(loose.fired + loose.unset.size(), kLimitCount);
}

TEST(ProofOfFire, HoldsForAnyTableThatMayBeConfigured)
{
    std::mt19937_64 random{7};
    const auto between = [&](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>{low, high}(random);
    };
    for (int i = 0; i < 2'000; ++i) {
        LimitTable table = LimitTable::defaults(Rules::Approval);
        table.positionPerSymbol = Money::fromNanos(between(kNanosPerUnit, 1'000'000'000'000'000));
        table.totalExposure = Money::fromNanos(between(kNanosPerUnit, 1'000'000'000'000'000));
        table.equityShare = Ratio::fromNanos(between(100'000, kNanosPerUnit));
        table.ordersPerDay = static_cast<std::int32_t>(between(0, 100));
        if (*table.ordersPerDay == 0)
            table.ordersPerDay.reset();
        table.ordersPerMinute = static_cast<std::int32_t>(between(1, 200));
        table.notionalPer4h = Money::fromNanos(between(kNanosPerUnit, 1'000'000'000'000'000));
        table.symbolSpacing = std::chrono::seconds{between(0, 86'400)};
        table.positionLoss = Ratio::fromNanos(between(100'000, kNanosPerUnit));
        table.dayLoss = Ratio::fromNanos(between(100'000, kNanosPerUnit));
        table.priceAge = std::chrono::milliseconds{between(100, 3'600'000)};
        table.spread = Ratio::fromNanos(between(100'000, kNanosPerUnit));
        table.clockSkew = std::chrono::milliseconds{between(100, 60'000)};
        table.priceDistance = Ratio::fromNanos(between(100'000, kNanosPerUnit));
        table.allowMargin = between(0, 1) == 1;
        table.onePositionPerSymbol = between(0, 1) == 1;
        const ProofOfFire proof = proveFire(table);
        ASSERT_TRUE(proof.holds()) << i << ": " << proof.describe();
    }
}

Limit broken{};

/// A gate in which one limit is inert.
Verdict brokenGate(const Proposal& proposal, const RiskView& view, const LimitTable& limits)
{
    Verdict verdict = RiskGate::check(proposal, view, limits);
    LimitCheck& row = verdict.checks.at(static_cast<std::size_t>(broken));
    row.result = LimitResult::Passed;
    return verdict;
}

TEST(ProofOfFire, FindsAnyLimitThatDoesNotDeny)
{
    for (std::size_t i = 0; i < kLimitCount; ++i) {
        broken = static_cast<Limit>(i);
        const ProofOfFire proof = proveFire(LimitTable::defaults(Rules::Approval), &brokenGate);
        EXPECT_FALSE(proof.holds()) << toString(broken);
        EXPECT_EQ(proof.inert, std::vector{broken});
        EXPECT_NE(proof.describe().find(toString(broken)), std::string::npos);
    }
}

Verdict closedGate(const Proposal& proposal, const RiskView& view, const LimitTable& limits)
{
    RiskView killed = view;
    killed.killed = true;
    return RiskGate::check(proposal, killed, limits);
}

TEST(ProofOfFire, AGateThatLetsNothingPassProvesNothing)
{
    EXPECT_FALSE(proveFire(LimitTable::defaults(Rules::Approval), &closedGate).holds());
}

} // namespace
} // namespace tapedeck
