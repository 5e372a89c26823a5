#include "decoded.h"
#include "samples.h"
#include "wire/trading_stream.h"

#include <gmock/gmock.h>

#include <random>

namespace tapedeck {
namespace {

using test::at;
using test::keysOf;
using test::price;
using test::shares;

/// The member of a frame's data, as text.
std::string dataOf(std::string_view frame)
{
    const std::size_t place = frame.find("\"data\":") + 7;
    return std::string{frame.substr(place, frame.size() - place - 1)};
}

std::string orderOf(std::string_view frame)
{
    const std::size_t begin = frame.find("\"order\":") + 8;
    return std::string{frame.substr(begin, frame.find('}', begin) - begin + 1)};
}

TEST(TradingStream, ReadsTheSessionsFrames)
{
    const auto samples = test::wireSamples("trading_stream");
    EXPECT_EQ(parseTradingFrame(samples.at(0)).value(),
              TradingFrame(TradingAuthorization{true, "authenticate", ""}));
    EXPECT_EQ(parseTradingFrame(samples.at(1)).value(),
              TradingFrame(TradingAuthorization{false, "authenticate", ""}));
    EXPECT_EQ(parseTradingFrame(samples.at(2)).value(),
              TradingFrame(TradingAuthorization{false, "listen", ""}));
    EXPECT_EQ(parseTradingFrame(samples.at(3)).value(),
              TradingFrame(TradingListening{{"trade_updates"}}));
    EXPECT_EQ(encodeAuthorization({true, "authenticate", ""}), samples.at(0));
    EXPECT_EQ(encodeListening({"trade_updates"}), samples.at(3));
}

TEST(TradingStream, ReadsACapturedFill)
{
    const auto frame = parseTradingFrame(test::wireSamples("trading_stream").at(6));
    ASSERT_TRUE(frame.has_value());
    const auto& update = std::get<OrderUpdate>(*frame);
    EXPECT_EQ(update.event, OrderEvent::Fill);
    EXPECT_EQ(update.at, at("2026-07-24T14:42:50.129256359Z"));
    EXPECT_EQ(update.order.status, OrderStatus::Filled);
    EXPECT_EQ(update.order.filledQuantity, shares("1"));
    ASSERT_TRUE(update.execution.has_value());
    EXPECT_EQ(update.execution->id, "00000000-0000-0000-0000-000000000004");
    EXPECT_EQ(update.execution->orderId, "00000000-0000-0000-0000-000000000001");
    EXPECT_EQ(update.execution->symbol, "SPY");
    EXPECT_EQ(update.execution->price, price("737.91"));
    EXPECT_EQ(update.execution->quantity, shares("1"));
    EXPECT_EQ(update.execution->cumulativeQuantity, shares("1"));
    EXPECT_EQ(update.positionQuantity, shares("1"));
}

TEST(TradingStream, ReadsEverySampleWithItsEvent)
{
    const std::vector<OrderEvent> expected{OrderEvent::PendingNew,
                                           OrderEvent::New,
                                           OrderEvent::Fill,
                                           OrderEvent::Fill,
                                           OrderEvent::New,
                                           OrderEvent::Fill,
                                           OrderEvent::PendingNew,
                                           OrderEvent::New,
                                           OrderEvent::Fill};
    const auto samples = test::wireSamples("trading_stream");
    ASSERT_EQ(samples.size(), expected.size() + 4);
    BodyCounts counts;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto frame = parseTradingFrame(samples[i + 4], &counts);
        ASSERT_TRUE(frame.has_value()) << frame.error().what;
        const auto& update = std::get<OrderUpdate>(*frame);
        EXPECT_EQ(update.event, expected[i]);
        EXPECT_EQ(update.execution.has_value(), expected[i] == OrderEvent::Fill);
    }
    EXPECT_EQ(counts.rounded, 0U);
    EXPECT_EQ(counts.unknownWords, 0U);
    const auto notional = std::get<OrderUpdate>(parseTradingFrame(samples.at(12)).value());
    EXPECT_EQ(notional.order.spec.notional, Money::fromWhole(10));
    EXPECT_EQ(notional.execution->quantity, shares("0.05513895"));
    EXPECT_EQ(notional.positionQuantity, shares("0.1102779"));
}

TEST(TradingStream, TakesBothOffsetsInOneMessage)
{
    const auto frame = parseTradingFrame(test::wireSamples("trading_stream").at(7));
    const auto& order = std::get<OrderUpdate>(*frame).order;
    EXPECT_EQ(order.createdAt, at("2022-04-19T17:45:04.981350886Z"));
    EXPECT_EQ(order.filledAt, at("2022-04-19T17:45:05.024916716Z"));
}

TEST(TradingStream, WritesTheKeysOfTheCaptures)
{
    const auto samples = test::wireSamples("trading_stream");
    for (const std::size_t index : {4U, 5U, 6U}) {
        const std::string& frame = samples.at(index);
        const auto update = std::get<OrderUpdate>(parseTradingFrame(frame).value());
        TradeUpdateExtras extras;
        extras.publishedAt = at("2026-07-24T14:42:49.354133121Z");
        extras.eventId = "01KYA98DWAS5PA5BP53N9XTN5E";
        extras.executionId = update.event == OrderEvent::New ? "e" : "";
        if (update.execution)
            extras.settlement = parseDate("2026-07-27").value();
        const std::string encoded = encodeTradeUpdate(update, extras);
        EXPECT_EQ(keysOf(dataOf(encoded)), keysOf(dataOf(frame)));
        EXPECT_EQ(keysOf(orderOf(encoded)), keysOf(orderOf(frame)));
        EXPECT_EQ(std::get<OrderUpdate>(parseTradingFrame(encoded).value()), update);
    }
}

TEST(TradingStream, ABustCarriesANegativeQuantityAndTheFillThatItAnnuls)
{
    auto update =
        std::get<OrderUpdate>(parseTradingFrame(test::wireSamples("trading_stream").at(6)).value());
    update.event = OrderEvent::TradeBust;
    update.execution->quantity = shares("-1");
    update.execution->cumulativeQuantity = update.order.filledQuantity = shares("0");
    update.previousExecutionId = "the fill";
    const auto parsed = parseTradingFrame(encodeTradeUpdate(update, {}));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(std::get<OrderUpdate>(*parsed), update);
}

TEST(TradingStream, ToleratesUnknownEventsAndStreams)
{
    std::string frame = test::wireSamples("trading_stream").at(5);
    frame.replace(frame.find("\"event\":\"new\""), 13, "\"event\":\"teleported\"");
    BodyCounts counts;
    const auto unknown = parseTradingFrame(frame, &counts);
    ASSERT_TRUE(unknown.has_value());
    EXPECT_EQ(std::get<OrderUpdate>(*unknown).event, OrderEvent::Unrecognised);
    EXPECT_EQ(std::get<OrderUpdate>(*unknown).order.status, OrderStatus::New);
    EXPECT_EQ(counts.unknownWords, 1U);
    EXPECT_EQ(parseTradingFrame(R"({"stream":"account_updates","data":{}})").value(),
              TradingFrame(OtherTradingFrame{"account_updates"}));
}

TEST(TradingStream, ReadsAnErrorWithoutAStream)
{
    EXPECT_EQ(parseTradingFrame(R"({"action":"error","data":{"error_message":"bye"}})").value(),
              TradingFrame(TradingStreamError{"bye"}));
    EXPECT_EQ(parseTradingFrame(encodeTradingError("bye")).value(),
              TradingFrame(TradingStreamError{"bye"}));
}

TEST(TradingStream, ATruthfulAnswerMayCarryAMessage)
{
    const auto frame = parseTradingFrame(
        R"({"stream":"authorization","data":{"status":"authorized","message":"deprecated form"}})");
    EXPECT_EQ(*frame, TradingFrame(TradingAuthorization{true, "", "deprecated form"}));
}

TEST(TradingStream, RefusesWhatIsNoFrame)
{
    for (const char* frame : {"",
                              "<html>502</html>",
                              "[]",
                              "12",
                              R"({"stream":"trade_updates"})",
                              R"({"stream":"trade_updates","data":{"event":"new"}})"})
        EXPECT_FALSE(parseTradingFrame(frame).has_value()) << frame;
}

TEST(TradingStream, AFillWithoutItsFiguresIsAnErrorThatNamesTheOrder)
{
    const std::string sample = test::wireSamples("trading_stream").at(6);
    for (const char* field : {"\"price\":\"737.91\",",
                              "\"qty\":\"1\",\"position_qty\"",
                              "\"execution_id\":\"00000000-0000-0000-0000-000000000004\","}) {
        std::string frame = sample;
        const auto place = frame.rfind(field);
        ASSERT_NE(place, std::string::npos);
        frame.insert(place + 1, "no_");
        const auto parsed = parseTradingFrame(frame);
        ASSERT_FALSE(parsed.has_value()) << field;
        EXPECT_THAT(parsed.error().what,
                    testing::HasSubstr("order 00000000-0000-0000-0000-000000000001"));
    }
}

TEST(TradingRequest, TheServerReadsBothFormsOfAuthentication)
{
    const auto samples = test::wireSamples("client_requests");
    const auto now = parseTradingRequest(samples.at(7));
    ASSERT_TRUE(now.has_value());
    EXPECT_EQ(std::get<TradingAuth>(*now).key, "{YOUR_API_KEY_ID}");
    EXPECT_FALSE(std::get<TradingAuth>(*now).deprecatedForm);
    const auto earlier = parseTradingRequest(samples.at(8));
    ASSERT_TRUE(earlier.has_value());
    EXPECT_EQ(std::get<TradingAuth>(*earlier).secret.reveal(), "{YOUR_API_SECRET_KEY}");
    EXPECT_TRUE(std::get<TradingAuth>(*earlier).deprecatedForm);
    EXPECT_FALSE(parseTradingRequest(R"({"action":"auth","key":"k"})").has_value());
    EXPECT_FALSE(parseTradingRequest("garbage").has_value());
}

TEST(TradingRequest, ListensInTheWordsOfTheDocumentation)
{
    const std::string sample = test::wireSamples("client_requests").at(10);
    EXPECT_EQ(encodeListen({"trade_updates"}), sample);
    const auto listen = parseTradingRequest(sample);
    ASSERT_TRUE(listen.has_value());
    EXPECT_THAT(std::get<TradingListen>(*listen).streams, testing::ElementsAre("trade_updates"));
}

TEST(TradingStream, TruncationsAndFlippedBytesNeverCrash)
{
    std::mt19937_64 random{3};
    for (const std::string& frame : test::wireSamples("trading_stream")) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            const std::vector<char> bytes{frame.begin(), frame.begin() + static_cast<long>(size)};
            ASSERT_FALSE(parseTradingFrame({bytes.data(), bytes.size()}).has_value());
        }
        for (int round = 0; round < 2'000; ++round) {
            std::string flipped = frame;
            flipped[random() % flipped.size()] = static_cast<char>(random());
            if (const auto parsed = parseTradingFrame(flipped)) {
                if (const auto* update = std::get_if<OrderUpdate>(&*parsed)) {
                    ASSERT_FALSE(encodeTradeUpdate(*update, {}).empty());
                }
            }
        }
    }
}

} // namespace
} // namespace tapedeck
