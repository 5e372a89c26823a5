#pragma once

#include "desk/snapshot.h"
#include "ui/style/colours.h"

#include <QString>

/// Which tone a value of the desk has, and the sign beside it for those who see no colours.
namespace tapedeck {

[[nodiscard]] Tone toneOf(LimitResult result);
[[nodiscard]] QString markOf(LimitResult result);
[[nodiscard]] Tone toneOf(LinkState state);
[[nodiscard]] QColor colourOf(Mode mode);

} // namespace tapedeck
