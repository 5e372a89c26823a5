#pragma once

#include "base/canonical.h"
#include "base/time.h"

#include <string>
#include <vector>

namespace tapedeck {

/// A named list of symbols that the broker keeps for a person (alpaca.md, section 4.10).
struct Watchlist
{
    std::string id;
    std::string name;
    Timestamp created;
    Timestamp updated;
    std::vector<std::string> symbols; ///< each once, in the order of adding
    TAPEDECK_FIELDS(self.id, self.name, self.created, self.updated, self.symbols)
    friend bool operator==(const Watchlist&, const Watchlist&) = default;
};

} // namespace tapedeck
