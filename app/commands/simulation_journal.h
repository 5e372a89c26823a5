#pragma once

#include "simulation/store.h"

#include <memory>

namespace tapedeck::commands {

/// The real journal for a simulation, in a temporary folder that goes with it. To be made and used
/// on one thread. Errors: as Journal::open().
[[nodiscard]] Result<std::unique_ptr<SimulatedStore>> makeJournalStore();

} // namespace tapedeck::commands
