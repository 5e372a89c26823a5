#include "app/practice/weather/weather.h"

#include <algorithm>
#include <cstdio>

namespace tapedeck::practice {

namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
constexpr double kWaitMost = 5; ///< means

} // namespace

Weather::Weather(FaultPlan plan, std::uint64_t seed, std::int64_t begun)
    : m_plan{std::move(plan)}, m_begun{begun}
{
    for (std::size_t i = 0; i < kFaults; ++i)
        m_numbers.emplace_back(std::initializer_list<std::uint64_t>{seed, i});
}

bool Weather::isOver(std::int64_t now) const noexcept
{
    return m_plan.clearsAfter.count() > 0 && now - m_begun >= m_plan.clearsAfter.count();
}

bool Weather::strikes(Fault fault, std::int64_t now)
{
    if (m_plan[fault].isZero() || isOver(now) || !numbers(fault).chance(m_plan[fault].toDouble()))
        return false;
    count(fault);
    return true;
}

Nanoseconds Weather::wait(Fault fault)
{
    const double means = std::min(numbers(fault).exponential(), kWaitMost);
    return Nanoseconds{
        static_cast<std::int64_t>(means * static_cast<double>(m_plan.span(fault).count()))};
}

Nanoseconds Weather::amount(Fault fault)
{
    return Nanoseconds{static_cast<std::int64_t>(numbers(fault).uniform() *
                                                 static_cast<double>(m_plan.span(fault).count()))};
}

std::uint32_t Weather::choose(Fault fault, std::uint32_t count)
{
    return numbers(fault).below(count);
}

void Weather::onAttempt(const std::string& path, std::int64_t now)
{
    Stream& stream = m_streams[path];
    std::erase_if(stream.attempts, [now](std::int64_t at) { return now - at >= kMinute; });
    stream.attempts.push_back(now);
    ++m_attempts;
    m_attemptsAMinute = std::max(m_attemptsAMinute, stream.attempts.size());
    if (stream.endedAt)
        m_longestAway = std::max(m_longestAway, now - *stream.endedAt);
    stream.endedAt.reset();
}

void Weather::onStreamEnd(const std::string& path, std::int64_t now)
{
    m_streams[path].endedAt = now;
}

std::string Weather::summary() const
{
    std::string text;
    for (const FaultKind& kind : faultKinds()) {
        if (!m_plan[kind.fault].isZero() && !isOfTheMarket(kind.fault))
            text.append(kind.key).append("=").append(std::to_string(countOf(kind.fault))) += ' ';
    }
    std::array<char, 32> away{};
    std::snprintf(away.data(), away.size(), "%.3f", static_cast<double>(m_longestAway) / 1e9);
    return text + "attempts=" + std::to_string(m_attempts) +
           " attempts_a_minute=" + std::to_string(m_attemptsAMinute) + " away=" + away.data();
}

} // namespace tapedeck::practice
