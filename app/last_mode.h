#pragma once

#include "trading/mode.h"

#include <QString>

namespace tapedeck {

/// The mode of the last start, remembered beside the data folders. Practice at first, and wherever
/// what is written there is not a mode that starts by itself.
[[nodiscard]] Mode lastMode(const QString& dataRoot);
void rememberMode(const QString& dataRoot, Mode mode);

} // namespace tapedeck
