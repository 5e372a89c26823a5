#include "market/trade_log.h"

#include <algorithm>

namespace tapedeck {

void TradeLog::add(const Trade& trade)
{
    constexpr std::size_t kFirst = 64;
    if (m_size == m_ring.size() && m_size < kTradesMax) {
        std::rotate(
            m_ring.begin(), m_ring.begin() + static_cast<std::ptrdiff_t>(m_first), m_ring.end());
        m_first = 0;
        m_ring.resize(std::clamp(m_size * 2, kFirst, kTradesMax));
    }
    if (m_size == m_ring.size()) {
        const Timestamp leaves = m_ring[m_first].at;
        m_leftUntil = std::max(m_leftUntil.value_or(leaves), leaves);
        m_ring[m_first] = trade;
        m_first = (m_first + 1) % m_ring.size();
        return;
    }
    m_ring[(m_first + m_size) % m_ring.size()] = trade;
    ++m_size;
}

std::optional<Trade>
TradeLog::replace(std::int64_t id, char exchange, const std::optional<Trade>& corrected)
{
    const auto at = [this](std::size_t i) -> Trade& {
        return m_ring[(m_first + i) % m_ring.size()];
    };
    std::size_t place = m_size;
    while (place > 0 && (at(place - 1).id != id || at(place - 1).exchange != exchange))
        --place;
    if (place == 0 || id == 0)
        return std::nullopt;
    --place;
    const Trade original = at(place);
    if (corrected) {
        at(place) = *corrected;
        at(place).at = original.at;
        return original;
    }
    for (std::size_t i = place; i + 1 < m_size; ++i)
        at(i) = at(i + 1);
    --m_size;
    return original;
}

} // namespace tapedeck
