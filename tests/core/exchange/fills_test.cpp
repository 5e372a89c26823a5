#include "floor.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(Fills, AMarketOrderTakesTheOppositeSideOfTheStandingQuote)
{
    Floor floor;
    floor.quote("10.00", "300", "10.02", "200");
    const auto bought = floor.submit(buy("150"));
    EXPECT_EQ(floor.fillsOf(bought), "150 @ 10.02");
    const auto sold = floor.submit(sell("150"));
    EXPECT_EQ(floor.fillsOf(sold), "150 @ 10");
}

TEST(Fills, ADisplayedSizeIsUsedOnceAndTheRestWaitsForTheNextQuote)
{
    Floor floor;
    floor.quote("10.00", "300", "10.02", "200");
    const auto first = floor.submit(buy("150"));
    const auto second = floor.submit(buy("100"));
    EXPECT_EQ(floor.fillsOf(second), "50 @ 10.02");
    const auto third = floor.submit(buy("10"));
    EXPECT_EQ(floor.fillsOf(third), "");
    floor.quote("10.01", "300", "10.03", "55");
    EXPECT_EQ(floor.fillsOf(first), "150 @ 10.02");
    EXPECT_EQ(floor.fillsOf(second), "50 @ 10.02, 50 @ 10.03");
    EXPECT_EQ(floor.fillsOf(third), "5 @ 10.03") << "the oldest order comes first";
}

TEST(Fills, TheSidesOfAQuoteAreUsedUpApart)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("100"));
    EXPECT_EQ(floor.fillsOf(floor.submit(sell("100"))), "100 @ 10");
}

TEST(Fills, AMarketableLimitFillsAtTheQuoteAndNotAtItsLimit)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    EXPECT_EQ(floor.fillsOf(floor.submit(buy("10").limit("10.50"))), "10 @ 10.02");
    EXPECT_EQ(floor.fillsOf(floor.submit(buy("10").limit("10.02"))), "10 @ 10.02");
    EXPECT_EQ(floor.fillsOf(floor.submit(buy("10").limit("10.01"))), "");
}

TEST(Fills, ARestingLimitFillsWhenAQuoteComesToIt)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("150").limit("10.00"));
    floor.quote("9.97", "100", "9.99", "100");
    EXPECT_EQ(floor.fillsOf(id), "100 @ 9.99");
}

TEST(Fills, APrintThroughTheLimitFillsUpToItsSizeAtItsPrice)
{
    Floor floor;
    floor.quote("10.00", "100", "10.06", "100");
    const auto first = floor.submit(buy("100").limit("10.04"));
    const auto second = floor.submit(buy("100").limit("10.05"));
    floor.trade("10.03", "120");
    EXPECT_EQ(floor.fillsOf(first), "100 @ 10.03");
    EXPECT_EQ(floor.fillsOf(second), "20 @ 10.03");
}

TEST(Fills, APrintAtTheLimitFillsNothing)
{
    Floor floor;
    floor.quote("10.00", "100", "10.06", "100");
    const auto id = floor.submit(buy("100").limit("10.03"));
    floor.trade("10.03", "5000");
    EXPECT_EQ(floor.fillsOf(id), "");
}

TEST(Fills, PrintsOutsideTheQuoteOrThatDoNotSetLastFillNothing)
{
    Floor floor;
    floor.quote("10.00", "100", "10.06", "100");
    const auto id = floor.submit(buy("100").limit("10.03"));
    floor.trade("9.99", "500");
    floor.trade("10.01", "500", "I");
    floor.trade("10.01", "500", "Z");
    EXPECT_EQ(floor.fillsOf(id), "");
    floor.trade("10.01", "500", " F");
    EXPECT_EQ(floor.fillsOf(id), "100 @ 10.01");
}

TEST(Fills, AMarketOrderIsNotFilledByPrints)
{
    Floor floor;
    floor.quote("10.00", "100", "10.06", "100");
    const auto id = floor.submit(buy("150"));
    floor.trade("10.03", "500");
    EXPECT_EQ(floor.fillsOf(id), "100 @ 10.06");
}

struct BadQuote
{
    const char* name;
    const char* bid;
    const char* bidSize;
    const char* ask;
    const char* askSize;
    const char* conditions;
};
void PrintTo(const BadQuote& quote, std::ostream* out)
{
    *out << quote.name;
}

class OnABadQuote : public testing::TestWithParam<BadQuote>
{};

TEST_P(OnABadQuote, NothingFillsAndTheOlderQuoteIsGone)
{
    const BadQuote& bad = GetParam();
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.quote(bad.bid, bad.bidSize, bad.ask, bad.askSize, "ABC", bad.conditions);
    const auto id = floor.submit(buy("10").limit("11.00"));
    floor.trade("10.01", "500");
    EXPECT_EQ(floor.storyOf(id), "pending_new new");
    floor.quote("10.00", "100", "10.02", "100");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 10.02");
}

INSTANTIATE_TEST_SUITE_P(Fills,
                         OnABadQuote,
                         testing::Values(BadQuote{"crossed", "10.03", "100", "10.02", "100", "R"},
                                         BadQuote{"locked", "10.02", "100", "10.02", "100", "R"},
                                         BadQuote{"noBid", "0", "0", "10.02", "100", "Y"},
                                         BadQuote{"noAsk", "10.00", "100", "0", "0", "Y"},
                                         BadQuote{"noSize", "10.00", "100", "10.02", "0", "R"},
                                         BadQuote{"closed", "10.00", "100", "10.02", "100", "C"},
                                         BadQuote{"nonFirm", "10.00", "9", "10.02", "9", "N"}),
                         testing::PrintToStringParamName());

TEST(Fills, NothingFillsInAHaltAndTheFirstQuoteAfterItReopens)
{
    Floor floor;
    floor.trade("10.01", "100");
    floor.quote("10.00", "100", "10.02", "100");
    floor.status("2");
    const auto id = floor.submit(buy("10"));
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "100");
    floor.status("3");
    EXPECT_EQ(floor.storyOf(id), "pending_new new");
    floor.quote("11.00", "100", "11.02", "100");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 11.02");
}

TEST(Fills, ASellStopIsTriggeredByAPrintInsideTheQuoteAndThenSellsAtTheBid)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    floor.submit(buy("100"));
    const auto id = floor.submit(sell("100").stop("9.90"));
    floor.quote("9.80", "60", "9.88", "100");
    EXPECT_EQ(floor.fillsOf(id), "") << "quotes trigger nothing";
    floor.trade("9.79", "100");
    floor.trade("9.85", "100", "I");
    EXPECT_EQ(floor.fillsOf(id), "") << "nor do prints outside the quote, nor odd lots";
    floor.trade("9.85", "100");
    EXPECT_EQ(floor.fillsOf(id), "60 @ 9.8");
    floor.quote("9.95", "100", "9.99", "100");
    EXPECT_EQ(floor.fillsOf(id), "60 @ 9.8, 40 @ 9.95") << "triggered for good";
}

TEST(Fills, AStopLimitRestsAtItsLimitOnceTriggered)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    floor.submit(buy("100"));
    const auto id = floor.submit(sell("100").stop("9.90").limit("9.85"));
    floor.quote("9.80", "100", "9.90", "100");
    floor.trade("9.88", "100");
    EXPECT_EQ(floor.fillsOf(id), "") << "the print that triggers does not fill";
    floor.trade("9.88", "30");
    floor.quote("9.85", "50", "9.90", "100");
    EXPECT_EQ(floor.fillsOf(id), "30 @ 9.88, 50 @ 9.85");
}

TEST(Fills, ABuyStopPaysAtMostFourPercentMoreOrTwoAndAHalfFromFiftyDollars)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.quote("60.00", "100", "60.02", "100", "XYZ");
    floor.trade("10.01", "1");
    floor.trade("60.01", "1", " ", "XYZ");
    const auto low = floor.submit(buy("10").stop("10.10"));
    const auto high = floor.submit(buy("10", "XYZ").stop("60.10"));
    floor.quote("10.08", "100", "10.51", "100");
    floor.quote("60.08", "100", "61.61", "100", "XYZ");
    floor.trade("10.10", "1");
    floor.trade("60.10", "1", " ", "XYZ");
    EXPECT_EQ(floor.fillsOf(low) + floor.fillsOf(high), "");
    floor.quote("10.08", "100", "10.50", "100");
    floor.quote("60.08", "100", "61.60", "100", "XYZ");
    EXPECT_EQ(floor.fillsOf(low), "10 @ 10.5");
    EXPECT_EQ(floor.fillsOf(high), "10 @ 61.6");
}

TEST(Fills, AnImmediateOrderTakesWhatStandsAndIsCanceledForTheRest)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("150").limit("10.02").tif(TimeInForce::Ioc));
    EXPECT_EQ(floor.storyOf(id), "pending_new new partial_fill canceled");
    EXPECT_EQ(floor.order(id).filledQuantity, shares("100"));
}

TEST(Fills, FillOrKillIsAllOrNothing)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    const auto killed = floor.submit(buy("101").tif(TimeInForce::Fok));
    EXPECT_EQ(floor.storyOf(killed), "pending_new new canceled");
    const auto filled = floor.submit(buy("100").tif(TimeInForce::Fok));
    EXPECT_EQ(floor.storyOf(filled), "pending_new new fill");
}

TEST(Fills, AnOrderForDollarsBuysTheFlooredNumberOfShares)
{
    Floor floor;
    floor.quote("3.00", "100", "3.01", "100");
    const auto id = floor.submit(buyFor("100"));
    EXPECT_EQ(floor.fillsOf(id), "33.222591362 @ 3.01");
    EXPECT_EQ(floor.statusOf(id), "filled");
    EXPECT_EQ(floor.order(id).spec.quantity, std::nullopt);
}

TEST(Fills, AnOrderForDollarsGoesOnWithTheDollarsThatAreLeft)
{
    Floor floor;
    floor.quote("3.00", "100", "4.00", "20");
    const auto id = floor.submit(buyFor("100"));
    floor.quote("3.00", "100", "5.00", "20");
    EXPECT_EQ(floor.fillsOf(id), "20 @ 4, 4 @ 5");
    EXPECT_EQ(floor.storyOf(id), "pending_new new partial_fill fill");
}

TEST(Fills, ASaleForDollarsNeverSellsMoreThanIsThere)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("10"));
    floor.quote("10.00", "5", "10.02", "100");
    const auto id = floor.submit(sellFor("100"));
    EXPECT_EQ(floor.exchange.position("ABC")->availableQuantity, shares("0"));
    floor.quote("8.00", "100", "8.02", "100");
    EXPECT_EQ(floor.fillsOf(id), "5 @ 10, 5 @ 8");
    EXPECT_EQ(floor.statusOf(id), "filled");
    EXPECT_TRUE(floor.exchange.positions().empty());
}

TEST(Fills, AlpacasPaperIgnoresSizesAndFillsOnQuotesOnly)
{
    auto config = floorConfig();
    config.fills = FillRule::AlpacaPaper;
    Floor floor{config};
    floor.quote("10.00", "100", "10.06", "100");
    EXPECT_EQ(floor.fillsOf(floor.submit(buy("5000"))), "5000 @ 10.06");
    const auto resting = floor.submit(buy("10").limit("10.04"));
    floor.trade("10.01", "500");
    EXPECT_EQ(floor.fillsOf(resting), "");
    floor.quote("10.00", "1", "10.03", "1");
    EXPECT_EQ(floor.fillsOf(resting), "10 @ 10.03");
}

TEST(Fills, AnUpdateCarriesTheSliceTheCumulativeQuantityAndThePositionAfterIt)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("30"));
    floor.updates.clear();
    floor.submit(buy("80"));
    floor.quote("10.00", "100", "10.04", "100");
    ASSERT_EQ(floor.updates.size(), 4U);
    const OrderUpdate& pending = floor.updates[0];
    EXPECT_EQ(pending.event, OrderEvent::PendingNew);
    EXPECT_EQ(pending.order.status, OrderStatus::PendingNew);
    EXPECT_FALSE(pending.execution || pending.positionQuantity);
    const OrderUpdate& partial = floor.updates[2];
    EXPECT_EQ(partial.event, OrderEvent::PartialFill);
    EXPECT_EQ(partial.order.status, OrderStatus::PartiallyFilled);
    EXPECT_EQ(partial.execution->quantity, shares("70"));
    EXPECT_EQ(partial.execution->cumulativeQuantity, shares("70"));
    EXPECT_EQ(partial.positionQuantity, shares("100"));
    const OrderUpdate& last = floor.updates[3];
    EXPECT_EQ(last.event, OrderEvent::Fill);
    EXPECT_EQ(last.execution->quantity, shares("10"));
    EXPECT_EQ(last.execution->price, px("10.04"));
    EXPECT_EQ(last.order.filledQuantity, shares("80"));
    EXPECT_EQ(last.order.filledAveragePrice, px("10.0225"));
    EXPECT_EQ(last.order.filledAt, floor.now);
    EXPECT_EQ(last.positionQuantity, shares("110"));
}

} // namespace
} // namespace tapedeck
