#include "simulation/permits.h"

namespace tapedeck {

namespace {

/// DESIGN: live is earned. In its own words and figures, beside the gate's.
bool isEarnedBy(const LiveEvidence& paper)
{
    const bool traded = paper.tradingDays >= 7 && paper.completedTrades >= 20;
    const bool limited =
        paper.limitsProblem.empty() && paper.proof.inert.empty() && paper.proof.passesGood;
    const bool wished = paper.allowed && !paper.forbidden && !paper.killed;
    return traded && limited && wished && paper.recordProblem.empty() &&
           paper.keysProblem.empty() && paper.differences == 0;
}

} // namespace

void Permits::onSaved(const LimitSettings& wish)
{
    const LimitSettings tighter = tighterOf(m_limits, wish);
    m_document = wish;
    m_tomorrow.reset();
    if (tighter != wish)
        m_tomorrow = wish;
    m_limits = tighter;
}

void Permits::onNewDay()
{
    if (m_tomorrow)
        m_limits = *m_tomorrow;
    m_tomorrow.reset();
}

void Permits::onUnlocked(const LiveEvidence& evidence, Timestamp at)
{
    m_isUnlocked = isEarnedBy(evidence);
    m_wasEarned = m_wasEarned || m_isUnlocked;
    AuditEntry entry;
    entry.kind = AuditKind::LiveUnlocked;
    entry.at = at;
    m_standing.add(entry);
}

void Permits::onStart(const LiveStart& known, bool recordIsWhole, bool killed) noexcept
{
    m_isArmed = false;
    m_mayArm = m_isUnlocked && known.allowed && !known.forbidden && known.recordProblem.empty() &&
               recordIsWhole && !killed;
}

void Permits::onRow(const AuditEntry& entry)
{
    m_standing.add(entry);
    if (entry.kind != AuditKind::LiveLocked)
        return;
    m_isUnlocked = false;
    onKill();
}

} // namespace tapedeck
