#include "app/commands/backtest.h"
#include "app/commands/decode.h"
#include "app/commands/indicators.h"
#include "app/commands/replay.h"

#include <QCoreApplication>
#include <QStringList>

#include <sysexits.h>

#include <array>
#include <cstdio>

namespace {

using namespace tapedeck;

struct Subcommand
{
    const char* name;
    int (*run)(const QStringList& arguments);
};

constexpr std::array kSubcommands{Subcommand{"backtest", commands::backtestCommand},
                                  Subcommand{"decode", commands::decodeCommand},
                                  Subcommand{"indicators", commands::indicatorsCommand},
                                  Subcommand{"replay", commands::replayCommand}};

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setApplicationName("tapedeck");
    QCoreApplication::setApplicationVersion(TAPEDECK_VERSION);
    const QString first = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString{};
    for (const Subcommand& subcommand : kSubcommands) {
        if (first != QLatin1String{subcommand.name})
            continue;
        const QCoreApplication application{argc, argv};
        return subcommand.run(QCoreApplication::arguments().mid(2));
    }
    std::fprintf(stderr, "tapedeck: '%s' is no command\n", qPrintable(first));
    return EX_USAGE;
}
