#pragma once

#include "risk/limit_move.h"
#include "risk/limits.h"

#include <span>
#include <string>
#include <vector>

namespace tapedeck {

/// Every bound that differs, in the order of the document.
[[nodiscard]] std::vector<LimitMove> limitMoves(const LimitSettings& from, const LimitSettings& to);
[[nodiscard]] bool isAnyLooser(std::span<const LimitMove> moves) noexcept;
/// "position_per_symbol 1000 -> 2000, allow_margin false -> true".
[[nodiscard]] std::string describe(std::span<const LimitMove> moves);

} // namespace tapedeck
