#pragma once

#include "risk/live_gate.h"
#include "simulation/permits.h"
#include "simulation/stage.h"

#include <string>

namespace tapedeck {

/// The way to real money: what a person finds who unlocks it, and what a start of live finds.
class LiveDoor
{
public:
    LiveDoor(Stage& stage, Permits& permits) : m_stage{stage}, m_permits{permits} {}

    /// The person types the phrase while nothing runs. What was done on paper is just enough, or
    /// lacks one thing.
    void unlock();
    /// Whether live starts now. Anything may be wrong with what it reads.
    [[nodiscard]] bool admits();

    /// What the last start knew, and why it may not enter; empty where it may.
    [[nodiscard]] const LiveStart& known() const noexcept { return m_known; }
    [[nodiscard]] const std::string& lockedWhy() const noexcept { return m_lockedWhy; }

private:
    Stage& m_stage;
    Permits& m_permits;
    LiveStart m_known;
    std::string m_lockedWhy;
};

} // namespace tapedeck
