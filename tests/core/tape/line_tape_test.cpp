#include "tape/line_tape.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

constexpr std::string_view kQuote =
    R"({"T":"q","S":"AIG","bx":"P","bp":46.87,"bs":100,"ax":"P","ap":48.57,"as":3000,"c":["R"],"t":"2013-10-10T08:00:00.201Z","z":"A"})";
constexpr std::string_view kTrade =
    R"({"T":"t","S":"BAC","i":7,"x":"P","p":14.05,"s":100,"c":[" ","T"],"t":"2013-10-10T08:00:01Z","z":"A"})";
constexpr std::string_view kMinute =
    R"({"T":"b","S":"AIG","o":48,"h":49,"l":47.5,"c":48.5,"v":1000,"t":"2013-10-10T13:30:00Z"})";
constexpr std::string_view kHour =
    R"({"T":"h","S":"AIG","o":48,"h":49,"l":47.5,"c":48.5,"v":1000,"t":"2013-10-10T13:00:00Z"})";
constexpr std::string_view kDay =
    R"({"T":"d","S":"AIG","o":48,"h":49,"l":47.5,"c":48.5,"v":1000,"t":"2013-10-10T04:00:00Z"})";
constexpr std::string_view kNews =
    R"({"T":"n","id":1,"headline":"x","created_at":"2009-04-29T12:48:00Z","symbols":["A"]})";

std::string linesOf(std::initializer_list<std::string_view> lines)
{
    std::string text;
    for (const auto line : lines)
        (text += line) += '\n';
    return text;
}

struct ReadBack
{
    std::vector<TapeRecord> records;
    LineTapeCounts counts;
    std::vector<BadLine> badLines;
    std::optional<Error> error;
};

ReadBack readAll(const std::string& text, Symbols& symbols, LineTapeOptions options = {})
{
    MemorySource source{text};
    LineTape tape{source, symbols, std::move(options)};
    ReadBack back;
    TapeRecord record;
    auto more = tape.next(record);
    for (; more && *more; more = tape.next(record))
        back.records.push_back(record);
    if (!more)
        back.error = more.error();
    back.counts = tape.counts();
    back.badLines = tape.badLines();
    return back;
}

Timestamp at(std::string_view text)
{
    return parseTimestamp(text).value();
}

TEST(LineTape, ReadsEveryKindOfRowAtTheTimeItMayBeKnown)
{
    Symbols symbols;
    const ReadBack back = readAll(linesOf({kQuote, kTrade, kNews, kMinute, kHour, kDay}), symbols);
    ASSERT_FALSE(back.error.has_value());
    ASSERT_EQ(back.records.size(), 5U);
    EXPECT_EQ(back.records[0].at, at("2013-10-10T08:00:00.201Z"));
    EXPECT_EQ(std::get<Quote>(back.records[0].event).ask, Price::parse("48.57").value());
    EXPECT_EQ(std::get<Trade>(back.records[1].event).price, Price::parse("14.05").value());
    EXPECT_EQ(back.records[2].at, at("2013-10-10T13:31:00Z"));
    EXPECT_EQ(back.records[3].at, at("2013-10-10T14:00:00Z"));
    EXPECT_EQ(back.records[4].at, at("2013-10-11T04:00:00Z"));
    EXPECT_EQ(back.records[4].line, 6U);
    EXPECT_EQ(back.counts.otherLines, 1U);
    EXPECT_EQ(back.counts.badLines, 0U);
}

TEST(LineTape, ABarWaitsForItsEndAmongTrades)
{
    Symbols symbols;
    const auto trade = [](std::string_view time) {
        return R"({"T":"t","S":"AIG","i":7,"x":"P","p":48.05,"s":100,"c":[" "],"t":")" +
               std::string{time} + R"(","z":"A"})";
    };
    const std::string inside = trade("2013-10-10T13:30:59.999Z");
    const std::string atEnd = trade("2013-10-10T13:31:00Z");
    const ReadBack back = readAll(linesOf({kHour, kMinute, inside, atEnd, kQuote}), symbols);
    std::vector<std::uint64_t> lines;
    for (const auto& record : back.records)
        lines.push_back(record.line);
    EXPECT_EQ(lines, (std::vector<std::uint64_t>{3, 2, 4, 5, 1}));
    EXPECT_EQ(back.counts.outOfOrder, 1U); // kQuote, of the morning
}

TEST(LineTape, ALineMayHoldAnArray)
{
    Symbols symbols;
    const ReadBack back =
        readAll("[" + std::string{kQuote} + "," + std::string{kTrade} + "]\n" + std::string{kTrade},
                symbols);
    ASSERT_EQ(back.records.size(), 3U);
    EXPECT_EQ(back.records[1].line, 1U);
    EXPECT_EQ(back.records[2].line, 2U);
}

TEST(LineTape, BadLinesAreCountedAndNamedAndTheRestIsRead)
{
    Symbols symbols;
    const ReadBack back = readAll(
        linesOf({kQuote, "{\"T\":\"q\"", kTrade, "garbage", R"({"T":"t","S":"BAC"})", kTrade}),
        symbols);
    EXPECT_EQ(back.records.size(), 3U);
    EXPECT_EQ(back.counts.badLines, 3U);
    ASSERT_EQ(back.badLines.size(), 3U);
    EXPECT_EQ(back.badLines[0].number, 2U);
    EXPECT_EQ(back.badLines[1].number, 4U);
    EXPECT_EQ(back.badLines[2].number, 5U);
    EXPECT_FALSE(back.badLines[2].why.empty());
}

TEST(LineTape, StopsAtTheBadLineThatIsOneTooMany)
{
    Symbols symbols;
    const std::string text = linesOf({kQuote, "bad", kTrade, "bad", kTrade});
    for (const auto& [badLinesMax, recordsRead, line] :
         {std::tuple{0U, 1U, "line 2 "}, {1U, 2U, "line 4 "}}) {
        LineTapeOptions options;
        options.badLinesMax = badLinesMax;
        const ReadBack back = readAll(text, symbols, options);
        EXPECT_EQ(back.records.size(), recordsRead);
        ASSERT_TRUE(back.error.has_value());
        EXPECT_EQ(back.error->what.find(line), 0U) << back.error->what;
    }
}

TEST(LineTape, GivesOnlyTheSymbolsThatWereAskedFor)
{
    Symbols symbols;
    LineTapeOptions options;
    const SymbolId bac = symbols.intern("BAC").value();
    options.only = {bac};
    const std::string text = linesOf({kQuote, kTrade, kQuote});
    ReadBack back = readAll(text, symbols, options);
    ASSERT_EQ(back.records.size(), 1U);
    EXPECT_EQ(symbolOf(back.records[0].event), bac);
    EXPECT_FALSE(symbols.find("AIG").has_value());

    ASSERT_TRUE(symbols.intern("AIG").has_value()); // known by another way, and still not asked for
    back = readAll(text, symbols, options);
    EXPECT_EQ(back.records.size(), 1U);
    EXPECT_EQ(back.counts.badLines, 0U);
}

TEST(LineTape, CountsRecordsThatAreOutOfOrder)
{
    Symbols symbols;
    EXPECT_EQ(readAll(linesOf({kQuote, kTrade, kQuote, kTrade}), symbols).counts.outOfOrder, 1U);
}

TEST(LineTape, BatchesGiveTheSameAsOneByOne)
{
    Symbols symbols;
    const std::string text = linesOf({kQuote, kTrade, "bad", kTrade, kTrade, "bad", kQuote});
    LineTapeOptions options;
    options.badLinesMax = 1;
    const ReadBack whole = readAll(text, symbols, options);
    for (const std::size_t size : {1U, 2U, 3U, 4U, 5U}) {
        MemorySource source{text};
        LineTape tape{source, symbols, options};
        std::vector<TapeRecord> all;
        std::vector<TapeRecord> batch;
        auto more = tape.nextBatch(batch, size);
        for (; more && *more; more = tape.nextBatch(batch, size)) {
            EXPECT_LE(batch.size(), size);
            all.insert(all.end(), batch.begin(), batch.end());
        }
        EXPECT_EQ(all, whole.records) << size;
        ASSERT_FALSE(more.has_value());
        EXPECT_EQ(more.error(), *whole.error);
        EXPECT_TRUE(batch.empty());
    }
}

TEST(TapeScan, TellsTheDayInNewYorkAndTheSymbols)
{
    Symbols symbols;
    const std::string late =
        R"({"T":"t","S":"IBM","i":7,"x":"P","p":14.05,"s":100,"c":[" "],"t":"2013-10-11T03:59:59Z","z":"A"})";
    const std::string text = linesOf({late, kTrade, kMinute});
    MemorySource source{text};
    TapeScan scan = scanTape(source, symbols).value();
    EXPECT_EQ(toString(scan.date), "2013-10-10");
    EXPECT_EQ(scan.first, at("2013-10-11T03:59:59Z"));
    EXPECT_EQ(scan.symbols.size(), 3U);
    EXPECT_EQ(symbols.text(scan.symbols[0]), "IBM");
    EXPECT_EQ(scan.trades, 2U);
    EXPECT_EQ(scan.bars, 1U);
    EXPECT_TRUE(scan.whole);

    MemorySource again{text};
    scan = scanTape(again, symbols, 2).value();
    EXPECT_EQ(scan.symbols.size(), 2U);
    EXPECT_FALSE(scan.whole);

    MemorySource nothing{kNews};
    EXPECT_EQ(scanTape(nothing, symbols).error().code, ErrorCode::Malformed);
}

} // namespace
} // namespace tapedeck
