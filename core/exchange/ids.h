#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

/// A text of a random UUID's form (RFC 9562, version 4) that follows from the seed and the number.
[[nodiscard]] std::string uuidFrom(std::string_view seed, std::uint64_t number);

/// "20220202135509981::<uuid>": New York wall time to the millisecond, as Alpaca's activities have
/// it (alpaca.md, section 4.10).
[[nodiscard]] std::string activityIdOf(Timestamp at, std::string_view uuid);

} // namespace tapedeck
