#pragma once

#include "base/check.h"
#include "base/fixed.h"
#include "base/quantise.h"

#include <cstddef>
#include <optional>

namespace tapedeck {

/// Exponential moving average with weight 2 / (period + 1). It starts with the simple mean of its
/// first `period` values.
class Ema
{
public:
    explicit Ema(std::size_t period) : m_period{period} { CHECK(period > 0); }

    void update(Price price) noexcept { update(price.toDouble()); }
    void update(double value) noexcept
    {
        if (m_count < m_period) {
            m_value += value;
            if (++m_count == m_period)
                m_value /= static_cast<double>(m_period);
            return;
        }
        m_value += (value - m_value) * 2 / static_cast<double>(m_period + 1);
    }
    /// Empty before `period` values.
    [[nodiscard]] std::optional<double> value() const noexcept
    {
        return raw() ? std::optional{quantise(*raw())} : std::nullopt;
    }
    /// The same with all its bits: for further calculation within this room only.
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
