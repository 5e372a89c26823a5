#include "session/gap_ledger.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

std::optional<Gap>
GapLedger::open(Timestamp start, std::string cause, std::vector<std::string> symbols)
{
    if (isOpen())
        return std::nullopt;
    Gap gap;
    gap.number = ++m_number;
    gap.link = m_link;
    gap.start = start;
    gap.end = start;
    gap.cause = std::move(cause);
    gap.symbols = std::move(symbols);
    m_gaps.push_back(gap);
    ++m_counts.open;
    trim();
    return gap;
}

std::optional<Gap> GapLedger::close(Timestamp end)
{
    if (!isOpen())
        return std::nullopt;
    Gap& gap = m_gaps.back();
    gap.end = std::max(end, gap.start);
    gap.state = GapState::Filling;
    return gap;
}

std::optional<Gap> GapLedger::filled(std::int64_t number, std::string by)
{
    return settle(number, GapState::Filled, std::move(by));
}

std::optional<Gap> GapLedger::unfilled(std::int64_t number, std::string why)
{
    return settle(number, GapState::Unfilled, std::move(why));
}

std::optional<Gap> GapLedger::settle(std::int64_t number, GapState state, std::string how)
{
    const auto gap = std::find_if(
        m_gaps.begin(), m_gaps.end(), [number](const Gap& g) { return g.number == number; });
    if (gap == m_gaps.end() || gap->state != GapState::Filling)
        return std::nullopt;
    gap->state = state;
    gap->filledBy = std::move(how);
    --m_counts.open;
    ++(state == GapState::Filled ? m_counts.filled : m_counts.unfilled);
    return *gap;
}

bool GapLedger::isOpen() const noexcept
{
    return !m_gaps.empty() && m_gaps.back().state == GapState::Open;
}

std::vector<Gap> GapLedger::last(std::size_t most) const
{
    std::vector<Gap> gaps{m_gaps.rbegin(),
                          m_gaps.rbegin() +
                              static_cast<std::ptrdiff_t>(std::min(most, m_gaps.size()))};
    return gaps;
}

/// One that is still open or being filled is never forgotten, unless there are only such.
void GapLedger::trim()
{
    if (m_gaps.size() <= kGapsKept)
        return;
    const auto over = std::find_if(m_gaps.begin(), m_gaps.end(), [](const Gap& gap) {
        return gap.state == GapState::Filled || gap.state == GapState::Unfilled;
    });
    if (over == m_gaps.end()) {
        --m_counts.open;
        ++m_counts.unfilled;
        m_gaps.pop_front();
        return;
    }
    m_gaps.erase(over);
}

} // namespace tapedeck
