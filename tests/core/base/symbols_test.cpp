#include "base/symbols.h"

#include <gtest/gtest.h>

#include <string>

namespace tapedeck {
namespace {

TEST(Symbols, KeepsIdsWhileItGrows)
{
    Symbols symbols;
    for (int i = 0; i < 5'000; ++i)
        EXPECT_EQ(indexOf(symbols.intern("S" + std::to_string(i)).value()), i);
    for (int i = 0; i < 5'000; ++i) {
        const std::string text = "S" + std::to_string(i);
        EXPECT_EQ(indexOf(symbols.find(text).value()), i);
        EXPECT_EQ(symbols.text(static_cast<SymbolId>(i)), text);
        EXPECT_EQ(indexOf(symbols.intern(text).value()), i);
    }
    EXPECT_FALSE(symbols.find("S5000").has_value());
}

TEST(Symbols, RefusesWhatIsNoSymbol)
{
    Symbols symbols;
    EXPECT_FALSE(symbols.intern("").has_value());
    EXPECT_FALSE(symbols.intern("A B").has_value());
    EXPECT_FALSE(symbols.intern("A\n").has_value());
    EXPECT_FALSE(symbols.intern(std::string(kSymbolTextMax + 1, 'A')).has_value());
    EXPECT_TRUE(symbols.intern("BRK.B").has_value());
    EXPECT_TRUE(symbols.intern("AAPL240119C00190000").has_value());
}

TEST(Symbols, HasAnEnd)
{
    Symbols symbols;
    for (std::size_t i = 0; i < kSymbolsMax; ++i)
        ASSERT_TRUE(symbols.intern("S" + std::to_string(i)).has_value());
    EXPECT_EQ(symbols.intern("ONEMORE").error().code, ErrorCode::OutOfRange);
}

} // namespace
} // namespace tapedeck
