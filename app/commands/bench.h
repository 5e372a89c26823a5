#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck bench ingest`: the way of market data from the socket through the engine, measured
/// against a server that sends as fast as it is read. The exit code.
int benchCommand(const QStringList& arguments);

} // namespace tapedeck::commands
