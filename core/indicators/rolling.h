#pragma once

#include "base/check.h"
#include "indicators/moments.h"

#include <cstddef>
#include <vector>

namespace tapedeck {

/// The last `period` values, oldest first; nothing allocates after construction.
template <class T>
class LastValues
{
public:
    explicit LastValues(std::size_t period) : m_values(period) { CHECK(period > 0); }

    /// Puts a value in and gives back the one that it pushed out, where the ring was full.
    T push(T value) noexcept
    {
        const T oldest = m_values[m_next];
        m_values[m_next] = value;
        m_next = m_next + 1 == m_values.size() ? 0 : m_next + 1;
        m_count += m_count < m_values.size() ? 1 : 0;
        return oldest;
    }
    [[nodiscard]] bool isFull() const noexcept { return m_count == m_values.size(); }
    [[nodiscard]] std::size_t period() const noexcept { return m_values.size(); }

private:
    std::vector<T> m_values;
    std::size_t m_next = 0;
    std::size_t m_count = 0;
};

/// Moments of the last `period` whole numbers; exact for ever.
class RollingMoments
{
public:
    explicit RollingMoments(std::size_t period) : m_values{period} {}

    void update(std::int64_t value) noexcept
    {
        const bool wasFull = m_values.isFull();
        const std::int64_t oldest = m_values.push(value);
        if (wasFull)
            m_moments.remove(oldest);
        m_moments.add(value);
    }
    [[nodiscard]] bool isFull() const noexcept { return m_values.isFull(); }
    [[nodiscard]] const Moments& moments() const noexcept { return m_moments; }

private:
    LastValues<std::int64_t> m_values;
    Moments m_moments;
};

} // namespace tapedeck
