#pragma once

#include "app/practice/weather/fault_plan.h"
#include "synthetic/random.h"

#include <map>
#include <vector>

namespace tapedeck::practice {

/// Decides what goes wrong and keeps count of it. Each kind draws from numbers of its own, so that
/// one kind's occasions do not move another's: a seed means the same n-th decision of each kind in
/// every run. Times are steady nanoseconds (tape_time.h). Of one thread.
class Weather
{
public:
    Weather(FaultPlan plan, std::uint64_t seed, std::int64_t begun);

    [[nodiscard]] const FaultPlan& plan() const noexcept { return m_plan; }
    /// From then on nothing goes wrong any more, but for what is under way.
    [[nodiscard]] bool isOver(std::int64_t now) const noexcept;

    /// An occasion for a fault that comes to a share of them: true, and counted, when it strikes.
    [[nodiscard]] bool strikes(Fault fault, std::int64_t now);
    /// Between two of a kind; at most five times the mean. Precondition: the plan has some of it.
    [[nodiscard]] Nanoseconds wait(Fault fault);
    /// In [0, the kind's amount].
    [[nodiscard]] Nanoseconds amount(Fault fault);
    /// In [0, count), of the kind's own numbers. Precondition: count > 0.
    [[nodiscard]] std::uint32_t choose(Fault fault, std::uint32_t count);
    void count(Fault fault) noexcept { ++m_counts[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] std::uint64_t countOf(Fault fault) const noexcept
    {
        return m_counts[static_cast<std::size_t>(fault)];
    }

    /// Somebody wants a stream, or has none any more.
    void onAttempt(const std::string& path, std::int64_t now);
    void onStreamEnd(const std::string& path, std::int64_t now);

    /// "drop=3 reset=2 ... attempts=12 attempts_a_minute=5 away=2.113": those that are in the plan,
    /// but for the market's,
    /// how often a stream was asked for, at most in any minute for one stream, and the longest, in
    /// seconds, that one was away before it was asked for again.
    [[nodiscard]] std::string summary() const;

private:
    struct Stream
    {
        std::vector<std::int64_t> attempts; ///< of the last minute
        std::optional<std::int64_t> endedAt;
    };

    [[nodiscard]] Random& numbers(Fault fault)
    {
        return m_numbers[static_cast<std::size_t>(fault)];
    }

    FaultPlan m_plan;
    std::int64_t m_begun;
    std::vector<Random> m_numbers; ///< by fault
    std::array<std::uint64_t, kFaults> m_counts{};
    std::map<std::string, Stream> m_streams; ///< by path
    std::uint64_t m_attempts = 0;
    std::size_t m_attemptsAMinute = 0;
    std::int64_t m_longestAway = 0;
};

} // namespace tapedeck::practice
