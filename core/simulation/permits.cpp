#include "simulation/permits.h"

namespace tapedeck {

void Permits::onSaved(const LimitTable& wish)
{
    const LimitTable tighter = tighterOf(m_limits, wish);
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

void Permits::unlock(Timestamp at)
{
    AuditEntry entry;
    entry.kind = AuditKind::LiveUnlocked;
    entry.at = at;
    m_standing.add(entry);
}

void Permits::onStart(bool recordIsWhole, bool killed) noexcept
{
    m_isArmed = false;
    m_mayArm = recordIsWhole && !killed && m_standing.lockedWhy.empty();
}

void Permits::onRow(const AuditEntry& entry)
{
    m_standing.add(entry);
    if (entry.kind == AuditKind::LiveLocked)
        onKill();
}

} // namespace tapedeck
