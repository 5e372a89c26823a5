#pragma once

#include "app/commands/mode_folders.h"

namespace tapedeck::commands {

/// `tapedeck audit accept`: a person says of a record that lacks rows which the keychain remembers,
/// after a backup was restored for instance, that it goes on as it is. Asks for a typed phrase,
/// writes an audit row that says what was accepted, and remembers that row instead. Nothing of an
/// engine may run. Returns an exit code.
int acceptRecord(const char* command, const store::ModeFolder& where);

} // namespace tapedeck::commands
