#pragma once

#include "base/fixed.h"
#include "indicators/rolling.h"

#include <optional>

namespace tapedeck {

/// A baseline of the last `period` values (closes, volumes, returns as Ratio), and how far from it
/// another value lies: (value - mean) / sample deviation.
class ZScore
{
public:
    /// `period` 2 to 128, where values may be as large as kMarketSizeMax; else to 2^19.
    explicit ZScore(std::size_t period) : m_values{period} { CHECK(period > 1); }

    template <class Tag>
    void update(Fixed<Tag> value) noexcept
    {
        m_values.update(value.nanos());
    }
    [[nodiscard]] bool isFull() const noexcept { return m_values.isFull(); }
    /// Empty before `period` values, and where they are all the same.
    template <class Tag>
    [[nodiscard]] std::optional<double> of(Fixed<Tag> value) const noexcept
    {
        return ofNanos(value.nanos());
    }
    /// In whole units (dollars); empty before `period` values.
    [[nodiscard]] std::optional<double> mean() const noexcept;
    [[nodiscard]] std::optional<double> deviation() const noexcept;

private:
    [[nodiscard]] std::optional<double> ofNanos(std::int64_t value) const noexcept;

    RollingMoments m_values;
};

} // namespace tapedeck
