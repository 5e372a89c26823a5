#include "indicators/bollinger.h"

#include "base/quantise.h"

namespace tapedeck {

void Bollinger::update(Price price) noexcept
{
    m_last = price;
    m_prices.update(price.nanos());
}

std::optional<Bollinger::Bands> Bollinger::value() const noexcept
{
    if (!m_prices.isFull())
        return std::nullopt;
    constexpr auto kNanos = static_cast<double>(kNanosPerUnit);
    const Moments& moments = m_prices.moments();
    const double middle = static_cast<double>(moments.meanNanos());
    const double reach =
        roundHalfEven(m_deviations * moments.deviationNanos(Deviation::Population));
    Bands bands;
    bands.middle = middle / kNanos;
    bands.upper = (middle + reach) / kNanos;
    bands.lower = (middle - reach) / kNanos;
    if (reach > 0)
        bands.percentB =
            quantise((static_cast<double>(m_last.nanos()) - (middle - reach)) / (2 * reach));
    bands.width = middle != 0 ? quantise(2 * reach / middle) : 0;
    return bands;
}

} // namespace tapedeck
