#include "decoded.h"
#include "samples.h"
#include "wire/stock_decoder.h"

#include <gmock/gmock.h>

#include <ostream>

namespace tapedeck {
namespace {

using test::at;
using test::Decoded;
using test::price;
using test::shares;

TEST(StockDecoder, ReadsADocumentedTrade)
{
    const Decoded decoded{test::wireSamples("md_stock").at(0)};
    const Trade& trade = decoded.only<Trade>();
    EXPECT_EQ(decoded.symbols.text(trade.symbol), "AAPL");
    EXPECT_EQ(trade.at, at("2021-02-22T15:51:44.208Z"));
    EXPECT_EQ(trade.price, price("126.55"));
    EXPECT_EQ(trade.size, shares("1"));
    EXPECT_EQ(trade.id, 96921);
    EXPECT_THAT(trade.conditions.all(), testing::ElementsAre('@', 'I'));
    EXPECT_EQ(trade.exchange, 'D');
    EXPECT_EQ(trade.tape, 'C');
}

TEST(StockDecoder, ReadsADocumentedQuote)
{
    const Decoded decoded{test::wireSamples("md_stock").at(1)};
    const Quote& quote = decoded.only<Quote>();
    EXPECT_EQ(quote.at, at("2021-02-22T15:51:45.335689322Z"));
    EXPECT_EQ(quote.bid, price("87.66"));
    EXPECT_EQ(quote.ask, price("87.68"));
    EXPECT_EQ(quote.bidSize, shares("1"));
    EXPECT_EQ(quote.askSize, shares("4"));
    EXPECT_EQ(quote.bidExchange, 'U');
    EXPECT_EQ(quote.askExchange, 'Q');
    EXPECT_THAT(quote.conditions.all(), testing::ElementsAre('R'));
}

TEST(StockDecoder, ReadsTheBarsOfEveryTag)
{
    const auto bar = [](char tag) {
        const std::string line =
            std::string{R"({"T":")"} + tag +
            R"(","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,)" +
            R"("n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"})";
        return Decoded{line}.only<BarEvent>();
    };
    EXPECT_EQ(bar('b').bar.timeframe, Timeframe::Minute1);
    EXPECT_EQ(bar('b').kind, BarEvent::Kind::Finished);
    EXPECT_EQ(bar('u').bar.timeframe, Timeframe::Minute1);
    EXPECT_EQ(bar('u').kind, BarEvent::Kind::Updated);
    EXPECT_EQ(bar('d').bar.timeframe, Timeframe::Day1);
    EXPECT_EQ(bar('d').kind, BarEvent::Kind::Growing);
    EXPECT_EQ(bar('h').bar.timeframe, Timeframe::Hour1);
    EXPECT_EQ(bar('b').bar.open, price("388.985"));
    EXPECT_EQ(bar('b').bar.high, price("389.13"));
    EXPECT_EQ(bar('b').bar.low, price("388.975"));
    EXPECT_EQ(bar('b').bar.close, price("389.12"));
    EXPECT_EQ(bar('b').bar.volume, shares("49378"));
    EXPECT_EQ(bar('b').bar.tradeCount, 461);
    EXPECT_EQ(bar('b').bar.vwap, price("389.062639"));
}

TEST(StockDecoder, TakesAVwapOfZeroForNone)
{
    const Decoded decoded{R"({"T":"u","S":"A","o":1,"h":1,"l":1,"c":1,"v":0,"n":0,"vw":0,)"
                          R"("t":"2021-02-22T19:15:27Z"})"};
    const BarEvent& event = decoded.only<BarEvent>();
    EXPECT_EQ(event.bar.vwap, std::nullopt);
    EXPECT_EQ(event.bar.tradeCount, 0);
    EXPECT_EQ(event.bar.start, at("2021-02-22T19:15:00Z")) << "a minute bar starts on its minute";
}

TEST(StockDecoder, ReadsStatusesBandsCorrectionsAndCancels)
{
    const auto samples = test::wireSamples("md_stock");
    const Decoded status{samples.at(9)};
    EXPECT_EQ(status.only<TradingStatus>().status.text(), "H");
    EXPECT_EQ(status.only<TradingStatus>().reason.text(), "T12");

    const Decoded band{samples.at(10)};
    EXPECT_EQ(band.only<LuldBand>().up, price("3.24"));
    EXPECT_EQ(band.only<LuldBand>().down, price("2.65"));
    EXPECT_EQ(band.only<LuldBand>().indicator.text(), "B");

    const Decoded correction{samples.at(11)};
    const auto& corrected = correction.only<TradeCorrection>();
    EXPECT_EQ(corrected.original.id, 52983525033527);
    EXPECT_EQ(corrected.corrected.id, 52983525034326);
    EXPECT_EQ(corrected.original.price, price("39.1582"));
    EXPECT_EQ(corrected.corrected.price, price("39.1809"));
    EXPECT_EQ(corrected.original.exchange, 'M');
    EXPECT_EQ(corrected.corrected.tape, 'B');
    EXPECT_THAT(corrected.corrected.conditions.all(), testing::ElementsAre(' ', '7'));

    const Decoded cancel{samples.at(12)};
    EXPECT_EQ(cancel.only<TradeCancel>().trade.id, 465);
    EXPECT_EQ(cancel.only<TradeCancel>().trade.exchange, 'D') << "x is a type and a key";
    EXPECT_EQ(cancel.only<TradeCancel>().action, 'C');
}

TEST(StockDecoder, ReadsEveryDocumentedFrameWithoutAProblem)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    for (const char* file : {"md_stock", "md_control"}) {
        for (const std::string& frame : test::wireSamples(file))
            EXPECT_TRUE(decoder.decode(frame, events, controls)) << frame;
    }
    EXPECT_EQ(decoder.counts().badElements(), 0U);
    EXPECT_EQ(decoder.counts().unknownKeys, 0U);
    EXPECT_EQ(decoder.counts().unknownTypes, 0U);
    EXPECT_EQ(decoder.counts().roundedNumbers, 0U);
    EXPECT_EQ(decoder.counts().droppedCodes, 0U);
    EXPECT_EQ(events.size(), 17U);
    EXPECT_EQ(controls.size(), 17U);
}

TEST(StockDecoder, TakesKeysInAnyOrderAndSpaceAnywhere)
{
    const Decoded usual{test::wireSamples("md_stock").at(0)};
    const Decoded shuffled{
        " [ {\n\"z\" : \"C\", \"c\":[ \"@\" ,\t\"I\" ], \"t\":\"2021-02-22T15:51:44.208Z\","
        "\"s\":1,\"\\u0070\":1.2655e2,\"x\":\"D\",\"i\":96921,\"S\":\"\\u0041APL\",\"T\":\"t\"} "
        "]\r\n"};
    EXPECT_EQ(usual.only<Trade>(), shuffled.only<Trade>());
}

TEST(StockDecoder, CountsWhatItDoesNotKnowAndGoesOn)
{
    const Decoded decoded{
        R"([{"T":"z9","S":"A"},{"T":"?"},{"T":"i","S":"A","p":1,"z":"C","t":"2024-12-13T19:58:09Z"},)"
        R"({"T":"t","S":"A","p":1,"s":1,"t":"2024-12-13T19:58:09Z","r":"2024","sc":"x","new":{"a":[1]}}])"};
    EXPECT_EQ(decoded.only<Trade>().price, price("1"));
    EXPECT_EQ(decoded.decoder.counts().unknownTypes, 3U);
    EXPECT_EQ(decoded.decoder.counts().unknownKeys, 3U);
    EXPECT_EQ(decoded.decoder.counts().badElements(), 0U);
}

TEST(StockDecoder, RoundsATenthDecimalHalfEvenAndCounts)
{
    const Decoded decoded{
        R"({"T":"t","S":"A","p":0.0000000015,"s":2.00000000050,"t":"2024-12-13T19:58:09Z"})"};
    EXPECT_EQ(decoded.only<Trade>().price.nanos(), 2);
    EXPECT_EQ(decoded.only<Trade>().size, shares("2"));
    EXPECT_EQ(decoded.decoder.counts().roundedNumbers, 2U);
}

TEST(StockDecoder, KeepsIdsBeyondWhatADoubleHolds)
{
    const Decoded decoded{
        R"({"T":"t","S":"A","i":3447222699101865076,"p":1,"s":1,"t":"2024-12-13T19:58:09Z"})"};
    EXPECT_EQ(decoded.only<Trade>().id, 3447222699101865076);
}

TEST(StockDecoder, TakesAMissingSideAndItsSpaceAsTheyAre)
{
    const Decoded decoded{R"({"T":"q","S":"A","ap":0,"as":0,"ax":" ","bp":177.92,"bs":4,"bx":"Q",)"
                          R"("c":["Y"],"t":"2022-01-03T09:00:00.028160898Z","z":"C"})"};
    EXPECT_TRUE(decoded.only<Quote>().ask.isZero());
    EXPECT_EQ(decoded.only<Quote>().askExchange, ' ');
}

TEST(StockDecoder, MultipliesQuoteSizesAndNoOthers)
{
    const std::string_view frame =
        R"([{"T":"q","S":"A","ap":2,"as":3,"bp":1,"bs":4,"t":"2022-01-03T09:00:00Z"},)"
        R"({"T":"t","S":"A","p":1,"s":5,"t":"2022-01-03T09:00:00Z"}])";
    const Decoded decoded{frame, {UnknownSymbols::Intern, 100}};
    ASSERT_EQ(decoded.events.size(), 2U);
    EXPECT_EQ(std::get<Quote>(decoded.events[0]).askSize, shares("300"));
    EXPECT_EQ(std::get<Quote>(decoded.events[0]).bidSize, shares("400"));
    EXPECT_EQ(std::get<Trade>(decoded.events[1]).size, shares("5"));
}

TEST(StockDecoder, SkipsUnknownSymbolsWhereAsked)
{
    Symbols symbols;
    const SymbolId known = symbols.intern("BAC").value();
    StockDecoder decoder{symbols, {UnknownSymbols::Skip, 1}};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    ASSERT_TRUE(decoder.decode(R"([{"T":"t","S":"AIG","p":1,"s":1,"t":"2022-01-03T09:00:00Z"},)"
                               R"({"T":"t","S":"BAC","p":1,"s":1,"t":"2022-01-03T09:00:00Z"}])",
                               events,
                               controls));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(symbolOf(events[0]), known);
    EXPECT_EQ(decoder.counts().unknownSymbols, 1U);
    EXPECT_EQ(symbols.size(), 1U);
}

TEST(StockDecoder, CountsCodesThatDoNotFit)
{
    const Decoded decoded{
        R"({"T":"t","S":"A","p":1,"s":1,"t":"2022-01-03T09:00:00Z","x":"NYSE","z":"",)"
        R"("c":["1","2","3","4","5","6","7","8","TT",""]})"};
    EXPECT_EQ(decoded.only<Trade>().conditions.count, 7);
    EXPECT_EQ(decoded.only<Trade>().exchange, ' ');
    EXPECT_EQ(decoded.decoder.counts().droppedCodes, 4U);
}

TEST(StockDecoder, TakesNullForMissing)
{
    const Decoded decoded{
        R"({"T":"t","S":"A","p":1,"s":1,"c":null,"x":null,"i":null,"t":"2022-01-03T09:00:00Z"})"};
    EXPECT_EQ(decoded.only<Trade>().conditions.count, 0);
    EXPECT_EQ(decoded.only<Trade>().id, 0);
}

struct BadElement
{
    const char* name;
    const char* element;
    ElementFault fault;
    const char* field;

    friend void PrintTo(const BadElement& bad, std::ostream* out) { *out << bad.name; }
};

class BadElements : public testing::TestWithParam<BadElement>
{};

TEST_P(BadElements, IsCountedAndDoesNotDropItsNeighbours)
{
    const std::string good = R"({"T":"t","S":"OK","p":1,"s":1,"t":"2022-01-03T09:00:00Z"})";
    const Decoded decoded{"[" + good + "," + GetParam().element + "," + good + "]"};
    ASSERT_TRUE(decoded.result.has_value());
    EXPECT_EQ(decoded.events.size(), 2U);
    ASSERT_EQ(decoded.decoder.problems().size(), 1U);
    const ElementProblem& problem = decoded.decoder.problems().front();
    EXPECT_EQ(problem.element, 1U);
    EXPECT_EQ(problem.fault, GetParam().fault);
    EXPECT_EQ(problem.field, GetParam().field);
    EXPECT_EQ(decoded.decoder.counts().badElements(), 1U);
    EXPECT_EQ(decoded.decoder.counts().faults[static_cast<std::size_t>(GetParam().fault)], 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Elements,
    BadElements,
    testing::Values(
        BadElement{"a number", "12", ElementFault::NotAnObject, ""},
        BadElement{"null", "null", ElementFault::NotAnObject, ""},
        BadElement{"a list", "[[]]", ElementFault::NotAnObject, ""},
        BadElement{"no type", R"({"S":"A"})", ElementFault::NoType, "T"},
        BadElement{"a number as type", R"({"T":1})", ElementFault::BadText, "T"},
        BadElement{"no symbol", R"({"T":"t","p":1})", ElementFault::MissingField, "S"},
        BadElement{"an empty symbol", R"({"T":"t","S":""})", ElementFault::BadSymbol, "S"},
        BadElement{"a long symbol",
                   R"({"T":"t","S":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
                   ElementFault::BadSymbol,
                   "S"},
        BadElement{"a number as symbol", R"({"T":"t","S":7})", ElementFault::BadSymbol, "S"},
        BadElement{"no time", R"({"T":"t","S":"A","p":1,"s":1})", ElementFault::MissingField, "t"},
        BadElement{
            "epoch time", R"({"T":"t","S":"A","p":1,"s":1,"t":1})", ElementFault::BadTime, "t"},
        BadElement{"30 February",
                   R"({"T":"t","S":"A","p":1,"s":1,"t":"2022-02-30T09:00:00Z"})",
                   ElementFault::BadTime,
                   "t"},
        BadElement{"hour 24",
                   R"({"T":"t","S":"A","p":1,"s":1,"t":"2022-02-03T24:00:00Z"})",
                   ElementFault::BadTime,
                   "t"},
        BadElement{"no price",
                   R"({"T":"t","S":"A","s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::MissingField,
                   "p"},
        BadElement{"price as text",
                   R"({"T":"t","S":"A","p":"1","s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::BadNumber,
                   "p"},
        BadElement{"a negative price",
                   R"({"T":"t","S":"A","p":-1,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::OutOfRange,
                   "p"},
        BadElement{"a trade at zero",
                   R"({"T":"t","S":"A","p":0.0,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::OutOfRange,
                   "p"},
        BadElement{"a huge price",
                   R"({"T":"t","S":"A","p":10000000.000000001,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::OutOfRange,
                   "p"},
        BadElement{"a price beyond all",
                   R"({"T":"t","S":"A","p":1e400,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::OutOfRange,
                   "p"},
        BadElement{"a huge size",
                   R"({"T":"t","S":"A","p":1,"s":1000000001,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::OutOfRange,
                   "s"},
        BadElement{"a broken id",
                   R"({"T":"t","S":"A","i":1.5,"p":1,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::BadNumber,
                   "i"},
        BadElement{
            "an id of 20 digits",
            R"({"T":"t","S":"A","i":92233720368547758080,"p":1,"s":1,"t":"2022-01-03T09:00:00Z"})",
            ElementFault::OutOfRange,
            "i"},
        BadElement{"a number as condition",
                   R"({"T":"t","S":"A","c":[1],"p":1,"s":1,"t":"2022-01-03T09:00:00Z"})",
                   ElementFault::BadText,
                   "c"},
        BadElement{"a subscription of numbers",
                   R"({"T":"subscription","trades":[1]})",
                   ElementFault::BadText,
                   "T"}));

class BadFrames : public testing::TestWithParam<const char*>
{};

TEST_P(BadFrames, AreRefusedWhole)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events(1);
    std::vector<StreamControl> controls(1);
    const auto result = decoder.decode(GetParam(), events, controls);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::Malformed);
    EXPECT_EQ(events.size(), 1U);
    EXPECT_EQ(controls.size(), 1U);
    EXPECT_EQ(decoder.counts(), (StockDecoderCounts{.malformedFrames = 1}));
}

INSTANTIATE_TEST_SUITE_P(
    Frames,
    BadFrames,
    testing::Values("",
                    "null",
                    "\"text\"",
                    "<html></html>",
                    "[",
                    "[]]",
                    "[{}",
                    "{}{}",
                    "[,]",
                    "[{},]",
                    R"([{"T":"t","S":"A","p":1,"s":1,"t":"2022-01-03T09:00:00Z"},])",
                    R"([{"T":"success","msg":"connected"}{}])",
                    R"([{"T":"t","S":"A","p":01}])",
                    R"([{"T":"t","S":"A","p":.5}])",
                    R"([{"T":"t","S":"A","p":NaN}])",
                    R"([{"T":"t","S":"\x"}])",
                    "[{\"T\":\"t\",\"S\":\"\xff\"}]",
                    "[{\"T\":\"t\",\"S\":\"a\nb\"}]"));

TEST(StockDecoder, RefusesFramesBeyondTheLimitsOfTheHouse)
{
    const Decoded tooLong{std::string(kFrameBytesMax + 1, ' ')};
    ASSERT_FALSE(tooLong.result.has_value());
    EXPECT_EQ(tooLong.result.error().code, ErrorCode::OutOfRange);

    const auto nested = [](std::size_t depth) {
        return R"([{"T":"?","deep":)" + std::string(depth, '[') + std::string(depth, ']') + "}]";
    };
    EXPECT_TRUE(Decoded{nested(kJsonDepthMax - 2)}.result.has_value());
    EXPECT_FALSE(Decoded{nested(kJsonDepthMax - 1)}.result.has_value());
    EXPECT_FALSE(Decoded{nested(1'000'000)}.result.has_value());
}

} // namespace
} // namespace tapedeck
