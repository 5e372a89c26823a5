#pragma once

#include <QStringList>

namespace tapedeck {

/// `tapedeck live`: what is missing before real money may be traded; `tapedeck live unlock`:
/// unlocks it, by a phrase that is typed. An exit code.
[[nodiscard]] int liveCommand(const QStringList& arguments);

} // namespace tapedeck
