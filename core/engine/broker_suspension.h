#pragma once

#include "engine/input.h"
#include "engine/state.h"

#include <string>
#include <vector>

namespace tapedeck {

/// The second layer of the kill switch, where a person opted in (`kill.suspend_at_broker`): the
/// account itself takes no orders, so that the kill holds even if we are gone. It comes last, since
/// it would refuse closing orders, too; for one of those it is lifted first. What somebody else has
/// suspended is never lifted here.
class BrokerSuspension
{
public:
    explicit BrokerSuspension(EngineState& state) noexcept : m_state{state} {}

    /// The kill is confirmed.
    void suspend();
    /// The kill is released, or is found over at the start.
    void lift();
    /// Orders of this symbol must wait: lifts, and remembers it.
    void liftFor(const std::string& symbol);
    [[nodiscard]] bool isInForce() const noexcept
    {
        return m_state.decisive.kill.suspension != Suspension::None;
    }
    /// Closing orders wait for it to be lifted.
    [[nodiscard]] bool isAwaited() const noexcept { return !m_waiting.empty(); }
    /// Nothing waits any more: a kill or a release has come in between.
    void forget() noexcept { m_waiting.clear(); }
    void onReply(const input::SuspendReply& reply);
    void onTick();
    /// What liftFor() was asked for and may be sent now.
    [[nodiscard]] std::vector<std::string> takeFreed();

private:
    void ask(bool suspended);
    void record(bool suspended, const std::string& reason);

    EngineState& m_state;
    std::vector<std::string> m_waiting; ///< symbols to be closed
    bool m_freed = false;
};

} // namespace tapedeck
