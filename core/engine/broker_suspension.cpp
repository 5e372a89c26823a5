#include "engine/broker_suspension.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kAskAgainAfter = std::chrono::seconds{5};

} // namespace

void BrokerSuspension::suspend()
{
    EngineState& s = m_state;
    const bool byOthers = s.account && s.account->suspendedByUser && !isInForce();
    if (s.config.suspendAtBroker && !byOthers)
        ask(true);
}

void BrokerSuspension::lift()
{
    if (isInForce())
        ask(false);
}

void BrokerSuspension::liftFor(const std::string& symbol)
{
    if (std::find(m_waiting.begin(), m_waiting.end(), symbol) == m_waiting.end())
        m_waiting.push_back(symbol);
    lift();
}

void BrokerSuspension::ask(bool suspended)
{
    EngineState& s = m_state;
    s.decisive.kill.suspension = suspended ? Suspension::Asked : Suspension::Lifting;
    s.decisive.kill.suspensionAskedAt = s.now;
    s.dirty = true;
    s.put(output::SuspendTrading{suspended});
}

void BrokerSuspension::onReply(const input::SuspendReply& reply)
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    const bool isAwaited =
        kill.suspension == (reply.suspended ? Suspension::Asked : Suspension::Lifting);
    if (!isAwaited || std::holds_alternative<input::NoAnswer>(reply.answer))
        return; // asked again in a while
    s.dirty = true;
    if (const auto* refusal = std::get_if<BrokerError>(&reply.answer)) {
        // What could not be suspended is not; what could not be lifted stays.
        if (reply.suspended)
            kill.suspension = Suspension::None;
        else
            kill.suspension = Suspension::Suspended;
        m_waiting.clear();
        record(reply.suspended, refusal->message);
        s.notice(reply.suspended
                     ? "The broker would not suspend trading on the account: " + refusal->message
                     : "The broker would not lift the suspension of the account: " +
                           refusal->message + "; lift it on the broker's own pages");
        return;
    }
    kill.suspension = reply.suspended ? Suspension::Suspended : Suspension::None;
    if (s.account)
        s.account->suspendedByUser = reply.suspended;
    m_freed = !reply.suspended;
    record(reply.suspended, "");
}

void BrokerSuspension::onTick()
{
    EngineState& s = m_state;
    const KillState& kill = s.decisive.kill;
    const bool asked =
        kill.suspension == Suspension::Asked || kill.suspension == Suspension::Lifting;
    if (asked && s.now - kill.suspensionAskedAt >= kAskAgainAfter)
        ask(kill.suspension == Suspension::Asked);
}

std::vector<std::string> BrokerSuspension::takeFreed()
{
    if (!std::exchange(m_freed, false))
        return {};
    return std::exchange(m_waiting, {});
}

void BrokerSuspension::record(bool suspended, const std::string& reason)
{
    AuditEntry entry;
    entry.kind = suspended ? AuditKind::Suspended : AuditKind::SuspensionLifted;
    entry.detail = reason.empty() ? "" : "refused: " + reason;
    m_state.audit(std::move(entry));
}

} // namespace tapedeck
