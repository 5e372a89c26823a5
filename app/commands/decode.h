#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck decode --stream stocks|options|news|trading`: frames or tape lines on stdin, one a
/// line, plain or compressed with zstd; what they say as JSON lines on stdout; what is wrong with
/// them on stderr, with the line's number. `arguments` are those after the command's name.
/// Returns an exit code of sysexits.h: 0, 64 (usage), 65 (a line was bad), 69 (the stream is not
/// built yet), 74 (stdin or stdout failed).
int decodeCommand(const QStringList& arguments);

} // namespace tapedeck::commands
