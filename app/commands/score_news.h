#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck score-news`: headlines on standard input to scores. The exit code.
int scoreNewsCommand(const QStringList& arguments);

} // namespace tapedeck::commands
