#include "config/load.h"
#include "indicators/tick_window.h"
#include "market/conditions.h"
#include "signals/detectors/price_z.h"
#include "signals/strategies/registry.h"
#include "support/real_data.h"
#include "tape/daily_history.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

std::string fileBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct SymbolState
{
    TickWindow window;
    Timestamp lastAt;
    std::map<std::string, bool> holds; ///< by instance
};

TEST(TheBuiltInInstances, AllFindSomethingInTheFirstMinutesOfARealDay)
{
    TAPEDECK_REAL_DATA(folder);
    const TradingConfig config = TradingConfig::defaults(Mode::Practice, Rules::Automatic);
    std::map<std::string, std::unique_ptr<Strategy>> instances;
    for (const InstanceConfig& instance : config.instances) {
        if (instance.enabled)
            instances[instance.name] = makeStrategy(instance).value();
    }
    Symbols symbols;
    std::map<SymbolId, SymbolState> states;
    for (const char* symbol : {"AIG", "BAC", "IBM", "SPY"}) {
        const SymbolId id = symbols.intern(symbol).value();
        states[id];
        for (const auto& [name, strategy] : instances)
            strategy->watch(id);
    }
    const std::string bytes = fileBytes(folder + "/tape_20131010_open.jsonl.zst");
    MemorySource source{bytes};
    LineTape tape{source, symbols};
    const Timestamp opening = parseTimestamp("2013-10-10T13:30:00Z").value();
    std::map<std::string, Timestamp> firstEntry;
    std::map<std::string, int> leaves;
    TapeRecord record;
    while (tape.next(record).value()) {
        const Trade* trade = std::get_if<Trade>(&record.event);
        if (trade == nullptr)
            continue;
        SymbolState& state = states.at(trade->symbol);
        state.window.add(*trade);
        if (!setsLastPrice(*trade) || trade->at < state.lastAt)
            continue;
        state.lastAt = trade->at;
        const MarketView view{trade->symbol, record.at, trade->price, trade->at, state.window};
        for (const auto& [name, strategy] : instances) {
            bool& holds = state.holds[name];
            const auto finding = strategy->onTrade(view, holds);
            if (!finding)
                continue;
            ASSERT_TRUE(finding->confidence >= 0.5 && finding->confidence <= 1) << name;
            holds = finding->intent == Intent::Enter;
            if (holds && trade->at >= opening)
                firstEntry.emplace(name, trade->at);
            leaves[name] += holds ? 0 : 1;
        }
    }
    for (const auto& [name, strategy] : instances) {
        ASSERT_TRUE(firstEntry.contains(name)) << name;
        EXPECT_LT(firstEntry[name] - opening, 4min) << name << ' ' << toRfc3339(firstEntry[name]);
        EXPECT_GT(leaves[name], 0) << name;
        RecordProperty(name, toRfc3339(firstEntry[name]));
    }
    EXPECT_LT(firstEntry["momentum"] - opening, 10s);
}

TEST(PriceZ, HasABaselineForEverySymbolOfTheRealDay)
{
    TAPEDECK_REAL_DATA(folder);
    Symbols symbols;
    DailyHistory history{parseDate("2013-10-10").value()};
    const std::string bytes = fileBytes(folder + "/bars_1d.jsonl.zst");
    MemorySource source{bytes};
    ASSERT_TRUE(history.add(source, symbols).has_value());
    PriceZDetector detector{DetectorConfig::defaults()};
    for (const char* symbol : {"AIG", "BAC", "IBM", "SPY"}) {
        const SymbolId id = *symbols.find(symbol);
        std::vector<Price> closes;
        for (const Bar& bar : history.bars(id))
            closes.push_back(bar.close);
        detector.setDailyCloses(id, closes);
        const auto z = detector.zScore(id, closes.back());
        ASSERT_TRUE(z.has_value()) << symbol;
        EXPECT_LT(*z < 0 ? -*z : *z, 5) << symbol;
        RecordProperty(symbol, std::to_string(*z));
    }
}

} // namespace
} // namespace tapedeck
