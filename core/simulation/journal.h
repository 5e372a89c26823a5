#pragma once

#include "session/journal_steps.h"
#include "simulation/stage.h"
#include "simulation/store.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

/// The journal's thread on virtual time: group commit with its delay, a disk that is slow or full,
/// and the points where a program may die between a decision and its order.
class SimulatedJournal
{
public:
    struct Ears
    {
        /// On disk now.
        std::function<void(const std::vector<JournalBatch>&, const std::vector<std::string>& ids)>
            committed;
        /// May leave now. `presses`: of the kill latch, when it was decided.
        std::function<void(const IntentRecord&, std::uint32_t presses)> durable;
        /// Never leaves.
        std::function<void(const std::string& clientOrderId)> lost;
    };
    SimulatedJournal(Stage& stage, SimulatedStore& store, Ears ears)
        : m_stage{stage}, m_store{store}, m_ears{std::move(ears)}
    {}

    void post(JournalBatch batch);

private:
    void wakeIn(Nanoseconds delay);
    void take();
    [[nodiscard]] Nanoseconds commitTakes();
    void write();
    void release(std::vector<std::string> durable, std::vector<std::string> refused);
    void rest();
    void tell(std::vector<InputWhat>& news);

    Stage& m_stage;
    SimulatedStore& m_store;
    Ears m_ears;
    JournalSteps m_steps;
    std::deque<JournalBatch> m_waiting;
    std::vector<JournalBatch> m_group; ///< being written
    struct Decided
    {
        IntentRecord intent;
        std::uint32_t presses = 0;
    };

    std::map<std::string, Decided> m_records;
    bool m_isAwake = false;
};

} // namespace tapedeck
