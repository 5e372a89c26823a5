#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck audit verify|export [--mode M] [--data DIR] [--out F] [--format jsonl|csv]`: reads the
/// audit log, beside a running engine too. `arguments` are those after the command's name. Returns
/// an exit code of sysexits.h; 65 where the chain is broken.
int auditCommand(const QStringList& arguments);

} // namespace tapedeck::commands
