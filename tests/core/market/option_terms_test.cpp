#include "market/option_terms.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

TEST(OptionTerms, ReadsOccSymbolsAndNothingElse)
{
    const auto terms = OptionTerms::parse("AAPL240119C00190500");
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->underlying, "AAPL");
    EXPECT_EQ(toString(terms->expiry), "2024-01-19");
    EXPECT_TRUE(terms->call);
    EXPECT_EQ(terms->strike, Price::parse("190.5").value());
    const auto adjusted = OptionTerms::parse("AAPL7140621P00000001");
    ASSERT_TRUE(adjusted);
    EXPECT_EQ(adjusted->root, "AAPL7");
    EXPECT_EQ(adjusted->underlying, "AAPL");
    EXPECT_EQ(adjusted->strike, Price::parse("0.001").value());
    for (const std::string_view bad : {"",
                                       "AAPL",
                                       "AAPL241319C00190000",
                                       "AAPL240119X00190000",
                                       "240119C00190000",
                                       "7240119C00190000",
                                       "AAPL240119C0019000",
                                       "AAPLAAPL240119C00190000",
                                       "AAPL24011 C00190000"})
        EXPECT_FALSE(OptionTerms::parse(bad)) << bad;
}

TEST(OptionTerms, TheUnderlyingOfAShareIsTheShare)
{
    EXPECT_EQ(underlyingOf("AAPL240119C00190500"), "AAPL");
    EXPECT_EQ(underlyingOf("AAPL7140621P00000001"), "AAPL");
    EXPECT_EQ(underlyingOf("BRK.B"), "BRK.B");
}

TEST(OptionTerms, WhatIsPrintedReadsBack)
{
    std::mt19937_64 random{3};
    for (int i = 0; i < 2'000; ++i) {
        OptionTerms terms;
        for (std::uint64_t length = 1 + random() % 5; terms.underlying.size() < length;)
            terms.underlying.push_back(static_cast<char>('A' + random() % 26));
        terms.root = terms.underlying;
        if (random() % 4 == 0)
            terms.root.push_back(static_cast<char>('1' + random() % 9));
        terms.expiry = Date{std::chrono::year{2000 + static_cast<int>(random() % 100)},
                            std::chrono::month{1 + static_cast<unsigned>(random() % 12)},
                            std::chrono::day{1 + static_cast<unsigned>(random() % 28)}};
        terms.call = random() % 2 == 0;
        terms.strike =
            Price::fromNanos(static_cast<std::int64_t>(random() % 100'000'000) * 1'000'000);
        const std::string symbol = terms.symbol();
        EXPECT_EQ(OptionTerms::parse(symbol), terms) << symbol;
    }
    EXPECT_EQ(OptionTerms::parse("AAPL240119C00190000")->symbol(), "AAPL240119C00190000");
}

} // namespace
} // namespace tapedeck
