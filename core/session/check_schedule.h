#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tapedeck {

/// How often the broker is asked beside the streams.
struct CheckPace
{
    Nanoseconds busy = std::chrono::minutes{1}; ///< with positions or working orders
    Nanoseconds quiet = std::chrono::hours{1};
    Nanoseconds clockBusy = std::chrono::minutes{1};
    Nanoseconds clockQuiet = std::chrono::minutes{30};
    /// In place of the trading stream, with something at stake and without.
    Nanoseconds pollTruthBusy = std::chrono::seconds{10};
    Nanoseconds pollTruthQuiet = std::chrono::minutes{5};
    /// In place of the market's stream, in regular hours: one call each time.
    Nanoseconds pollPrices = std::chrono::seconds{5};
    /// A stream that comes back by itself within this time is not replaced.
    Nanoseconds patience = std::chrono::seconds{3};
};

/// What the schedule must know at each look.
struct CheckSituation
{
    bool busy = false; ///< positions or working orders
    bool tradesLive = false;
    bool marketLive = false;
    bool marketOpen = false; ///< regular hours
    bool symbols = false;    ///< something is subscribed
    bool killed = false;     ///< and confirmed: the trading stream is closed on purpose
};

enum class Check : std::uint8_t
{
    Truth,      ///< account, positions, orders, fills and transfers against our books
    Prices,     ///< REST's latest trades against the stream's
    Clock,      ///< our clock against the broker's
    PollTruth,  ///< as Truth, since the trading stream is away
    PollPrices, ///< snapshots, since the market's stream is away
};

/// When the broker is asked although the streams tell: once a minute with something at stake, once
/// an hour without; and in place of a stream that is away. Times are those of a steady clock.
class CheckSchedule
{
public:
    explicit CheckSchedule(CheckPace pace = {}) noexcept : m_pace{pace} {}

    /// What is due. Several times a second.
    [[nodiscard]] std::vector<Check> tick(const CheckSituation& situation, Nanoseconds now);
    /// The truth was fetched for another reason: the next check counts from here.
    void truthSeen(Nanoseconds now) noexcept { m_truthAt = now; }
    void clockSeen(Nanoseconds now) noexcept { m_clockAt = now; }

private:
    [[nodiscard]] static bool
    isDue(std::optional<Nanoseconds>& last, Nanoseconds every, Nanoseconds now) noexcept;
    static void note(std::optional<Nanoseconds>& awaySince, bool live, Nanoseconds now) noexcept;
    [[nodiscard]] bool isAway(const std::optional<Nanoseconds>& since,
                              Nanoseconds now) const noexcept;

    CheckPace m_pace;
    std::optional<Nanoseconds> m_truthAt;
    std::optional<Nanoseconds> m_pricesAt;
    std::optional<Nanoseconds> m_clockAt;
    std::optional<Nanoseconds> m_pollAt;
    std::optional<Nanoseconds> m_tradesAwaySince;
    std::optional<Nanoseconds> m_marketAwaySince;
};

} // namespace tapedeck
