#pragma once

#include <cstdint>
#include <initializer_list>

namespace tapedeck {

/// Random numbers of the synthetic market: the same on every machine, so with nothing of libm but
/// the square root and nothing of std's distributions. Never draw twice in one expression: the
/// order would be the compiler's.
class Random
{
public:
    /// One stream for each different list of numbers.
    explicit Random(std::initializer_list<std::uint64_t> seeds) noexcept;

    /// Source: splitmix64, Steele, Lea, Flood: Fast splittable pseudorandom number generators,
    /// 2014.
    [[nodiscard]] std::uint64_t bits() noexcept;
    /// In (0, 1): never either end.
    [[nodiscard]] double uniform() noexcept;
    [[nodiscard]] double uniform(double from, double to) noexcept;
    [[nodiscard]] bool chance(double probability) noexcept { return uniform() < probability; }
    /// In [0, count). Precondition: count > 0.
    [[nodiscard]] std::uint32_t below(std::uint32_t count) noexcept;
    /// Mean 0, deviation 1. Source: the polar method, Marsaglia and Bray, 1964.
    [[nodiscard]] double normal() noexcept;
    /// Mean 1.
    [[nodiscard]] double exponential() noexcept;

private:
    std::uint64_t m_state = 0;
    double m_spare = 0;
    bool m_hasSpare = false;
};

/// Natural logarithm to about 1e-13, of a positive and normal number.
[[nodiscard]] double naturalLog(double x) noexcept;

} // namespace tapedeck
