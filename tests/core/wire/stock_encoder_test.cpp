#include "decoded.h"
#include "random_events.h"
#include "samples.h"
#include "wire/stock_encoder.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(StockEncoder, DecodingWhatItWroteGivesTheEventsAgain)
{
    Symbols symbols;
    test::RandomEvents random{symbols, 20131010};
    StockDecoder decoder{symbols, {UnknownSymbols::Skip, 1}};
    std::vector<StreamControl> controls;
    for (int round = 0; round < 2'000; ++round) {
        std::vector<MarketEvent> events;
        for (int i = 0; i < round % 20; ++i)
            events.push_back(random.next());
        const std::string frame = encodeStockFrame(events, symbols);
        std::vector<MarketEvent> decoded;
        ASSERT_TRUE(decoder.decode(frame, decoded, controls)) << frame;
        ASSERT_TRUE(decoded == events) << "round " << round << ": " << frame;
    }
    EXPECT_EQ(decoder.counts().badElements(), 0U);
    EXPECT_EQ(decoder.counts().unknownKeys, 0U);
    EXPECT_EQ(decoder.counts().roundedNumbers, 0U);
}

TEST(StockEncoder, WritesTheKeysOfTheDocumentation)
{
    for (const std::string& frame : test::wireSamples("md_stock")) {
        const test::Decoded decoded{frame};
        EXPECT_EQ(test::keysOf(encodeStockFrame(decoded.events, decoded.symbols)),
                  test::keysOf(frame));
    }
}

TEST(StockEncoder, SpellsADocumentedTradeLikeTheDocumentation)
{
    const std::string frame =
        R"([{"T":"t","S":"AAPL","i":96921,"x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z",)"
        R"("c":["@","I"],"z":"C"}])";
    const test::Decoded decoded{frame};
    EXPECT_EQ(encodeStockFrame(decoded.events, decoded.symbols), frame);
}

TEST(StockEncoder, SaysWhatNoStreamCarries)
{
    BarEvent event;
    event.bar.timeframe = Timeframe::Second5;
    EXPECT_FALSE(isOnWire(event));
    event.bar.timeframe = Timeframe::Minute1;
    EXPECT_TRUE(isOnWire(event));
    event.kind = BarEvent::Kind::Growing;
    EXPECT_FALSE(isOnWire(event));
}

} // namespace
} // namespace tapedeck
