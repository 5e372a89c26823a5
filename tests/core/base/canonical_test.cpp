#include "base/canonical.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

enum class Colour : std::uint8_t
{
    Red,
    Green
};

struct Leg
{
    SymbolId symbol{};
    Quantity quantity;
    TAPEDECK_FIELDS(self.symbol, self.quantity)
    friend bool operator==(const Leg&, const Leg&) = default;
};

struct Everything
{
    bool yes = false;
    std::int32_t number = 0;
    Colour colour{};
    double statistic = 0;
    std::string text;
    Timestamp at;
    Date day{};
    std::optional<Price> price;
    std::vector<Leg> legs;
    std::array<char, 3> codes{};
    std::variant<Money, std::string> either;
    TAPEDECK_FIELDS(self.yes,
                    self.number,
                    self.colour,
                    self.statistic,
                    self.text,
                    self.at,
                    self.day,
                    self.price,
                    self.legs,
                    self.codes,
                    self.either)
    friend bool operator==(const Everything&, const Everything&) = default;
};

Everything example(Symbols& symbols)
{
    return {true,
            -5,
            Colour::Green,
            0.1,
            "text with \0 inside",
            timestampOf(1'381'411'800'000'000'001),
            parseDate("2013-10-10").value(),
            Price::fromWhole(7),
            {{symbols.intern("AAPL").value(), Quantity::fromWhole(1)},
             {symbols.intern("IBM").value(), -Quantity::fromWhole(2)}},
            {'a', 'b', 'c'},
            std::string{"either"}};
}

TEST(Canonical, RoundTripsAndNamesSymbolsByText)
{
    Symbols symbols;
    const Everything value = example(symbols);
    const std::string bytes = canonicalBytes(value, &symbols);
    EXPECT_NE(bytes.find("AAPL"), std::string::npos);

    Symbols others;
    ASSERT_TRUE(others.intern("MSFT").has_value());
    const auto back = fromCanonicalBytes<Everything>(bytes, &others);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(others.text(back->legs[1].symbol), "IBM");
    EXPECT_EQ(canonicalBytes(*back, &others), bytes);
}

TEST(Canonical, EveryTruncationIsAnError)
{
    Symbols symbols;
    const std::string bytes = canonicalBytes(example(symbols), &symbols);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(
            fromCanonicalBytes<Everything>(std::string_view{bytes}.substr(0, size), &symbols)
                .has_value())
            << size;
    EXPECT_FALSE(fromCanonicalBytes<Everything>(bytes + "x", &symbols).has_value());
}

TEST(Canonical, AForgedCountAsksForNoMemory)
{
    std::string bytes;
    CanonicalWriter{bytes}.put(std::uint32_t{0xFFFFFFFF});
    EXPECT_FALSE(fromCanonicalBytes<std::vector<std::int64_t>>(bytes).has_value());
}

} // namespace
} // namespace tapedeck
