#pragma once

#include "app/runtime/run_clock.h"
#include "base/result.h"

#include <QUrl>

#include <string_view>

namespace tapedeck {

/// The time of a practice exchange in another process, and its speed, from its clock. Waits up to
/// five seconds; for the start only. Errors: Unavailable (nobody answers), Refused (keys),
/// Malformed.
[[nodiscard]] Result<runtime::RunClock>
practiceClockOf(const QUrl& exchange, std::string_view key, std::string_view secret);

} // namespace tapedeck
