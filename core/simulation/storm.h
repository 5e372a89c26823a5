#pragma once

#include "simulation/checks.h"
#include "simulation/obstacles.h"
#include "simulation/permits.h"
#include "simulation/person.h"
#include "simulation/plan.h"
#include "simulation/program.h"
#include "simulation/stage.h"
#include "simulation/store.h"
#include "simulation/venue.h"

#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

/// The whole program and the practice exchange in one process, on virtual time: engine and gate,
/// the broker deck's logic behind bodies as they go over the wire, the journal with its disk; a
/// network that delays, repeats, reorders, garbles and loses; a market, a person at the buttons,
/// somebody who trades elsewhere, and crashes at every point where something is written. What
/// happens is held against plain recomputations after every step. Everything follows from the seed.
class Storm
{
public:
    /// A store of its own, in memory, unless one is given.
    explicit Storm(std::uint64_t seed,
                   StormPlan plan = {},
                   std::unique_ptr<SimulatedStore> store = nullptr);
    Storm(const Storm&) = delete;
    Storm& operator=(const Storm&) = delete;
    ~Storm();

    /// A day from its first moment to the calm in the evening, when both sides must tell the same.
    void day();
    /// The program stops for the night and starts again on the next trading day.
    void sleep();

    [[nodiscard]] const std::vector<std::string>& problems() const noexcept
    {
        return m_stage.problems;
    }
    [[nodiscard]] const StormCounts& counts() const noexcept { return m_stage.counts; }
    /// What happened last, before the first problem.
    [[nodiscard]] std::vector<std::string> story() const { return m_stage.story(); }

private:
    [[nodiscard]] bool isLongEnough(int moments, const StormCounts& before) const;
    void moment();
    /// The wind drops: all that is on its way arrives, and nothing new happens.
    void calm();
    /// Three evenings of four begin with a start or a reconnect, and with trades elsewhere
    /// meanwhile.
    void beginAgain();

    // What the person sets
    [[nodiscard]] Person::Hands hands();
    void enable(const std::string& instance, bool enabled);
    void watch(std::vector<std::string> symbols);
    void limit(bool tighter, bool typed);
    void tighten(LimitSettings& wish);
    void arm();

    // What happens
    [[nodiscard]] Obstacles::Hands obstacleHands();
    [[nodiscard]] Snapshot lookAround();
    void moveMarket();
    /// False: the program does not hear it.
    bool feed(const std::string& symbol, const MarketEvent& event);
    void changeWeather();
    void suspend();
    void tradeElsewhere(int orders, bool fills);

    Rules m_rules;
    Stage m_stage;
    TradingConfig m_config; ///< as the person has set it, but for the limits
    Permits m_permits;
    Venue m_venue;
    Checks m_checks;
    SimulatedProgram m_program;
    Person m_person;
    Obstacles m_obstacles;
    std::vector<std::int64_t> m_cents; ///< the walk of each symbol
    std::int64_t m_elsewhere = 0;      ///< foreign trades of today
    Timestamp m_tightenedAt;           ///< limits, last
};

} // namespace tapedeck
