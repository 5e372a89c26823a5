#pragma once

#include "market/events.h"

#include <optional>
#include <vector>

namespace tapedeck {

/// The newest trades of one symbol in the order of their arrival, kept so that a correction finds
/// what it corrects and the bars over it can be made again. Grows to kTradesMax and no further;
/// then each trade takes the place of the oldest.
class TradeLog
{
public:
    static constexpr std::size_t kTradesMax = 8'192;

    void add(const Trade& trade);
    /// Puts `corrected` in the place of the trade with this id of this exchange, or takes it out;
    /// gives what stood there. The corrected trade keeps the time of the original, since a
    /// correction says when it was made and not of when. Nothing for an id that is not here, or
    /// zero.
    std::optional<Trade>
    replace(std::int64_t id, char exchange, const std::optional<Trade>& corrected);
    /// True if no trade from `start` on has left the log.
    [[nodiscard]] bool covers(Timestamp start) const noexcept
    {
        return !m_leftUntil || *m_leftUntil < start;
    }

    template <class Each>
    void forEach(Each each) const
    {
        for (std::size_t i = 0; i < m_size; ++i)
            each(m_ring[(m_first + i) % m_ring.size()]);
    }

private:
    std::vector<Trade> m_ring;
    std::size_t m_first = 0;
    std::size_t m_size = 0;
    std::optional<Timestamp> m_leftUntil; ///< the latest time among those that left
};

} // namespace tapedeck
