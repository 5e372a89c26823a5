#pragma once

#include "base/time.h"

#include <cstdint>

namespace tapedeck {

/// A splitmix64 generator: enough for jitter, and the same everywhere. Source: S. Vigna, 2015.
class Jitter
{
public:
    explicit Jitter(std::uint64_t seed) noexcept : m_state{seed} {}
    /// `length` times 0.75 to 1.25.
    [[nodiscard]] Nanoseconds around(Nanoseconds length) noexcept;

private:
    std::uint64_t m_state;
};

struct BackoffPace
{
    Nanoseconds first;
    Nanoseconds most;
};
inline constexpr BackoffPace kUsualPace{std::chrono::seconds{1}, std::chrono::seconds{30}};
/// The server holds a session that was cut off for about 90 s, and hammering makes it worse
/// (alpaca.md, section 2.8).
inline constexpr BackoffPace kOldSessionPace{std::chrono::seconds{10}, std::chrono::seconds{60}};
/// A connection counts as good after this long; only then the waits begin anew.
inline constexpr Nanoseconds kHealthyAfter = std::chrono::seconds{60};

/// How long to wait before trying again: doubling, with jitter, never above `most`. Times are those
/// of a steady clock.
class Backoff
{
public:
    Backoff(BackoffPace pace, std::uint64_t seed) noexcept : m_pace{pace}, m_jitter{seed} {}

    [[nodiscard]] Nanoseconds next() noexcept;
    void reset() noexcept { m_next = Nanoseconds{0}; }

private:
    BackoffPace m_pace;
    Jitter m_jitter;
    Nanoseconds m_next{0}; ///< zero: begin with the first
};

} // namespace tapedeck
