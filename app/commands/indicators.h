#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck indicators`: every indicator of one symbol as comma-separated values on stdout.
/// `arguments` are those after the command's name. Returns an exit code of sysexits.h: 0, 64
/// (usage), 65 (bad data, or none of the symbol), 66 (no such file), 74 (stdout or the file
/// failed).
int indicatorsCommand(const QStringList& arguments);

} // namespace tapedeck::commands
