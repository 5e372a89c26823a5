#include "session/hold_back.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using std::chrono::seconds;

const Nanoseconds kNow = std::chrono::hours{1};

std::vector<MarketEvent> mixed()
{
    Trade trade;
    trade.id = 1;
    Trade second = trade;
    second.id = 2;
    return {trade, Quote{}, second, TradingStatus{}};
}

TEST(HoldBack, QuotesAndHaltsPassAndTradesWaitInOrder)
{
    HoldBack hold;
    auto events = mixed();
    hold.take(events, kNow);
    EXPECT_EQ(events.size(), 4U) << "nothing is held until it begins";
    hold.begin();
    hold.take(events, kNow);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Quote>(events[0]));
    EXPECT_TRUE(std::holds_alternative<TradingStatus>(events[1]));
    const auto held = hold.release();
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(std::get<Trade>(held[0]).id, 1);
    EXPECT_EQ(std::get<Trade>(held[1]).id, 2);
    EXPECT_FALSE(hold.isHolding());
}

TEST(HoldBack, NothingWaitsForLong)
{
    HoldBack hold;
    hold.begin();
    EXPECT_FALSE(hold.isOver(kNow + std::chrono::hours{1})) << "nothing is held";
    auto events = mixed();
    hold.take(events, kNow);
    hold.begin(); // again: the wait goes on
    EXPECT_FALSE(hold.isOver(kNow + seconds{2}));
    EXPECT_TRUE(hold.isOver(kNow + kHoldBackMax));
    (void)hold.release();
    EXPECT_FALSE(hold.isOver(kNow + seconds{9}));
}

TEST(HoldBack, ItIsBounded)
{
    HoldBack hold;
    hold.begin();
    std::vector<MarketEvent> many(kHoldBackEventsMax + 1, Trade{});
    hold.take(many, kNow);
    EXPECT_TRUE(hold.isOver(kNow));
}

} // namespace
} // namespace tapedeck
