#pragma once

#include "base/fixed.h"
#include "indicators/rolling.h"

#include <optional>

namespace tapedeck {

/// Bollinger bands: the mean of the last 20 prices, and two population deviations around it.
/// Source: John Bollinger, Bollinger on Bollinger Bands, 2001.
class Bollinger
{
public:
    /// `period` at most 2^19.
    explicit Bollinger(std::size_t period = 20, double deviations = 2)
        : m_prices{period}, m_deviations{deviations}
    {}

    void update(Price price) noexcept;

    struct Bands
    {
        double middle = 0; ///< dollars
        double upper = 0;
        double lower = 0;
        std::optional<double> percentB; ///< (price - lower) / (upper - lower); empty if they meet
        double width = 0;               ///< (upper - lower) / middle, a fraction
    };
    /// Empty before `period` prices.
    [[nodiscard]] std::optional<Bands> value() const noexcept;

private:
    RollingMoments m_prices;
    double m_deviations;
    Price m_last;
};

} // namespace tapedeck
