#include "base/symbols.h"
#include "portfolio/position_book.h"

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
constexpr SymbolId kAbc{0};
constexpr SymbolId kXyz{1};

Timestamp at(int seconds)
{
    return timestampOf(std::int64_t{seconds} * kNanosPerUnit);
}

TEST(PositionBook, OpensAddsClosesAndTurnsAround)
{
    PositionBook book;
    book.apply(kAbc, Side::Buy, px("10"), shares("10"), at(1));
    book.apply(kAbc, Side::Buy, px("20"), shares("10"), at(2));
    EXPECT_EQ(book.holding(kAbc).averagePrice(), px("15"));
    EXPECT_EQ(book.holding(kAbc).openProfit(px("16")), Money::fromWhole(20));
    EXPECT_EQ(book.holding(kAbc).openedAt, at(1));
    book.apply(kAbc, Side::Sell, px("18"), shares("5"), at(3));
    EXPECT_EQ(book.holding(kAbc).realised.rounded(), Money::fromWhole(15));
    EXPECT_EQ(book.holding(kAbc).averagePrice(), px("15"));
    book.apply(kAbc, Side::Sell, px("12"), shares("25"), at(4));
    EXPECT_EQ(book.quantity(kAbc), shares("-10"));
    EXPECT_EQ(book.holding(kAbc).averagePrice(), px("12"));
    EXPECT_EQ(book.holding(kAbc).realised.rounded(), Money::fromWhole(-30));
    EXPECT_EQ(book.holding(kAbc).roundTrips, 1);
    EXPECT_EQ(book.holding(kAbc).openedAt, at(4));
    EXPECT_EQ(book.holding(kAbc).openProfit(px("11")), Money::fromWhole(10));
    book.apply(kAbc, Side::Buy, px("11"), shares("10"), at(5));
    EXPECT_EQ(book.holding(kAbc).cost, ExactMoney{});
    EXPECT_EQ(book.holding(kAbc).realised.rounded(), Money::fromWhole(-20));
    EXPECT_EQ(book.holding(kAbc).roundTrips, 2);
}

TEST(PositionBook, KnowsNothingOfWhatWasNeverHeld)
{
    PositionBook book;
    EXPECT_EQ(book.holding(kXyz).symbol, kXyz);
    EXPECT_EQ(book.quantity(kXyz), Quantity{});
    EXPECT_EQ(book.holding(kXyz).averagePrice(), Price{});
    EXPECT_TRUE(book.all().empty());
}

TEST(PositionBook, TakesTheBrokersWordAndKeepsItsProfit)
{
    PositionBook book;
    book.apply(kAbc, Side::Buy, px("10"), shares("10"), at(1));
    book.apply(kAbc, Side::Sell, px("12"), shares("4"), at(2));
    book.overwrite(kAbc, shares("8"), exactNotional(px("11"), shares("8")), at(3));
    EXPECT_EQ(book.holding(kAbc).averagePrice(), px("11"));
    EXPECT_EQ(book.holding(kAbc).realised.rounded(), Money::fromWhole(8));
    book.overwrite(kAbc, Quantity{}, exactNotional(px("11"), shares("8")), at(4));
    EXPECT_EQ(book.holding(kAbc).cost, ExactMoney{});
}

TEST(PositionBook, FindsItsHoldingsThoughTheReadersSymbolsHaveOtherIds)
{
    Symbols symbols;
    const SymbolId a = symbols.intern("A").value();
    const SymbolId b = symbols.intern("B").value();
    PositionBook book;
    book.apply(a, Side::Buy, px("10"), shares("1"), at(1));
    book.apply(b, Side::Buy, px("20"), shares("2"), at(1));
    Symbols others;
    (void)others.intern("B");
    (void)others.intern("A");
    const auto back = fromCanonicalBytes<PositionBook>(canonicalBytes(book, &symbols), &others);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->quantity(others.find("A").value()), shares("1"));
    EXPECT_EQ(back->quantity(others.find("B").value()), shares("2"));
}

/// Books once more, as plainly as can be: fractions of whole numbers, never rounded, and a check
/// that stays exact while the books may round the last of eighteen decimals at each partial close.
struct Naive
{
    Int128 quantity = 0; ///< 1e-9 shares
    Int128 paid = 0;     ///< 1e-18 dollars that went out, minus those that came in

    void apply(Side side, Price price, Quantity size)
    {
        quantity += signOf(side) * size.nanos();
        paid += Int128{signOf(side) * size.nanos()} * price.nanos();
    }
};

TEST(PositionBookProperty, LosesNothingOverAnyHistoryOfFillsThroughZeroAndBusts)
{
    for (std::uint64_t seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random{seed};
        PositionBook book;
        Naive naive;
        Price average;
        for (int i = 0; i < 300 && !testing::Test::HasFailure(); ++i) {
            const Price price =
                Price::fromNanos(1 + static_cast<std::int64_t>(random() % 500'000'000'000));
            Quantity size = Quantity::fromNanos(static_cast<std::int64_t>(
                random() % (random() % 3 == 0 ? 1'000'000'000'000'000 : 30'000'000'000)));
            Side side = random() % 2 == 0 ? Side::Buy : Side::Sell;
            const Quantity held = book.quantity(kAbc);
            if (random() % 5 == 0 && !held.isZero()) { // close all of it
                size = held.abs();
                side = held.isNegative() ? Side::Buy : Side::Sell;
            }
            const std::int32_t trips = book.holding(kAbc).roundTrips;
            book.apply(kAbc, side, price, size, at(i));
            naive.apply(side, price, size);
            const Holding now = book.holding(kAbc);
            EXPECT_TRUE(Int128{now.quantity.nanos()} == naive.quantity);
            // Cost of what is held less profit of what is closed is what was paid, exactly.
            EXPECT_TRUE(now.cost.value - now.realised.value == naive.paid);
            if (now.quantity.isZero()) {
                EXPECT_EQ(now.cost, ExactMoney{});
            } else {
                EXPECT_EQ(now.cost.value < 0, now.quantity.isNegative() && now.cost.value != 0);
            }
            const bool crossed = !held.isZero() && held.isNegative() != now.quantity.isNegative();
            const bool flat = !held.isZero() && now.quantity.isZero();
            EXPECT_EQ(now.roundTrips - trips, crossed || flat ? 1 : 0);
            // Making a position smaller leaves its average where it was, within a rounding.
            if (!held.isZero() && !now.quantity.isZero() && !crossed &&
                now.quantity.abs() < held.abs() && now.quantity.abs() > shares("1")) {
                const std::int64_t moved = (now.averagePrice() - average).nanos();
                EXPECT_LE(moved < 0 ? -moved : moved, 1);
            }
            average = now.averagePrice();
        }
    }
}

} // namespace
} // namespace tapedeck
