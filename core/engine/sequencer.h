#pragma once

#include "engine/input.h"

#include <utility>

namespace tapedeck {

/// The order of things is the law: gives every happening its time, which never decreases, and puts
/// a Tick at each full 100 ms before the first input at or past it (DESIGN: order and time).
class Sequencer
{
public:
    static constexpr Nanoseconds kTickEvery = std::chrono::milliseconds{100};

    /// Calls `deliver(Input&&)` for every tick that is due at `now`.
    template <class Deliver>
    void advance(Timestamp now, Deliver&& deliver)
    {
        if (m_at == Timestamp{}) {
            m_at = now;
            m_nextTick = std::chrono::ceil<Tenths>(now);
        }
        for (; m_nextTick <= now; m_nextTick += kTickEvery) {
            m_at = m_nextTick;
            deliver(Input{m_at, input::Tick{}});
        }
        m_at = std::max(m_at, now);
    }
    /// The ticks that are due and then the thing itself.
    template <class Deliver>
    void take(Timestamp now, InputWhat what, Deliver&& deliver)
    {
        advance(now, deliver);
        deliver(Input{m_at, std::move(what)});
    }
    [[nodiscard]] Timestamp at() const noexcept { return m_at; }

private:
    using Tenths = std::chrono::duration<std::int64_t, std::ratio<1, 10>>;

    Timestamp m_at;
    Timestamp m_nextTick;
};

} // namespace tapedeck
