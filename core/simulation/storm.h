#pragma once

#include "engine/engine.h"
#include "engine/sequencer.h"
#include "simulation/broker.h"
#include "simulation/checks.h"
#include "simulation/journal.h"
#include "simulation/obstacles.h"
#include "simulation/permits.h"
#include "simulation/person.h"
#include "simulation/plan.h"
#include "simulation/stage.h"
#include "simulation/store.h"
#include "simulation/venue.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
    struct Saved
    {
        std::string bytes;
        std::string story;
    };

    [[nodiscard]] bool isLongEnough(int moments, const StormCounts& before) const;
    void moment();
    /// The wind drops: all that is on its way arrives, and nothing new happens.
    void calm();
    /// Three evenings of four begin with a start or a reconnect, and with trades elsewhere
    /// meanwhile.
    void beginAgain();
    void runUntil(Timestamp until);

    // The program
    [[nodiscard]] TradingConfig engineConfig() const;
    [[nodiscard]] Person::Hands hands();
    [[nodiscard]] Obstacles::Hands obstacleHands();
    void start();
    void startDecks();
    void restore(std::string state, const std::vector<IntentRecord>& unresolved);
    /// The door between paper and real money. False: the program does not start now.
    [[nodiscard]] bool isAdmitted();
    void startLater(std::int64_t milliseconds);
    /// The person types it while nothing runs.
    void unlock();
    void die();
    void deliver(InputWhat what);
    void drain();
    void step(const Input& in);
    void route(std::vector<Output>& outputs);
    void keep(const std::string& state);
    void say(Command command);
    /// What a broken rule makes of what was said; nothing: it goes unheard.
    [[nodiscard]] std::optional<Command> misheard(Command command) const;
    /// A broken rule says something that nobody has said.
    void speakUp(const std::vector<Output>& outputs);
    void kill(bool flatten);
    void enable(const std::string& instance, bool enabled);
    void watch(std::vector<std::string> symbols);
    void limit(bool tighter, bool typed);
    void tighten(LimitSettings& wish);
    void arm();

    // What happens
    [[nodiscard]] Snapshot lookAround();
    void moveMarket();
    /// False: the program does not hear it.
    bool feed(const std::string& symbol, const MarketEvent& event);
    void changeWeather();
    void suspend();
    void tradeElsewhere(int orders, bool fills);
    void armFate();

    std::uint64_t m_seed;
    Rules m_rules;
    Stage m_stage;
    TradingConfig m_config; ///< as the person has set it, but for the limits
    Permits m_permits;
    Venue m_venue;
    Checks m_checks;
    std::unique_ptr<SimulatedStore> m_store;
    bool m_latchFile = false; ///< on disk
    KillLatch m_latch;

    // Of one run of the program
    std::unique_ptr<Engine> m_engine;
    Sequencer m_sequencer;
    std::deque<InputWhat> m_inbox;
    bool m_isStepping = false;
    LiveStart m_liveStart;   ///< what a start of live knew
    std::string m_lockedWhy; ///< and was told
    std::unique_ptr<SimulatedJournal> m_journal;
    std::unique_ptr<SimulatedBroker> m_broker;

    Person m_person;
    Obstacles m_obstacles;
    std::vector<std::int64_t> m_cents;  ///< the walk of each symbol
    std::vector<Saved> m_savedInSight;  ///< since the program's end is near: states and stories
    std::deque<std::string> m_savedOld; ///< some states of before
    int m_saves = 0;
    std::int64_t m_elsewhere = 0; ///< foreign trades of today
    Timestamp m_tightenedAt;      ///< limits, last
    bool m_isForged = false;      ///< the document was loosened, and nobody typed the phrase
    std::string m_savedEarly;     ///< the newest state, whether or not it is on disk yet
};

} // namespace tapedeck
