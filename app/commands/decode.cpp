#include "app/commands/decode.h"

#include "base/symbols.h"
#include "tape/line_reader.h"
#include "wire/event_lines.h"
#include "wire/stock_decoder.h"

#include <QCommandLineParser>

#include <sysexits.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tapedeck::commands {

namespace {

constexpr std::size_t kOutputBytes = 1U << 18U;

/// Lines for stdout, in large pieces.
class Output
{
public:
    [[nodiscard]] std::string& text() noexcept { return m_text; }
    void flushWhenLarge() noexcept
    {
        if (m_text.size() >= kOutputBytes)
            flush();
    }
    void flush() noexcept
    {
        m_good = m_good && std::fwrite(m_text.data(), 1, m_text.size(), stdout) == m_text.size() &&
                 std::fflush(stdout) == 0;
        m_text.clear();
    }
    /// False once stdout took no more.
    [[nodiscard]] bool good() const noexcept { return m_good; }

private:
    std::string m_text;
    bool m_good = true;
};

/// Standard input as it comes: what was decoded goes out before it waits for more.
class StandardInput final : public ByteSource
{
public:
    explicit StandardInput(Output& output) noexcept : m_output{output} {}

    Result<std::size_t> read(std::span<char> into) override
    {
        m_output.flush();
        for (;;) {
            const ssize_t size = ::read(STDIN_FILENO, into.data(), into.size());
            if (size >= 0)
                return static_cast<std::size_t>(size);
            if (errno != EINTR)
                return fail(ErrorCode::Io, std::string{"standard input: "} + std::strerror(errno));
        }
    }

private:
    Output& m_output;
};

void complainOfLine(std::uint64_t line, std::string_view what)
{
    std::fprintf(stderr,
                 "line %llu: %.*s\n",
                 static_cast<unsigned long long>(line),
                 static_cast<int>(what.size()),
                 what.data());
}

int complain(int exitCode, const std::string& what)
{
    std::fprintf(stderr, "tapedeck decode: %s\n", what.c_str());
    return exitCode;
}

/// Decodes one line and says whether all of it was good.
class StockLines
{
public:
    bool decode(const TapeLine& line, std::string& out)
    {
        m_events.clear();
        m_controls.clear();
        if (const auto result = m_decoder.decode(line.text, m_events, m_controls); !result) {
            complainOfLine(line.number, result.error().what);
            return false;
        }
        for (const StreamControl& control : m_controls)
            appendControlLine(out, control);
        for (const MarketEvent& event : m_events)
            appendEventLine(out, event, m_symbols);
        for (const ElementProblem& problem : m_decoder.problems()) {
            std::string what = "message " + std::to_string(problem.element + 1);
            if (!problem.field.empty())
                what.append(", field '").append(problem.field).append("'");
            complainOfLine(line.number, what.append(": ").append(toString(problem.fault)));
        }
        return m_decoder.problems().empty();
    }

private:
    Symbols m_symbols;
    StockDecoder m_decoder{m_symbols};
    std::vector<MarketEvent> m_events;
    std::vector<StreamControl> m_controls;
};

class TradingLines
{
public:
    bool decode(const TapeLine& line, std::string& out)
    {
        const auto frame = parseTradingFrame(line.text);
        if (!frame) {
            complainOfLine(line.number, frame.error().what);
            return false;
        }
        appendTradingLine(out, *frame);
        return true;
    }
};

template <class Decoder>
int decodeLines()
{
    Decoder decoder;
    Output output;
    StandardInput input{output};
    LineReader reader{input};
    bool allGood = true;
    while (output.good()) {
        TapeLine line;
        const auto more = reader.next(line);
        if (!more) {
            output.flush();
            return complain(more.error().code == ErrorCode::Io ? EX_IOERR : EX_DATAERR,
                            more.error().what);
        }
        if (!*more)
            break;
        if (line.tooLong)
            complainOfLine(line.number, "longer than 1 MiB");
        allGood = !line.tooLong && decoder.decode(line, output.text()) && allGood;
        output.flushWhenLarge();
    }
    output.flush();
    if (!output.good())
        return complain(EX_IOERR, "cannot write to standard output");
    return allGood ? EX_OK : EX_DATAERR;
}

} // namespace

int decodeCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption stream{"stream", "", "stream"};
    parser.addOption(stream);
    if (!parser.parse(QStringList{"decode"} + arguments))
        return complain(EX_USAGE, parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        return complain(EX_USAGE,
                        "'" + parser.positionalArguments().constFirst().toStdString() +
                            "' is not expected; frames come on standard input");
    const QString name = parser.value(stream);
    if (name == "stocks")
        return decodeLines<StockLines>();
    if (name == "trading")
        return decodeLines<TradingLines>();
    if (name == "options" || name == "news")
        return complain(EX_UNAVAILABLE,
                        "the stream '" + name.toStdString() +
                            "' is not built yet; stocks and trading are");
    return complain(EX_USAGE, "name the stream, with --stream stocks|options|news|trading");
}

} // namespace tapedeck::commands
