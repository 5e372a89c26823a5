#include "session/hold_back.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tapedeck {

namespace {

bool passesAtOnce(const MarketEvent& event) noexcept
{
    return std::holds_alternative<Quote>(event) || std::holds_alternative<TradingStatus>(event) ||
           std::holds_alternative<LuldBand>(event);
}

} // namespace

void HoldBack::begin() noexcept
{
    m_holding = true;
    if (m_held.empty())
        m_firstAt.reset();
}

void HoldBack::take(std::vector<MarketEvent>& events, Nanoseconds now)
{
    if (!m_holding)
        return;
    const auto held = std::stable_partition(events.begin(), events.end(), passesAtOnce);
    if (held == events.end())
        return;
    if (!m_firstAt)
        m_firstAt = now;
    m_held.insert(
        m_held.end(), std::make_move_iterator(held), std::make_move_iterator(events.end()));
    events.erase(held, events.end());
}

bool HoldBack::isOver(Nanoseconds now) const noexcept
{
    return m_holding &&
           ((m_firstAt && now - *m_firstAt >= kHoldBackMax) || m_held.size() > kHoldBackEventsMax);
}

std::vector<MarketEvent> HoldBack::release()
{
    m_holding = false;
    m_firstAt.reset();
    return std::exchange(m_held, {});
}

} // namespace tapedeck
