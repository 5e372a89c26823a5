#pragma once

#include "base/result.h"

#include <QStringList>

#include <optional>
#include <string>

class QCommandLineParser;

namespace tapedeck::commands {

/// Reads the arguments of a command that takes flags and nothing else. Errors: Malformed, with what
/// is wrong with the command line.
[[nodiscard]] Result<void>
readFlags(QCommandLineParser& parser, const char* command, const QStringList& arguments);

/// One line of standard input, without its end; nothing at the end of input. Reads no further than
/// that line.
[[nodiscard]] std::optional<std::string> typedLine();

} // namespace tapedeck::commands
