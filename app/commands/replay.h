#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck replay SESSION`: plays a recorded session through the engine and prints
/// `events=N seconds=S digest=HEX`. `arguments` are those after the command's name. Returns an exit
/// code of sysexits.h; 65 too if the outcome is not the one that was recorded.
int replayCommand(const QStringList& arguments);

} // namespace tapedeck::commands
