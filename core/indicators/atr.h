#pragma once

#include "base/quantise.h"
#include "indicators/wilder.h"
#include "market/events.h"

#include <algorithm>

namespace tapedeck {

/// Average true range in dollars, Wilder's average. The first bar, which has no close before it,
/// gives high - low. Source: Wilder 1978.
class Atr
{
public:
    explicit Atr(std::size_t period = 14) : m_average{period} {}

    void update(const Bar& bar) noexcept { update(bar.high, bar.low, bar.close); }
    void update(Price high, Price low, Price close) noexcept
    {
        Price range = high - low;
        if (m_previousClose)
            range =
                std::max({range, (high - *m_previousClose).abs(), (low - *m_previousClose).abs()});
        m_average.update(range.toDouble());
        m_previousClose = close;
    }
    /// Empty before `period` bars.
    [[nodiscard]] std::optional<double> value() const noexcept
    {
        const auto raw = m_average.raw();
        return raw ? std::optional{quantise(*raw)} : std::nullopt;
    }

private:
    WilderAverage m_average;
    std::optional<Price> m_previousClose;
};

} // namespace tapedeck
