#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>

namespace tapedeck {

/// Who goes first, and who may use the reserve of a host's request budget.
enum class Urgency : std::uint8_t
{
    Safety,    ///< cancellations, and what became of an order: the last of the reserve is theirs
    Order,     ///< the reserve is theirs and of those above
    Truth,     ///< what became of orders and positions
    Background ///< everything else
};

[[nodiscard]] constexpr bool isQuery(Urgency urgency) noexcept
{
    return urgency > Urgency::Order;
}

/// The budget of one host, shared by all who ask it. A token bucket of a quarter of the limit that
/// refills with the other three quarters a minute, so no minute sees more than the limit, however
/// the server cuts its minutes. The last fifth of the bucket is kept for orders, and of that the
/// last half for cancellations: a kill must go through when orders have used up the rest. What the
/// server says of the budget in its headers counts where it is less. Times are those of a steady
/// clock.
class Throttle
{
public:
    /// Precondition: perMinute >= 4.
    explicit Throttle(std::int64_t perMinute = 200) noexcept;

    /// Zero: a token is taken, go. Else how long to wait before asking again.
    [[nodiscard]] Nanoseconds take(Urgency urgency, Nanoseconds now) noexcept;
    /// X-RateLimit-* of an answer; `reset` from now on.
    void onHeaders(std::int64_t limit,
                   std::int64_t remaining,
                   Nanoseconds reset,
                   Nanoseconds now) noexcept;
    /// 429: nothing goes to the host until then.
    void onRefused(std::optional<Nanoseconds> reset, Nanoseconds now) noexcept;
    /// Zero when the host is open.
    [[nodiscard]] Nanoseconds closedFor(Nanoseconds now) const noexcept;

private:
    void setLimit(std::int64_t perMinute) noexcept;
    void refill(Nanoseconds now) noexcept;

    std::int64_t m_perMinute = 0;
    std::int64_t m_capacity = 0;      ///< in thousandths of a token, as are the next three
    std::int64_t m_reserve = 0;       ///< not for queries
    std::int64_t m_safetyReserve = 0; ///< nor for orders
    std::int64_t m_tokens = 0;
    Nanoseconds m_each{}; ///< a token comes every so often
    Nanoseconds m_filledAt{0};
    Nanoseconds m_closedUntil{0};
    Nanoseconds m_queriesClosedUntil{0};
};

} // namespace tapedeck
