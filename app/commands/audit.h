#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck audit verify|export|accept [--mode M] [--data DIR] [--no-keychain] [--out F] [--format
/// jsonl|csv]`: reads the audit log, beside a running engine too, or accepts it as it is.
/// `arguments` are those after the command's name. Returns an exit code of sysexits.h; 65 where the
/// log is not whole.
int auditCommand(const QStringList& arguments);

} // namespace tapedeck::commands
