#pragma once

#include "engine/engine.h"
#include "engine/sequencer.h"
#include "simulation/broker.h"
#include "simulation/checks.h"
#include "simulation/journal.h"
#include "simulation/live_door.h"
#include "simulation/permits.h"
#include "simulation/stage.h"
#include "simulation/store.h"
#include "simulation/venue.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// The program from start to crash, again and again: the real engine, the broker deck's logic and
/// the journal. From one run to the next only what is on disk remains.
class SimulatedProgram
{
public:
    /// What a run is made of. `config` is as the person has set it, but for the limits.
    struct Setup
    {
        std::uint64_t seed = 0;
        Rules rules{};
        const TradingConfig& config;
    };
    /// All but `store` outlive it.
    SimulatedProgram(const Setup& setup,
                     Stage& stage,
                     Permits& permits,
                     Venue& venue,
                     Checks& checks,
                     std::unique_ptr<SimulatedStore> store);
    SimulatedProgram(const SimulatedProgram&) = delete;
    SimulatedProgram& operator=(const SimulatedProgram&) = delete;
    ~SimulatedProgram();

    void start();
    /// It is gone, and starts again a little later.
    void die();
    /// It is gone until somebody starts it.
    void end();
    /// Dies at the next point of a kind.
    void armFate();

    void runUntil(Timestamp until);
    void deliver(InputWhat what);
    /// What the person says, as far as a broken rule lets it be heard.
    void say(Command command);
    /// Past the inbox: latch and file first.
    void kill(bool flatten);
    /// A broken rule: the limits are looser than anybody has confirmed.
    void forgeLimits() noexcept { m_isForged = true; }
    /// News of the exchange's orders, where the stream is up.
    void tell(const std::vector<OrderUpdate>& updates);

    // While it runs
    [[nodiscard]] Engine& engine() noexcept { return *m_engine; }
    [[nodiscard]] Snapshot snapshot() const { return m_engine->snapshot({}); }
    [[nodiscard]] SimulatedBroker& broker() noexcept { return *m_broker; }

    /// The record on disk.
    void verifyRecord();
    [[nodiscard]] LiveDoor& liveDoor() noexcept { return m_door; }

private:
    struct Saved
    {
        std::string bytes;
        std::string story;
    };

    /// What the engine is told the configuration is.
    [[nodiscard]] TradingConfig engineConfig() const;
    void startLater(std::int64_t milliseconds);
    void startDecks();
    void restore(std::string state, const std::vector<IntentRecord>& unresolved);
    void drain();
    void step(const Input& in);
    /// `presses`: of the kill latch, before the step.
    void route(std::vector<Output>& outputs, std::uint32_t presses);
    void ask(request::Any request);
    void keep(const std::string& state);
    /// What a broken rule makes of what was said; nothing: it goes unheard.
    [[nodiscard]] std::optional<Command> misheard(Command command) const;
    /// A broken rule says something that nobody has said.
    void speakUp(const std::vector<Output>& outputs);

    const Setup m_setup;
    Stage& m_stage;
    Permits& m_permits;
    Venue& m_venue;
    Checks& m_checks;

    // On disk
    std::unique_ptr<SimulatedStore> m_store;
    bool m_latchFile = false;
    bool m_isForged = false;

    // Of one run
    KillLatch m_latch;
    LiveDoor m_door;
    std::unique_ptr<Engine> m_engine;
    Sequencer m_sequencer;
    std::deque<InputWhat> m_inbox;
    bool m_isStepping = false;
    std::unique_ptr<SimulatedJournal> m_journal;
    std::unique_ptr<SimulatedBroker> m_broker;

    // Of what was saved, for the checks and for broken rules
    std::vector<Saved> m_savedInSight;  ///< since the end is near: states and stories
    std::deque<std::string> m_savedOld; ///< some states of before
    int m_saves = 0;
    std::string m_savedEarly; ///< the newest state, whether or not it is on disk yet
};

} // namespace tapedeck
