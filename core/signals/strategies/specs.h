#pragma once

#include "base/check.h"
#include "indicators/tick_window.h"
#include "signals/strategies/registry.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

/// For the strategies' own files.
namespace tapedeck::strategies {

/// Seconds for which there is a momentum, and for which there are mean and deviation.
inline constexpr std::array<std::int64_t, 5> kMomentumWindows{5, 10, 15, 30, 60};
inline constexpr std::array<std::int64_t, 3> kMeanWindows{30, 60, 120};

/// Precondition: one of the lengths above.
[[nodiscard]] inline Span spanOfSeconds(int seconds) noexcept
{
    const auto span = spanOf(std::chrono::seconds{seconds});
    CHECK(span.has_value());
    return *span;
}

} // namespace tapedeck::strategies
