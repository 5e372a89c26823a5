#pragma once

#include "app/runtime/run_clock.h"

#include <mutex>

namespace tapedeck::runtime {

/// The run's clock for every thread. It is set anew where the tape jumps or stops.
class SharedClock
{
public:
    explicit SharedClock(const RunClock& clock) noexcept : m_clock{clock} {}

    [[nodiscard]] Timestamp now() const { return get().now(); }
    [[nodiscard]] RunClock get() const
    {
        const std::lock_guard lock{m_mutex};
        return m_clock;
    }
    void set(const RunClock& clock)
    {
        const std::lock_guard lock{m_mutex};
        m_clock = clock;
    }

private:
    mutable std::mutex m_mutex;
    RunClock m_clock;
};

} // namespace tapedeck::runtime
