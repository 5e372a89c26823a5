#include "engine_rig.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

namespace {

std::size_t g_allocations = 0;

} // namespace

// Every allocation of this program is counted.
void* operator new(std::size_t size)
{
    ++g_allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc{};
}
// std::stable_sort asks for its memory in this way.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++g_allocations;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// Every strategy and the detector watch a market in which nothing happens; a position is held, so
/// that its stop is watched too.
TEST(EngineAllocation, AQuoteOrATradeWithoutASignalAllocatesNothing)
{
    TradingConfig config = TradingConfig::defaults(Mode::Practice, Rules::Automatic);
    config.watchlist = {"ABC", "XYZ"};
    for (InstanceConfig& instance : config.instances)
        instance.name += " with a name that no short string holds";
    EngineRig rig{Rules::Automatic, config};
    rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
    rig.start();
    const SymbolId abc = rig.engine.symbols().find("ABC").value();
    const SymbolId xyz = rig.engine.symbols().find("XYZ").value();

    std::vector<Output> outputs;
    outputs.reserve(1'000);
    std::size_t signals = 0;
    Timestamp now = rig.now;
    const auto moment = [&](int i) {
        now += 50ms;
        Quote quote;
        quote.symbol = i % 2 == 0 ? abc : xyz;
        quote.at = now;
        quote.bid = px("99.99");
        quote.ask = px("100.01");
        quote.bidSize = quote.askSize = shares("100");
        Trade trade;
        trade.symbol = quote.symbol;
        trade.at = now;
        trade.price = px("100");
        trade.size = shares("100");
        trade.id = i + 1;
        return std::pair{Input{now, MarketEvent{quote}}, Input{now, MarketEvent{trade}}};
    };
    for (int i = 0; i < 40'000; ++i) { // half an hour: windows and series are full
        const auto [quote, trade] = moment(i);
        rig.engine.step(quote, outputs);
        rig.engine.step(trade, outputs);
        rig.engine.step(Input{now, input::Tick{}}, outputs);
        signals += outputs.size();
        outputs.clear();
    }
    ASSERT_EQ(signals, 0U);
    std::size_t during = 0;
    for (int i = 40'000; i < 60'000; ++i) {
        const auto [quote, trade] = moment(i);
        const std::size_t before = g_allocations;
        rig.engine.step(quote, outputs);
        rig.engine.step(trade, outputs);
        rig.engine.step(Input{now, input::Tick{}}, outputs);
        during += g_allocations - before;
    }
    EXPECT_TRUE(outputs.empty());
    EXPECT_EQ(during, 0U);
}

} // namespace
} // namespace tapedeck
