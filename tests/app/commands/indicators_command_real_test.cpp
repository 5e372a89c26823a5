#include "app/commands/indicators.h"
#include "support/real_data.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tapedeck::commands {
namespace {

std::string outputOf(const QStringList& arguments)
{
    testing::internal::CaptureStdout();
    EXPECT_EQ(indicatorsCommand(arguments), 0);
    return testing::internal::GetCapturedStdout();
}

TEST(RecordedOpen, HasARowForEachTradeAndEachRowEveryColumn)
{
    TAPEDECK_REAL_DATA(folder);
    const std::string csv =
        outputOf({"--tape",
                  QString::fromStdString(folder + "/tape_20131010_open.jsonl.zst"),
                  "--symbol",
                  "AIG"});
    std::size_t columns = 0;
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < csv.size(); ++lines) {
        const std::size_t end = csv.find('\n', begin);
        ASSERT_NE(end, std::string::npos);
        const auto commas =
            static_cast<std::size_t>(std::count(csv.begin() + static_cast<std::ptrdiff_t>(begin),
                                                csv.begin() + static_cast<std::ptrdiff_t>(end),
                                                ','));
        columns = lines == 0 ? commas : columns;
        ASSERT_EQ(commas, columns) << csv.substr(begin, end - begin);
        begin = end + 1;
    }
    EXPECT_GT(lines, 1000U);
    EXPECT_EQ(csv.find("nan"), std::string::npos);
    EXPECT_EQ(csv.find("inf"), std::string::npos);
}

TEST(RecordedHistory, HasARowForEachDay)
{
    TAPEDECK_REAL_DATA(folder);
    const std::string csv = outputOf({"--bars",
                                      QString::fromStdString(folder + "/bars_1d.jsonl.zst"),
                                      "--symbol",
                                      "SPY",
                                      "--timeframe",
                                      "1Day"});
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4089 + 1);
}

} // namespace
} // namespace tapedeck::commands
