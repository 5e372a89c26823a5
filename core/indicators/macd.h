#pragma once

#include "indicators/ema.h"

namespace tapedeck {

/// Moving average convergence/divergence: the fast EMA less the slow one, in dollars, and a signal
/// line over it. Source: Gerald Appel; each average starts with its simple mean, the signal with
/// that of the first `signal` MACD values.
class Macd
{
public:
    explicit Macd(std::size_t fast = 12, std::size_t slow = 26, std::size_t signal = 9)
        : m_fast{fast}, m_slow{slow}, m_signal{signal}
    {
        CHECK(fast < slow);
    }

    void update(Price price) noexcept
    {
        m_fast.update(price);
        m_slow.update(price);
        if (const auto macd = raw())
            m_signal.update(*macd);
    }
    /// Empty before `slow` prices.
    [[nodiscard]] std::optional<double> value() const noexcept { return quantised(raw()); }
    /// Empty before slow + signal - 1 prices.
    [[nodiscard]] std::optional<double> signal() const noexcept { return m_signal.value(); }
    /// MACD less signal.
    [[nodiscard]] std::optional<double> histogram() const noexcept
    {
        const auto signal = m_signal.raw();
        return signal ? quantised(*raw() - *signal) : std::nullopt;
    }

private:
    static std::optional<double> quantised(std::optional<double> value) noexcept
    {
        return value ? std::optional{quantise(*value)} : std::nullopt;
    }
    [[nodiscard]] std::optional<double> raw() const noexcept
    {
        const auto slow = m_slow.raw();
        return slow ? std::optional{*m_fast.raw() - *slow} : std::nullopt;
    }

    Ema m_fast;
    Ema m_slow;
    Ema m_signal;
};

} // namespace tapedeck
