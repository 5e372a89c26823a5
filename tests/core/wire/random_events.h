#pragma once

#include "base/symbols.h"
#include "market/events.h"

#include <random>
#include <string_view>

namespace tapedeck::test {

/// Random events of every kind that a stock stream can carry, with odd values among them.
class RandomEvents
{
public:
    RandomEvents(Symbols& symbols, std::uint64_t seed);
    [[nodiscard]] MarketEvent next();

private:
    [[nodiscard]] std::int64_t upTo(std::int64_t max); ///< 0..max, all magnitudes
    [[nodiscard]] Price price() { return Price::fromNanos(1 + upTo(9'999'999'999'999'999)); }
    [[nodiscard]] Price side() { return Price::fromNanos(upTo(10'000'000'000'000'000)); }
    [[nodiscard]] Quantity size();
    [[nodiscard]] Timestamp time();
    [[nodiscard]] char code();
    [[nodiscard]] Conditions conditions();
    [[nodiscard]] ShortCode shortCode();
    [[nodiscard]] SymbolId symbol();
    [[nodiscard]] Trade trade();
    [[nodiscard]] BarEvent bar();

    Symbols& m_symbols;
    std::mt19937_64 m_random;
};

} // namespace tapedeck::test
