#pragma once

#include "base/time.h"

#include <array>
#include <cstdint>
#include <optional>

namespace tapedeck {

/// Recent lags in buckets that grow by about a fifth: a quantile is right to within that. Holds the
/// current span and the one before it; whoever owns it calls turn() every few seconds.
class LagHistogram
{
public:
    /// Negative lags (our clock is behind) count as none at all.
    void add(Nanoseconds lag) noexcept;
    void turn() noexcept;
    /// The lag that `permille` of a thousand do not exceed. Nothing without any.
    [[nodiscard]] std::optional<Nanoseconds> quantile(std::uint64_t permille) const noexcept;

private:
    static constexpr std::size_t kPerDoubling = 4;
    static constexpr std::size_t kBuckets = 64 * kPerDoubling;
    [[nodiscard]] static std::size_t bucketOf(Nanoseconds lag) noexcept;
    [[nodiscard]] static Nanoseconds endOf(std::size_t bucket) noexcept;

    std::array<std::uint32_t, kBuckets> m_now{};
    std::array<std::uint32_t, kBuckets> m_before{};
};

} // namespace tapedeck
