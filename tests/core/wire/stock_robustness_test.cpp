#include "decoded.h"
#include "random_events.h"
#include "samples.h"
#include "wire/stock_encoder.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace tapedeck {
namespace {

std::vector<std::string> realFrames()
{
    std::vector<std::string> frames = test::wireSamples("md_stock");
    for (std::string& frame : test::wireSamples("md_control"))
        frames.push_back(std::move(frame));
    return frames;
}

TEST(StockRobustness, EveryTruncationIsRefused)
{
    for (const std::string& frame : realFrames()) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            // A copy of its own size, so that a sanitizer sees a read past the end.
            const std::vector<char> bytes{frame.begin(), frame.begin() + static_cast<long>(size)};
            const test::Decoded decoded{{bytes.data(), bytes.size()}};
            ASSERT_FALSE(decoded.result.has_value()) << frame.substr(0, size);
            ASSERT_TRUE(decoded.events.empty());
        }
    }
}

/// Whether the frame is JSON, says an independent parser. Numbers beyond a double and escapes of
/// half surrogates are matters of taste: those frames are not compared.
std::optional<bool> isJson(const std::string& frame)
{
    static simdjson::dom::parser parser;
    if (frame.find("\\u") != std::string::npos)
        return std::nullopt;
    const auto error = parser.parse(simdjson::padded_string{frame}).error();
    if (error == simdjson::NUMBER_ERROR)
        return std::nullopt;
    return error == simdjson::SUCCESS;
}

TEST(StockRobustness, FlippedBytesAreJudgedAsAnIndependentParserJudgesThem)
{
    std::mt19937_64 random{4};
    const auto frames = realFrames();
    Symbols symbols;
    StockDecoder decoder{symbols};
    int refused = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string frame = frames[random() % frames.size()];
        for (auto flips = 1 + random() % 3; flips > 0; --flips) {
            char& byte = frame[random() % frame.size()];
            byte = random() % 2 == 0 ? static_cast<char>(random())
                                     : R"({}[]",:\0123456789.eE+-ntf )"[random() % 27];
        }
        std::vector<MarketEvent> events;
        std::vector<StreamControl> controls;
        const bool good = decoder.decode(frame, events, controls).has_value();
        refused += good ? 0 : 1;
        const std::size_t start = frame.find_first_not_of(" \t\r\n");
        const bool framed =
            start != std::string::npos && (frame[start] == '[' || frame[start] == '{');
        const auto expected = isJson(frame);
        if (expected) {
            ASSERT_EQ(good, *expected && framed) << "round " << round << ": " << frame;
        }
        // Whatever was let through is inside the bounds and can be sent on.
        for (const MarketEvent& event : events) {
            if (isOnWire(event)) {
                ASSERT_FALSE(encodeStockFrame({&event, 1}, symbols).empty());
            }
        }
    }
    EXPECT_GT(refused, 1'000);
    EXPECT_LT(refused, 99'000);
}

TEST(StockRobustness, EveryElementIsAnEventOrCounted)
{
    std::mt19937_64 random{5};
    Symbols symbols;
    test::RandomEvents source{symbols, 6};
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    for (int round = 0; round < 20'000; ++round) {
        const MarketEvent event = source.next();
        std::string frame = encodeStockFrame({&event, 1}, symbols);
        frame[random() % frame.size()] = static_cast<char>(' ' + random() % 95);
        (void)decoder.decode(frame, events, controls);
    }
    const StockDecoderCounts& counts = decoder.counts();
    EXPECT_EQ(counts.frames + counts.malformedFrames, 20'000U);
    EXPECT_EQ(counts.elements,
              counts.events + counts.controls + counts.badElements() + counts.unknownTypes +
                  counts.unknownSymbols);
    EXPECT_EQ(counts.events, events.size());
    EXPECT_EQ(counts.controls, controls.size());
}

} // namespace
} // namespace tapedeck
