#include "app/live_command.h"

#include "app/commands/report_line.h"
#include "app/commands/typed_line.h"
#include "app/live_gatekeeper.h"
#include "app/store/data_folder.h"

#include <QCommandLineParser>

#include <sysexits.h>

#include <cstdio>

namespace tapedeck {

namespace {

constexpr const char* kName = "live";

struct Options
{
    bool unlock = false;
    std::filesystem::path root;
};

Result<Options> optionsFrom(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption data{"data", "", "folder"};
    parser.addOption(data);
    if (!parser.parse(QStringList{kName} + arguments))
        return fail(ErrorCode::Malformed, parser.errorText().toStdString());
    const QStringList words = parser.positionalArguments();
    if (!words.isEmpty() && words != QStringList{"unlock"})
        return fail(ErrorCode::Malformed, "say `tapedeck live` or `tapedeck live unlock`");
    return Options{!words.isEmpty(), store::dataRootOr(parser.value(data).toStdString())};
}

void print(const LiveVerdict& verdict)
{
    for (const LiveCheck& check : verdict.checks)
        std::printf("%s  %s: %s\n",
                    check.met ? "ok     " : "missing",
                    check.wanted.c_str(),
                    check.found.c_str());
    std::fflush(stdout);
}

int unlock(const LiveGatekeeper& keeper, const LiveVerdict& verdict)
{
    std::fprintf(stderr,
                 "From the next `tapedeck --live` on, orders that you approve are sent with real "
                 "money.\nTo unlock it, type: %s\n> ",
                 std::string{kLivePhrase}.c_str());
    std::fflush(stderr);
    const auto unlocked = keeper.unlock(verdict, commands::typedLine().value_or(""));
    if (!unlocked)
        return commands::complain(kName, unlocked.error());
    std::printf("live trading is unlocked\n");
    return EX_OK;
}

} // namespace

int liveCommand(const QStringList& arguments)
{
    const auto options = optionsFrom(arguments);
    if (!options)
        return commands::complain(kName, EX_USAGE, options.error().what);
    Credentials credentials;
    const LiveGatekeeper keeper{options->root, liveSources(credentials)};
    const LiveVerdict verdict = LiveGate::check(keeper.gather());
    print(verdict);
    if (!verdict.isEarned())
        return options->unlock
                   ? commands::complain(kName, EX_NOPERM, "live trading is not earned yet")
                   : EX_NOPERM;
    return options->unlock ? unlock(keeper, verdict) : EX_OK;
}

} // namespace tapedeck
