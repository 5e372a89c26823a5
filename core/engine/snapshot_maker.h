#pragma once

#include "desk/snapshot.h"
#include "engine/state.h"

namespace tapedeck {

/// The window's view of the state. `links` carry state, since and reason; their figures are the
/// shell's.
[[nodiscard]] Snapshot makeSnapshot(const EngineState& state, const ChartRequest& chart);

} // namespace tapedeck
