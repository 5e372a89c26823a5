#include "support/real_data.h"
#include "tape/daily_history.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

namespace tapedeck {
namespace {

std::string fileBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Totals
{
    std::uint64_t trades = 0;
    std::uint64_t quotes = 0;
    friend bool operator==(const Totals&, const Totals&) = default;
};

/// Reads a tape to its end and fails on anything that is not as it should be.
std::map<std::string, Totals> readWhole(const std::string& bytes, std::uint64_t& lines)
{
    Symbols symbols;
    MemorySource source{bytes, 10'000};
    LineTapeOptions options;
    options.badLinesMax = 0;
    LineTape tape{source, symbols, options};
    std::vector<Totals> totals(16);
    TapeRecord record;
    auto more = tape.next(record);
    for (; more && *more; more = tape.next(record)) {
        Totals& total = totals.at(indexOf(symbolOf(record.event)));
        total.trades += std::holds_alternative<Trade>(record.event) ? 1U : 0U;
        total.quotes += std::holds_alternative<Quote>(record.event) ? 1U : 0U;
    }
    EXPECT_TRUE(more.has_value()) << more.error().what;
    EXPECT_EQ(tape.counts().outOfOrder, 0U);
    EXPECT_EQ(tape.counts().otherLines, 0U);
    EXPECT_EQ(tape.decoderCounts().unknownKeys, 0U);
    EXPECT_EQ(tape.decoderCounts().droppedCodes, 0U);
    EXPECT_EQ(tape.decoderCounts().roundedNumbers, 0U);
    EXPECT_EQ(tape.sourceBytes(), bytes.size());
    lines = tape.lines();
    std::map<std::string, Totals> bySymbol;
    for (std::size_t i = 0; i < symbols.size(); ++i)
        bySymbol[std::string{symbols.text(static_cast<SymbolId>(i))}] = totals[i];
    return bySymbol;
}

TEST(RealTape, TheWholeDayReadsWithoutAnErrorAndCountsAsDocumented)
{
    TAPEDECK_REAL_DATA(folder);
    std::uint64_t lines = 0;
    const auto totals = readWhole(fileBytes(folder + "/tape_20131010.jsonl.zst"), lines);
    EXPECT_EQ(lines, 1'743'383U);
    const std::map<std::string, Totals> expected{{"AIG", {54'318, 712'340}},
                                                 {"BAC", {124'567, 285'890}},
                                                 {"IBM", {22'415, 52'714}},
                                                 {"SPY", {460'032, 31'107}}};
    EXPECT_EQ(totals, expected);
}

TEST(RealTape, TheNextMorningToo)
{
    TAPEDECK_REAL_DATA(folder);
    std::uint64_t lines = 0;
    const auto totals = readWhole(fileBytes(folder + "/tape_20131011_am.jsonl.zst"), lines);
    EXPECT_EQ(lines, 297'317U);
    const std::map<std::string, Totals> expected{{"AIG", {6'849, 100'799}},
                                                 {"BAC", {34'276, 64'421}},
                                                 {"IBM", {4'994, 10'642}},
                                                 {"SPY", {68'682, 6'654}}};
    EXPECT_EQ(totals, expected);
}

TEST(RealTape, EveryOtherFileReadsWithoutABadLine)
{
    TAPEDECK_REAL_DATA(folder);
    for (const auto& [name, lineCount] : {std::pair{"tape_20131010_open.jsonl.zst", 29'678U},
                                          {"bars_1m_201310.jsonl.zst", 8'971U},
                                          {"bars_1m_202203_meme.jsonl.zst", 80'331U},
                                          {"bars_1m_201902.jsonl.zst", 23'184U},
                                          {"bars_1h_violent.jsonl.zst", 7'667U},
                                          {"bars_1d.jsonl.zst", 31'146U},
                                          {"bars_1d_2022.jsonl.zst", 892U},
                                          {"options_twx_20140606.jsonl.zst", 27'673U},
                                          {"options_aapl_201406.jsonl.zst", 84'565U},
                                          {"news_benzinga.jsonl.zst", 5'682U}}) {
        const std::string bytes = fileBytes(folder + "/" + name);
        Symbols symbols;
        MemorySource source{bytes};
        LineTape tape{source, symbols};
        TapeRecord record;
        auto more = tape.next(record);
        while (more && *more)
            more = tape.next(record);
        EXPECT_TRUE(more.has_value()) << name << ": " << more.error().what;
        EXPECT_EQ(tape.lines(), lineCount) << name;
        EXPECT_EQ(tape.counts().badLines, 0U)
            << name << " line " << tape.badLines()[0].number << ": " << tape.badLines()[0].why;
        EXPECT_EQ(tape.counts().outOfOrder, 0U) << name;
    }
}

TEST(RealTape, AQuickLookKnowsTheDayAndTheSymbols)
{
    TAPEDECK_REAL_DATA(folder);
    const std::string bytes = fileBytes(folder + "/tape_20131010.jsonl.zst");
    Symbols symbols;
    MemorySource source{bytes};
    const TapeScan scan = scanTape(source, symbols).value();
    EXPECT_EQ(toString(scan.date), "2013-10-10");
    EXPECT_EQ(scan.symbols.size(), 4U);
    EXPECT_FALSE(scan.whole);
}

TEST(RealTape, HistoryEndsTheDayBeforeTheTape)
{
    TAPEDECK_REAL_DATA(folder);
    Symbols symbols;
    DailyHistory history{parseDate("2013-10-10").value()};
    for (const char* name : {"/bars_1d.jsonl.zst", "/bars_1d_2022.jsonl.zst"}) {
        const std::string bytes = fileBytes(folder + name);
        MemorySource source{bytes};
        ASSERT_TRUE(history.add(source, symbols).has_value());
    }
    for (const char* symbol : {"AIG", "BAC", "IBM", "SPY"}) {
        const auto bars = history.bars(*symbols.find(symbol));
        EXPECT_GT(bars.size(), 2'200U) << symbol;
        EXPECT_EQ(toRfc3339(bars.back().start), "2013-10-09T04:00:00Z") << symbol;
        for (std::size_t i = 1; i < bars.size(); ++i)
            ASSERT_LT(bars[i - 1].start, bars[i].start);
    }
    EXPECT_TRUE(history.bars(*symbols.find("TSLA")).empty());
}

} // namespace
} // namespace tapedeck
