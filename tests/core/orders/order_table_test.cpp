#include "table_support.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace test;

class OrderTableTest : public testing::Test
{
protected:
    TrackedOrder& order() { return *table.find("a"); }
    void SetUp() override
    {
        (void)table.add(intent("a"), at(0));
        ASSERT_TRUE(table.advance(order(), OrderStep::MadeDurable, at(0)));
    }
    void acknowledge() { ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::New), at(1))); }
    std::string recovered(const BrokerOrder& told, const std::vector<Execution>& activities = {})
    {
        std::string text;
        for (const Booking& booking : table.recover(order(), told, activities))
            text += booking.quantity.toString() + "@" + booking.price.toString() + " ";
        return text;
    }

    OrderTable table;
};

TEST_F(OrderTableTest, BooksADuplicateOnce)
{
    acknowledge();
    EXPECT_TRUE(table.book(order(), fill("a", "x1", "40", "40")).has_value());
    EXPECT_FALSE(table.book(order(), fill("a", "x1", "40", "40")).has_value());
    EXPECT_EQ(order().booked, shares("40"));
    EXPECT_EQ(order().remaining(), shares("60"));
    EXPECT_EQ(order().remainingNotional(), Money::fromWhole(600));
}

TEST_F(OrderTableTest, BooksFillsThatComeInTheWrongOrder)
{
    acknowledge();
    EXPECT_TRUE(table.book(order(), fill("a", "x2", "60", "100")).has_value());
    EXPECT_TRUE(table.book(order(), fill("a", "x1", "40", "40")).has_value());
    EXPECT_EQ(order().booked, shares("100"));
}

TEST_F(OrderTableTest, RecoversWhatTheStreamLostAndKnowsItWhenItComesAfterAll)
{
    acknowledge();
    EXPECT_EQ(recovered(seen("a", OrderStatus::PartiallyFilled, "40", "10.5")), "40@10.5 ");
    EXPECT_FALSE(table.book(order(), fill("a", "x1", "40", "40")).has_value());
    EXPECT_TRUE(table.book(order(), fill("a", "x2", "60", "100")).has_value());
    EXPECT_EQ(recovered(seen("a", OrderStatus::Filled, "100")), "");
    EXPECT_EQ(order().booked, shares("100"));
}

TEST_F(OrderTableTest, TakesTheActivitiesPricesWhereTheyCoverTheDifference)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "10", "10", "10"));
    const std::vector<Execution> activities{fill("a", "act1", "10", "10", "10"),
                                            fill("a", "act2", "20", "30", "11"),
                                            fill("a", "act3", "30", "60", "12"),
                                            fill("b", "act4", "30", "60", "99")};
    EXPECT_EQ(recovered(seen("a", OrderStatus::PartiallyFilled, "60", "11.333333333"), activities),
              "20@11 30@12 ");
    EXPECT_FALSE(table.book(order(), fill("a", "x3", "30", "60", "12")).has_value());
}

TEST_F(OrderTableTest, TakesTheAverageOfWhatIsMissingWhereActivitiesDoNotCoverIt)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "10", "10", "10"));
    EXPECT_EQ(recovered(seen("a", OrderStatus::PartiallyFilled, "30", "11")), "20@11.5 ");
    EXPECT_EQ(order().bookedValue, exactNotional(px("11"), shares("30")));
}

TEST_F(OrderTableTest, DoesNotRecoverAFillThatALaterOneHid)
{
    // The stream told of the second and third fill; an older answer shows the first two.
    acknowledge();
    (void)table.book(order(), fill("a", "x2", "20", "30", "10"));
    (void)table.book(order(), fill("a", "x3", "5", "35", "10"));
    EXPECT_EQ(recovered(seen("a", OrderStatus::PartiallyFilled, "30", "10")), "10@10 ");
    EXPECT_FALSE(table.book(order(), fill("a", "x1", "10", "10", "10")).has_value());
    EXPECT_EQ(order().booked, shares("35"));
}

TEST_F(OrderTableTest, NeverReopensAnOrderThatTheBrokerEnded)
{
    acknowledge();
    ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::Canceled, "40"), at(2)));
    EXPECT_EQ(order().phase, OrderPhase::Done);
    EXPECT_TRUE(table.observe(order(), seen("a", OrderStatus::New), at(3)));
    EXPECT_EQ(order().status, OrderStatus::Canceled);
    EXPECT_TRUE(table.observe(order(), seen("a", OrderStatus::Canceled, "40"), at(3)));
    EXPECT_FALSE(table.observe(order(), seen("a", OrderStatus::Filled, "100"), at(3)));
    EXPECT_EQ(order().status, OrderStatus::Canceled);
    EXPECT_EQ(order().remaining(), Quantity{});
}

TEST_F(OrderTableTest, TakesBackAnEndThatOnlyWeConcluded)
{
    ASSERT_TRUE(table.advance(order(), OrderStep::NoAnswer, at(1)));
    ASSERT_TRUE(table.advance(order(), OrderStep::NeverArrived, at(9)));
    EXPECT_FALSE(order().isOpen());
    ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::New), at(10)));
    EXPECT_EQ(order().phase, OrderPhase::Working);
    EXPECT_EQ(order().remaining(), shares("100")); // it counts as working again
    ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::Filled, "100"), at(11)));
    EXPECT_EQ(order().status, OrderStatus::Filled);
}

TEST_F(OrderTableTest, IsNotToldBackFromAFillToNew)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "40", "40"));
    ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::PartiallyFilled, "40"), at(2)));
    ASSERT_TRUE(table.observe(order(), seen("a", OrderStatus::New), at(2)));
    EXPECT_EQ(order().status, OrderStatus::PartiallyFilled);
}

TEST_F(OrderTableTest, TakesBackABustedFillOnce)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "40", "40", "10"));
    const Execution bust = fill("a", "x2", "-40", "0", "10");
    const auto booking = table.book(order(), bust);
    ASSERT_TRUE(booking.has_value());
    EXPECT_EQ(booking->quantity, shares("-40"));
    EXPECT_FALSE(table.book(order(), bust).has_value());
    EXPECT_EQ(order().booked, Quantity{});
    EXPECT_TRUE(table.book(order(), fill("a", "x3", "40", "40", "10")).has_value());
}

TEST_F(OrderTableTest, PutsACorrectionInPlaceOfItsFill)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "40", "40", "10"));
    const Execution corrected = fill("a", "x2", "40", "40", "9");
    EXPECT_EQ(table.correct(order(), "x1", corrected).size(), 2U);
    EXPECT_TRUE(table.correct(order(), "x1", corrected).empty());
    EXPECT_TRUE(table.correct(order(), "nobody", fill("a", "x9", "1", "1")).empty());
    EXPECT_EQ(order().booked, shares("40"));
    EXPECT_EQ(order().bookedValue, exactNotional(px("9"), shares("40")));
}

TEST_F(OrderTableTest, AdoptsAStrangerWithWhatItHasFilledAlready)
{
    TrackedOrder& adopted =
        table.adopt(seen("b", OrderStatus::PartiallyFilled, "30"), px("12"), at(1));
    EXPECT_TRUE(adopted.isExternal());
    EXPECT_EQ(adopted.remaining(), shares("70"));
    EXPECT_TRUE(table.recover(adopted, seen("b", OrderStatus::PartiallyFilled, "30"), {}).empty());
    EXPECT_FALSE(table.book(adopted, fill("b", "y1", "30", "30")).has_value());
    EXPECT_TRUE(table.book(adopted, fill("b", "y2", "30", "60")).has_value());
}

TEST_F(OrderTableTest, ValuesAStrangerWithoutAPriceAtTheMarket)
{
    BrokerOrder market = seen("b", OrderStatus::New);
    market.spec.type = OrderType::Market;
    market.spec.limitPrice.reset();
    EXPECT_EQ(table.adopt(market, px("12"), at(1)).remainingNotional(), Money::fromWhole(1200));
}

TEST_F(OrderTableTest, CountsWhatIsLeftOfAnOrderForDollars)
{
    IntentRecord dollars = intent("n");
    dollars.ticket.order.quantity.reset();
    dollars.ticket.order.notional = dollars.ticket.worstNotional = Money::fromWhole(500);
    TrackedOrder& order = table.add(dollars, at(0));
    ASSERT_TRUE(table.observe(order, seen("n", OrderStatus::New), at(1)));
    (void)table.book(order, fill("n", "z1", "20", "20", "10"));
    EXPECT_EQ(order.remainingNotional(), Money::fromWhole(300));
}

TEST_F(OrderTableTest, RoundsWhatIsLeftUp)
{
    (void)table.add(intent("third", "3"), at(0));
    TrackedOrder& order = *table.find("third");
    order.intent.ticket.worstNotional = Money::fromNanos(10);
    ASSERT_TRUE(table.observe(order, seen("third", OrderStatus::New), at(1)));
    (void)table.book(order, fill("third", "z1", "1", "1"));
    EXPECT_EQ(order.remainingNotional(), Money::fromNanos(7));
}

TEST_F(OrderTableTest, ForgetsEndedOrdersOldestFirstAndNeverAnOpenOne)
{
    acknowledge();
    for (int i = 0; i < 150; ++i) {
        TrackedOrder& other = table.add(intent("o" + std::to_string(i)), at(i));
        ASSERT_TRUE(table.advance(other, OrderStep::NotSent, at(i)));
    }
    EXPECT_EQ(table.all().size(), OrderTable::kDoneMax + 1);
    EXPECT_EQ(table.find("o49"), nullptr);
    EXPECT_NE(table.find("o50"), nullptr);
    EXPECT_EQ(table.openCount(), 1U);
}

TEST_F(OrderTableTest, TakesTheNewestEndedOrdersOverARestartAndEveryOpenOne)
{
    acknowledge();
    for (int i = 0; i < 50; ++i) {
        TrackedOrder& other = table.add(intent("o" + std::to_string(i)), at(i));
        ASSERT_TRUE(table.advance(other, OrderStep::NotSent, at(i)));
    }
    const auto back = fromCanonicalBytes<OrderTable>(canonicalBytes(table));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->all().size(), OrderTable::kDoneSaved + 1);
    EXPECT_NE(back->find("a"), nullptr);
    EXPECT_NE(back->find("o49"), nullptr);
    EXPECT_EQ(back->find("o33"), nullptr);
}

TEST_F(OrderTableTest, ComesBackFromItsBytesAsItWas)
{
    acknowledge();
    (void)table.book(order(), fill("a", "x1", "40", "40", "10"));
    (void)recovered(seen("a", OrderStatus::PartiallyFilled, "50", "10"));
    (void)table.adopt(seen("b", OrderStatus::PartiallyFilled, "30"), px("12"), at(1));
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(table.advance(
            table.add(intent("o" + std::to_string(i)), at(i)), OrderStep::NotSent, at(i)));
    const std::string bytes = canonicalBytes(table);
    const auto back = fromCanonicalBytes<OrderTable>(bytes);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(canonicalBytes(*back), bytes);
    for (std::size_t cut = 0; cut < bytes.size(); cut += 7)
        EXPECT_FALSE(fromCanonicalBytes<OrderTable>(bytes.substr(0, cut)).has_value());
}

} // namespace
} // namespace tapedeck
