#pragma once

#include "base/result.h"

#include <QStringList>

class QCommandLineParser;

namespace tapedeck::commands {

/// Reads the arguments of a command that takes flags and nothing else. Errors: Malformed, with what
/// is wrong with the command line.
[[nodiscard]] Result<void>
readFlags(QCommandLineParser& parser, const char* command, const QStringList& arguments);

} // namespace tapedeck::commands
