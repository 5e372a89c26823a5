#include "app/commands/decode.h"

#include <QTemporaryFile>

#include <gtest/gtest.h>
#include <sysexits.h>
#include <unistd.h>

#include <cstdio>

namespace tapedeck::commands {
namespace {

struct Outcome
{
    int exitCode = 0;
    std::string out;
    std::string err;
};

/// Runs the command with `input` on its standard input.
Outcome run(const QStringList& arguments, const QByteArray& input = {})
{
    QTemporaryFile file;
    EXPECT_TRUE(file.open());
    file.write(input);
    file.flush();
    EXPECT_EQ(::lseek(file.handle(), 0, SEEK_SET), 0);
    const int before = ::dup(STDIN_FILENO);
    ::dup2(file.handle(), STDIN_FILENO);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome result;
    result.exitCode = decodeCommand(arguments);
    result.out = testing::internal::GetCapturedStdout();
    result.err = testing::internal::GetCapturedStderr();
    ::dup2(before, STDIN_FILENO);
    ::close(before);
    return result;
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

TEST(DecodeCommand, SaysWhatIsNotBuilt)
{
    for (const char* stream : {"options", "news"}) {
        const Outcome result = run({"--stream", stream});
        EXPECT_EQ(result.exitCode, EX_UNAVAILABLE);
        EXPECT_NE(result.err.find("not built yet"), std::string::npos);
        EXPECT_EQ(result.out, "");
    }
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
