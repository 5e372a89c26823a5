#pragma once

#include "base/fixed.h"
#include "base/quantise.h"
#include "indicators/wilder.h"

namespace tapedeck {

/// Relative strength index, 0 to 100, with Wilder's averages of gains and losses. Source: Wilder
/// 1978. Without any loss it is 100; where the price never moved it says nothing, so 50.
class Rsi
{
public:
    explicit Rsi(std::size_t period = 14) : m_gain{period}, m_loss{period} {}

    void update(Price price) noexcept
    {
        if (m_previous) {
            const Price change = price - *m_previous;
            m_gain.update(change.isPositive() ? change.toDouble() : 0);
            m_loss.update(change.isNegative() ? -change.toDouble() : 0);
        }
        m_previous = price;
    }
    /// Empty before `period` changes, so period + 1 prices.
    [[nodiscard]] std::optional<double> value() const noexcept
    {
        const auto gain = m_gain.raw();
        const auto loss = m_loss.raw();
        if (!gain || !loss)
            return std::nullopt;
        return *gain + *loss == 0 ? 50 : quantise(100 * *gain / (*gain + *loss));
    }

private:
    WilderAverage m_gain;
    WilderAverage m_loss;
    std::optional<Price> m_previous;
};

} // namespace tapedeck
