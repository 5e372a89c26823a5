#include "app/commands/decode.h"

#include "app/commands/line_io.h"
#include "app/commands/report_line.h"
#include "base/overloaded.h"
#include "base/symbols.h"
#include "wire/event_lines.h"
#include "wire/news_body.h"
#include "wire/stock_decoder.h"

#include <QCommandLineParser>

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "decode";

void complainOfLine(std::uint64_t line, std::string_view what)
{
    std::fprintf(stderr,
                 "line %llu: %.*s\n",
                 static_cast<unsigned long long>(line),
                 static_cast<int>(what.size()),
                 what.data());
}

/// MessagePack, which no line can hold as it is: a line of hexadecimal digits whose first byte is
/// one that JSON cannot begin with. Anything else stays what it is.
class FrameText
{
public:
    std::string_view of(std::string_view line)
    {
        if (line.empty() || line.size() % 2 != 0 || digit(line.front()) < 8)
            return line;
        m_bytes.clear();
        for (std::size_t i = 0; i < line.size(); i += 2) {
            const int high = digit(line[i]);
            const int low = digit(line[i + 1]);
            if (high < 0 || low < 0)
                return line;
            m_bytes.push_back(static_cast<char>(high * 16 + low));
        }
        return m_bytes;
    }

private:
    static int digit(char c) noexcept
    {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    std::string m_bytes;
};

/// Decodes one line and says whether all of it was good.
class MarketLines
{
public:
    bool decode(std::uint64_t number, std::string_view frame, std::string& out)
    {
        m_events.clear();
        m_controls.clear();
        if (const auto result = m_decoder.decode(frame, m_events, m_controls); !result) {
            complainOfLine(number, result.error().what);
            return false;
        }
        for (const StreamControl& control : m_controls)
            appendControlLine(out, control);
        bool good = true;
        for (const MarketEvent& event : m_events)
            good = append(number, event, out) && good;
        for (const ElementProblem& problem : m_decoder.problems()) {
            std::string what = "message " + std::to_string(problem.element + 1);
            if (!problem.field.empty())
                what.append(", field '").append(problem.field).append("'");
            complainOfLine(number, what.append(": ").append(toString(problem.fault)));
        }
        return good && m_decoder.problems().empty();
    }

protected:
    virtual bool append(std::uint64_t number, const MarketEvent& event, std::string& out) = 0;
    ~MarketLines() = default;

    Symbols m_symbols;

private:
    StockDecoder m_decoder{m_symbols};
    std::vector<MarketEvent> m_events;
    std::vector<StreamControl> m_controls;
};

class StockLines final : public MarketLines
{
    bool append(std::uint64_t, const MarketEvent& event, std::string& out) override
    {
        appendEventLine(out, event, m_symbols);
        return true;
    }
};

class OptionLines final : public MarketLines
{
    bool append(std::uint64_t number, const MarketEvent& event, std::string& out) override
    {
        if (appendOptionLine(out, event, m_symbols))
            return true;
        complainOfLine(number,
                       std::string{m_symbols.text(symbolOf(event))} +
                           ": not a trade or a quote of an option contract");
        return false;
    }
};

class NewsLines
{
public:
    bool decode(std::uint64_t number, std::string_view text, std::string& out)
    {
        const auto frame = parseNewsFrame(text);
        if (!frame) {
            complainOfLine(number, frame.error().what);
            return false;
        }
        for (const auto& message : frame->messages) {
            std::visit(
                Overloaded{[&](const NewsItem& item) { appendNewsLine(out, item); },
                           [&](const StreamControl& control) { appendControlLine(out, control); }},
                message);
        }
        for (const Error& error : frame->unreadable)
            complainOfLine(number, error.what);
        return frame->unreadable.empty();
    }
};

class TradingLines
{
public:
    bool decode(std::uint64_t number, std::string_view text, std::string& out)
    {
        const auto frame = parseTradingFrame(text);
        if (!frame) {
            complainOfLine(number, frame.error().what);
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
    FrameText frames;
    bool allGood = true;
    const auto lines = eachLine(output, [&](const TapeLine& line) {
        if (line.tooLong)
            complainOfLine(line.number, "longer than 1 MiB");
        allGood = !line.tooLong &&
                  decoder.decode(line.number, frames.of(line.text), output.text()) && allGood;
    });
    if (!lines)
        return complain(kName, lines.error());
    output.flush();
    if (!output.good())
        return complain(kName, EX_IOERR, "cannot write to standard output");
    return allGood ? EX_OK : EX_DATAERR;
}

} // namespace

int decodeCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption stream{"stream", "", "stream"};
    parser.addOption(stream);
    if (!parser.parse(QStringList{"decode"} + arguments))
        return complain(kName, EX_USAGE, parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        return complain(kName,
                        EX_USAGE,
                        "'" + parser.positionalArguments().constFirst().toStdString() +
                            "' is not expected; frames come on standard input");
    const QString name = parser.value(stream);
    if (name == "stocks")
        return decodeLines<StockLines>();
    if (name == "trading")
        return decodeLines<TradingLines>();
    if (name == "options")
        return decodeLines<OptionLines>();
    if (name == "news")
        return decodeLines<NewsLines>();
    return complain(kName, EX_USAGE, "name the stream, with --stream stocks|options|news|trading");
}

} // namespace tapedeck::commands
