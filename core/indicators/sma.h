#pragma once

#include "base/fixed.h"
#include "indicators/rolling.h"

#include <optional>

namespace tapedeck {

/// Simple moving average: the mean of the last `period` prices, in dollars, exact and half-even.
class Sma
{
public:
    explicit Sma(std::size_t period) : m_prices{period} {}

    void update(Price price) noexcept
    {
        const bool wasFull = m_prices.isFull();
        const Price oldest = m_prices.push(price);
        if (wasFull)
            m_sum -= oldest.nanos();
        m_sum += price.nanos();
    }
    /// Empty before `period` prices.
    [[nodiscard]] std::optional<double> value() const noexcept
    {
        if (!m_prices.isFull())
            return std::nullopt;
        const Int128 mean = divideHalfEven(m_sum, static_cast<std::int64_t>(m_prices.period()));
        return Price::fromNanos(static_cast<std::int64_t>(mean)).toDouble();
    }

private:
    LastValues<Price> m_prices;
    Int128 m_sum = 0;
};

} // namespace tapedeck
