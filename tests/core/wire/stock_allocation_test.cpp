#include "decoded.h"
#include "samples.h"
#include "wire/msgpack_json.h"

#include <gtest/gtest.h>

#include <array>
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

TEST(StockAllocation, DecodingAllocatesNothingOnceTheVectorsHaveGrown)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    std::vector<std::string> frames = test::wireSamples("md_stock");
    frames.push_back(R"([{"T":"t","S":"A","p":-1,"s":1,"t":"2022-01-03T09:00:00Z","new":"\n"},7])");
    const std::size_t inJson = frames.size();
    for (std::size_t i = 0; i < inJson; ++i)
        frames.push_back(msgPackOfJson(frames[i], kStreamKeys).value());
    const auto round = [&] {
        events.clear();
        for (const std::string& frame : frames)
            EXPECT_TRUE(decoder.decode(frame, events, controls).has_value());
    };
    round();
    const std::size_t before = g_allocations;
    for (int i = 0; i < 100; ++i)
        round();
    EXPECT_EQ(g_allocations, before);
}

} // namespace
} // namespace tapedeck
