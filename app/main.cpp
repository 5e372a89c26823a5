#include "app/commands/audit.h"
#include "app/commands/backtest.h"
#include "app/commands/bench.h"
#include "app/commands/command_help.h"
#include "app/commands/control.h"
#include "app/commands/decode.h"
#include "app/commands/exchange.h"
#include "app/commands/indicators.h"
#include "app/commands/news_report.h"
#include "app/commands/replay.h"
#include "app/commands/report_line.h"
#include "app/commands/score_news.h"
#include "app/commands/simulate.h"
#include "app/direct_canceller.h"
#include "app/kill_signal.h"
#include "app/last_mode.h"
#include "app/launch_options.h"
#include "app/live_command.h"
#include "app/run_workstation.h"

#include <QApplication>
#include <QCoreApplication>
#include <QStringList>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sysexits.h>

#include <array>
#include <cstdio>

namespace {

using namespace tapedeck;

int killWithBroker(const QStringList& arguments)
{
    DirectCanceller canceller;
    return commands::killCommand(arguments, &canceller);
}

struct Subcommand
{
    const char* name;
    int (*run)(const QStringList& arguments);
};

constexpr std::array kSubcommands{Subcommand{"audit", commands::auditCommand},
                                  Subcommand{"backtest", commands::backtestCommand},
                                  Subcommand{"bench", commands::benchCommand},
                                  Subcommand{"decode", commands::decodeCommand},
                                  Subcommand{"exchange", commands::exchangeCommand},
                                  Subcommand{"indicators", commands::indicatorsCommand},
                                  Subcommand{"kill", killWithBroker},
                                  Subcommand{"live", liveCommand},
                                  Subcommand{"news-report", commands::newsReportCommand},
                                  Subcommand{"release", commands::releaseCommand},
                                  Subcommand{"replay", commands::replayCommand},
                                  Subcommand{"score-news", commands::scoreNewsCommand},
                                  Subcommand{"simulate", commands::simulateCommand},
                                  Subcommand{"status", commands::statusCommand}};

/// A crash must not write our memory, and with it a key, to the disk. The limit is for files; a
/// handler that gets the dump through a pipe is not bound by it (core(5)), so the process is made
/// one that cannot be dumped. Nobody of the same user can attach to it then, or read its memory.
void forbidCoreDumps()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifdef PR_SET_DUMPABLE
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

int runWorkstation(int argc, char** argv, const LaunchOptions& options)
{
    KillSignal killSignal; // first: from here on the signal is a kill, whatever takes its time
    if (options.headless && options.screenshot.isEmpty()) {
        const QCoreApplication application{argc, argv};
        return runHeadless(options, killSignal);
    }
    // A picture needs no display: without one it is painted off the screen.
    const bool display =
        qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!display && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        if (options.screenshot.isEmpty())
            return commands::complain(
                "", EX_UNAVAILABLE, "there is no display; use --headless, or --screenshot FILE");
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QApplication application{argc, argv};
    return runWindow(options, killSignal);
}

} // namespace

int main(int argc, char** argv)
{
    forbidCoreDumps();
    QCoreApplication::setApplicationName("tapedeck");
    QCoreApplication::setApplicationVersion(TAPEDECK_VERSION);
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.push_back(QString::fromLocal8Bit(argv[i]));
    for (const Subcommand& subcommand : kSubcommands) {
        if (arguments.value(0) != QLatin1String{subcommand.name})
            continue;
        if (arguments.contains("--help") || arguments.contains("-h")) {
            std::fputs(qPrintable(commands::commandHelp(arguments.constFirst())), stdout);
            return EX_OK;
        }
        const QCoreApplication application{argc, argv};
        return subcommand.run(QCoreApplication::arguments().mid(2));
    }
    auto options = parseLaunchOptions(arguments);
    if (!options)
        return commands::complain("", EX_USAGE, options.error().what);
    if (options->help) {
        std::fputs(qPrintable(helpText()), stdout);
        return EX_OK;
    }
    if (options->version) {
        std::printf("tapedeck %s\n", TAPEDECK_VERSION);
        return EX_OK;
    }
    if (!options->namedMode)
        options->mode = lastMode(options->data);
    return runWorkstation(argc, argv, *options);
}
