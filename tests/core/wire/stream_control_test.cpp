#include "decoded.h"
#include "samples.h"
#include "wire/json_value.h"
#include "wire/stream_control.h"

#include <gmock/gmock.h>

namespace tapedeck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Secret secretOf(std::string text)
{
    return Secret::takeFrom(text);
}

TEST(StreamControl, ReadsWhatTheServerSays)
{
    const auto samples = test::wireSamples("md_control");
    const test::Decoded welcome{samples.at(0)};
    ASSERT_EQ(welcome.controls.size(), 1U);
    EXPECT_EQ(welcome.controls[0], StreamControl{StreamSuccess{"connected"}});

    const test::Decoded state{samples.at(2)};
    const auto& lists = std::get<StreamSubscription>(state.controls.at(0));
    EXPECT_THAT(lists[StreamChannel::Trades], ElementsAre("AAPL"));
    EXPECT_THAT(lists[StreamChannel::Quotes], ElementsAre("AMD", "CLDR"));
    EXPECT_THAT(lists[StreamChannel::Bars], ElementsAre("*"));
    EXPECT_THAT(lists[StreamChannel::UpdatedBars], IsEmpty());
    EXPECT_THAT(lists[StreamChannel::CancelErrors], ElementsAre("AAPL"));

    const test::Decoded refused{samples.at(13)};
    EXPECT_EQ(refused.controls.at(0), (StreamControl{StreamError{405, "symbol limit exceeded"}}));
}

TEST(StreamControl, WritesTheDocumentedFrames)
{
    for (const std::string& frame : test::wireSamples("md_control")) {
        if (frame.find("orderbooks") != std::string::npos)
            continue; // the crypto stream has channels of its own
        const test::Decoded decoded{frame};
        const bool test = frame.find("FAKEPACA") != std::string::npos;
        const bool news = frame.find("news") != std::string::npos;
        constexpr std::array kTest{
            StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Bars};
        constexpr std::array kNews{StreamChannel::News};
        const std::span<const StreamChannel> channels =
            test   ? std::span<const StreamChannel>{kTest}
            : news ? std::span<const StreamChannel>{kNews}
                   : std::span<const StreamChannel>{kStockAckChannels};
        EXPECT_EQ(encodeControl(decoded.controls.at(0), channels), frame);
    }
}

TEST(StreamControl, KnowsTheTextOfEveryDocumentedError)
{
    for (const std::string& frame : test::wireSamples("md_control")) {
        const test::Decoded decoded{frame};
        if (const auto* error = std::get_if<StreamError>(&decoded.controls.at(0))) {
            EXPECT_EQ(streamErrorText(error->code), error->message);
        }
    }
    EXPECT_EQ(streamErrorText(299), "");
}

TEST(StreamRequest, ReadsWhatTheDocumentationSends)
{
    const auto samples = test::wireSamples("client_requests");
    const auto auth = parseStreamRequest(samples.at(0));
    ASSERT_TRUE(auth.has_value());
    EXPECT_EQ(std::get<StreamAuth>(*auth).key, "{KEY_ID}");
    EXPECT_EQ(std::get<StreamAuth>(*auth).secret.reveal(), "{SECRET}");

    const auto add = parseStreamRequest(samples.at(2));
    ASSERT_TRUE(add.has_value());
    EXPECT_TRUE(std::get<StreamSubscribe>(*add).add);
    EXPECT_THAT(std::get<StreamSubscribe>(*add).lists[StreamChannel::DailyBars],
                ElementsAre("VOO"));

    const auto remove = parseStreamRequest(samples.at(3));
    ASSERT_TRUE(remove.has_value());
    EXPECT_FALSE(std::get<StreamSubscribe>(*remove).add);
    EXPECT_THAT(std::get<StreamSubscribe>(*remove).unknownChannels, IsEmpty());

    const auto crypto = parseStreamRequest(samples.at(6));
    ASSERT_TRUE(crypto.has_value());
    EXPECT_THAT(std::get<StreamSubscribe>(*crypto).unknownChannels, ElementsAre("orderbooks"));
}

TEST(StreamRequest, RefusesWhatTheServerCallsInvalidSyntax)
{
    for (const char* message : {"",
                                "[]",
                                "{}",
                                R"({"action":"dance"})",
                                R"({"action":"auth","key":"k"})",
                                R"({"action":"auth","key":1,"secret":"s"})",
                                R"({"action":"subscribe","trades":"AAPL"})",
                                R"({"action":"subscribe","trades":[1]})",
                                R"({"action":"subscribe","trades":[""]})",
                                R"({"action":"subscribe","trades":["A B"]})",
                                R"({"action":"subscribe","trades":["A"]}{"action":"subscribe"})"}) {
        const auto request = parseStreamRequest(message);
        ASSERT_FALSE(request.has_value()) << message;
        EXPECT_EQ(request.error().code, ErrorCode::Malformed);
    }
}

TEST(StreamRequest, CarriesKeysOfAnyContent)
{
    const Secret message = encodeStreamAuth(secretOf("K\"1\\"), secretOf("S\n\xc3\xa4"));
    const auto request = parseStreamRequest(message.reveal());
    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(std::get<StreamAuth>(*request).key, "K\"1\\");
    EXPECT_EQ(std::get<StreamAuth>(*request).secret.reveal(), "S\n\xc3\xa4");
}

TEST(StreamRequest, SplitsALongWishIntoMessagesThatTheServerTakes)
{
    for (const std::size_t count : {0U, 1U, 500U, 3'228U, 20'000U}) {
        StreamSubscription wish;
        for (std::size_t i = 0; i < count; ++i) {
            wish[StreamChannel::Trades].push_back("SYM" + std::to_string(i));
            if (i % 3 == 0)
                wish[StreamChannel::DailyBars].push_back("OTHER." + std::to_string(i));
        }
        StreamSubscription received;
        for (const std::string& message : encodeSubscribe(wish)) {
            ASSERT_LE(message.size(), kSubscribeBytesMax);
            const auto request = parseStreamRequest(message);
            ASSERT_TRUE(request.has_value()) << message;
            const auto& part = std::get<StreamSubscribe>(*request);
            ASSERT_TRUE(part.add);
            for (std::size_t i = 0; i < kStreamChannels; ++i)
                received.symbols[i].insert(received.symbols[i].end(),
                                           part.lists.symbols[i].begin(),
                                           part.lists.symbols[i].end());
        }
        EXPECT_EQ(received, wish) << count;
    }
}

TEST(StreamRequest, SaysUnsubscribeInTheWordsOfTheDocumentation)
{
    StreamSubscription wish;
    wish[StreamChannel::Trades] = {"VOO"};
    wish[StreamChannel::Quotes] = {"IBM"};
    EXPECT_THAT(encodeSubscribe(wish, false),
                ElementsAre(R"({"action":"unsubscribe","trades":["VOO"],"quotes":["IBM"]})"));
}

} // namespace
} // namespace tapedeck
