#include "market/bars.h"
#include "market/session.h"
#include "support/real_data.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <zstd.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

std::string unpacked(const std::string& file)
{
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream packed;
    packed << stream.rdbuf();
    const std::string bytes = packed.str();
    std::string text;
    std::string chunk(1U << 20U, '\0');
    ZSTD_DStream* zstd = ZSTD_createDStream();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) {
        ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
        if (ZSTD_isError(ZSTD_decompressStream(zstd, &out, &in)) != 0U)
            break;
        text.append(chunk, 0, out.pos);
    }
    ZSTD_freeDStream(zstd);
    return text;
}

using Row = simdjson::dom::object;

void eachRow(const std::string& text, const std::function<void(const Row&)>& use)
{
    simdjson::dom::parser parser;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        use(parser.parse(line).get_object().value());
}

std::string textOf(const Row& row, std::string_view key)
{
    return std::string{row[key].get_string().value()};
}
/// Prices of the recorded files have four places at most, so a double can be brought back.
Price priceOf(const Row& row, std::string_view key)
{
    const double tenThousandths = row[key].get_double().value() * 1e4;
    return Price::fromNanos(std::int64_t{std::llround(tenThousandths)} * 100'000);
}

/// How many of the compared bars differ, per figure.
struct Difference
{
    int bars = 0;
    int open = 0;
    int high = 0;
    int low = 0;
    int close = 0;
    int volume = 0;
    int anyPrice = 0;
    double basisPointsMax = 0;

    void compare(const Bar& ours, const Bar& theirs)
    {
        ++bars;
        int differing = 0;
        const auto judge = [&](Price a, Price b, int& count) {
            const double basisPoints = (a - b).abs().toDouble() / b.toDouble() * 1e4;
            basisPointsMax = std::max(basisPointsMax, basisPoints);
            count += a != b ? 1 : 0;
            differing += a != b ? 1 : 0;
        };
        judge(ours.open, theirs.open, open);
        judge(ours.high, theirs.high, high);
        judge(ours.low, theirs.low, low);
        judge(ours.close, theirs.close, close);
        volume += ours.volume != theirs.volume ? 1 : 0;
        anyPrice += differing > 0 ? 1 : 0;
    }
};

using BarsBySymbol = std::map<std::string, std::map<Timestamp, Bar>>;

BarsBySymbol builtMinutes(const std::string& tape)
{
    std::map<std::string, BarBuilder> builders;
    BarsBySymbol built;
    std::vector<BarEvent> out;
    eachRow(tape, [&](const Row& row) {
        if (textOf(row, "T") != "t")
            return;
        Trade trade;
        trade.at = parseTimestamp(textOf(row, "t")).value();
        trade.price = priceOf(row, "p");
        trade.size = Quantity::fromWhole(row["s"].get_int64().value());
        trade.tape = textOf(row, "z").at(0);
        const auto codes = row["c"].get_array().value(); // begin() hands out what it owns
        for (const auto code : codes)
            trade.conditions.add(code.get_string().value().at(0));
        const std::string symbol = textOf(row, "S");
        out.clear();
        builders.try_emplace(symbol, SymbolId{}, Timeframe::Minute1).first->second.add(trade, out);
        for (const BarEvent& event : out)
            built[symbol][event.bar.start] = event.bar;
    });
    return built;
}

// The accuracy that the recorded data's own description claims for a rebuild (its table "Rebuilding
// RTH minute bars"): the vendor leaves some sweeps out of a bar's price, never out of its volume.
// Four bars more differ here (three of AIG, one of BAC): the vendor lets prints of cash and
// next-day settlement move the price, Alpaca's table does not.
TEST(RecordedDay, GivesTheVendorsMinuteBarsAsCloselyAsTheDataAllow)
{
    TAPEDECK_REAL_DATA(folder);
    auto built = builtMinutes(unpacked(folder + "/tape_20131010.jsonl.zst"));
    const auto hours = usMarketHours(parseDate("2013-10-10").value()).value();
    std::map<std::string, Difference> differences;
    eachRow(unpacked(folder + "/bars_1m_201310.jsonl.zst"), [&](const Row& row) {
        const Timestamp start = parseTimestamp(textOf(row, "t")).value();
        if (start < hours.open || start >= hours.close)
            return;
        Bar theirs;
        theirs.open = priceOf(row, "o");
        theirs.high = priceOf(row, "h");
        theirs.low = priceOf(row, "l");
        theirs.close = priceOf(row, "c");
        theirs.volume = Quantity::fromWhole(row["v"].get_int64().value());
        const std::string symbol = textOf(row, "S");
        ASSERT_TRUE(built[symbol].contains(start)) << symbol << " " << toRfc3339(start);
        differences[symbol].compare(built[symbol].at(start), theirs);
    });
    struct Claim
    {
        const char* symbol;
        int anyPrice;
        int volume;
        double basisPointsMax;
    };
    for (const Claim& claim : {Claim{"AIG", 101 + 3, 2, 8.2},
                               Claim{"BAC", 27 + 1, 1, 7.2},
                               Claim{"IBM", 218, 3, 6.6},
                               Claim{"SPY", 86, 1, 4.8}}) {
        const Difference& found = differences[claim.symbol];
        SCOPED_TRACE(claim.symbol);
        EXPECT_EQ(found.bars, 390);
        EXPECT_LE(found.anyPrice, claim.anyPrice);
        EXPECT_LE(found.volume, claim.volume);
        EXPECT_LE(found.basisPointsMax, claim.basisPointsMax);
    }
}

TEST(RecordedHistory, HasADailyBarOnExactlyTheDaysThatTheRulesCallOpen)
{
    TAPEDECK_REAL_DATA(folder);
    std::set<Date> recorded;
    eachRow(unpacked(folder + "/bars_1d.jsonl.zst"), [&](const Row& row) {
        if (textOf(row, "S") == "SPY")
            recorded.insert(parseDate(textOf(row, "t").substr(0, 10)).value()); // 04:00Z or 05:00Z
    });
    ASSERT_GT(recorded.size(), 4'000U);
    for (std::chrono::sys_days date{*recorded.begin()};
         date <= std::chrono::sys_days{*recorded.rbegin()};
         date += std::chrono::days{1})
        EXPECT_EQ(usMarketHours(Date{date}).has_value(), recorded.contains(Date{date}))
            << toString(Date{date});
}

} // namespace
} // namespace tapedeck
