#pragma once

#include "base/result.h"
#include "engine/decks.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tapedeck {

/// The journal as the simulation needs it. What commit() wrote is there after any crash, and
/// nothing else is.
class SimulatedStore
{
public:
    virtual ~SimulatedStore() = default;
    /// All batches in one transaction, in order; takes their intents. Client ids of those that the
    /// journal had already. Errors: nothing was written.
    [[nodiscard]] virtual Result<std::vector<std::string>>
    commit(std::span<JournalBatch> batches) = 0;
    /// The program begins anew: what it would read. Errors: it cannot be read.
    [[nodiscard]] virtual Result<std::string> savedState() = 0;
    /// Decisions whose end is not on record.
    [[nodiscard]] virtual Result<std::vector<IntentRecord>> unresolvedIntents() = 0;
    /// How many rows the record has, when its chain is whole. Errors: it is not.
    [[nodiscard]] virtual Result<std::int64_t> verify() = 0;
};

} // namespace tapedeck
