#include "app/practice/message_pack.h"
#include "practice_support.h"

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

std::string pack(std::string_view json, PackedTimes times = PackedTimes::Stamps)
{
    std::string out;
    appendMessagePack(out, json, times);
    return out;
}

std::string hex(std::string_view bytes)
{
    return QByteArray{bytes.data(), static_cast<qsizetype>(bytes.size())}.toHex().toStdString();
}

TEST(MessagePackTest, WritesTheFormsOfTheSpecification)
{
    EXPECT_EQ(hex(pack(R"({"T":"t"})")), "81a154a174") << "T stays the first key";
    EXPECT_EQ(hex(pack(R"([true,false,null])")), "93c3c2c0");
    EXPECT_EQ(hex(pack(R"({"i":96921})")), "81a169ce00017a99");
    EXPECT_EQ(hex(pack(R"({"i":9223372036854775807})")), "81a169cf7fffffffffffffff");
    EXPECT_EQ(hex(pack(R"({"i":-1})")), "81a169ff");
    EXPECT_EQ(hex(pack(R"({"i":-300})")), "81a169d3fffffffffffffed4");
    EXPECT_EQ(hex(pack(R"({"p":170})")), "81a170cb4065400000000000") << "prices are floats";
    EXPECT_EQ(hex(pack(R"({"t":"1970-01-01T00:00:01Z"})")), "81a174d6ff00000001");
    EXPECT_EQ(hex(pack(R"({"t":"2021-02-22T15:51:45.335689322Z"})")), "81a174d7ff5008d9a86033d311");
    EXPECT_EQ(hex(pack(R"({"t":"soon"})")), "81a174a4736f6f6e");
    EXPECT_EQ(hex(pack(R"({"t":"1970-01-01T00:00:01Z"})", PackedTimes::Texts)).substr(0, 8),
              "81a174b4");
    EXPECT_EQ(hex(pack("\"" + std::string(40, 'x') + "\"")).substr(0, 4), "d928");
    EXPECT_EQ(hex(pack("\"" + std::string(300, 'x') + "\"")).substr(0, 6), "da012c");
    EXPECT_EQ(hex(pack("\"" + std::string(70'000, 'x') + "\"")).substr(0, 10), "db00011170");
    std::string head;
    appendArrayHead(head, 16);
    EXPECT_EQ(hex(head), "dc0010");
}

TEST(MessagePackTest, ReadsBackWhatItWroteAndRefusesTheRest)
{
    for (const std::string_view json : {R"({"action":"auth","key":"K","secret":"S"})",
                                        R"({"action":"subscribe","trades":["AAPL","*"],"bars":[]})",
                                        R"({"id":-5,"n":70000,"code":300,"i":-9000000000})"})
        EXPECT_EQ(jsonOfMessagePack(pack(json)).value_or(""), json);
    const std::string good = pack(R"({"action":"subscribe","trades":["AAPL"]})");
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(jsonOfMessagePack(std::string_view{good}.substr(0, size))) << size;
    EXPECT_FALSE(jsonOfMessagePack(good + "\x01")) << "one value only";
    EXPECT_FALSE(jsonOfMessagePack(std::string(100'000, '\x91'))) << "too deep";
    EXPECT_FALSE(jsonOfMessagePack("\xDD\xFF\xFF\xFF\xFF")) << "longer than it is";
    EXPECT_FALSE(jsonOfMessagePack("\xC1"));
    EXPECT_FALSE(jsonOfMessagePack(std::string_view{"\x81\x01\x01", 3})) << "a key is a text";
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
