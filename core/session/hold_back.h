#pragma once

#include "market/events.h"

#include <optional>
#include <vector>

namespace tapedeck {

/// What a stream tells after a hole waits for what was missed, but not for long.
inline constexpr Nanoseconds kHoldBackMax = std::chrono::seconds{3};
/// More events are not held.
inline constexpr std::size_t kHoldBackEventsMax = 50'000;

/// Keeps trades and bars back while a hole is being filled, so that they go to the engine behind
/// what was missed. Quotes and halts pass at once: exits look at them. Times are those of a steady
/// clock, and the wait counts from the first event that is held.
class HoldBack
{
public:
    /// From here on events are held, until release() or until the wait is over.
    void begin() noexcept;
    [[nodiscard]] bool isHolding() const noexcept { return m_holding; }
    /// Takes out of `events` what is held.
    void take(std::vector<MarketEvent>& events, Nanoseconds now);
    /// True when what is held has waited long enough, or is too much.
    [[nodiscard]] bool isOver(Nanoseconds now) const noexcept;
    /// What was held, in order of arrival; nothing is held any more.
    [[nodiscard]] std::vector<MarketEvent> release();

private:
    bool m_holding = false;
    std::optional<Nanoseconds> m_firstAt;
    std::vector<MarketEvent> m_held;
};

} // namespace tapedeck
