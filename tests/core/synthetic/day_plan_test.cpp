#include "base/fixed.h"
#include "synthetic/day_plan.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tapedeck {
namespace {

Date day(std::string_view text)
{
    return parseDate(text).value();
}

TEST(SyntheticAssets, CannotBeTakenForRealCompanies)
{
    std::set<std::string_view> symbols;
    for (const SyntheticAsset& asset : syntheticAssets()) {
        EXPECT_EQ(asset.symbol.size(), 6U) << "five letters or fewer may be a listed company";
        EXPECT_NE(asset.name.find("(fictional)"), std::string_view::npos) << asset.name;
        EXPECT_TRUE(symbols.insert(asset.symbol).second);
        EXPECT_GE(asset.baseCents, 400) << "no price may come near a dollar";
    }
    EXPECT_EQ(symbols.size(), 12U);
}

TEST(DayModel, DaysJoinOneAnotherAndSkipWeekendsAndHolidays)
{
    DayModel model{5, day("2024-12-20")};
    DayPlan before = model.next();
    EXPECT_EQ(toString(before.hours.date), "2024-12-20");
    std::vector<std::string> dates;
    for (int i = 0; i < 5; ++i) {
        const DayPlan plan = model.next();
        dates.push_back(toString(plan.hours.date));
        for (std::size_t s = 0; s < plan.symbols.size(); ++s) {
            EXPECT_EQ(plan.symbols[s].previousClose, before.symbols[s].close);
            EXPECT_EQ(plan.symbols[s].sessionOpen, before.symbols[s].sessionClose);
        }
        before = plan;
    }
    EXPECT_EQ(dates,
              (std::vector<std::string>{
                  "2024-12-23", "2024-12-24", "2024-12-26", "2024-12-27", "2024-12-30"}));
}

TEST(DayModel, TenYearsStayWithinBounds)
{
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        DayModel model{seed, day("2024-01-02")};
        for (int i = 0; i < 2520; ++i) {
            const DayPlan plan = model.next();
            EXPECT_GE(plan.halt.from, plan.hours.open + std::chrono::minutes{30});
            EXPECT_LE(plan.halt.to, plan.hours.close - std::chrono::minutes{45});
            for (const SymbolPlan& s : plan.symbols) {
                ASSERT_GT(s.low, 200);
                ASSERT_LE(s.low, std::min(s.open, s.close));
                ASSERT_GE(s.high, std::max(s.open, s.close));
                ASSERT_GT(s.volume, 0);
                ASSERT_LT(s.high, 200'000);
            }
        }
    }
}

/// Returns over many days must look like the asset's own deviation, and their squares must cluster.
TEST(DayModel, ReturnsHaveTheAssetsDeviationAndClusters)
{
    constexpr int kDays = 5000;
    DayModel model{11, day("2024-01-02")};
    const std::size_t count = syntheticAssets().size();
    std::vector<std::vector<double>> squares(count);
    for (int i = 0; i < kDays; ++i) {
        const DayPlan plan = model.next();
        for (std::size_t s = 0; s < count; ++s) {
            const double r = static_cast<double>(plan.symbols[s].close) /
                                 static_cast<double>(plan.symbols[s].previousClose) -
                             1;
            squares[s].push_back(r * r);
        }
    }
    double correlations = 0;
    for (std::size_t s = 0; s < count; ++s) {
        double mean = 0;
        for (const double x : squares[s])
            mean += x / kDays;
        const double usual = syntheticAssets()[s].dailyDeviation;
        EXPECT_GT(mean, 0.6 * usual * usual) << syntheticAssets()[s].symbol;
        EXPECT_LT(mean, 1.8 * usual * usual) << syntheticAssets()[s].symbol;
        double with = 0;
        double own = 0;
        for (std::size_t i = 1; i < squares[s].size(); ++i) {
            with += (squares[s][i] - mean) * (squares[s][i - 1] - mean);
            own += (squares[s][i] - mean) * (squares[s][i] - mean);
        }
        correlations += with / own / static_cast<double>(count);
    }
    EXPECT_GT(correlations, 0.03);
}

} // namespace
} // namespace tapedeck
