#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck simulate`: days of bad luck, held against what must never happen. The exit code.
int simulateCommand(const QStringList& arguments);

} // namespace tapedeck::commands
