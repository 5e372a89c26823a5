#pragma once

#include "base/int128.h"

#include <cstdint>

namespace tapedeck {

/// Whose deviation: of all values there are, or of a sample of them.
enum class Deviation : std::uint8_t
{
    Population,
    Sample
};

/// Count, sum and sum of squares of whole numbers (nanos), exact, so that values may come and go
/// for ever without drift. Holds 2^19 values up to kMarketPriceMax, or 128 up to kMarketSizeMax, in
/// size.
class Moments
{
public:
    void add(std::int64_t value) noexcept
    {
        ++m_count;
        m_sum += value;
        m_squares += Int128{value} * value;
    }
    /// Precondition: the value was added and not removed since.
    void remove(std::int64_t value) noexcept
    {
        --m_count;
        m_sum -= value;
        m_squares -= Int128{value} * value;
    }

    [[nodiscard]] std::int64_t count() const noexcept { return m_count; }
    [[nodiscard]] Int128 sum() const noexcept { return m_sum; }
    /// Half-even, exact. Precondition: count() > 0.
    [[nodiscard]] std::int64_t meanNanos() const noexcept;
    /// Rounded half-even to a whole number. Precondition: count() > 0, for a sample > 1.
    [[nodiscard]] double deviationNanos(Deviation deviation) const noexcept;

private:
    std::int64_t m_count = 0;
    Int128 m_sum = 0;
    Int128 m_squares = 0;
};

} // namespace tapedeck
