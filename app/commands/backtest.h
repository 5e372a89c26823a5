#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck backtest --tape F`: the engine against the matching engine over a recorded tape.
/// Prints `events=N seconds=S digest=HEX` and the figures of the run; records the session.
/// `arguments` are those after the command's name. Returns an exit code of sysexits.h.
int backtestCommand(const QStringList& arguments);

} // namespace tapedeck::commands
