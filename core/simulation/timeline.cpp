#include "simulation/timeline.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

bool Timeline::isLater(const Event& a, const Event& b) noexcept
{
    return std::pair{a.at, a.number} > std::pair{b.at, b.number};
}

void Timeline::push(Event event)
{
    m_events.push_back(std::move(event));
    std::push_heap(m_events.begin(), m_events.end(), isLater);
}

void Timeline::later(Nanoseconds delay, Whose whose, std::function<void()> act)
{
    push({m_now + delay, ++m_number, whose, std::move(act)});
}

void Timeline::runUntil(Timestamp until, const std::function<void()>& passed)
{
    while (!m_events.empty() && m_events.front().at <= until) {
        std::pop_heap(m_events.begin(), m_events.end(), isLater);
        Event next = std::move(m_events.back());
        m_events.pop_back();
        if (m_asleep && next.whose == Whose::Program) {
            m_held.push_back(std::move(next));
            continue;
        }
        if (next.at > m_now) {
            m_now = next.at;
            passed();
        }
        next.act();
    }
    if (until > m_now) {
        m_now = until;
        passed();
    }
}

void Timeline::forgetProgram()
{
    m_held.clear();
    std::erase_if(m_events, [](const Event& event) { return event.whose == Whose::Program; });
    std::make_heap(m_events.begin(), m_events.end(), isLater);
}

void Timeline::wake()
{
    m_asleep = false;
    for (Event& event : m_held) {
        event.at = m_now;
        push(std::move(event));
    }
    m_held.clear();
}

void Timeline::jumpTo(Timestamp now)
{
    m_events.clear();
    m_held.clear();
    m_asleep = false;
    m_now = now;
}

} // namespace tapedeck
