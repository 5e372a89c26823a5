#include "engine_rig.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

class Suggestions : public testing::Test
{
protected:
    void SetUp() override
    {
        rig.start();
        rig.market("ABC", "100");
        ASSERT_EQ(rig.look().suggestions.size(), 1U);
        ASSERT_TRUE(rig.submits().empty());
        rig.forget();
    }
    [[nodiscard]] SuggestionCard card() const { return rig.look().suggestions.at(0); }
    void approve(const SuggestionCard& card)
    {
        rig.send(Command{command::Approve{card.id, card.digest}});
    }

    EngineRig rig{Rules::Approval};
};

TEST_F(Suggestions, SendTheVeryOrderThatWasOnTheCardOnceHoweverOftenItIsApproved)
{
    const SuggestionCard shown = card();
    approve(shown);
    approve(shown);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.order, shown.order);
    EXPECT_EQ(digestOf(rig.submits()[0].ticket.order), shown.digest);
    EXPECT_EQ(rig.story(), "approved allowed submitted");
    EXPECT_TRUE(rig.look().suggestions.empty());
}

TEST_F(Suggestions, AreWithdrawnWhereNobodyIsAskedAnyMore)
{
    const SuggestionCard shown = card();
    EngineRig next; // automatic rules
    next.now = rig.now + 1s;
    next.runId = "run2";
    next.startFrom(rig.saved);
    EXPECT_TRUE(next.look().suggestions.empty());
    EXPECT_EQ(next.audits(AuditKind::Withdrawn).size(), 1U);
    next.forget();
    next.send(Command{command::Approve{shown.id, shown.digest}});
    EXPECT_TRUE(next.submits().empty());
}

TEST_F(Suggestions, SendNothingForAnotherDigest)
{
    SuggestionCard shown = card();
    shown.digest[0] ^= 1U;
    approve(shown);
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_EQ(rig.story(), "");
    EXPECT_EQ(rig.look().suggestions.size(), 1U);
}

TEST_F(Suggestions, EndAsDismissedAndNothingIsSentAfterwards)
{
    const SuggestionCard shown = card();
    rig.send(Command{command::Dismiss{shown.id}});
    approve(shown);
    EXPECT_EQ(rig.story(), "dismissed");
    EXPECT_TRUE(rig.submits().empty());
}

TEST_F(Suggestions, ExpireAfterFiveMinutesSeenOrUnseen)
{
    rig.pass(5min - 1ms);
    EXPECT_EQ(rig.look().suggestions.size(), 1U);
    rig.pass(100ms);
    EXPECT_EQ(rig.story(), "expired_unseen");
}

/// Over a restart their end is a time of the clock, which somebody may have set back meanwhile.
TEST_F(Suggestions, LiveNoLongerBecauseTheClockWasSetBack)
{
    EngineRig next{Rules::Approval};
    next.runId = "next";
    next.now = rig.now - 3h;
    next.startFrom(rig.saved);
    ASSERT_EQ(next.look().suggestions.size(), 1U);
    next.pass(5min + 1s);
    EXPECT_TRUE(next.look().suggestions.empty());
}

TEST_F(Suggestions, RememberThatTheyWereSeen)
{
    rig.send(Command{command::MarkSeen{card().id}});
    rig.send(Command{command::MarkSeen{card().id}});
    rig.pass(5min);
    EXPECT_EQ(rig.story(), "suggestion_seen expired_seen");
}

TEST_F(Suggestions, CannotBeApprovedInTheMomentAfterTheirLifeAndBeforeTheTick)
{
    rig.pass(30ms); // the card's life ends between two ticks
    rig.forget();
    EngineRig late{Rules::Approval};
    late.now += 30ms;
    late.start();
    late.market("ABC", "100");
    const SuggestionCard shown = late.look().suggestions.at(0);
    late.pass(5min);
    late.forget();
    if (!late.look().suggestions.empty()) {
        late.send(Command{command::Approve{shown.id, shown.digest}});
        EXPECT_EQ(late.story(), "expired_unseen");
    }
    EXPECT_TRUE(late.submits().empty());
}

TEST_F(Suggestions, AskAgainWithAnotherDigestWhenTheMarketMovedAgainstThem)
{
    const SuggestionCard shown = card();
    rig.quote("ABC", "100.49", "100.51");
    rig.trade("ABC", "100.5");
    rig.forget();
    approve(shown);
    EXPECT_EQ(rig.story(), "asked_again signal_raised suggested");
    EXPECT_TRUE(rig.submits().empty());
    const SuggestionCard again = card();
    EXPECT_NE(again.id, shown.id);
    EXPECT_NE(again.digest, shown.digest);
    EXPECT_EQ(again.askedAgainFrom, px("100"));
    EXPECT_EQ(again.expiresAt, rig.now + 5min);
    approve(shown);
    EXPECT_TRUE(rig.submits().empty());
    approve(again);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Suggestions, TakeAMarketThatMovedTheirWay)
{
    rig.quote("ABC", "99.49", "99.51");
    rig.trade("ABC", "99.5");
    approve(card());
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Suggestions, AskAgainWhenThePriceIsTooOldAndWaitForANewerOne)
{
    rig.pass(6s);
    const SuggestionCard shown = card();
    approve(shown);
    EXPECT_EQ(rig.story(), "asked_again signal_raised suggested");
    EXPECT_TRUE(rig.submits().empty());
    rig.quote("ABC", "99.99", "100.01");
    approve(card());
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Suggestions, EndAsApprovedWithTheDenialAsTheirOutcomeWhenTheGateSaysNo)
{
    Asset asset;
    asset.symbol = "ABC";
    asset.active = true;
    rig.send(input::AssetNews{{asset}});
    rig.forget();
    approve(card());
    EXPECT_EQ(rig.story(), "approved denied");
    EXPECT_TRUE(rig.submits().empty());
    EXPECT_TRUE(rig.look().suggestions.empty());
}

TEST_F(Suggestions, AreWithdrawnByTheKillSwitch)
{
    const SuggestionCard shown = card();
    rig.send(Command{command::Kill{false, "window"}});
    approve(shown);
    EXPECT_EQ(rig.audits(AuditKind::Withdrawn).size(), 1U);
    EXPECT_TRUE(rig.submits().empty());
}

/// Something happens: the market moves, time passes, a person clicks, an order is lost.
void stir(EngineRig& rig, std::mt19937_64& random, std::vector<SuggestionCard>& known)
{
    const auto any = [&]() -> const SuggestionCard& { return known[random() % known.size()]; };
    const auto cents = static_cast<std::int64_t>(9'900 + random() % 200);
    const std::uint64_t what = random() % 8;
    if (what <= 1) {
        rig.market(random() % 2 == 0 ? "ABC" : "XYZ",
                   Price::fromNanos(cents * 10'000'000).toString());
    } else if (what == 2) {
        rig.pass(Nanoseconds{static_cast<std::int64_t>(random() % 4'000'000'000)});
    } else if (what == 3) {
        for (const SuggestionCard& card : rig.look().suggestions)
            known.push_back(card);
    } else if (what <= 5 && !known.empty()) {
        const SuggestionCard& card = any();
        rig.send(Command{command::Approve{card.id, card.digest}});
    } else if (what == 6 && !known.empty()) {
        if (random() % 3 == 0)
            rig.send(Command{command::Dismiss{any().id}});
        else
            rig.send(Command{command::MarkSeen{any().id}});
    } else if (what == 7) {
        // What was sent never arrives, so that the instance speaks again.
        for (const IntentRecord& intent : rig.submits())
            rig.send(input::IntentLost{intent.clientOrderId, "test"});
        if (random() % 12 == 0) {
            rig.send(Command{command::Kill{false, "test"}});
            rig.send(Command{command::Release{std::string{kReleasePhrase}, "test"}});
            rig.truth();
        }
    }
}

TEST(SuggestionsProperty, EndInExactlyOneWayWhateverHappensInWhateverOrder)
{
    const std::map<AuditKind, int> ends{{AuditKind::Approved, 0},
                                        {AuditKind::Dismissed, 0},
                                        {AuditKind::AskedAgain, 0},
                                        {AuditKind::ExpiredSeen, 0},
                                        {AuditKind::ExpiredUnseen, 0},
                                        {AuditKind::Withdrawn, 0}};
    std::map<AuditKind, int> seen;
    for (std::uint64_t seed = 1; seed <= 150 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random{seed};
        TradingConfig config = benchConfig(Rules::Approval);
        config.suggestionLife = 20s;
        config.instances.push_back(config.instances[0]);
        config.instances[1].name = config.instances[1].strategy = "momentum";
        config.limits.symbolSpacing = 1s;
        config.limits.ordersPerDay.reset();
        EngineRig rig{Rules::Approval, config};
        rig.start();
        std::vector<SuggestionCard> known; // also those that ended: people click late
        for (int i = 0; i < 300; ++i)
            stir(rig, random, known);
        std::map<std::string, int> begun;
        std::map<std::string, int> ended;
        std::map<std::string, int> sentFor;
        for (const auto* audit : rig.all<output::AppendAudit>()) {
            const AuditEntry& entry = audit->entry;
            if (entry.kind == AuditKind::Suggested)
                ++begun[entry.suggestionId];
            if (ends.count(entry.kind) != 0) {
                ++ended[entry.suggestionId];
                ++seen[entry.kind];
            }
            if (entry.kind == AuditKind::Submitted)
                ++sentFor[entry.proposalId];
        }
        for (const SuggestionCard& card : rig.look().suggestions)
            ++ended[card.id]; // still waiting
        EXPECT_EQ(begun, ended);
        for (const auto& [id, count] : begun)
            EXPECT_EQ(count, 1) << id;
        for (const auto& [id, count] : sentFor)
            EXPECT_EQ(count, 1) << id;
    }
    EXPECT_EQ(seen.size(), ends.size()) << "an end that no seed reached";
}

} // namespace
} // namespace tapedeck
