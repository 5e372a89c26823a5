#include "suggestions/queue.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

Timestamp at(int seconds)
{
    return timestampOf(std::int64_t{seconds} * kNanosPerUnit);
}

Suggestion card(std::string id, int expires = 300)
{
    Suggestion suggestion;
    suggestion.id = std::move(id);
    suggestion.proposal.origin = {OriginKind::Strategy, "momentum"};
    suggestion.expiresAt = at(expires);
    return suggestion;
}

TEST(SuggestionQueue, LetsEachBeTakenOnce)
{
    SuggestionQueue queue;
    queue.add(card("a"));
    queue.add(card("b"));
    EXPECT_EQ(queue.take("a")->id, "a");
    EXPECT_FALSE(queue.take("a").has_value());
    EXPECT_EQ(queue.find("a"), nullptr);
    EXPECT_EQ(queue.waiting().size(), 1U);
}

TEST(SuggestionQueue, IsSeenOnceAndOnlyWhileItWaits)
{
    SuggestionQueue queue;
    queue.add(card("a"));
    EXPECT_TRUE(queue.markSeen("a"));
    EXPECT_FALSE(queue.markSeen("a"));
    EXPECT_FALSE(queue.markSeen("b"));
    EXPECT_TRUE(queue.take("a")->seen);
}

TEST(SuggestionQueue, GivesUpExpiredOnesFromTheMomentTheirLifeIsOver)
{
    SuggestionQueue queue;
    queue.add(card("a", 20));
    queue.add(card("b", 10));
    EXPECT_FALSE(queue.takeExpired(at(9)).has_value());
    EXPECT_EQ(queue.takeExpired(at(10))->id, "b");
    EXPECT_FALSE(queue.takeExpired(at(10)).has_value());
    EXPECT_EQ(queue.takeExpired(at(99))->id, "a");
}

TEST(SuggestionQueue, KnowsWhoWaitsWithWhat)
{
    SuggestionQueue queue;
    queue.add(card("a"));
    const Origin origin{OriginKind::Strategy, "momentum"};
    EXPECT_TRUE(queue.holds(origin, SymbolId{}, Side::Buy));
    EXPECT_FALSE(queue.holds(origin, SymbolId{}, Side::Sell));
    EXPECT_FALSE(queue.holds(origin, SymbolId{1}, Side::Buy));
    EXPECT_FALSE(queue.holds({OriginKind::Detector, "momentum"}, SymbolId{}, Side::Buy));
}

TEST(SuggestionQueue, IsFullAtItsBound)
{
    SuggestionQueue queue;
    for (std::size_t i = 0; i < SuggestionQueue::kSuggestionsMax; ++i) {
        EXPECT_FALSE(queue.isFull());
        queue.add(card(std::to_string(i)));
    }
    EXPECT_TRUE(queue.isFull());
}

} // namespace
} // namespace tapedeck
