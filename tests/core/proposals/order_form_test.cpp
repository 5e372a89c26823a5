#include "proposals/order_form.h"
#include "trading/tick_size.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

Price px(std::string_view text)
{
    return Price::parse(text).value();
}
Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
Quote quote(std::string_view bid, std::string_view ask)
{
    Quote quote;
    quote.bid = px(bid);
    quote.ask = px(ask);
    return quote;
}

TEST(OrderForm, BuysDollarsAtTheMarketInRegularHours)
{
    const auto order = entryOrder("ABC", Money::fromWhole(500), std::nullopt, {});
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->type, OrderType::Market);
    EXPECT_EQ(order->notional, Money::fromWhole(500));
    EXPECT_EQ(order->timeInForce, TimeInForce::Day);
    EXPECT_FALSE(order->quantity.has_value());
}

TEST(OrderForm, StandsTenBasisPointsBeyondTheOppositeQuoteOnTheTick)
{
    EXPECT_EQ(marketableLimit(Side::Buy, quote("99.99", "100")), px("100.1"));
    EXPECT_EQ(marketableLimit(Side::Sell, quote("100", "100.01")), px("99.9"));
    EXPECT_EQ(marketableLimit(Side::Buy, quote("10", "10.01")), px("10.03"));
    EXPECT_EQ(marketableLimit(Side::Sell, quote("10.01", "10.02")), px("9.99"));
    EXPECT_EQ(marketableLimit(Side::Buy, quote("0.5", "0.5001")), px("0.5007"));
    EXPECT_EQ(marketableLimit(Side::Buy, quote("99", "0")), std::nullopt);
    EXPECT_EQ(marketableLimit(Side::Sell, quote("0", "99")), std::nullopt);
}

TEST(OrderForm, IsAlwaysMarketableOnTheTickAndWithinATickOfTenBasisPoints)
{
    std::mt19937_64 random{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto bid = Price::fromNanos(static_cast<std::int64_t>(1 + random() % 5'000'000) *
                                          100'000); // up to 500 dollars
        Quote market;
        market.bid = onTick(bid, Rounding::Up);
        market.ask = market.bid + tickSize(market.bid);
        for (const Side side : {Side::Buy, Side::Sell}) {
            const Price limit = marketableLimit(side, market).value();
            EXPECT_EQ(onTick(limit, Rounding::Down), limit);
            const Price away = side == Side::Buy ? limit - market.ask : market.bid - limit;
            EXPECT_FALSE(away.isNegative());
            const Price opposite = side == Side::Buy ? market.ask : market.bid;
            EXPECT_LE(away.nanos(), opposite.nanos() / 1'000 + tickSize(opposite).nanos());
        }
    }
}

TEST(OrderForm, BuysNoMoreThanItsDollarsAtItsLimit)
{
    const OrderForm form{true, false, false};
    const auto order = entryOrder("ABC", Money::fromWhole(500), quote("99.99", "100"), form);
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->limitPrice, px("100.1"));
    EXPECT_LE(notional(*order->limitPrice, *order->quantity).value(), Money::fromWhole(500));
    EXPECT_EQ(order->quantity, shares("4.995004995"));
}

TEST(OrderForm, BuysWholeSharesWhereFractionsAreNotAllowedAndNothingWhereNoneIsLeft)
{
    const OrderForm form{true, true, true};
    const auto order = entryOrder("ABC", Money::fromWhole(500), quote("99.99", "100"), form);
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->quantity, shares("4"));
    EXPECT_TRUE(order->extendedHours);
    EXPECT_FALSE(entryOrder("ABC", Money::fromWhole(50), quote("99.99", "100"), form).has_value());
    EXPECT_FALSE(entryOrder("ABC", Money::fromWhole(500), std::nullopt, form).has_value());
}

TEST(OrderForm, ClosesExactlyWhatIsHeld)
{
    const auto sell = closingOrder("ABC", shares("2.5"), std::nullopt, {});
    ASSERT_TRUE(sell.has_value());
    EXPECT_EQ(sell->side, Side::Sell);
    EXPECT_EQ(sell->quantity, shares("2.5"));
    const auto cover = closingOrder("ABC", shares("-3"), quote("9.99", "10"), {true, false, false});
    ASSERT_TRUE(cover.has_value());
    EXPECT_EQ(cover->side, Side::Buy);
    EXPECT_EQ(cover->quantity, shares("3"));
    EXPECT_EQ(cover->limitPrice, px("10.01"));
    EXPECT_FALSE(closingOrder("ABC", Quantity{}, std::nullopt, {}).has_value());
    EXPECT_FALSE(closingOrder("ABC", shares("1"), std::nullopt, {true, false, false}).has_value());
}

TEST(OrderForm, ClosesTheWholeSharesWhereFractionsAreRefusedAndLessThanOneAsItIs)
{
    struct Case
    {
        std::string_view held;
        std::string_view closed;
    };
    OrderForm form;
    form.refusesFractions = true;
    for (const Case& each : {Case{"6.37", "6"},
                             Case{"-6.37", "6"},
                             Case{"6", "6"},
                             Case{"1.000000001", "1"},
                             Case{"0.999999999", "0.999999999"},
                             Case{"-0.37", "0.37"}})
        EXPECT_EQ(closingOrder("ABC", shares(each.held), std::nullopt, form)->quantity,
                  shares(each.closed))
            << each.held;
}

} // namespace
} // namespace tapedeck
