#include "app/practice/http_message.h"

#include <gmock/gmock.h>

#include <random>

namespace tapedeck::practice {
namespace {

using testing::ElementsAre;
using testing::Pair;

HttpHead headOf(std::string_view bytes)
{
    auto parsed = parseHttpHead(bytes);
    EXPECT_TRUE(std::holds_alternative<HttpHead>(parsed)) << bytes;
    auto* head = std::get_if<HttpHead>(&parsed);
    return head != nullptr ? *head : HttpHead{};
}

int refusalOf(std::string_view bytes)
{
    const auto parsed = parseHttpHead(bytes);
    const auto* refused = std::get_if<HttpRefused>(&parsed);
    return refused != nullptr ? refused->status : 0;
}

TEST(HttpHeadTest, PathAndQueryAreSplitBeforeTheyAreDecoded)
{
    const HttpHead head =
        headOf("GET /v2/assets/BTC%2FUSD?symbols=A%2CB&x=1+2&flag HTTP/1.1\r\nHost: h\r\n\r\nrest");
    EXPECT_THAT(head.request.path, ElementsAre("v2", "assets", "BTC/USD"));
    EXPECT_THAT(head.request.query,
                ElementsAre(Pair("symbols", "A,B"), Pair("x", "1 2"), Pair("flag", "")));
    EXPECT_EQ(head.bodyBytes, 0U);
    EXPECT_TRUE(head.request.keepAlive);
}

TEST(HttpHeadTest, HeadersAreFoundWhateverTheirCaseAndSpace)
{
    const HttpHead head = headOf("POST / HTTP/1.1\r\nAPCA-Api-Key-ID:\t K \r\n"
                                 "content-LENGTH: 12\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(head.request.header("apca-api-key-id"), "K");
    EXPECT_EQ(head.bodyBytes, 12U);
    EXPECT_FALSE(head.request.keepAlive);
}

TEST(HttpHeadTest, AHeadThatIsNotWholeWaitsForMore)
{
    const std::string whole = "GET /v2/clock HTTP/1.1\r\nHost: h\r\n\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_TRUE(std::holds_alternative<HttpIncomplete>(parseHttpHead(whole.substr(0, size))));
    EXPECT_EQ(headOf(whole).headBytes, whole.size());
}

struct Refusal
{
    std::string name;
    std::string bytes;
    int status;
};
void PrintTo(const Refusal& refusal, std::ostream* out)
{
    *out << refusal.name;
}

class HttpRefusalTest : public testing::TestWithParam<Refusal>
{};

TEST_P(HttpRefusalTest, IsRefused)
{
    EXPECT_EQ(refusalOf(GetParam().bytes), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(
    Heads,
    HttpRefusalTest,
    testing::Values(
        Refusal{"NoVersion", "GET /\r\n\r\n", 400},
        Refusal{"Garbage", std::string("\x16\x03\x01\x02 \r\n\r\n", 9), 400},
        Refusal{"HttpTwo", "PRI * HTTP/2.0\r\n\r\n", 505},
        Refusal{"NoSlash", "GET v2 HTTP/1.1\r\n\r\n", 400},
        Refusal{"BrokenEscape", "GET /%zz HTTP/1.1\r\n\r\n", 400},
        Refusal{"HalfAnEscape", "GET /%4 HTTP/1.1\r\n\r\n", 400},
        Refusal{"ZeroByte", "GET /%00 HTTP/1.1\r\n\r\n", 400},
        Refusal{"HeaderWithoutColon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400},
        Refusal{"FoldedHeader", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400},
        Refusal{"BadLength", "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400},
        Refusal{"NegativeLength", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
        Refusal{
            "TwoLengths", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        Refusal{"HugeBody", "GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413},
        Refusal{"Chunked", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
        Refusal{"HugeHead", "GET / HTTP/1.1\r\nA: " + std::string(20'000, 'a'), 431}),
    [](const auto& test) { return test.param.name; });

TEST(HttpHeadTest, NoBytesCanBreakIt)
{
    constexpr unsigned kSeed = 41;
    std::mt19937 random{kSeed};
    const std::string seedText = "POST /v2/orders?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                                 "Connection: keep-alive\r\n\r\nabc";
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = seedText;
        for (unsigned i = 0; i < 1 + random() % 4; ++i)
            bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
        if (random() % 4 == 0)
            bytes.resize(random() % bytes.size());
        const auto parsed = parseHttpHead(bytes);
        if (const auto* head = std::get_if<HttpHead>(&parsed)) {
            EXPECT_LE(head->headBytes, bytes.size());
            EXPECT_LE(head->bodyBytes, kHttpBodyBytesMax);
        }
    }
}

TEST(HttpAnswerTest, SaysItsLengthButFor204)
{
    EXPECT_EQ(encodeHttp({200, "{}", {{"X-A", "1"}}}, true),
              "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Type: application/json; charset=UTF-8\r\n"
              "Content-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
    EXPECT_EQ(encodeHttp({204, "ignored", {}}, false),
              "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

} // namespace
} // namespace tapedeck::practice
