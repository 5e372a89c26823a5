#include "indicators/moments.h"

#include "base/check.h"
#include "base/quantise.h"

#include <cmath>

namespace tapedeck {

std::int64_t Moments::meanNanos() const noexcept
{
    CHECK(m_count > 0);
    if (!fitsInt64(m_sum))
        return static_cast<std::int64_t>(divideHalfEven(m_sum, m_count));
    // The usual case, several times faster than a division of 128 bits.
    const auto sum = static_cast<std::int64_t>(m_sum);
    std::int64_t mean = sum / m_count;
    const std::int64_t rest = sum % m_count;
    const std::int64_t size = rest < 0 ? -rest : rest;
    if (size > m_count - size || (size == m_count - size && mean % 2 != 0))
        mean += sum < 0 ? -1 : 1;
    return mean;
}

double Moments::deviationNanos(Deviation deviation) const noexcept
{
    const std::int64_t divisor = deviation == Deviation::Sample ? m_count - 1 : m_count;
    CHECK(divisor > 0);
    // The sum of squares around the rounded mean m is exact in integers: with rest r = S - n m,
    // sum (x - m)^2 = Q - 2 m S + n m^2 = Q - m (S + r). Around the true mean it is r^2 / n less.
    const std::int64_t mean = meanNanos();
    const Int128 rest = m_sum - Int128{mean} * m_count;
    const Int128 around = m_squares - mean * (m_sum + rest);
    const auto r = static_cast<double>(rest);
    const double sum = static_cast<double>(around) - r * r / static_cast<double>(m_count);
    return sum <= 0 ? 0 : roundHalfEven(std::sqrt(sum / static_cast<double>(divisor)));
}

} // namespace tapedeck
