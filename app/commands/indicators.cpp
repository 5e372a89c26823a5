#include "app/commands/indicators.h"

#include "app/commands/command_line.h"
#include "base/symbols.h"
#include "indicators/report.h"
#include "market/timeframe.h"
#include "tape/line_tape.h"

#include <QCommandLineParser>
#include <QFile>

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

constexpr std::size_t kOutputBytes = 1U << 16U;

class FileSource final : public ByteSource
{
public:
    explicit FileSource(QFile& file) : m_file{file} {}
    Result<std::size_t> read(std::span<char> into) override
    {
        const qint64 size = m_file.read(into.data(), static_cast<qint64>(into.size()));
        if (size < 0)
            return fail(ErrorCode::Io, m_file.errorString().toStdString());
        return static_cast<std::size_t>(size);
    }

private:
    QFile& m_file;
};

struct Options
{
    QString file;
    std::string symbol;
    bool isTape = false;
    std::optional<Timeframe> timeframe; ///< none: ticks of a tape, whatever a file of bars holds
};

int complain(int exitCode, const std::string& what)
{
    std::fprintf(stderr, "tapedeck indicators: %s\n", what.c_str());
    return exitCode;
}

/// Errors: Malformed, with what is wrong with the command line.
Result<Options> parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption tape{"tape", "", "file"};
    const QCommandLineOption bars{"bars", "", "file"};
    const QCommandLineOption symbol{"symbol", "", "symbol"};
    const QCommandLineOption timeframe{"timeframe", "", "timeframe"};
    parser.addOptions({tape, bars, symbol, timeframe});
    if (const auto read = readFlags(parser, "indicators", arguments); !read)
        return tl::unexpected{read.error()};
    if (parser.isSet(tape) == parser.isSet(bars))
        return fail(ErrorCode::Malformed, "name one file, with --tape FILE or --bars FILE");
    if (!parser.isSet(symbol))
        return fail(ErrorCode::Malformed, "name the symbol, with --symbol SYMBOL");
    Options options;
    options.isTape = parser.isSet(tape);
    options.file = parser.value(options.isTape ? tape : bars);
    options.symbol = parser.value(symbol).toStdString();
    const QString named = parser.value(timeframe);
    const bool ticks = named == "tick";
    if (ticks && !options.isTape)
        return fail(ErrorCode::Malformed, "a file of bars has no ticks; use --tape FILE");
    if (named.isEmpty() || ticks)
        return options;
    const auto parsed = parseTimeframe(named.toStdString());
    if (!parsed)
        return fail(ErrorCode::Malformed, parsed.error().what + ", or tick");
    options.timeframe = *parsed;
    return options;
}

/// Writes what has gathered; false when stdout is gone.
bool flush(std::string& out)
{
    const bool written = std::fwrite(out.data(), 1, out.size(), stdout) == out.size();
    out.clear();
    return written;
}

/// The report that the options ask for; the first bar settles what they leave open.
IndicatorReport reportFor(const Options& options, SymbolId symbol, const MarketEvent& first)
{
    if (options.isTape && !options.timeframe)
        return IndicatorReport{symbol, ReportRows::Ticks};
    if (options.isTape)
        return IndicatorReport{symbol, ReportRows::BarsFromTrades, *options.timeframe};
    const auto* bar = std::get_if<BarEvent>(&first);
    const auto found = bar != nullptr ? bar->bar.timeframe : Timeframe::Minute1;
    return IndicatorReport{symbol, ReportRows::BarsAsGiven, options.timeframe.value_or(found)};
}

int writeReport(const Options& options, LineTape& tape, SymbolId symbol)
{
    std::optional<IndicatorReport> report;
    std::string out{IndicatorReport::header()};
    TapeRecord record;
    while (true) {
        const auto more = tape.next(record);
        if (!more) {
            flush(out);
            return complain(more.error().code == ErrorCode::Io ? EX_IOERR : EX_DATAERR,
                            more.error().what);
        }
        if (!*more)
            break;
        const bool opens = std::holds_alternative<BarEvent>(record.event) || options.isTape;
        if (!report && opens)
            report.emplace(reportFor(options, symbol, record.event));
        if (report)
            report->add(record.event, out);
        if (out.size() >= kOutputBytes && !flush(out))
            return complain(EX_IOERR, "cannot write to standard output");
    }
    if (report)
        report->finish(out);
    if (!flush(out) || std::fflush(stdout) != 0)
        return complain(EX_IOERR, "cannot write to standard output");
    for (const BadLine& bad : tape.badLines())
        complain(0, "line " + std::to_string(bad.number) + " is left out: " + bad.why);
    if (!report || report->rows() == 0)
        return complain(EX_DATAERR,
                        "the file has no " + std::string{options.isTape ? "trades" : "such bars"} +
                            " of " + options.symbol);
    return EX_OK;
}

} // namespace

int indicatorsCommand(const QStringList& arguments)
{
    const auto options = parseOptions(arguments);
    if (!options)
        return complain(EX_USAGE, options.error().what);
    Symbols symbols;
    const auto symbol = symbols.intern(options->symbol);
    if (!symbol)
        return complain(EX_USAGE, "'" + options->symbol + "' is no symbol");
    QFile file{options->file};
    if (!file.open(QIODevice::ReadOnly))
        return complain(EX_NOINPUT, (options->file + ": " + file.errorString()).toStdString());
    FileSource source{file};
    LineTape tape{source, symbols, LineTapeOptions{{*symbol}}};
    return writeReport(*options, tape, *symbol);
}

} // namespace tapedeck::commands
