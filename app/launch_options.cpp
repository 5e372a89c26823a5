#include "app/launch_options.h"

#include <QCommandLineParser>
#include <QRegularExpression>

namespace tapedeck {

namespace {

tl::unexpected<Error> malformed(const QString& what)
{
    return fail(ErrorCode::Malformed, what.toStdString());
}

/// "20s", "1.5s", "500ms", "2min", or plain seconds.
std::optional<std::chrono::milliseconds> parseDuration(const QString& text)
{
    static const QRegularExpression form{"^([0-9]+(?:\\.[0-9]+)?)(ms|s|min)?$"};
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const double value = match.captured(1).toDouble();
    const QString unit = match.captured(2);
    const double milliseconds = unit == "ms" ? 1 : unit == "min" ? 60'000 : 1'000;
    return std::chrono::milliseconds{static_cast<std::int64_t>(value * milliseconds)};
}

std::optional<Nanoseconds> parseTimeOfDay(const QString& text)
{
    static const QRegularExpression form{"^([01][0-9]|2[0-3]):([0-5][0-9])$"};
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return std::chrono::hours{match.captured(1).toInt()} +
           std::chrono::minutes{match.captured(2).toInt()};
}

std::optional<QSize> parseSize(const QString& text)
{
    static const QRegularExpression form{"^([1-9][0-9]{2,4})x([1-9][0-9]{2,4})$"};
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QSize{match.captured(1).toInt(), match.captured(2).toInt()};
}

/// The options by name, so that parsing and reading use the same words.
struct Names
{
    QCommandLineOption practice{"practice"};
    QCommandLineOption paper{"paper"};
    QCommandLineOption live{"live"};
    QCommandLineOption asLive{"as-live"};
    QCommandLineOption headless{"headless"};
    QCommandLineOption help{{"h", "help"}};
    QCommandLineOption version{{"v", "version"}};
    QCommandLineOption config{"config", "", "file"};
    QCommandLineOption data{"data", "", "folder"};
    QCommandLineOption exchange{"exchange", "", "address"};
    QCommandLineOption runFor{"for", "", "duration"};
    QCommandLineOption tape{"tape", "", "file"};
    QCommandLineOption history{"history", "", "file"};
    QCommandLineOption speed{"speed", "", "factor"};
    QCommandLineOption seed{"seed", "", "number"};
    QCommandLineOption start{"start", "", "time"};
    QCommandLineOption resume{"resume"};
    QCommandLineOption fills{"fills", "", "rule"};
    QCommandLineOption screenshot{"screenshot", "", "file"};
    QCommandLineOption after{"after", "", "duration"};
    QCommandLineOption size{"size", "", "size"};
    QCommandLineOption theme{"theme", "", "theme"};

    [[nodiscard]] QList<QCommandLineOption> all() const
    {
        return {practice, paper,    live,       asLive, headless, help,  version, config,
                data,     exchange, runFor,     tape,   history,  speed, seed,    start,
                resume,   fills,    screenshot, after,  size,     theme};
    }
};

Result<void> readMode(const QCommandLineParser& parser, const Names& names, LaunchOptions& options)
{
    const int modes = int{parser.isSet(names.practice)} + int{parser.isSet(names.paper)} +
                      int{parser.isSet(names.live)};
    if (modes > 1)
        return malformed("--practice, --paper and --live exclude each other");
    if (parser.isSet(names.paper))
        options.namedMode = Mode::Paper;
    if (parser.isSet(names.live))
        options.namedMode = Mode::Live;
    if (parser.isSet(names.practice))
        options.namedMode = Mode::Practice;
    options.mode = options.namedMode.value_or(Mode::Practice);
    if (parser.isSet(names.asLive))
        options.rules = Rules::Approval;
    if (options.mode == Mode::Live)
        options.rules = Rules::Approval;
    for (const auto* option : {&names.tape,
                               &names.history,
                               &names.speed,
                               &names.seed,
                               &names.start,
                               &names.resume,
                               &names.fills,
                               &names.exchange,
                               &names.asLive}) {
        if (!parser.isSet(*option))
            continue;
        if (options.mode != Mode::Practice)
            return malformed("--" + option->names().constFirst() + " belongs to --practice");
        options.namedMode = Mode::Practice;
    }
    return {};
}

Result<void>
readPractice(const QCommandLineParser& parser, const Names& names, LaunchOptions& options)
{
    options.tape = parser.value(names.tape);
    options.history = parser.value(names.history);
    options.exchange = parser.value(names.exchange);
    options.resume = parser.isSet(names.resume);
    if (parser.isSet(names.speed)) {
        const auto speed = Ratio::parse(parser.value(names.speed).toStdString());
        if (!speed || !speed->isPositive() || *speed > Ratio::fromWhole(10'000))
            return malformed("--speed wants a number above 0 and at most 10000");
        options.speed = *speed;
    }
    if (parser.isSet(names.seed)) {
        bool fits = false;
        options.seed = parser.value(names.seed).toULongLong(&fits);
        if (!fits)
            return malformed("--seed wants a whole number");
    }
    if (parser.isSet(names.start)) {
        options.start = parseTimeOfDay(parser.value(names.start));
        if (!options.start)
            return malformed("--start wants a time of day in New York, such as 09:25");
    }
    if (parser.isSet(names.fills)) {
        const QString rule = parser.value(names.fills);
        if (rule != "strict" && rule != "alpaca-paper")
            return malformed("--fills wants strict or alpaca-paper");
        options.fills = rule == "strict" ? FillRule::Strict : FillRule::AlpacaPaper;
    }
    return {};
}

Result<void>
readWindow(const QCommandLineParser& parser, const Names& names, LaunchOptions& options)
{
    options.screenshot = parser.value(names.screenshot);
    const auto duration = [&](const QCommandLineOption& option, auto& into) -> Result<void> {
        if (!parser.isSet(option))
            return {};
        const auto parsed = parseDuration(parser.value(option));
        if (!parsed)
            return malformed("--" + option.names().constFirst() + " wants a duration, such as 20s");
        into = *parsed;
        return {};
    };
    if (const auto read = duration(names.after, options.after); !read)
        return read;
    if (const auto read = duration(names.runFor, options.runFor); !read)
        return read;
    if (parser.isSet(names.size)) {
        options.size = parseSize(parser.value(names.size));
        if (!options.size)
            return malformed("--size wants WIDTHxHEIGHT, such as 1280x800");
    }
    const QString theme = parser.value(names.theme);
    if (theme == "dark")
        options.theme = WindowTheme::Dark;
    else if (theme == "light")
        options.theme = WindowTheme::Light;
    else if (!theme.isEmpty() && theme != "system")
        return malformed("--theme wants dark, light or system");
    return {};
}

} // namespace

Result<LaunchOptions> parseLaunchOptions(const QStringList& arguments)
{
    const Names names;
    QCommandLineParser parser;
    parser.addOptions(names.all());
    if (!parser.parse(QStringList{"tapedeck"} + arguments))
        return malformed(parser.errorText());
    if (!parser.positionalArguments().isEmpty())
        return malformed("'" + parser.positionalArguments().constFirst() +
                         "' is no command; tapedeck --help lists them");
    LaunchOptions options;
    options.help = parser.isSet(names.help);
    options.version = parser.isSet(names.version);
    options.headless = parser.isSet(names.headless);
    options.config = parser.value(names.config);
    options.data = parser.value(names.data);
    if (const auto read = readMode(parser, names, options); !read)
        return tl::unexpected<Error>{read.error()};
    if (const auto read = readPractice(parser, names, options); !read)
        return tl::unexpected<Error>{read.error()};
    if (const auto read = readWindow(parser, names, options); !read)
        return tl::unexpected<Error>{read.error()};
    return options;
}

QString helpText()
{
    return QStringLiteral(
        "Usage: tapedeck [OPTIONS]            the workstation; practice without keys\n"
        "       tapedeck COMMAND [ARGUMENTS]\n"
        "\n"
        "The workstation\n"
        "  --practice             trade against the practice exchange (the mode of a first start;\n"
        "                         later starts take the last mode)\n"
        "  --paper                trade on Alpaca's paper account\n"
        "  --live                 trade with real money; has to be earned on paper first: see\n"
        "                         tapedeck live\n"
        "  --as-live              practice with approval rules and live limits\n"
        "  --headless             the same system without a window\n"
        "  --config FILE          your layer of the configuration (YAML)\n"
        "  --data FOLDER          where journals and sessions are kept\n"
        "  --for DURATION         stop after so long, such as 90s\n"
        "\n"
        "Practice\n"
        "  --tape FILE            play a recorded tape instead of the market in the box\n"
        "  --history FILE         daily bars from before it; else every bars_1d* beside the tape\n"
        "  --speed N              seconds of the market a second; decimals are fine\n"
        "  --seed S               another market in the box\n"
        "  --start HH:MM          begin at this time in New York\n"
        "  --resume               go on with the account of the last run of this tape\n"
        "  --fills RULE           strict, or alpaca-paper (ignores displayed sizes)\n"
        "  --exchange HOST:PORT   use a practice exchange that runs already\n"
        "\n"
        "The window\n"
        "  --screenshot FILE      write a picture of the window and stop\n"
        "  --after DURATION       let it run so long first, such as 20s\n"
        "  --size WIDTHxHEIGHT    such as 1280x800\n"
        "  --theme THEME          dark, light or system\n"
        "\n"
        "Commands\n"
        "  exchange               the practice exchange by itself, Alpaca's protocol\n"
        "  backtest --tape FILE   the engine against a tape, as fast as it goes\n"
        "  bench ingest           what market data costs from the socket through the engine\n"
        "  replay SESSION         play a recorded session again; prints its digest\n"
        "  kill | release | status   talk to the running workstation (SIGUSR1 is a kill, too)\n"
        "  live [unlock]          what real money has to wait for; unlock it by a typed phrase\n"
        "  audit verify | export | accept   the record of every decision\n"
        "  decode --stream NAME   frames on standard input to events\n"
        "  score-news             headlines on standard input to scores\n"
        "  news-report            delay and coverage of the sources of news\n"
        "  simulate --seeds A..B  days of bad luck, held against what must never happen\n"
        "  indicators             every indicator of a symbol as CSV\n"
        "\n"
        "  -h, --help             this page; of a command: tapedeck COMMAND --help\n"
        "  -v, --version          the version\n"
        "\n"
        "Exit codes follow sysexits(3). More: man tapedeck, docs/command-line.md.\n");
}

} // namespace tapedeck
