#include "practice_support.h"
#include "wire/msgpack_json.h"

#include <QTest>

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::kAuth;
using test::ServerTest;
using test::Stream;
using testing::HasSubstr;

std::string pack(std::string_view json, const PackedKeys& keys = kStreamKeys)
{
    return msgPackOfJson(json, keys).value();
}

const Stream::Headers kPacked{{"Content-Type", "application/msgpack"}};

QByteArray bytesOf(std::string_view json)
{
    const std::string packed = pack(json);
    return {packed.data(), static_cast<qsizetype>(packed.size())};
}

TEST_F(ServerTest, MessagePackStreamsTakeRequestsInEitherEncoding)
{
    m_options.speed = Ratio::fromWhole(60);
    start();
    for (const bool packs : {true, false}) {
        Stream stream{m_port, "/v2/iex", kPacked};
        EXPECT_EQ(stream.next(), bytesOf(R"([{"T":"success","msg":"connected"}])"));
        EXPECT_TRUE(stream.lastWasBinary);
        const auto say = [&](const QByteArray& json) {
            if (packs)
                stream.socket().sendBinaryMessage(bytesOf(json.toStdString()));
            else
                stream.send(json);
        };
        say(kAuth);
        EXPECT_EQ(stream.next(), bytesOf(R"([{"T":"success","msg":"authenticated"}])"));
        say(R"({"action":"subscribe","trades":["AAPL"],"imbalances":["*"]})");
        EXPECT_EQ(
            stream.next(),
            bytesOf(R"([{"T":"subscription","trades":["AAPL"],"quotes":[],"bars":[],)"
                    R"("updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],)"
                    R"("imbalances":["*"],"corrections":["AAPL"],"cancelErrors":["AAPL"]}])"));
        const QByteArray trade = stream.next();
        EXPECT_TRUE(trade.contains(QByteArray::fromHex("89a154a174a153a44141504ca169")))
            << "T, S, and an id that is an integer: " << trade.toHex().toStdString();
        EXPECT_TRUE(trade.contains(QByteArray::fromHex("a170cb4065419999999"
                                                       "99a")))
            << "170.05 as a float";
        EXPECT_TRUE(trade.contains(QByteArray::fromHex("a174d6ff"))) << "a time stamp";
    }
}

TEST_F(ServerTest, AnOptionStreamSpeaksMessagePackAndRefusesStarsOnQuotes)
{
    test::writeFile(m_folder / "options.jsonl",
                    R"({"T":"q","S":"AAPL240315C00170000","bp":1.2,"bs":3,"ap":1.3,"as":4,)"
                    R"("t":"2024-03-12T13:33:00Z"})"
                    "\n");
    m_options.optionTape = m_folder / "options.jsonl";
    m_options.speed = Ratio::fromWhole(60);
    start();
    Stream text{m_port, "/v1beta1/indicative"};
    text.send(kAuth);
    EXPECT_FALSE(text.nextWith("authenticated").isEmpty());
    text.send(R"({"action":"subscribe","trades":["AAPL240315C00170000"]})");
    EXPECT_FALSE(text.nextWith(R"("code":412)").isEmpty());
    Stream stream{m_port, "/v1beta1/opra", kPacked};
    stream.send(kAuth);
    EXPECT_FALSE(stream.nextWith("authenticated").isEmpty());
    stream.send(R"({"action":"subscribe","quotes":["*"]})");
    EXPECT_FALSE(stream.nextWith("star subscription").isEmpty());
    stream.send(R"({"action":"subscribe","bars":["AAPL240315C00170000"]})");
    EXPECT_FALSE(stream.nextWith("invalid subscribe action").isEmpty());
    stream.send(R"({"action":"subscribe","quotes":["AAPL240315C00170000"],"trades":["*"]})");
    EXPECT_EQ(stream.next(),
              bytesOf(R"([{"T":"subscription","trades":["*"],"quotes":["AAPL240315C00170000"]}])"));
    EXPECT_EQ(stream.next(),
              bytesOf(R"([{"T":"q","S":"AAPL240315C00170000","t":"2024-03-12T13:33:00Z","bx":" ",)"
                      R"("bp":1.2,"bs":3,"ax":" ","ap":1.3,"as":4,"c":" "}])"))
        << "nothing of shares comes here";
}

TEST_F(ServerTest, NewsComesAsItIsDueToThoseWhoAskedForIt)
{
    test::writeFile(m_folder / "news.jsonl",
                    R"({"id":1,"headline":"old","created_at":"2024-03-12T13:00:00Z"})"
                    "\n"
                    R"({"id":2,"headline":"of others","created_at":"2024-03-12T13:33:00Z",)"
                    R"("symbols":["MSFT"]})"
                    "\n"
                    R"({"id":3,"headline":"hers","created_at":"2024-03-12T13:33:30Z",)"
                    R"("symbols":["IBM","AAPL"],"author":"A","source":"s"})"
                    "\n");
    m_options.news = m_folder / "news.jsonl";
    m_options.speed = Ratio::fromWhole(60);
    start();
    Stream one{m_port, "/v1beta1/news"};
    Stream all{m_port, "/v1beta1/news", kPacked};
    one.send(kAuth);
    all.send(kAuth);
    EXPECT_FALSE(one.nextWith("authenticated").isEmpty());
    EXPECT_FALSE(all.nextWith("authenticated").isEmpty());
    one.send(R"({"action":"subscribe","trades":["AAPL"]})");
    EXPECT_FALSE(one.nextWith(R"("code":410)").isEmpty());
    one.send(R"({"action":"subscribe","news":["AAPL"]})");
    EXPECT_EQ(one.next(), R"([{"T":"subscription","news":["AAPL"]}])");
    all.send(R"({"action":"subscribe","news":["*"]})");
    EXPECT_EQ(all.next(), bytesOf(R"([{"T":"subscription","news":["*"]}])"));
    EXPECT_EQ(one.next(),
              R"([{"T":"n","id":3,"headline":"hers","summary":"","author":"A",)"
              R"("created_at":"2024-03-12T13:33:30Z","updated_at":"2024-03-12T13:33:30Z",)"
              R"("url":"","content":"","symbols":["IBM","AAPL"],"source":"s"}])");
    EXPECT_FALSE(all.nextWith("of others").isEmpty());
    EXPECT_FALSE(all.nextWith("hers").isEmpty());
}

TEST_F(ServerTest, TheDelayedFeedIsAQuarterOfAnHourBehind)
{
    std::string tape;
    for (int minute = 30; minute < 60; ++minute)
        tape += test::tradeLine("AAPL", "09:" + std::to_string(minute) + ":30", "170");
    test::writeFile(m_folder / "tape.jsonl", tape);
    m_options.speed = Ratio::fromWhole(600);
    Client client{start()};
    Stream stream{m_port, "/v2/delayed_sip"};
    stream.send(kAuth);
    EXPECT_FALSE(stream.nextWith("authenticated").isEmpty());
    stream.send(R"({"action":"subscribe","trades":["AAPL"]})");
    EXPECT_FALSE(stream.nextWith("subscription").isEmpty());
    const QByteArray first = stream.next();
    EXPECT_THAT(first.toStdString(), HasSubstr(R"("t":"2024-03-12T13:31:30Z")"))
        << "what came before the start is history";
    const QByteArray clock = client.get("/v2/clock").body;
    const QByteArray now = clock.mid(clock.indexOf("timestamp") + 12, 19);
    EXPECT_GE(now, "2024-03-12T09:46:30") << clock.toStdString();
}

TEST_F(ServerTest, StreamsOutsideThePlanSay409)
{
    m_options.plan = DataPlan::Basic;
    start();
    for (const QString path : {"/v2/sip", "/v1beta1/opra"}) {
        Stream stream{m_port, path};
        stream.send(kAuth);
        EXPECT_FALSE(stream.nextWith(R"("code":409,"msg":"insufficient subscription")").isEmpty());
    }
    Stream open{m_port, "/v2/iex"};
    open.send(kAuth);
    EXPECT_FALSE(open.nextWith("authenticated").isEmpty());
}

} // namespace
} // namespace tapedeck::practice
