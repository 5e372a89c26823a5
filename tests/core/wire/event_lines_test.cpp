#include "decoded.h"
#include "samples.h"
#include "wire/event_lines.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

std::string stockLines(std::string_view frame)
{
    const test::Decoded decoded{frame};
    std::string out;
    for (const StreamControl& control : decoded.controls)
        appendControlLine(out, control);
    for (const MarketEvent& event : decoded.events)
        appendEventLine(out, event, decoded.symbols);
    return out;
}

TEST(EventLines, SayWhatADocumentedFrameSays)
{
    const auto samples = test::wireSamples("md_stock");
    EXPECT_EQ(stockLines(samples.at(0)),
              R"({"type":"trade","symbol":"AAPL","time":"2021-02-22T15:51:44.208Z","price":126.55,)"
              R"("size":1,"id":96921,"exchange":"D","tape":"C","conditions":["@","I"]})"
              "\n");
    EXPECT_EQ(stockLines(samples.at(1)),
              R"({"type":"quote","symbol":"AMD","time":"2021-02-22T15:51:45.335689322Z",)"
              R"("bid":87.66,"bid_size":1,"bid_exchange":"U","ask":87.68,"ask_size":4,)"
              R"("ask_exchange":"Q","tape":"C","conditions":["R"]})"
              "\n");
    EXPECT_EQ(stockLines(samples.at(3)),
              R"({"type":"bar","symbol":"SPY","time":"2021-02-16T04:00:00Z","timeframe":"1Day",)"
              R"("kind":"growing","open":388.985,"high":389.13,"low":388.975,"close":389.12,)"
              R"("volume":749378,"trade_count":null,"vwap":null})"
              "\n");
    EXPECT_EQ(stockLines(samples.at(9)),
              R"({"type":"status","symbol":"AAPL","time":"2021-02-22T19:15:00Z","status":"H",)"
              R"("reason":"T12","tape":"C"})"
              "\n");
    EXPECT_EQ(stockLines(samples.at(10)),
              R"({"type":"luld","symbol":"IONM","time":"2023-04-06T13:34:45.565004401Z","up":3.24,)"
              R"("down":2.65,"indicator":"B","tape":"C"})"
              "\n");
    EXPECT_EQ(
        stockLines(samples.at(12)),
        R"({"type":"cancel","symbol":"GOOGL","time":"2023-04-06T13:15:42.83540958Z","id":465,)"
        R"("price":105.31,"size":300,"action":"C","exchange":"D","tape":"C"})"
        "\n");
}

TEST(EventLines, EveryLineIsAnObjectThatNamesItsType)
{
    std::string out;
    for (const char* file : {"md_stock", "md_control"}) {
        for (const std::string& frame : test::wireSamples(file))
            out += stockLines(frame);
    }
    for (const std::string& frame : test::wireSamples("trading_stream"))
        appendTradingLine(out, parseTradingFrame(frame).value());
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < out.size(); ++lines) {
        const std::size_t end = out.find('\n', begin);
        const std::string_view line = std::string_view{out}.substr(begin, end - begin);
        const auto document = JsonDocument::parse(line);
        ASSERT_TRUE(document.has_value()) << line;
        EXPECT_TRUE(document->root()["type"].isString()) << line;
        begin = end + 1;
    }
    EXPECT_EQ(lines, 17U + 17U + 13U);
}

TEST(EventLines, AFillCarriesItsOrderAndItsExecution)
{
    std::string out;
    appendTradingLine(out, parseTradingFrame(test::wireSamples("trading_stream").at(6)).value());
    const auto document = JsonDocument::parse(out).value();
    const JsonValue root = document.root();
    EXPECT_EQ(root["event"].text(), "fill");
    EXPECT_EQ(root["order"]["status"].text(), "filled");
    EXPECT_EQ(root["order"]["quantity"].raw(), "1");
    EXPECT_EQ(root["order"]["filled_average_price"].raw(), "737.91");
    EXPECT_TRUE(root["order"]["limit_price"].isNull());
    EXPECT_EQ(root["execution"]["price"].raw(), "737.91");
    EXPECT_EQ(root["position_quantity"].raw(), "1");
}

} // namespace
} // namespace tapedeck
