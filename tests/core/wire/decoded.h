#pragma once

#include "wire/stock_decoder.h"

#include <gtest/gtest.h>

namespace tapedeck::test {

/// A decoder with a table of its own, and what one frame gave.
struct Decoded
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    Result<void> result;

    explicit Decoded(std::string_view frame, StockDecoderOptions options = {})
        : decoder{symbols, options}, result{decoder.decode(frame, events, controls)}
    {}
    /// The only event of the frame.
    template <class E>
    const E& only() const
    {
        EXPECT_TRUE(result.has_value());
        EXPECT_EQ(events.size(), 1U);
        return std::get<E>(events.at(0));
    }
};

inline Price price(std::string_view text)
{
    return Price::parse(text).value();
}
inline Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
inline Timestamp at(std::string_view text)
{
    return parseTimestamp(text).value();
}

} // namespace tapedeck::test
