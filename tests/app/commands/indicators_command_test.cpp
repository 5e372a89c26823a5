#include "app/commands/indicators.h"
#include "run_command.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sysexits.h>

namespace tapedeck::commands {
namespace {

Outcome run(const QStringList& arguments)
{
    return commands::run([&] { return indicatorsCommand(arguments); });
}

class IndicatorsCommand : public testing::Test
{
protected:
    QString write(const QByteArray& text)
    {
        QFile file{m_folder.filePath("tape.jsonl")};
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return file.fileName();
    }
    static QByteArray trade(const char* symbol, int second, const char* price)
    {
        return QByteArray{"{\"T\":\"t\",\"S\":\""} + symbol +
               "\",\"i\":" + QByteArray::number(second + 1) + ",\"x\":\"N\",\"p\":" + price +
               ",\"s\":100,\"c\":[\" \"],\"t\":\"2013-10-10T13:30:" +
               QByteArray::number(second).rightJustified(2, '0') + "Z\",\"z\":\"A\"}\n";
    }

private:
    QTemporaryDir m_folder;
};

TEST_F(IndicatorsCommand, WritesARowATradeOfTheSymbol)
{
    const QString file = write(trade("IBM", 0, "100") + trade("BAC", 1, "14") +
                               trade("IBM", 2, "101") + trade("IBM", 2, "101"));
    const Outcome result = run({"--tape", file, "--symbol", "IBM"});
    EXPECT_EQ(result.exitCode, EX_OK) << result.err;
    const std::string rows = result.out.substr(result.out.find('\n') + 1);
    EXPECT_EQ(result.out.substr(0, 10), "time,open,");
    EXPECT_EQ(rows,
              "2013-10-10T13:30:00Z,100,100,100,100,100,1,,,,,,,,,,,,,100,100,,,,,,,,,,,,,\n"
              "2013-10-10T13:30:02Z,101,101,101,101,100,2,1,1,1,1,1,,,,,,,,100.5,100.5,,,,,,,,,,,,"
              ",\n");
}

TEST_F(IndicatorsCommand, BuildsBarsFromTradesWhereATimeframeIsNamed)
{
    const QString file = write(trade("IBM", 0, "100") + trade("IBM", 2, "102"));
    const Outcome result = run({"--tape", file, "--symbol", "IBM", "--timeframe", "1Min"});
    EXPECT_EQ(result.exitCode, EX_OK) << result.err;
    EXPECT_NE(result.out.find("\n2013-10-10T13:30:00Z,100,102,100,102,200,,"), std::string::npos);
}

TEST_F(IndicatorsCommand, TakesTheTimeframeOfAFileOfBars)
{
    const QString file =
        write(R"({"T":"d","S":"IBM","o":1,"h":2,"l":1,"c":2,"v":5,"t":"2013-10-10T04:00:00Z"})"
              "\n"
              R"({"T":"d","S":"IBM","o":2,"h":3,"l":2,"c":3,"v":5,"t":"2013-10-11T04:00:00Z"})"
              "\n");
    const Outcome result = run({"--bars", file, "--symbol", "IBM"});
    EXPECT_EQ(result.exitCode, EX_OK) << result.err;
    EXPECT_NE(result.out.find("\n2013-10-11T04:00:00Z,2,3,2,3,5,"), std::string::npos);
    EXPECT_EQ(run({"--bars", file, "--symbol", "IBM", "--timeframe", "1Min"}).exitCode, EX_DATAERR);
}

TEST_F(IndicatorsCommand, SaysWhatIsWrongWithTheCommandLine)
{
    const QString file = write(trade("IBM", 0, "100"));
    for (const QStringList& wrong :
         {QStringList{},
          QStringList{"--tape", file},
          QStringList{"--symbol", "IBM"},
          QStringList{"--tape", file, "--bars", file, "--symbol", "IBM"},
          QStringList{"--bars", file, "--symbol", "IBM", "--timeframe", "tick"},
          QStringList{"--tape", file, "--symbol", "IBM", "--timeframe", "2Min"},
          QStringList{"--tape", file, "--symbol", ""},
          QStringList{"--tape", file, "--symbol", "IBM", "more"},
          QStringList{"--unknown"}}) {
        const Outcome result = run(wrong);
        EXPECT_EQ(result.exitCode, EX_USAGE) << wrong.join(' ').toStdString();
        EXPECT_TRUE(result.out.empty());
        EXPECT_EQ(result.err.substr(0, 21), "tapedeck indicators: ");
    }
}

TEST_F(IndicatorsCommand, TellsAMissingFileFromOneWithoutTheSymbolAndFromABadOne)
{
    EXPECT_EQ(run({"--tape", "/nowhere/at/all", "--symbol", "IBM"}).exitCode, EX_NOINPUT);
    const QString file = write(trade("IBM", 0, "100"));
    EXPECT_EQ(run({"--tape", file, "--symbol", "BAC"}).exitCode, EX_DATAERR);
    const Outcome bad = run({"--tape", write("no tape\n"), "--symbol", "IBM"});
    EXPECT_EQ(bad.exitCode, EX_DATAERR);
    EXPECT_NE(bad.err.find("line 1 "), std::string::npos) << bad.err;
}

} // namespace
} // namespace tapedeck::commands
