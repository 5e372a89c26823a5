#include "market/bar_series.h"

#include "base/check.h"

namespace tapedeck {

BarSeries::BarSeries(std::size_t capacity) : m_bars(capacity)
{
    CHECK(capacity > 0);
}

bool BarSeries::put(const Bar& bar)
{
    std::size_t place = m_size; // the bars before it are older
    while (place > 0 && at(place - 1).start > bar.start)
        --place;
    if (place > 0 && at(place - 1).start == bar.start) {
        slot(place - 1) = bar;
        return true;
    }
    if (m_size == m_bars.size()) {
        if (place == 0)
            return false;
        m_first = (m_first + 1) % m_bars.size();
        --m_size;
        --place;
    }
    ++m_size;
    for (std::size_t i = m_size - 1; i > place; --i)
        slot(i) = slot(i - 1);
    slot(place) = bar;
    return true;
}

const Bar& BarSeries::at(std::size_t index) const noexcept
{
    CHECK(index < m_size);
    return m_bars[(m_first + index) % m_bars.size()];
}

Bar& BarSeries::slot(std::size_t index) noexcept
{
    return m_bars[(m_first + index) % m_bars.size()];
}

void BarSeries::erase(Timestamp start) noexcept
{
    std::size_t place = m_size;
    while (place > 0 && slot(place - 1).start > start)
        --place;
    if (place == 0 || slot(place - 1).start != start)
        return;
    for (; place < m_size; ++place)
        slot(place - 1) = slot(place);
    --m_size;
}

} // namespace tapedeck
