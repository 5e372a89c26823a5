#pragma once

#include "base/check.h"

#include <cstddef>
#include <optional>

namespace tapedeck {

/// Wilder's smoothed average: the simple mean of the first `period` values, then
/// (previous x (period - 1) + value) / period. Source: J. Welles Wilder, New Concepts in Technical
/// Trading Systems, 1978.
class WilderAverage
{
public:
    explicit WilderAverage(std::size_t period) : m_period{period} { CHECK(period > 0); }

    void update(double value) noexcept
    {
        const auto n = static_cast<double>(m_period);
        if (m_count == m_period) {
            m_value = (m_value * (n - 1) + value) / n;
        } else {
            m_value += value;
            if (++m_count == m_period)
                m_value /= n;
        }
    }
    /// With all its bits. Empty before `period` values.
    [[nodiscard]] std::optional<double> raw() const noexcept
    {
        return m_count == m_period ? std::optional{m_value} : std::nullopt;
    }

private:
    std::size_t m_period;
    std::size_t m_count = 0;
    double m_value = 0; ///< the sum until there are enough
};

} // namespace tapedeck
