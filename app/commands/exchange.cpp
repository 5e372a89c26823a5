#include "app/commands/exchange.h"

#include "app/practice/practice_server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QTime>

#include <signal.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace tapedeck::commands {

namespace {

using practice::PracticeOptions;
using practice::PracticeServer;

std::array<int, 2> g_wake{-1, -1};

/// In the signal's handler nothing may be done but to wake the event loop.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(g_wake[0], &byte, 1);
}

int complain(int exitCode, const std::string& what)
{
    std::fprintf(stderr, "tapedeck exchange: %s\n", what.c_str());
    return exitCode;
}

int exitCodeOf(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Malformed:
    case ErrorCode::TooPrecise:
    case ErrorCode::Unsupported:
        return EX_DATAERR;
    case ErrorCode::OutOfRange:
    case ErrorCode::Refused:
        return EX_USAGE;
    case ErrorCode::NotFound:
        return EX_NOINPUT;
    case ErrorCode::Conflict:
        return EX_CONFIG;
    case ErrorCode::Unavailable:
        return EX_TEMPFAIL;
    case ErrorCode::Io:
        return EX_IOERR;
    }
    return EX_SOFTWARE;
}

/// The options of the command line, by name; those without a value are flags.
struct Parsed
{
    QCommandLineParser parser;

    [[nodiscard]] bool has(const char* name) const { return parser.isSet(QLatin1String{name}); }
    [[nodiscard]] std::string text(const char* name) const
    {
        return parser.value(QLatin1String{name}).toStdString();
    }
};

tl::unexpected<Error> wrong(std::string what)
{
    return fail(ErrorCode::Malformed, std::move(what));
}

template <class T>
Result<T> numberOf(const Parsed& parsed, const char* name, T most)
{
    bool ok = false;
    const QString text = parsed.parser.value(QLatin1String{name});
    const qulonglong value = text.toULongLong(&ok);
    if (!ok || value > most)
        return wrong("--" + std::string{name} + " must be a number from 0 to " +
                     std::to_string(most) + ", not '" + text.toStdString() + "'");
    return static_cast<T>(value);
}

/// "127.0.0.1:8000", "[::1]:0", "localhost:0".
Result<void> readListen(const Parsed& parsed, PracticeOptions& options)
{
    const std::string text = parsed.text("listen");
    const std::size_t colon = text.rfind(':');
    bool ok = colon != std::string::npos && colon > 0;
    const int port = ok ? QString::fromStdString(text.substr(colon + 1)).toInt(&ok) : 0;
    if (!ok || port < 0 || port > 65'535)
        return wrong("--listen must be HOST:PORT, not '" + text + "'");
    options.host = text.substr(0, colon);
    if (options.host.front() == '[' && options.host.back() == ']')
        options.host = options.host.substr(1, options.host.size() - 2);
    options.port = static_cast<std::uint16_t>(port);
    return {};
}

Result<void> readTape(const Parsed& parsed, PracticeOptions& options)
{
    options.tape = parsed.text("tape");
    for (const QString& file : parsed.parser.values(QStringLiteral("history")))
        options.history.emplace_back(file.toStdString());
    options.loop = parsed.has("loop");
    options.optionTape = parsed.text("options");
    options.news = parsed.text("news");
    options.corporateActions = parsed.text("corporate-actions");
    const std::string plan = parsed.text("plan");
    if (plan != "plus" && plan != "basic")
        return wrong("--plan must be plus or basic, not '" + plan + "'");
    options.plan = plan == "plus" ? practice::DataPlan::Plus : practice::DataPlan::Basic;
    const auto speed = Ratio::parse(parsed.text("speed"));
    if (!speed || !speed->isPositive() || *speed > Ratio::fromWhole(1'000'000))
        return wrong("--speed must be a number above 0, up to 1000000");
    options.speed = *speed;
    const std::string start = parsed.text("start");
    const QTime time = QTime::fromString(QString::fromStdString(start), QStringLiteral("HH:mm"));
    if (!time.isValid())
        return wrong("--start must be HH:MM, New York time, not '" + start + "'");
    options.start = std::chrono::milliseconds{time.msecsSinceStartOfDay()};
    if (!parsed.has("seed"))
        return {};
    const auto seed = numberOf<std::uint64_t>(parsed, "seed", UINT64_MAX);
    if (!seed)
        return tl::unexpected<Error>{seed.error()};
    options.seed = *seed;
    return {};
}

Result<void> readAccount(const Parsed& parsed, PracticeOptions& options)
{
    const std::string account = parsed.text("account");
    if (account != "empty" && account != "seeded")
        return wrong("--account must be empty or seeded, not '" + account + "'");
    options.account =
        account == "empty" ? practice::StartingAccount::Empty : practice::StartingAccount::Seeded;
    const std::string fills = parsed.text("fills");
    if (fills != "strict" && fills != "alpaca-paper")
        return wrong("--fills must be strict or alpaca-paper, not '" + fills + "'");
    options.fills = fills == "strict" ? FillRule::Strict : FillRule::AlpacaPaper;
    options.dataFolder = parsed.text("data");
    options.resume = !parsed.has("fresh");
    if (parsed.has("key") != parsed.has("secret"))
        return wrong("--key and --secret go together");
    if (parsed.has("key")) {
        options.key = parsed.text("key");
        std::string secret = parsed.text("secret");
        if (options.key.empty() || secret.empty())
            return wrong("--key and --secret cannot be empty");
        options.secret = Secret::takeFrom(secret);
    }
    const auto rate = numberOf<std::uint32_t>(parsed, "rate-limit", 1'000'000'000);
    const auto connections = numberOf<std::uint32_t>(parsed, "connections", 1'000'000);
    const auto symbols = numberOf<std::uint32_t>(parsed, "symbols", 1'000'000);
    for (const auto* number : {&rate, &connections, &symbols}) {
        if (!*number)
            return tl::unexpected<Error>{number->error()};
    }
    options.rateLimit = *rate;
    options.connections = *connections;
    options.streamSymbols = *symbols;
    return {};
}

/// Errors: Malformed, with what is wrong with the command line.
Result<PracticeOptions> parseOptions(const QStringList& arguments)
{
    Parsed parsed;
    parsed.parser.addOptions({
        {"listen", "", "HOST:PORT", "127.0.0.1:0"},
        {"tape", "", "FILE"},
        {"history", "", "FILE"},
        {"options", "", "FILE"},
        {"news", "", "FILE"},
        {"corporate-actions", "", "FILE"},
        {"plan", "", "plus|basic", "plus"},
        {"speed", "", "N", "1"},
        {"start", "", "HH:MM", "09:25"},
        {"loop", ""},
        {"account", "", "empty|seeded", "seeded"},
        {"fills", "", "strict|alpaca-paper", "strict"},
        {"rate-limit", "", "N", "200"},
        {"connections", "", "N", "0"},
        {"symbols", "", "N", "0"},
        {"key", "", "K"},
        {"secret", "", "S"},
        {"data", "", "DIR"},
        {"fresh", ""},
        {"seed", "", "S"},
        {"faults", "", "FILE|PROFILE"},
    });
    if (!parsed.parser.parse(QStringList{"exchange"} + arguments))
        return wrong(parsed.parser.errorText().toStdString());
    if (const auto rest = parsed.parser.positionalArguments(); !rest.isEmpty())
        return wrong("'" + rest.constFirst().toStdString() + "' is not expected");
    PracticeOptions options;
    if (parsed.has("faults")) {
        auto plan = practice::findFaultPlan(parsed.text("faults"));
        if (!plan)
            return fail(plan.error().code, "--faults: " + plan.error().what);
        options.faults = std::move(*plan);
    }
    Result<void> done = readListen(parsed, options);
    if (done)
        done = readTape(parsed, options);
    if (done)
        done = readAccount(parsed, options);
    if (!done)
        return tl::unexpected<Error>{done.error()};
    return options;
}

/// Lets SIGTERM and SIGINT end the event loop. Errors: Io.
Result<void> catchSignals(QObject* owner)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, g_wake.data()) != 0)
        return fail(ErrorCode::Io, "no pair of sockets for signals");
    auto* notifier = new QSocketNotifier{g_wake[1], QSocketNotifier::Read, owner};
    QObject::connect(notifier, &QSocketNotifier::activated, owner, [notifier] {
        notifier->setEnabled(false);
        QCoreApplication::exit(EX_OK);
    });
    struct sigaction action
    {};
    action.sa_handler = &onSignal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    return {};
}

} // namespace

int exchangeCommand(const QStringList& arguments)
{
    auto options = parseOptions(arguments);
    if (!options)
        return complain(EX_USAGE, options.error().what + " (see tapedeck --help)");
    const QFileInfo tape{QString::fromStdString(options->tape.string())};
    if (!options->tape.empty() && (!tape.isFile() || !tape.isReadable()))
        return complain(EX_NOINPUT, options->tape.string() + " cannot be read");
    const bool bracketed = options->host.find(':') != std::string::npos;
    const std::string host = bracketed ? "[" + options->host + "]" : options->host;

    PracticeServer server{std::move(*options), PracticeServer::Runs::Here};
    QObject signalsOwner;
    if (auto caught = catchSignals(&signalsOwner); !caught)
        return complain(EX_OSERR, caught.error().what);
    QObject::connect(&server, &PracticeServer::failed, &server, [](const QString& why) {
        QCoreApplication::exit(complain(EX_SOFTWARE, why.toStdString()));
    });
    const auto port = server.start();
    if (!port)
        return complain(exitCodeOf(port.error().code), port.error().what);
    std::printf("listening on %s:%u\n", host.c_str(), static_cast<unsigned>(*port));
    std::fflush(stdout);
    const int exitCode = QCoreApplication::exec();
    if (const std::string weather = server.weatherSummary(); !weather.empty())
        std::fprintf(stderr, "weather: %s\n", weather.c_str());
    server.stop();
    return exitCode;
}

} // namespace tapedeck::commands
