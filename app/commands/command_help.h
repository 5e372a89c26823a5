#pragma once

#include <QString>

namespace tapedeck::commands {

/// What `tapedeck COMMAND --help` prints; empty where there is no such command.
[[nodiscard]] QString commandHelp(const QString& command);

} // namespace tapedeck::commands
