#include "session/backoff.h"

#include <algorithm>

namespace tapedeck {

Nanoseconds Jitter::around(Nanoseconds length) noexcept
{
    m_state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    z ^= z >> 31U;
    const auto permille = static_cast<std::int64_t>(z % 501U) + 750;
    return length / 1'000 * permille;
}

Nanoseconds Backoff::next() noexcept
{
    const Nanoseconds base = std::max(m_next, m_pace.first);
    m_next = std::min(base * 2, m_pace.most);
    return std::min(m_jitter.around(base), m_pace.most);
}

} // namespace tapedeck
