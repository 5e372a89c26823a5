#include "session/gap_ledger.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using std::chrono::seconds;

const Timestamp kStart = parseTimestamp("2026-11-27T15:00:00Z").value();

TEST(GapLedger, AHoleIsOpenedClosedAndFilledOnce)
{
    GapLedger ledger{Link::MarketData};
    const auto opened = ledger.open(kStart, "cable", {"AAPL"});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->state, GapState::Open);
    EXPECT_FALSE(ledger.open(kStart + seconds{1}, "again", {})) << "one at a time";
    EXPECT_EQ(ledger.counts(), (GapCounts{1, 0, 0}));
    EXPECT_FALSE(ledger.filled(opened->number, "trades")) << "the stream is still away";

    const auto closed = ledger.close(kStart + seconds{12});
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->number, opened->number);
    EXPECT_EQ(closed->state, GapState::Filling);
    EXPECT_EQ(closed->end - closed->start, seconds{12});
    EXPECT_FALSE(ledger.close(kStart + seconds{13}));

    const auto filled = ledger.filled(closed->number, "trades");
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->filledBy, "trades");
    EXPECT_FALSE(ledger.unfilled(closed->number, "twice"));
    EXPECT_EQ(ledger.counts(), (GapCounts{0, 1, 0}));
}

TEST(GapLedger, ASecondHoleMayOpenWhileTheFirstIsFilled)
{
    GapLedger ledger{Link::MarketData};
    ledger.open(kStart, "one", {});
    const auto first = ledger.close(kStart + seconds{2});
    const auto second = ledger.open(kStart + seconds{3}, "two", {});
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(ledger.unfilled(first->number, "refused"));
    EXPECT_TRUE(ledger.isOpen());
    EXPECT_EQ(ledger.counts(), (GapCounts{1, 0, 1}));
    const auto last = ledger.last(8);
    ASSERT_EQ(last.size(), 2U);
    EXPECT_EQ(last[0].cause, "two");
    EXPECT_EQ(last[1].filledBy, "refused");
}

TEST(GapLedger, ItIsBoundedAndTheCountsAreNot)
{
    GapLedger ledger{Link::TradeUpdates};
    ledger.open(kStart, "never filled", {});
    const auto unsettled = ledger.close(kStart);
    for (std::size_t i = 0; i < 3 * kGapsKept; ++i) {
        ledger.open(kStart, "hole", {});
        ledger.filled(ledger.close(kStart)->number, "reconciliation");
    }
    EXPECT_EQ(ledger.last(1'000).size(), kGapsKept);
    EXPECT_EQ(ledger.counts().filled, static_cast<std::int64_t>(3 * kGapsKept));
    EXPECT_TRUE(ledger.filled(unsettled->number, "at last")) << "it was not forgotten";
}

TEST(GapLedger, AnEndBeforeItsStartIsItsStart)
{
    GapLedger ledger{Link::MarketData};
    ledger.open(kStart, "clock set back", {});
    EXPECT_EQ(ledger.close(kStart - seconds{5})->end, kStart);
}

} // namespace
} // namespace tapedeck
