#include "indicators/report.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

const Timestamp kOpen = parseTimestamp("2013-10-10T13:30:00Z").value();

BarEvent barAt(std::chrono::minutes minute, int close, BarEvent::Kind kind)
{
    BarEvent event;
    event.kind = kind;
    event.bar.timeframe = Timeframe::Minute1;
    event.bar.start = kOpen + minute;
    event.bar.open = event.bar.high = event.bar.low = event.bar.close = Price::fromWhole(close);
    event.bar.volume = Quantity::fromWhole(1);
    return event;
}

/// Time and open of each row.
std::vector<std::string> rowsOf(const std::string& csv)
{
    std::vector<std::string> rows;
    for (std::size_t begin = 0; begin < csv.size(); begin = csv.find('\n', begin) + 1) {
        const std::size_t comma = csv.find(',', begin);
        rows.push_back(csv.substr(begin, csv.find(',', comma + 1) - begin));
    }
    return rows;
}

TEST(Report, WritesAGivenBarOnceAsItStoodWhenTheNextBegan)
{
    using Kind = BarEvent::Kind;
    IndicatorReport report{SymbolId{}, ReportRows::BarsAsGiven, Timeframe::Minute1};
    std::string out;
    report.add(barAt(0min, 10, Kind::Growing), out);
    report.add(barAt(0min, 11, Kind::Finished), out);
    EXPECT_TRUE(out.empty());
    report.add(barAt(1min, 12, Kind::Finished), out);
    report.add(barAt(0min, 99, Kind::Updated), out); // its row stands
    report.add(barAt(1min, 13, Kind::Updated), out);
    report.finish(out);
    EXPECT_EQ(rowsOf(out),
              (std::vector<std::string>{"2013-10-10T13:30:00Z,11", "2013-10-10T13:31:00Z,13"}));
    EXPECT_EQ(report.rows(), 2U);
}

TEST(Report, LeavesOtherSymbolsAndTimeframesAlone)
{
    IndicatorReport report{SymbolId{1}, ReportRows::BarsAsGiven, Timeframe::Day1};
    std::string out;
    report.add(barAt(0min, 10, BarEvent::Kind::Finished), out);
    BarEvent other = barAt(0min, 10, BarEvent::Kind::Finished);
    other.bar.symbol = SymbolId{1};
    report.add(other, out);
    report.finish(out);
    EXPECT_TRUE(out.empty());
}

TEST(Report, FillsAllColumnsThatItsHeaderNames)
{
    IndicatorReport report{SymbolId{}, ReportRows::Ticks};
    std::string out;
    Trade trade;
    trade.size = Quantity::fromWhole(100);
    for (int i = 0; i < 200; ++i) {
        trade.at = kOpen + std::chrono::seconds{i};
        trade.price = Price::fromWhole(100 + i % 7);
        out.clear();
        report.add(trade, out);
    }
    const std::string_view header = IndicatorReport::header();
    EXPECT_EQ(std::count(out.begin(), out.end(), ','),
              std::count(header.begin(), header.end(), ','));
    EXPECT_EQ(out.find(",,"), std::string::npos) << out;
    EXPECT_EQ(out.substr(out.size() - 2), ",\n") << "z_30 is for bars";
}

} // namespace
} // namespace tapedeck
