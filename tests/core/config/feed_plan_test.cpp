#include "config/feed_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

FeedPlan plan(std::optional<std::int32_t> budget)
{
    FeedConfig feed;
    feed.entryBudget = budget;
    return planFeed(
        feed, Names{"IBM"}, Names{"BAC", "IBM"}, Names{"AIG", "SPY", "BAC", "AIG", "GE"});
}

TEST(PlanFeed, ServesPositionsThenSuggestionsThenTheWatchlist)
{
    const FeedPlan some = plan(7);
    EXPECT_THAT(some.streamed, ElementsAre("IBM", "BAC", "AIG"));
    EXPECT_THAT(some.leftOut, ElementsAre("SPY", "GE"));
}

TEST(PlanFeed, ServesAllWithoutABudget)
{
    EXPECT_THAT(plan(std::nullopt).streamed, ElementsAre("IBM", "BAC", "AIG", "SPY", "GE"));
    EXPECT_THAT(plan(std::nullopt).leftOut, IsEmpty());
    EXPECT_THAT(plan(10).leftOut, IsEmpty());
}

} // namespace
} // namespace tapedeck
