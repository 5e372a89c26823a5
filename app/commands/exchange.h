#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck exchange`: the practice exchange by itself, until SIGTERM or SIGINT. Prints one line,
/// `listening on HOST:PORT`, when it is ready. `arguments` are those after the command's name; an
/// application object must exist. Returns an exit code of sysexits.h: 0 (asked to end), 64 (usage),
/// 65 (a damaged tape or account), 66 (no such tape), 70 (it broke down), 74 (input or output), 75
/// (port or folder in use), 78 (the folder holds the account of another tape).
int exchangeCommand(const QStringList& arguments);

} // namespace tapedeck::commands
