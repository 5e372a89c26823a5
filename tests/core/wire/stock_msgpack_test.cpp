#include "base/canonical.h"
#include "base/hash.h"
#include "decoded.h"
#include "random_events.h"
#include "samples.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_writer.h"
#include "wire/stock_encoder.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace tapedeck {
namespace {

using test::at;
using test::Decoded;
using test::price;
using test::shares;

std::string packed(std::string_view json)
{
    return msgPackOfJson(json, kStreamKeys).value();
}

/// To four decimals, which any feed's float holds.
template <class Tag>
Fixed<Tag> coarse(Fixed<Tag> value)
{
    constexpr std::int64_t kStep = 100'000;
    const std::int64_t nanos = value.nanos() - value.nanos() % kStep;
    return Fixed<Tag>::fromNanos(nanos == 0 && !value.isZero() ? kStep : nanos);
}

Trade coarse(Trade e)
{
    e.price = coarse(e.price);
    e.size = coarse(e.size);
    return e;
}

MarketEvent coarse(MarketEvent event)
{
    if (auto* trade = std::get_if<Trade>(&event)) {
        *trade = coarse(*trade);
    } else if (auto* quote = std::get_if<Quote>(&event)) {
        quote->bid = coarse(quote->bid);
        quote->ask = coarse(quote->ask);
        quote->bidSize = coarse(quote->bidSize);
        quote->askSize = coarse(quote->askSize);
    } else if (auto* bar = std::get_if<BarEvent>(&event)) {
        for (Price* p : {&bar->bar.open, &bar->bar.high, &bar->bar.low, &bar->bar.close})
            *p = coarse(*p);
        bar->bar.volume = coarse(bar->bar.volume);
        if (bar->bar.vwap)
            bar->bar.vwap = coarse(*bar->bar.vwap);
    } else if (auto* band = std::get_if<LuldBand>(&event)) {
        band->up = coarse(band->up);
        band->down = coarse(band->down);
    } else if (auto* correction = std::get_if<TradeCorrection>(&event)) {
        correction->original = coarse(correction->original);
        correction->corrected = coarse(correction->corrected);
    } else if (auto* cancel = std::get_if<TradeCancel>(&event)) {
        cancel->trade = coarse(cancel->trade);
    }
    return event;
}

TEST(StockMsgPack, BothEncodingsGiveTheSameEventsAndOneDigest)
{
    Symbols symbols;
    test::RandomEvents random{symbols, 20131010};
    StockDecoder json{symbols, {UnknownSymbols::Skip, 1}};
    StockDecoder msgPack{symbols, {UnknownSymbols::Skip, 1}};
    std::vector<StreamControl> controls;
    std::string fromJson;
    std::string fromMsgPack;
    for (int round = 0; round < 1'000; ++round) {
        std::vector<MarketEvent> events;
        for (int i = 0; i < round % 40; ++i)
            events.push_back(coarse(random.next()));
        std::vector<MarketEvent> a;
        std::vector<MarketEvent> b;
        ASSERT_TRUE(json.decode(encodeStockFrame(events, symbols), a, controls));
        ASSERT_TRUE(
            msgPack.decode(encodeStockFrame(events, symbols, WireEncoding::MsgPack), b, controls));
        ASSERT_TRUE(a == events) << "round " << round;
        ASSERT_TRUE(b == events) << "round " << round;
        CanonicalWriter{fromJson, &symbols}.put(a);
        CanonicalWriter{fromMsgPack, &symbols}.put(b);
    }
    EXPECT_EQ(sha256(fromJson), sha256(fromMsgPack));
    EXPECT_EQ(json.counts(), msgPack.counts());
    EXPECT_EQ(msgPack.counts().badElements(), 0U);
}

TEST(StockMsgPack, TheDocumentedSamplesSayTheSameInBothEncodings)
{
    for (const std::string& frame : test::wireSamples("md_stock")) {
        const Decoded json{frame};
        const Decoded msgPack{packed(frame)};
        ASSERT_TRUE(json.result && msgPack.result) << frame;
        EXPECT_TRUE(json.events == msgPack.events) << frame;
        EXPECT_EQ(json.decoder.counts(), msgPack.decoder.counts()) << frame;
    }
}

TEST(StockMsgPack, ControlMessagesAreUnderstood)
{
    const Decoded decoded{packed(
        R"([{"T":"success","msg":"connected"},{"T":"error","code":406,"msg":"connection limit exceeded"},)"
        R"({"T":"subscription","trades":["AAPL"],"quotes":["*"]}])")};
    ASSERT_EQ(decoded.controls.size(), 3U);
    EXPECT_EQ(std::get<StreamSuccess>(decoded.controls[0]).message, "connected");
    EXPECT_EQ(std::get<StreamError>(decoded.controls[1]).code, 406);
    const auto& lists = std::get<StreamSubscription>(decoded.controls[2]);
    EXPECT_EQ(lists[StreamChannel::Trades], std::vector<std::string>{"AAPL"});
    EXPECT_EQ(lists[StreamChannel::Quotes], std::vector<std::string>{"*"});
}

/// A trade with one value spelled by hand.
template <class Write>
std::string tradeWith(std::string_view key, Write write)
{
    std::string bytes;
    MsgPackWriter out{bytes};
    out.array(1).map(key == "p" || key == "s" ? 5 : 6);
    out.text("T").text("t").text("S").text("A");
    out.text("t").time(at("2022-01-03T09:00:00Z"));
    if (key != "p")
        out.text("p").real(1.5);
    if (key != "s")
        out.text("s").integer(1);
    out.text(key);
    write(out);
    return bytes;
}

TEST(StockMsgPack, AFloatIsItsShortestDecimal)
{
    const auto priceOf = [](double value) {
        return Decoded{tradeWith("p", [&](MsgPackWriter& out) { out.real(value); })}
            .only<Trade>()
            .price;
    };
    EXPECT_EQ(priceOf(126.55), price("126.55"));
    EXPECT_EQ(priceOf(0.1), price("0.1"));
    EXPECT_EQ(priceOf(39.1582), price("39.1582"));
    EXPECT_EQ(priceOf(388.98765432), price("388.98765432"));
    EXPECT_EQ(priceOf(1e-9), price("0.000000001"));
    EXPECT_EQ(priceOf(9'999'999.9999), price("9999999.9999"));
    EXPECT_EQ(priceOf(0.30000000000000004), price("0.3"))
        << "seventeen digits, rounded and counted";
    std::mt19937_64 random{5};
    for (int i = 0; i < 20'000; ++i) {
        const auto cents = static_cast<std::int64_t>(1 + random() % 100'000'000'000);
        const Price expected = Price::fromNanos(cents * 100'000);
        ASSERT_EQ(priceOf(expected.toDouble()), expected);
    }
}

TEST(StockMsgPack, TakesIntegersForFloatsAndFloatsForIntegers)
{
    const Decoded whole{tradeWith("p", [](MsgPackWriter& out) { out.integer(126); })};
    EXPECT_EQ(whole.only<Trade>().price, price("126"));
    const Decoded real{tradeWith("s", [](MsgPackWriter& out) { out.real(100.0); })};
    EXPECT_EQ(real.only<Trade>().size, shares("100"));
    const Decoded id{tradeWith("i", [](MsgPackWriter& out) { out.integer(3447222699101865076); })};
    EXPECT_EQ(id.only<Trade>().id, 3447222699101865076);
    const Decoded text{tradeWith("c", [](MsgPackWriter& out) { out.text("I"); })};
    EXPECT_EQ(text.only<Trade>().conditions.count, 1U) << "as on option streams";
}

TEST(StockMsgPack, OneBadElementDoesNotDropTheOthers)
{
    std::string bytes;
    MsgPackWriter out{bytes};
    const auto trade = [&](double tradePrice) {
        out.map(5).text("T").text("t").text("S").text("A");
        out.text("t").time(at("2022-01-03T09:00:00Z"));
        out.text("p").real(tradePrice).text("s").integer(1);
    };
    out.array(5);
    trade(1.5);
    trade(-1.5);
    out.integer(7);
    out.map(2).text("T").text("new").integer(5).array(0);
    trade(2.5);
    const Decoded decoded{bytes};
    ASSERT_TRUE(decoded.result);
    EXPECT_EQ(decoded.events.size(), 2U);
    ASSERT_EQ(decoded.decoder.problems().size(), 2U);
    EXPECT_EQ(decoded.decoder.problems()[0].fault, ElementFault::OutOfRange);
    EXPECT_EQ(decoded.decoder.problems()[1].fault, ElementFault::NotAnObject);
    EXPECT_EQ(decoded.decoder.counts().unknownTypes, 1U);
}

TEST(StockMsgPack, WhatIsNoFrameLeavesNothingBehind)
{
    const std::string good = packed(
        R"([{"T":"t","S":"A","p":1.5,"s":1,"t":"2022-01-03T09:00:00Z"},{"T":"t","S":"B","p":1.5,"s":1,"t":"2022-01-03T09:00:00Z"}])");
    for (std::size_t size = 1; size < good.size(); ++size) {
        const Decoded decoded{std::string_view{good}.substr(0, size)};
        ASSERT_FALSE(decoded.result.has_value()) << size;
        ASSERT_TRUE(decoded.events.empty());
        ASSERT_EQ(decoded.decoder.counts().malformedFrames, 1U);
        ASSERT_EQ(decoded.decoder.counts().elements, 0U);
    }
    EXPECT_TRUE(Decoded{good}.result.has_value());
}

TEST(StockMsgPack, FlippedBytesNeverDoHarm)
{
    std::mt19937_64 random{17};
    std::vector<std::string> frames;
    for (const std::string& frame : test::wireSamples("md_stock"))
        frames.push_back(packed(frame));
    for (int i = 0; i < 50'000; ++i) {
        std::string frame = frames[random() % frames.size()];
        for (auto flips = 1 + random() % 4; flips > 0; --flips)
            frame[random() % frame.size()] = static_cast<char>(random() & 0xFFU);
        const Decoded decoded{frame};
        for (const MarketEvent& event : decoded.events) {
            const auto* trade = std::get_if<Trade>(&event);
            ASSERT_TRUE(trade == nullptr ||
                        (trade->price.isPositive() && !trade->size.isNegative()));
        }
    }
}

} // namespace
} // namespace tapedeck
