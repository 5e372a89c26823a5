#include "base/fixed.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>

namespace tapedeck {
namespace {

struct Spelled
{
    const char* name;
    const char* text;
    std::int64_t nanos;

    friend void PrintTo(const Spelled& spelled, std::ostream* out) { *out << spelled.name; }
};

class ParseExact : public testing::TestWithParam<Spelled>
{};

TEST_P(ParseExact, GivesTheNanos)
{
    EXPECT_EQ(parseNanos(GetParam().text), GetParam().nanos) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Decimals,
                         ParseExact,
                         testing::Values(Spelled{"zero", "0", 0},
                                         Spelled{"minus zero", "-0", 0},
                                         Spelled{"a cent", "0.01", 10'000'000},
                                         Spelled{"nine places", "0.000000001", 1},
                                         Spelled{
                                             "trailing zeros", "1.5000000000000", 1'500'000'000},
                                         Spelled{"negative", "-12.25", -12'250'000'000},
                                         Spelled{"exponent up", "1.5e3", 1'500'000'000'000},
                                         Spelled{"exponent down", "25E-1", 2'500'000'000},
                                         Spelled{"zero with any exponent", "0e999999999", 0},
                                         Spelled{"leading zeros", "00012", 12'000'000'000},
                                         Spelled{"largest", "9223372036.854775807", INT64_MAX}));

struct Bad
{
    const char* text;
    ErrorCode code;

    friend void PrintTo(const Bad& bad, std::ostream* out) { *out << '"' << bad.text << '"'; }
};

class ParseRefused : public testing::TestWithParam<Bad>
{};

TEST_P(ParseRefused, SaysWhy)
{
    const auto result = parseNanos(GetParam().text);
    ASSERT_FALSE(result.has_value()) << GetParam().text;
    EXPECT_EQ(result.error().code, GetParam().code) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Decimals,
                         ParseRefused,
                         testing::Values(Bad{"", ErrorCode::Malformed},
                                         Bad{"-", ErrorCode::Malformed},
                                         Bad{"+1", ErrorCode::Malformed},
                                         Bad{".5", ErrorCode::Malformed},
                                         Bad{"1.", ErrorCode::Malformed},
                                         Bad{"1e", ErrorCode::Malformed},
                                         Bad{"NaN", ErrorCode::Malformed},
                                         Bad{"Infinity", ErrorCode::Malformed},
                                         Bad{"1,000", ErrorCode::Malformed},
                                         Bad{" 1", ErrorCode::Malformed},
                                         Bad{"1 ", ErrorCode::Malformed},
                                         Bad{"0x10", ErrorCode::Malformed},
                                         Bad{"9223372036.854775808", ErrorCode::OutOfRange},
                                         Bad{"1e30", ErrorCode::OutOfRange},
                                         Bad{"99999999999999999999999999999999999999999999",
                                             ErrorCode::OutOfRange},
                                         Bad{"0.0000000001", ErrorCode::TooPrecise},
                                         Bad{"1e-10", ErrorCode::TooPrecise}));

TEST(ParseRounding, GoesHalfToEvenAndSaysSo)
{
    const auto rounded = [](std::string_view text) {
        return parseNanos(text, ExtraDecimals::RoundHalfEven).value();
    };
    EXPECT_EQ(rounded("0.0000000005"), 0);
    EXPECT_EQ(rounded("0.00000000050000001"), 1);
    EXPECT_EQ(rounded("0.0000000015"), 2);
    EXPECT_EQ(rounded("-0.0000000015"), -2);
    EXPECT_EQ(rounded("25e-10"), 2);
    EXPECT_EQ(rounded("6e-10"), 1);
    EXPECT_EQ(rounded("6e-11"), 0);
    bool dropped = false;
    EXPECT_EQ(parseNanos("1.1234567891", ExtraDecimals::RoundHalfEven, &dropped), 1'123'456'789);
    EXPECT_TRUE(dropped);
    dropped = false;
    EXPECT_EQ(parseNanos("1.1234567890", ExtraDecimals::RoundHalfEven, &dropped), 1'123'456'789);
    EXPECT_FALSE(dropped);
}

TEST(Fixed, PrintsWhatItParses)
{
    std::mt19937_64 random{20131010};
    for (int i = 0; i < 100'000; ++i) {
        const auto nanos = static_cast<std::int64_t>(random()) >> (random() % 63);
        if (nanos == INT64_MIN)
            continue;
        ASSERT_EQ(parseNanos(nanosToString(nanos)), nanos) << nanos;
    }
}

TEST(Fixed, NotionalIsExactAndRefusesWhatMoneyCannotHold)
{
    const auto price = Price::parse("737.91").value();
    EXPECT_EQ(notional(price, Quantity::fromWhole(3)), Money::parse("2213.73").value());
    EXPECT_EQ(notional(price, -Quantity::fromWhole(3)), Money::parse("-2213.73").value());
    EXPECT_EQ(notional(Price::parse("4.3").value(), Quantity::fromWhole(2), 100),
              Money::fromWhole(860));
    const auto huge = notional(Price::fromWhole(1'000'000), Quantity::fromWhole(1'000'000));
    ASSERT_FALSE(huge.has_value());
    EXPECT_EQ(huge.error().code, ErrorCode::OutOfRange);
    EXPECT_EQ(
        saturatedNotional(Price::fromWhole(1'000'000), Quantity::fromWhole(1'000'000)).nanos(),
        INT64_MAX);
}

TEST(Fixed, ANotionalNeverBuysMoreThanItPaysFor)
{
    std::mt19937_64 random{7};
    for (int i = 0; i < 10'000; ++i) {
        const auto price =
            Price::fromNanos(1'000'000 + static_cast<std::int64_t>(random() % 5'000'000'000'000U));
        const auto money =
            Money::fromNanos(static_cast<std::int64_t>(random() % 10'000'000'000'000U));
        const auto quantity = quantityFor(money, price);
        if (!quantity)
            continue;
        const Int128 cost = Int128{quantity->nanos()} * price.nanos();
        ASSERT_LE(cost, Int128{money.nanos()} * kNanosPerUnit);
        ASSERT_GT(cost + price.nanos(), Int128{money.nanos()} * kNanosPerUnit);
    }
}

TEST(Fixed, RatiosRoundHalfEvenAndPin)
{
    EXPECT_EQ(ratioOf(Money::fromWhole(1), Money::fromWhole(3)).nanos(), 333'333'333);
    EXPECT_EQ(ratioOf(Money::fromWhole(-1), Money::fromWhole(2)).nanos(), -500'000'000);
    EXPECT_EQ(ratioOf(Money::fromWhole(1), Money{}).nanos(), 0);
    EXPECT_EQ(ratioOf(Money::fromWhole(9'000'000'000), Money::fromNanos(1)).nanos(), INT64_MAX);
    EXPECT_EQ(scaled(Money::fromWhole(1'000), Ratio::parse("0.25").value()), Money::fromWhole(250));
}

TEST(FixedDeathTest, OverflowIsABrokenInvariant)
{
    EXPECT_DEATH((void)(Money::fromNanos(INT64_MAX) + Money::fromNanos(1)), "invariant broken");
}

} // namespace
} // namespace tapedeck
