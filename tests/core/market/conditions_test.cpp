#include "market/conditions.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace tapedeck {
namespace {

Conditions codes(std::string_view text)
{
    Conditions conditions;
    for (const char code : text)
        conditions.add(code);
    return conditions;
}

/// "Y", "n" or "1" for open/close, then "Y" or "n" for high/low and for volume.
std::string spelled(TradeRules rules)
{
    const char openClose = rules.openClose == OpenClose::Always    ? 'Y'
                           : rules.openClose == OpenClose::IfFirst ? '1'
                                                                   : 'n';
    return {openClose, rules.setsHighLow ? 'Y' : 'n', rules.countsVolume ? 'Y' : 'n'};
}

struct Row
{
    const char* codes;
    const char* tapes;
    const char* minute;
    const char* day;

    friend void PrintTo(const Row& row, std::ostream* out)
    {
        *out << "'" << row.codes << "' on " << row.tapes;
    }
};

class TradeCondition : public testing::TestWithParam<Row>
{};

TEST_P(TradeCondition, DoesWhatTheTableSays)
{
    for (const char tape : std::string_view{GetParam().tapes}) {
        const Conditions conditions = codes(GetParam().codes);
        EXPECT_EQ(spelled(tradeRules(tape, conditions, BarScope::Minute)), GetParam().minute);
        EXPECT_EQ(spelled(tradeRules(tape, conditions, BarScope::Day)), GetParam().day);
    }
}

// The table of alpaca.md, section 6.3, row by row.
INSTANTIATE_TEST_SUITE_P(Table,
                         TradeCondition,
                         testing::Values(Row{"", "ABCO", "YYY", "YYY"},
                                         Row{" ", "AB", "YYY", "YYY"},
                                         Row{"@", "CO", "YYY", "YYY"},
                                         Row{"A", "C", "YYY", "YYY"},
                                         Row{"B", "AB", "nnY", "nnY"},
                                         Row{"B", "C", "YYY", "YYY"},
                                         Row{"C", "ABCO", "nnY", "nnY"},
                                         Row{"D", "C", "YYY", "YYY"},
                                         Row{"E", "AB", "YYY", "YYY"},
                                         Row{"F", "ABCO", "YYY", "YYY"},
                                         Row{"G", "C", "nnY", "1YY"},
                                         Row{"H", "ABCO", "nnY", "nnY"},
                                         Row{"I", "ABCO", "nnY", "nnY"},
                                         Row{"K", "ABCO", "YYY", "YYY"},
                                         Row{"L", "ABCO", "YYY", "YYY"},
                                         Row{"M", "ABCO", "nnn", "nnn"},
                                         Row{"N", "ABCO", "nnY", "nnY"},
                                         Row{"O", "ABCO", "YYY", "YYY"},
                                         Row{"P", "ABCO", "nnY", "1YY"},
                                         Row{"Q", "ABCO", "nnn", "nnn"},
                                         Row{"R", "ABCO", "nnY", "nnY"},
                                         Row{"T", "ABCO", "YYY", "nnY"},
                                         Row{"U", "ABCO", "nnY", "nnY"},
                                         Row{"V", "ABCO", "nnY", "nnY"},
                                         Row{"W", "CO", "nnY", "nnY"},
                                         Row{"X", "ABCO", "YYY", "YYY"},
                                         Row{"Y", "C", "YYY", "YYY"},
                                         Row{"Z", "ABCO", "nnY", "1YY"},
                                         Row{"4", "ABCO", "nnY", "1YY"},
                                         Row{"5", "ABCO", "YYY", "YYY"},
                                         Row{"6", "ABCO", "YYY", "YYY"},
                                         Row{"7", "ABCO", "nnY", "nnY"},
                                         Row{"9", "ABCO", "nnn", "YYn"}));

INSTANTIATE_TEST_SUITE_P(Unknown,
                         TradeCondition,
                         testing::Values(Row{"S", "ABCO", "YYY", "YYY"},
                                         Row{"1", "ABCO", "YYY", "YYY"},
                                         Row{"8", "ABCO", "YYY", "YYY"},
                                         Row{"I", " ", "YYY", "YYY"}));

INSTANTIATE_TEST_SUITE_P(Strictest,
                         TradeCondition,
                         testing::Values(Row{"@4I", "C", "nnY", "nnY"},
                                         Row{"@4", "C", "nnY", "1YY"},
                                         Row{"@T", "C", "YYY", "nnY"},
                                         Row{" 9M", "A", "nnn", "nnn"},
                                         Row{"94", "A", "nnn", "1Yn"}));

Trade print(std::string_view conditions)
{
    Trade trade;
    trade.price = Price::fromWhole(10);
    trade.tape = 'C';
    trade.conditions = codes(conditions);
    return trade;
}

TEST(LastPrices, KeepExtendedHoursApart)
{
    EXPECT_EQ(lastPriceOf(print("@")), LastPrice::Regular);
    EXPECT_EQ(lastPriceOf(print("@F")), LastPrice::Regular);
    EXPECT_EQ(lastPriceOf(print("@T")), LastPrice::Extended);
    EXPECT_EQ(lastPriceOf(print("@TI")), LastPrice::None);
    EXPECT_EQ(lastPriceOf(print("@I")), LastPrice::None);
    EXPECT_TRUE(setsLastPrice(print("")));
    EXPECT_FALSE(setsLastPrice(print("M")));
    Trade free = print("@");
    free.price = Price{};
    EXPECT_FALSE(setsLastPrice(free));
}

TEST(Quotes, AreUsableTwoSidedFirmAndNotCrossed)
{
    Quote quote;
    quote.bid = Price::fromWhole(10);
    quote.ask = Price::fromWhole(11);
    quote.bidSize = quote.askSize = Quantity::fromWhole(100);
    quote.conditions = codes("R");
    EXPECT_TRUE(quoteIsUsable(quote));
    for (const char* code : {"N", "L", "C", "RC"}) {
        Quote closed = quote;
        closed.conditions = codes(code);
        EXPECT_FALSE(quoteIsUsable(closed)) << code;
    }
    Quote locked = quote;
    locked.bid = locked.ask;
    EXPECT_TRUE(quoteIsUsable(locked));
    Quote crossed = quote;
    crossed.bid = Price::fromWhole(12);
    EXPECT_FALSE(quoteIsUsable(crossed));
    Quote oneSided = quote;
    oneSided.ask = Price{};
    oneSided.askSize = Quantity{};
    EXPECT_FALSE(quoteIsUsable(oneSided));
}

} // namespace
} // namespace tapedeck
