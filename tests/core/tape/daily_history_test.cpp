#include "tape/daily_history.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

std::string row(std::string_view symbol, std::string_view start, int close, char kind = 'd')
{
    const std::string c = std::to_string(close);
    return std::string{R"({"T":")"} + kind + R"(","S":")" + std::string{symbol} + R"(","o":)" + c +
           R"(,"h":)" + c + R"(,"l":)" + c + R"(,"c":)" + c + R"(,"v":10,"t":")" +
           std::string{start} + "\"}\n";
}

std::vector<std::int64_t> closes(const DailyHistory& history, SymbolId symbol)
{
    std::vector<std::int64_t> values;
    for (const Bar& bar : history.bars(symbol))
        values.push_back(bar.close.nanos() / kNanosPerUnit);
    return values;
}

TEST(DailyHistory, ServesNothingOfTheDayItself)
{
    Symbols symbols;
    const std::string text =
        row("AIG", "2013-10-08T04:00:00Z", 1) + row("AIG", "2013-10-09T04:00:00Z", 2) +
        row("AIG", "2013-10-10T04:00:00Z", 3) + row("AIG", "2013-10-11T04:00:00Z", 4);
    MemorySource source{text};
    DailyHistory history{parseDate("2013-10-10").value()};
    ASSERT_TRUE(history.add(source, symbols).has_value());
    EXPECT_EQ(closes(history, *symbols.find("AIG")), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(history.withheld(), 2U);
    EXPECT_TRUE(history.bars(symbols.intern("IBM").value()).empty());
}

TEST(DailyHistory, JoinsFilesInOrderOfTimeAndKeepsTheFirstOfTwo)
{
    Symbols symbols;
    const std::string first = row("AIG", "2013-10-02T04:00:00Z", 2) +
                              row("AIG", "2013-10-04T04:00:00Z", 4) +
                              row("AIG", "2013-10-04T13:30:00Z", 9, 'b');
    const std::string second =
        row("AIG", "2013-10-01T04:00:00Z", 1) + row("AIG", "2013-10-02T04:00:00Z", 9) +
        row("AIG", "2013-10-03T04:00:00Z", 3) + row("IBM", "2013-10-03T04:00:00Z", 5);
    DailyHistory history{parseDate("2013-10-10").value(), {symbols.intern("AIG").value()}};
    for (const auto* text : {&first, &second}) {
        MemorySource source{*text};
        ASSERT_TRUE(history.add(source, symbols).has_value());
    }
    EXPECT_EQ(closes(history, *symbols.find("AIG")), (std::vector<std::int64_t>{1, 2, 3, 4}));
    EXPECT_EQ(history.duplicates(), 1U);
    EXPECT_FALSE(symbols.find("IBM").has_value());
}

} // namespace
} // namespace tapedeck
