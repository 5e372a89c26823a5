#include "wire/trades_body.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(TradesBody, APageHasTradesBySymbolAndAToken)
{
    Symbols symbols;
    const auto page = parseTrades(
        R"({"trades":{"AAPL":[{"t":"2026-11-27T14:30:00.123456789Z","x":"V","p":187.155,"s":40,
            "c":["@","I"],"i":52983525033527,"z":"C"}],"MSFT":[{"t":"2026-11-27T14:30:01Z","x":"D",
            "p":402.1,"s":1,"c":null,"i":7,"z":"C"}]},"next_page_token":"QUFQTA=="})",
        symbols);
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_EQ(page->items.size(), 2U);
    EXPECT_EQ(page->nextPageToken, "QUFQTA==");
    const Trade& first = page->items[0];
    EXPECT_EQ(symbols.text(first.symbol), "AAPL");
    EXPECT_EQ(toRfc3339(first.at), "2026-11-27T14:30:00.123456789Z");
    EXPECT_EQ(first.price.toString(), "187.155");
    EXPECT_EQ(first.size.toString(), "40");
    EXPECT_EQ(first.id, 52983525033527);
    EXPECT_EQ(first.conditions.count, 2);
    EXPECT_EQ(first.exchange, 'V');
    EXPECT_EQ(first.tape, 'C');
    EXPECT_EQ(page->items[1].conditions.count, 0);
}

TEST(TradesBody, TheLatestAreOneASymbolAndNullIsNone)
{
    Symbols symbols;
    const auto latest = parseTrades(
        R"({"trades":{"AAPL":{"t":"2026-11-27T14:30:00Z","x":"V","p":187,"s":1,"i":1,"z":"C"}}})",
        symbols);
    ASSERT_TRUE(latest);
    EXPECT_EQ(latest->items.size(), 1U);
    EXPECT_TRUE(latest->nextPageToken.empty());
    const auto none = parseTrades(R"({"trades":null,"next_page_token":null})", symbols);
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->items.empty());
    EXPECT_FALSE(parseTrades(R"({"trades":7})", symbols));
    EXPECT_FALSE(parseTrades("[]", symbols));
}

TEST(TradesBody, OneThatIsBadIsNamedAndHidesNoOther)
{
    Symbols symbols;
    const auto page = parseTrades(
        R"({"trades":{"AAPL":[{"t":"2026-11-27T14:30:00Z","p":0,"s":1},
            {"t":"yesterday","p":1,"s":1},{"t":"2026-11-27T14:30:00Z","p":1,"s":-1},
            {"t":"2026-11-27T14:30:00Z","p":5,"s":1}]}})",
        symbols);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->items.size(), 1U);
    EXPECT_EQ(page->unreadable.size(), 3U);
}

TEST(TradesBody, QuotesMayBeOneSidedAndCountInLots)
{
    Symbols symbols;
    const auto quotes = parseQuotes(
        R"({"quotes":{"AAPL":{"t":"2026-11-27T14:30:00Z","bx":"V","bp":187.1,"bs":3,"ax":" ",
            "ap":0,"as":0,"c":["R"],"z":"C"}}})",
        symbols,
        100);
    ASSERT_TRUE(quotes) << quotes.error().what;
    ASSERT_EQ(quotes->items.size(), 1U);
    EXPECT_EQ(quotes->items[0].bidSize.toString(), "300");
    EXPECT_TRUE(quotes->items[0].ask.isZero());
    EXPECT_EQ(quotes->items[0].bidExchange, 'V');
}

TEST(TradesBody, ASizeThatIsPastTheBoundsInLotsIsUnreadableAndNeverWrapsAround)
{
    Symbols symbols;
    const auto sized = [&](std::int64_t units, std::int64_t lot) {
        const std::string body = R"({"quotes":{"AAPL":{"t":"2026-11-27T14:30:00Z","bp":1,"bs":)" +
                                 std::to_string(units) + R"(,"ap":2,"as":1}}})";
        return parseQuotes(body, symbols, lot).value();
    };
    const std::int64_t most = kMarketSizeMax.nanos() / kNanosPerUnit / 1000;
    const auto good = sized(most, 1000);
    ASSERT_EQ(good.items.size(), 1U);
    EXPECT_EQ(good.items[0].bidSize, kMarketSizeMax);
    const auto tooMuch = sized(most + 1, 1000);
    EXPECT_TRUE(tooMuch.items.empty());
    EXPECT_EQ(tooMuch.unreadable.size(), 1U);
}

} // namespace
} // namespace tapedeck
