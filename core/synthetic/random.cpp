#include "synthetic/random.h"

#include <bit>
#include <cmath>

namespace tapedeck {

namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;

std::uint64_t mix(std::uint64_t z) noexcept
{
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

} // namespace

Random::Random(std::initializer_list<std::uint64_t> seeds) noexcept
{
    for (const std::uint64_t seed : seeds)
        m_state = mix(m_state + kGolden) ^ mix(seed + kGolden);
}

std::uint64_t Random::bits() noexcept
{
    m_state += kGolden;
    return mix(m_state);
}

double Random::uniform() noexcept
{
    // 52 bits and a half: exact in a double, and never 0 or 1.
    return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1p-52;
}

double Random::uniform(double from, double to) noexcept
{
    return from + (to - from) * uniform();
}

std::uint32_t Random::below(std::uint32_t count) noexcept
{
    return static_cast<std::uint32_t>(((bits() >> 32U) * count) >> 32U);
}

double Random::normal() noexcept
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    while (true) {
        const double x = 2 * uniform() - 1;
        const double y = 2 * uniform() - 1;
        const double square = x * x + y * y;
        if (square >= 1 || square <= 0)
            continue;
        const double scale = std::sqrt(-2 * naturalLog(square) / square);
        m_spare = y * scale;
        m_hasSpare = true;
        return x * scale;
    }
}

double Random::exponential() noexcept
{
    return -naturalLog(uniform());
}

double naturalLog(double x) noexcept
{
    // x = m * 2^e with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh((m - 1) / (m + 1)) as a series.
    constexpr double kLn2 = 0.693147180559945309417;
    const auto bits = std::bit_cast<std::uint64_t>(x);
    auto exponent = static_cast<std::int64_t>(bits >> 52U) - 1023;
    double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++exponent;
    }
    const double s = (m - 1) / (m + 1);
    const double q = s * s;
    double sum = 1.0 / 17;
    for (const double odd : {15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0})
        sum = sum * q + 1 / odd;
    return 2 * s * sum + static_cast<double>(exponent) * kLn2;
}

} // namespace tapedeck
