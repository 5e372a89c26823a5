#pragma once

#include "base/time.h"
#include "engine/input.h"
#include "simulation/plan.h"
#include "simulation/timeline.h"
#include "synthetic/random.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck {

/// What all parts of a simulated day share: the time, the dice, what was seen, and the way into the
/// engine.
class Stage
{
public:
    Stage(std::uint64_t seed, const StormPlan& day, Timestamp start)
        : plan{day}, timeline{start}, m_random{seed}
    {}

    StormPlan plan;
    Timeline timeline;
    StormCounts counts;
    bool isCalm = false;       ///< nothing goes wrong
    bool isDown = false;       ///< the program has died, and is not back yet
    int run = 0;               ///< of the program
    bool isKilled = false;     ///< as the person knows it
    Timestamp killedAt;        ///< pressed last
    Timestamp hostAwayUntil;   ///< no request gets through
    Timestamp diskFullUntil;   ///< commits are refused
    Timestamp diskSlowUntil;   ///< and take their time
    Timestamp diskStuckUntil;  ///< none that is begun ends before
    Timestamp wokeAt;          ///< the machine, last
    Timestamp feedSilentUntil; ///< the program hears nothing of the market
    Timestamp feedLateUntil;   ///< or what was so long ago
    Nanoseconds feedLateBy{};
    std::optional<WritePoint> fate; ///< where the program dies next
    std::vector<std::string> problems;
    std::function<void(InputWhat)> toEngine;
    std::function<void()> die; ///< the program is gone from here on

    void problem(const std::string& text);
    /// One line of what happened.
    void note(std::string text);
    /// The last things that happened, oldest first: "14:00:01.250 text".
    [[nodiscard]] std::vector<std::string> story() const;

    [[nodiscard]] bool isSpoilt(Sabotage what) const noexcept { return plan.sabotage == what; }
    /// True when the program dies at this very point.
    [[nodiscard]] bool diesAt(WritePoint point);

    [[nodiscard]] bool chance(std::uint64_t oneIn) { return m_random.bits() % oneIn == 0; }
    /// Bad luck, which there is none of in the calm.
    [[nodiscard]] bool mishap(std::uint64_t oneIn) { return !isCalm && chance(oneIn); }
    [[nodiscard]] std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random.bits() % static_cast<std::uint64_t>(bound));
    }
    [[nodiscard]] Nanoseconds upTo(std::int64_t milliseconds)
    {
        return std::chrono::milliseconds{below(milliseconds + 1)};
    }

private:
    Random m_random;
    std::deque<std::pair<Timestamp, std::string>> m_story;
};

} // namespace tapedeck
