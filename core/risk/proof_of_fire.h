#pragma once

#include "risk/gate.h"

#include <string>
#include <vector>

namespace tapedeck {

/// What became of the proof.
struct ProofOfFire
{
    std::size_t fired = 0;    ///< limits that denied the order that breaks them
    std::vector<Limit> inert; ///< limits that let it pass
    std::vector<Limit> unset; ///< switched off in the table: there is nothing to break
    bool passesGood = false;  ///< an order that keeps all limits passes, or none of it means much

    [[nodiscard]] bool holds() const noexcept { return inert.empty() && passesGood; }
    /// "28 limits fire, 1 is not set"; with the names of those that do not.
    [[nodiscard]] std::string describe() const;
};

/// Feeds each limit of the table an order that breaks it, beside an order that keeps all of them,
/// under the rules of live. Nothing of it goes anywhere. `check` is the gate; tests break it.
[[nodiscard]] ProofOfFire
proveFire(const LimitTable& limits,
          Verdict (*check)(const Proposal&, const RiskView&, const LimitTable&) = &RiskGate::check);

} // namespace tapedeck
