#include "simulation/storm.h"
#include "storm_gate_mutant.h"
#include "storm_plans.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

/// A row of the gate, and a part of what is said when it lets through what it should not.
struct Row
{
    Limit limit{};
    const char* notice = "";
};

constexpr std::array kReached{
    Row{Limit::Armed, "enters while live entries are off"},
    Row{Limit::Account, "is sent from an account that takes no orders"},
    Row{Limit::BrokerRules, "has a form that the broker or the person refuses"},
    Row{Limit::Agreement, "enters on books that nobody has compared"},
    Row{Limit::UnknownOrder, "enters beside an order whose fate is not known"},
    Row{Limit::Clock, "enters by a clock that is off"},
    Row{Limit::Watchlist, "is in a symbol that is not watched"},
    Row{Limit::Blocklist, "enters though a person has blocked it"},
    Row{Limit::Tradable, "is for what the broker does not trade"},
    Row{Limit::Halt, "goes past a halt"},
    Row{Limit::Session, "is outside of regular hours"},
    Row{Limit::QuoteUsable, "enters on a quote that is of no use"},
    Row{Limit::PriceAge, "enters on a price that is old"},
    Row{Limit::PriceDistance, "has a limit that is far from the market"},
    Row{Limit::HeldQuantity, "sells what is not held"},
    Row{Limit::NoDoubling, "enters twice"},
    Row{Limit::InstanceCash, "spends more than it was given"},
    Row{Limit::PositionNotional, "the position in"},
    Row{Limit::TotalExposure, "the exposure exceeds its limit"},
    Row{Limit::EquityShare, "has more than its share of all money"},
    Row{Limit::OrdersPerDay, "too many orders today"},
    Row{Limit::OrdersPerMinute, "too many orders in a minute"},
    Row{Limit::NotionalPer4h, "the notional of four hours exceeds its limit"},
    Row{Limit::SymbolSpacing, "was just before on the same symbol"},
    Row{Limit::PositionLoss, "adds to a position that is beyond its stop"},
    Row{Limit::DayLoss, "enters though the day has lost too much"},
    Row{Limit::BorrowedMoney, "borrows money"},
    Row{Limit::BuyingPower, "spends more than the account may"},
};

/// Rows behind something that stops an order by itself.
constexpr std::array kBehindOthers{
    // While killed nothing is proposed but a person's closing, every card is withdrawn, and the
    // latch holds what was decided before: storm_test breaks those (Kill, LatchUnread).
    Limit::KillSwitch,
};
static_assert(kReached.size() + kBehindOthers.size() == kLimitCount, "each row has its line");

StormPlan planFor(Limit limit)
{
    StormPlan plan;
    plan.moments = 3'000;
    plan.eventsMin = plan.proposalsMin = 0;
    narrow(plan, limit);
    return plan;
}

class InertRow : public testing::TestWithParam<Row>
{
protected:
    void TearDown() override { inertRows().clear(); }
};

/// What the gate lets through is noticed beside it, row by row.
TEST_P(InertRow, IsNoticed)
{
    const Row& row = GetParam();
    inertRows() = {row.limit};
    std::string others;
    constexpr std::uint64_t kSeeds = 600;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        Storm storm{seed, planFor(row.limit)};
        storm.day();
        for (const std::string& problem : storm.problems()) {
            if (problem.find(row.notice) != std::string::npos)
                return;
            others += "\n  " + problem;
        }
    }
    ADD_FAILURE() << "nobody said that it " << row.notice << "; but:" << others;
}

/// Else the rows above would prove little.
TEST(WholeGate, LetsNothingThrough)
{
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Storm storm{seed, planFor(Limit::DayLoss)};
        storm.day();
        EXPECT_EQ(storm.problems(), std::vector<std::string>{}) << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Storm, InertRow, testing::ValuesIn(kReached), [](const auto& of) {
    return std::string{toString(of.param.limit)};
});

} // namespace
} // namespace tapedeck
