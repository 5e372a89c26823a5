#include "floor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

namespace {

std::size_t g_allocations = 0;

} // namespace

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

TEST(ExchangeCost, MarketEventsAllocateNothingWhereNoOrderWorks)
{
    Floor floor;
    floor.submit(buy("1", "XYZ").limit("1.00"));
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    floor.trade("10.01", "1", " ", "UNLISTED");
    const std::size_t before = g_allocations;
    for (int i = 0; i < 1'000; ++i) {
        floor.now += std::chrono::milliseconds{1};
        floor.quote("10.00", "100", "10.02", "100");
        floor.trade("10.01", "1");
        floor.trade("10.01", "1", " ", "UNLISTED");
        floor.status("2");
        floor.status("3");
    }
    EXPECT_EQ(g_allocations, before);
}

} // namespace
} // namespace tapedeck
