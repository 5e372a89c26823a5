#include "app/commands/decode.h"
#include "run_command.h"
#include "wire/msgpack_json.h"

#include <gtest/gtest.h>
#include <sysexits.h>

namespace tapedeck::commands {
namespace {

Outcome run(const QStringList& arguments, const QByteArray& input = {})
{
    return commands::run([&] { return decodeCommand(arguments); }, input);
}

constexpr const char* kTrade =
    R"({"T":"t","S":"A","i":7,"x":"N","p":1.50,"s":100,"t":"2013-10-10T13:30:00Z","c":[" "],"z":"A"})";
constexpr const char* kTradeLine =
    R"({"type":"trade","symbol":"A","time":"2013-10-10T13:30:00Z","price":1.5,"size":100,"id":7,)"
    R"("exchange":"N","tape":"A","conditions":[" "]})"
    "\n";

TEST(DecodeCommand, WritesALineAnEventForFramesAndTapeLinesAlike)
{
    const QByteArray trade{kTrade};
    const Outcome result = run({"--stream", "stocks"},
                               "[{\"T\":\"success\",\"msg\":\"connected\"}]\n" + trade + "\n\n[" +
                                   trade + "," + trade + "]\n[]");
    EXPECT_EQ(result.exitCode, EX_OK);
    EXPECT_EQ(result.err, "");
    const std::string line{kTradeLine};
    EXPECT_EQ(result.out,
              "{\"type\":\"success\",\"message\":\"connected\"}\n" + line + line + line);
}

TEST(DecodeCommand, NamesBadLinesAndGoesOn)
{
    const QByteArray trade{kTrade};
    QByteArray negative = trade;
    negative.replace("1.50", "-1.5");
    const Outcome result =
        run({"--stream", "stocks"}, "garbage\n" + trade + "\n[" + trade + "," + negative + "]\n");
    EXPECT_EQ(result.exitCode, EX_DATAERR);
    EXPECT_EQ(result.out, std::string{kTradeLine} + kTradeLine);
    EXPECT_EQ(result.err,
              "line 1: frame is not a JSON array of messages\n"
              "line 3: message 2, field 'p': out of range\n");
}

TEST(DecodeCommand, DecodesTheTradingStream)
{
    const Outcome result = run({"--stream", "trading"},
                               R"({"stream":"listening","data":{"streams":["trade_updates"]}})"
                               "\n<html></html>\n"
                               R"({"stream":"tea_leaves","data":{}})"
                               "\n");
    EXPECT_EQ(result.exitCode, EX_DATAERR);
    EXPECT_EQ(result.out,
              "{\"type\":\"listening\",\"streams\":[\"trade_updates\"]}\n"
              "{\"type\":\"other\",\"stream\":\"tea_leaves\"}\n");
    EXPECT_EQ(result.err, "line 2: text is not JSON\n");
}

QByteArray inHex(std::string_view json)
{
    const std::string bytes = msgPackOfJson(json, kStreamKeys).value();
    return QByteArray{bytes.data(), static_cast<qsizetype>(bytes.size())}.toHex();
}

TEST(DecodeCommand, DecodesOptionsWithWhatTheirSymbolsSay)
{
    constexpr const char* kOption =
        R"([{"T":"t","S":"AAPL240315C00172500","t":"2024-03-11T13:35:35.13312256Z","p":2.84,"s":1,)"
        R"("x":"N","c":"S"}])";
    constexpr const char* kQuote =
        R"([{"T":"q","S":"SPXW240327P04925000","t":"2024-03-12T11:59:38.897261568Z","bx":"C",)"
        R"("bp":9.46,"bs":53,"ax":"C","ap":9.66,"as":38,"c":"A"}])";
    const Outcome result = run({"--stream", "options"},
                               QByteArray{kOption} + "\n" + inHex(kOption) + "\n" + inHex(kQuote) +
                                   "\n" + kTrade + "\n");
    const std::string trade =
        R"({"type":"trade","symbol":"AAPL240315C00172500","time":"2024-03-11T13:35:35.13312256Z",)"
        R"("underlying":"AAPL","expiration":"2024-03-15","right":"call","strike":172.5,)"
        R"("price":2.84,"size":1,"exchange":"N","conditions":["S"]})"
        "\n";
    EXPECT_EQ(
        result.out,
        trade + trade +
            R"({"type":"quote","symbol":"SPXW240327P04925000","time":"2024-03-12T11:59:38.897261568Z",)"
            R"("underlying":"SPXW","expiration":"2024-03-27","right":"put","strike":4925,)"
            R"("bid":9.46,"bid_size":53,"bid_exchange":"C","ask":9.66,"ask_size":38,)"
            R"("ask_exchange":"C","conditions":["A"]})"
            "\n");
    EXPECT_EQ(result.err, "line 4: A: not a trade or a quote of an option contract\n");
    EXPECT_EQ(result.exitCode, EX_DATAERR);
}

TEST(DecodeCommand, DecodesNews)
{
    constexpr const char* kNews =
        R"([{"T":"success","msg":"connected"},{"T":"n","id":24918784,"headline":"A \"b\"",)"
        R"("summary":"","author":"Desk","created_at":"2022-01-05T22:00:37Z",)"
        R"("updated_at":"2022-01-05T22:00:38Z","url":"https://example.com/1","content":"<p>",)"
        R"("symbols":["CRSR","A"],"source":"benzinga","later":[1]},{"T":"zz"},{"T":"n","id":1}])";
    const std::string lines =
        "{\"type\":\"success\",\"message\":\"connected\"}\n"
        R"({"type":"news","id":24918784,"headline":"A \"b\"","summary":"","author":"Desk",)"
        R"("created_at":"2022-01-05T22:00:37Z","updated_at":"2022-01-05T22:00:38Z",)"
        R"("url":"https://example.com/1","content":"<p>","symbols":["CRSR","A"],)"
        R"("source":"benzinga"})"
        "\n";
    const Outcome result =
        run({"--stream", "news"}, QByteArray{kNews} + "\n" + inHex(kNews) + "\n");
    EXPECT_EQ(result.out, lines + lines);
    EXPECT_EQ(result.err,
              "line 1: message 4: news field 'headline': missing\n"
              "line 2: message 4: news field 'headline': missing\n");
    EXPECT_EQ(result.exitCode, EX_DATAERR);
}

TEST(DecodeCommand, ALineOfHexadecimalIsMessagePack)
{
    const QByteArray trade{kTrade};
    const Outcome stocks =
        run({"--stream", "stocks"}, inHex("[" + trade.toStdString() + "]").toUpper() + "\n9\n9x\n");
    EXPECT_EQ(stocks.out, kTradeLine);
    EXPECT_EQ(stocks.err,
              "line 2: frame is not a JSON array of messages\n"
              "line 3: frame is not a JSON array of messages\n");
    const Outcome trading =
        run({"--stream", "trading"},
            inHex(R"({"stream":"listening","data":{"streams":["trade_updates"]}})") + "\n");
    EXPECT_EQ(trading.out, "{\"type\":\"listening\",\"streams\":[\"trade_updates\"]}\n");
    EXPECT_EQ(trading.exitCode, EX_OK);
}

TEST(DecodeCommand, RefusesAWrongCommandLine)
{
    for (const QStringList& arguments : {QStringList{},
                                         QStringList{"--stream"},
                                         QStringList{"--stream", "tea"},
                                         QStringList{"--tea"},
                                         QStringList{"--stream", "stocks", "file"}}) {
        const Outcome result = run(arguments);
        EXPECT_EQ(result.exitCode, EX_USAGE) << arguments.join(' ').toStdString();
        EXPECT_NE(result.err, "");
    }
}

} // namespace
} // namespace tapedeck::commands
