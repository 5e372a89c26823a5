#include "indicators/z_score.h"

#include "base/quantise.h"

namespace tapedeck {

std::optional<double> ZScore::mean() const noexcept
{
    if (!isFull())
        return std::nullopt;
    return static_cast<double>(m_values.moments().meanNanos()) / static_cast<double>(kNanosPerUnit);
}

std::optional<double> ZScore::deviation() const noexcept
{
    if (!isFull())
        return std::nullopt;
    return m_values.moments().deviationNanos(Deviation::Sample) /
           static_cast<double>(kNanosPerUnit);
}

std::optional<double> ZScore::ofNanos(std::int64_t value) const noexcept
{
    if (!isFull())
        return std::nullopt;
    const double spread = m_values.moments().deviationNanos(Deviation::Sample);
    if (spread == 0)
        return std::nullopt;
    const double distance =
        static_cast<double>(value) - static_cast<double>(m_values.moments().meanNanos());
    return quantise(distance / spread);
}

} // namespace tapedeck
