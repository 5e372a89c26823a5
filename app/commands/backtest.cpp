#include "app/commands/backtest.h"

#include "app/commands/command_line.h"
#include "app/commands/report_line.h"
#include "app/commands/tape_files.h"
#include "app/practice/corporate_actions.h"
#include "app/runtime/file_bytes.h"
#include "backtest/runner.h"
#include "config/load.h"
#include "exchange/session_clock.h"
#include "market/new_york.h"
#include "tape/line_tape.h"

#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>

#include <sysexits.h>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "backtest";
/// Days of calendar and history around the tape's.
constexpr std::chrono::days kCalendarAround{15};

struct Options
{
    QString tape;
    QString history;
    QString config;
    QString session;
    QString report;
    QString actions;
    Rules rules = Rules::Automatic;
};

Result<Options> parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption tape{"tape", "", "file"};
    const QCommandLineOption history{"history", "", "file"};
    const QCommandLineOption config{"config", "", "file"};
    const QCommandLineOption session{"session", "", "file"};
    const QCommandLineOption report{"report", "", "folder"};
    const QCommandLineOption actions{"corporate-actions", "", "file"};
    const QCommandLineOption asLive{"as-live"};
    parser.addOptions({tape, history, config, session, report, actions, asLive});
    if (const auto read = readFlags(parser, kName, arguments); !read)
        return tl::unexpected{read.error()};
    if (!parser.isSet(tape))
        return fail(ErrorCode::Malformed, "name the tape, with --tape FILE");
    return Options{parser.value(tape),
                   parser.value(history),
                   parser.value(config),
                   parser.value(session),
                   parser.value(report),
                   parser.value(actions),
                   parser.isSet(asLive) ? Rules::Approval : Rules::Automatic};
}

/// What the file says, else the one beside the tape; none where there is none.
Result<std::vector<CorporateAction>> readActions(const Options& options)
{
    QString file = options.actions;
    if (file.isEmpty()) {
        file = QFileInfo{options.tape}.dir().filePath("corporate_actions.jsonl");
        if (!QFile::exists(file))
            return std::vector<CorporateAction>{};
    }
    auto read = practice::CorporateActions::read(std::filesystem::path{file.toStdString()});
    if (!read)
        return tl::unexpected<Error>{read.error()};
    std::vector<CorporateAction> actions;
    for (const practice::TapeAction& action : read->all())
        actions.push_back(practice::asAnnounced(action));
    return actions;
}

/// Bars of before a split, in the shares of the tape's day, as the broker tells them.
void adjust(std::vector<input::History>& history,
            const std::vector<CorporateAction>& actions,
            Date day)
{
    for (const CorporateAction& action : actions) {
        if (action.kind != ActionKind::Split || action.effective > day)
            continue;
        for (input::History& of : history) {
            for (Bar& bar : of.bars) {
                if (of.symbol == action.symbol && toNewYork(bar.start).date < action.effective)
                    splitBar(action, bar);
            }
        }
    }
}

/// Everything that the files say, before the first event.
Result<BacktestSetup> makeSetup(const Options& options)
{
    BacktestSetup setup;
    std::string userYaml;
    if (!options.config.isEmpty()) {
        auto text = readWholeFile(options.config);
        if (!text)
            return tl::unexpected<Error>{text.error()};
        userYaml = std::move(*text);
    }
    auto config = loadConfig(Mode::Practice, options.rules, userYaml);
    if (!config)
        return tl::unexpected<Error>{config.error()};
    setup.config = std::move(*config);
    setup.rules = options.rules;

    auto facts = tapeFacts(options.tape, options.history);
    if (!facts)
        return tl::unexpected<Error>{facts.error()};
    if (setup.config.watchlist.empty())
        setup.config.watchlist = facts->symbols;
    auto actions = readActions(options);
    if (!actions)
        return tl::unexpected<Error>{actions.error()};
    setup.actions = std::move(*actions);
    setup.history = std::move(facts->history);
    adjust(setup.history, setup.actions, facts->date);
    setup.exchange.assets = std::move(facts->assets);
    const std::chrono::sys_days day{facts->date};
    setup.exchange.calendar =
        calendarDays(MarketCalendar{}, Date{day - kCalendarAround}, Date{day + kCalendarAround});
    // The run's id follows from what the run is made of, so that the same run has the same ids.
    setup.runId = "bt" + toHex(sha256(facts->digest + canonicalBytes(setup.config) +
                                      std::string{toString(setup.rules)}))
                             .substr(0, 12);
    setup.exchange.seed = setup.runId;
    return setup;
}

Result<BacktestReport> play(Backtest& backtest, const QString& tapeFile)
{
    auto source = runtime::FileSource::open(tapeFile);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    LineTapeOptions wanted;
    for (std::uint32_t id = 0; id < backtest.symbols().size(); ++id)
        wanted.only.push_back(static_cast<SymbolId>(id));
    LineTape tape{**source, backtest.symbols(), wanted};
    TapeRecord record;
    bool started = false;
    for (;;) {
        const auto more = tape.next(record);
        if (!more)
            return tl::unexpected<Error>{more.error()};
        if (!*more)
            break;
        if (!started) {
            started = true;
            if (const auto ok = backtest.start(record.at); !ok)
                return tl::unexpected<Error>{ok.error()};
        }
        if (const auto ok = backtest.onMarket(record.event, record.at); !ok)
            return tl::unexpected<Error>{ok.error()};
    }
    if (!started)
        return fail(ErrorCode::NotFound, "the tape holds no events of the watched symbols");
    return backtest.finish();
}

void printMetrics(const BacktestReport& report, const QString& session)
{
    const auto money = [](const char* name, Money value) {
        std::printf("%s=%s\n", name, value.toString().c_str());
    };
    std::printf("inputs=%llu\noutputs=%llu\norders=%llu\nfills=%llu\ndenied=%llu\nround_trips=%d\n",
                static_cast<unsigned long long>(report.result.inputs),
                static_cast<unsigned long long>(report.result.outputs),
                static_cast<unsigned long long>(report.orders),
                static_cast<unsigned long long>(report.fills),
                static_cast<unsigned long long>(report.denied),
                report.roundTrips);
    money("start_equity", report.startEquity);
    money("end_equity", report.endEquity);
    money("profit", report.endEquity - report.startEquity);
    money("deepest_drawdown", report.deepestDrawdown);
    std::printf("session=%s\n", session.toLocal8Bit().constData());
}

/// Where the session goes: where it was asked for, else beside the report, else among the sessions.
Result<QString> sessionFile(const Options& options, const std::string& runId)
{
    QString file = options.session;
    if (file.isEmpty() && !options.report.isEmpty())
        file = QDir{options.report}.filePath("backtest.session");
    if (file.isEmpty())
        file = sessionsFolder() + "/" + QString::fromStdString(runId) + ".session";
    if (!QDir{}.mkpath(QFileInfo{file}.absolutePath()))
        return fail(ErrorCode::Io,
                    "cannot make the folder " + QFileInfo{file}.absolutePath().toStdString());
    // The same run writes the same bytes; the older file has nothing that this one will not have.
    QFile::remove(file);
    return file;
}

} // namespace

int backtestCommand(const QStringList& arguments)
{
    const auto options = parseOptions(arguments);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    auto setup = makeSetup(*options);
    if (!setup)
        return complain(kName, setup.error());
    const std::string runId = setup->runId;
    for (const std::string& warning : warningsFor(setup->config))
        std::fprintf(stderr, "tapedeck backtest: note: %s\n", warning.c_str());

    auto backtest = Backtest::create(std::move(*setup));
    if (!backtest)
        return complain(kName, backtest.error());
    const auto file = sessionFile(*options, runId);
    if (!file)
        return complain(kName, file.error());
    auto sink = runtime::FileSink::create(*file);
    if (!sink)
        return complain(kName, sink.error());
    auto recorder = SessionRecorder::create(**sink, (*backtest)->symbols());
    if (!recorder)
        return complain(kName, recorder.error());
    (*backtest)->recordTo(*recorder);

    QElapsedTimer clock;
    clock.start();
    // The exchange lists its symbols first, so the tape is asked for those alone.
    (*backtest)->internWatchlist();
    const auto report = play(**backtest, options->tape);
    if (!report)
        return complain(kName, report.error());
    printRunLine(report->events, clock.nsecsElapsed(), report->result.digest);
    printMetrics(*report, *file);
    return EX_OK;
}

} // namespace tapedeck::commands
