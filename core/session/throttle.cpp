#include "session/throttle.h"

#include "base/check.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::int64_t kToken = 1'000;
constexpr Nanoseconds kMinute = std::chrono::minutes{1};
constexpr std::int64_t kLimitMin = 4;
constexpr std::int64_t kLimitMax = 100'000;

/// A server's reset that its or our clock makes nonsense of is taken for the next minute.
Nanoseconds credible(Nanoseconds reset) noexcept
{
    return std::clamp(reset, Nanoseconds{std::chrono::seconds{1}}, kMinute);
}

} // namespace

Throttle::Throttle(std::int64_t perMinute) noexcept
{
    CHECK(perMinute >= kLimitMin);
    setLimit(perMinute);
    m_tokens = m_capacity;
}

void Throttle::setLimit(std::int64_t perMinute) noexcept
{
    m_perMinute = perMinute;
    const std::int64_t burst = perMinute / 4;
    m_capacity = burst * kToken;
    m_reserve = (burst + 4) / 5 * kToken;
    m_safetyReserve = burst / 10 * kToken;
    m_each = kMinute / (perMinute - burst);
    m_tokens = std::min(m_tokens, m_capacity);
}

void Throttle::refill(Nanoseconds now) noexcept
{
    const Nanoseconds passed = std::min(now - m_filledAt, kMinute);
    if (passed <= Nanoseconds{0})
        return;
    const std::int64_t come = passed * kToken / m_each;
    m_tokens = std::min(m_tokens + come, m_capacity);
    // The fraction of a token that has not come yet is kept.
    m_filledAt = m_tokens == m_capacity ? now : m_filledAt + m_each * come / kToken;
}

Nanoseconds Throttle::take(Urgency urgency, Nanoseconds now) noexcept
{
    if (now < m_closedUntil)
        return m_closedUntil - now;
    refill(now);
    const bool query = isQuery(urgency);
    if (query && now < m_queriesClosedUntil)
        return m_queriesClosedUntil - now;
    std::int64_t needed = kToken;
    if (query)
        needed += m_reserve;
    else if (urgency == Urgency::Order)
        needed += m_safetyReserve;
    if (m_tokens < needed)
        return m_each * (needed - m_tokens) / kToken + Nanoseconds{1};
    m_tokens -= kToken;
    return Nanoseconds{0};
}

void Throttle::onHeaders(std::int64_t limit,
                         std::int64_t remaining,
                         Nanoseconds reset,
                         Nanoseconds now) noexcept
{
    if (limit >= kLimitMin && limit <= kLimitMax && limit != m_perMinute)
        setLimit(limit);
    // What is left of the server's minute belongs to orders alone.
    if (remaining * 10 < m_perMinute)
        m_queriesClosedUntil = std::max(m_queriesClosedUntil, now + credible(reset));
}

void Throttle::onRefused(std::optional<Nanoseconds> reset, Nanoseconds now) noexcept
{
    m_closedUntil = std::max(m_closedUntil, now + credible(reset.value_or(kMinute)));
}

Nanoseconds Throttle::closedFor(Nanoseconds now) const noexcept
{
    return std::max(m_closedUntil - now, Nanoseconds{0});
}

} // namespace tapedeck
