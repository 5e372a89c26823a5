#pragma once

#include "market/events.h"

#include <vector>

namespace tapedeck {

/// The last bars of one timeframe, oldest first: what a chart shows and what an indicator starts
/// from. Holds at most the capacity it was made with; the oldest falls out.
class BarSeries
{
public:
    explicit BarSeries(std::size_t capacity);

    /// Puts a bar where its start says: a bar with the same start is replaced (an updated or
    /// growing one), a newer one is appended, an older one that is missing goes in between. False,
    /// and nothing changes, if it is older than all of a full series. Cost: the bars that are
    /// newer.
    bool put(const Bar& bar);
    /// Takes out the bar with this start, if there is one. Cost: the bars that are newer.
    void erase(Timestamp start) noexcept;
    void clear() noexcept { m_size = 0; }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] std::size_t capacity() const noexcept { return m_bars.size(); }
    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }
    /// 0 is the oldest. Precondition: index < size().
    [[nodiscard]] const Bar& at(std::size_t index) const noexcept;
    /// Precondition: not empty.
    [[nodiscard]] const Bar& newest() const noexcept { return at(m_size - 1); }

private:
    [[nodiscard]] Bar& slot(std::size_t index) noexcept;

    std::vector<Bar> m_bars;
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

} // namespace tapedeck
