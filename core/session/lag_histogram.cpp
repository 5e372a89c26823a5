#include "session/lag_histogram.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace tapedeck {

std::size_t LagHistogram::bucketOf(Nanoseconds lag) noexcept
{
    const auto nanos = static_cast<std::uint64_t>(std::max<std::int64_t>(lag.count(), 0));
    if (nanos < kPerDoubling)
        return nanos;
    const auto power = static_cast<std::size_t>(std::bit_width(nanos)) - 1;
    const std::uint64_t quarter = (nanos >> (power - 2)) & 3U;
    return (power - 1) * kPerDoubling + quarter;
}

Nanoseconds LagHistogram::endOf(std::size_t bucket) noexcept
{
    if (bucket < kPerDoubling)
        return Nanoseconds{static_cast<std::int64_t>(bucket)};
    const std::size_t power = bucket / kPerDoubling + 1;
    const std::uint64_t quarter = bucket % kPerDoubling;
    const std::uint64_t end = ((kPerDoubling + quarter + 1) << (power - 2)) - 1;
    return Nanoseconds{static_cast<std::int64_t>(end)};
}

void LagHistogram::add(Nanoseconds lag) noexcept
{
    ++m_now[bucketOf(lag)];
}

void LagHistogram::turn() noexcept
{
    m_before = m_now;
    m_now = {};
}

std::optional<Nanoseconds> LagHistogram::quantile(std::uint64_t permille) const noexcept
{
    const std::uint64_t total =
        std::accumulate(m_before.begin(),
                        m_before.end(),
                        std::accumulate(m_now.begin(), m_now.end(), std::uint64_t{0}));
    if (total == 0)
        return std::nullopt;
    const std::uint64_t wanted = std::max<std::uint64_t>((total * permille + 999) / 1'000, 1);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += m_now[i] + m_before[i];
        if (seen >= wanted)
            return endOf(i);
    }
    return std::nullopt;
}

} // namespace tapedeck
