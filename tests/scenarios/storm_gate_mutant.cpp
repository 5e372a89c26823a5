#include "storm_gate_mutant.h"

// All that gate.h and gate.cpp include, before a word of them is given another meaning.
#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/pinned.h"
#include "market/conditions.h"
#include "market/new_york.h"
#include "proposals/proposal.h"
#include "risk/limits.h"
#include "risk/view.h"
#include "trading/tick_size.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

// The real gate, under another name, and in its place one that this executable may break. As an
// object of its own it comes before the archive's.
#define check(...)                                                                                 \
    check(__VA_ARGS__);                                                                            \
    [[nodiscard]] static Verdict checkWhole(__VA_ARGS__)
#include "risk/gate.h"
#undef check
#define check(...) checkWhole(__VA_ARGS__)
// NOLINTNEXTLINE(bugprone-suspicious-include): the same source, compiled once more on purpose
#include "risk/gate.cpp"
#undef check

namespace tapedeck {

std::set<Limit>& inertRows() noexcept
{
    static std::set<Limit> rows;
    return rows;
}

Verdict RiskGate::check(const Proposal& proposal, const RiskView& view, const LimitTable& limits)
{
    Verdict verdict = checkWhole(proposal, view, limits);
    bool denied = false;
    for (LimitCheck& row : verdict.checks) {
        if (row.result == LimitResult::Denied && inertRows().count(row.limit) > 0)
            row.result = LimitResult::Passed;
        denied = denied || row.result == LimitResult::Denied;
    }
    if (!denied && !verdict.approved)
        verdict.approved = Approved{Check{proposal, view, limits}.ticket()};
    return verdict;
}

} // namespace tapedeck
