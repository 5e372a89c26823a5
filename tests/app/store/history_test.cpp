#include "app/store/history.h"
#include "store_support.h"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

namespace tapedeck::store {
namespace {

using test::Folder;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Nanoseconds kMinute = std::chrono::minutes{1};

Bar barOf(SymbolId symbol, Timeframe timeframe, std::int64_t i)
{
    Bar bar;
    bar.symbol = symbol;
    bar.timeframe = timeframe;
    bar.start = timestampOf(0) + i * kMinute;
    bar.open = Price::fromNanos(123'456'789'000 + i);
    bar.high = Price::fromNanos(123'456'790'001 + i);
    bar.low = Price::fromNanos(123'456'788'999 + i);
    bar.close = Price::fromNanos(123'456'789'500 + i);
    bar.volume = Quantity::fromNanos(7'000'000'001 * i);
    if (i % 2 == 0)
        bar.tradeCount = i;
    if (i % 3 == 0)
        bar.vwap = Price::fromNanos(i);
    return bar;
}

class HistoryTest : public testing::Test
{
protected:
    std::vector<Bar> all(History& history, SymbolId symbol, Timeframe timeframe)
    {
        auto bars =
            history.load(symbol, timeframe, timestampOf(0), timestampOf(INT64_MAX), m_symbols);
        EXPECT_TRUE(bars) << bars.error().what;
        return bars.value_or(std::vector<Bar>{});
    }

    Folder m_folder;
    std::filesystem::path m_file = m_folder / "history.sqlite";
    Symbols m_symbols;
    SymbolId m_acme = m_symbols.intern("ACME").value();
    SymbolId m_other = m_symbols.intern("OTHER").value();
};

TEST_F(HistoryTest, GivesBackExactlyWhatWasStored)
{
    std::vector<Bar> bars;
    for (std::int64_t i = 0; i < 500; ++i)
        bars.push_back(barOf(m_acme, Timeframe::Minute1, i));
    std::vector<Bar> shuffled = bars;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937{7});
    {
        auto history = History::open(m_file).value();
        ASSERT_TRUE(history.store(shuffled, m_symbols));
    }
    auto history = History::open(m_file).value();
    EXPECT_EQ(all(history, m_acme, Timeframe::Minute1), bars);
    EXPECT_EQ(history.newest("ACME", Timeframe::Minute1).value(), bars.back().start);
}

TEST_F(HistoryTest, KeepsSymbolsAndTimeframesApart)
{
    auto history = History::open(m_file).value();
    const Bar minute = barOf(m_acme, Timeframe::Minute1, 1);
    const Bar day = barOf(m_acme, Timeframe::Day1, 1);
    const Bar other = barOf(m_other, Timeframe::Minute1, 1);
    ASSERT_TRUE(history.store(std::vector{minute, day, other}, m_symbols));
    EXPECT_THAT(all(history, m_acme, Timeframe::Minute1), ElementsAre(minute));
    EXPECT_THAT(all(history, m_acme, Timeframe::Day1), ElementsAre(day));
    EXPECT_THAT(all(history, m_other, Timeframe::Minute1), ElementsAre(other));
    EXPECT_THAT(all(history, m_other, Timeframe::Day1), IsEmpty());
    EXPECT_FALSE(history.newest("OTHER", Timeframe::Day1).value().has_value());
}

TEST_F(HistoryTest, TakesTheNewerOfTwoBarsWithOneStart)
{
    auto history = History::open(m_file).value();
    Bar bar = barOf(m_acme, Timeframe::Minute1, 6);
    ASSERT_TRUE(history.store({&bar, 1}, m_symbols));
    bar.close = Price::fromWhole(1);
    bar.vwap.reset();
    ASSERT_TRUE(history.store({&bar, 1}, m_symbols));
    EXPECT_THAT(all(history, m_acme, Timeframe::Minute1), ElementsAre(bar));
}

TEST_F(HistoryTest, LoadsFromTheFirstInstantToBeforeTheLast)
{
    auto history = History::open(m_file).value();
    for (std::int64_t i = 0; i < 10; ++i) {
        const Bar bar = barOf(m_acme, Timeframe::Minute1, i);
        ASSERT_TRUE(history.store({&bar, 1}, m_symbols));
    }
    const auto bars = history.load(m_acme,
                                   Timeframe::Minute1,
                                   timestampOf(0) + 3 * kMinute,
                                   timestampOf(0) + 5 * kMinute,
                                   m_symbols);
    EXPECT_THAT(
        bars.value(),
        ElementsAre(barOf(m_acme, Timeframe::Minute1, 3), barOf(m_acme, Timeframe::Minute1, 4)));
}

TEST_F(HistoryTest, BeginsANewFileWhereTheOldOneIsDamagedAndKeepsThatOne)
{
    std::ofstream{m_file} << std::string(20'000, 'x');
    auto history = History::open(m_file);
    ASSERT_TRUE(history) << history.error().what;
    ASSERT_TRUE(history->damaged());
    EXPECT_EQ(std::filesystem::file_size(*history->damaged()), 20'000U);
    const Bar bar = barOf(m_acme, Timeframe::Day1, 1);
    EXPECT_TRUE(history->store({&bar, 1}, m_symbols));
    EXPECT_FALSE(History::open(m_file).value().damaged());
}

} // namespace
} // namespace tapedeck::store
