#include "app/commands/replay.h"

#include "app/commands/report_line.h"
#include "app/runtime/file_bytes.h"
#include "backtest/session_file.h"

#include <QElapsedTimer>

#include <sysexits.h>

namespace tapedeck::commands {

int replayCommand(const QStringList& arguments)
{
    constexpr const char* kName = "replay";
    if (arguments.size() != 1)
        return complain(kName, EX_USAGE, "name one session: tapedeck replay SESSION");
    auto source = runtime::FileSource::open(arguments.constFirst());
    if (!source)
        return complain(kName, source.error());
    QElapsedTimer clock;
    clock.start();
    const auto replay = replaySession(**source);
    const std::string file = arguments.constFirst().toStdString();
    if (!replay)
        return complain(kName, Error{replay.error().code, file + ": " + replay.error().what});
    printRunLine(replay->marketEvents, clock.nsecsElapsed(), replay->played.digest);
    if (!replay->note.empty())
        complain(kName, EX_OK, file + ": " + replay->note);
    if (!replay->agrees())
        return complain(kName,
                        EX_DATAERR,
                        "the run itself wrote the digest " + toHex(replay->recorded->digest));
    return EX_OK;
}

} // namespace tapedeck::commands
