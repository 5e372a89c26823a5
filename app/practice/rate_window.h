#pragma once

#include <cstdint>

namespace tapedeck::practice {

/// Requests of the running minute against a limit. Real minutes, whatever the tape's speed.
class RateWindow
{
public:
    explicit RateWindow(std::uint32_t limit) noexcept : m_limit{limit} {}

    /// Counts a request of this second since 1970. False: one too many.
    [[nodiscard]] bool take(std::int64_t epochSeconds) noexcept
    {
        roll(epochSeconds);
        if (m_limit != 0 && m_used >= m_limit)
            return false;
        ++m_used;
        return true;
    }
    /// Begins the window of this second, without counting anything.
    void roll(std::int64_t epochSeconds) noexcept
    {
        if (epochSeconds >= m_reset || epochSeconds < m_reset - 60) {
            m_reset = epochSeconds - epochSeconds % 60 + 60;
            m_used = 0;
        }
    }
    [[nodiscard]] std::uint32_t limit() const noexcept { return m_limit; }
    [[nodiscard]] std::uint32_t remaining() const noexcept
    {
        return m_used < m_limit ? m_limit - m_used : 0;
    }
    /// When the next window begins, in seconds since 1970.
    [[nodiscard]] std::int64_t reset() const noexcept { return m_reset; }

private:
    std::uint32_t m_limit;
    std::uint32_t m_used = 0;
    std::int64_t m_reset = 0;
};

} // namespace tapedeck::practice
