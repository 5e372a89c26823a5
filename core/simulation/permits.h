#pragma once

#include "audit/live_standing.h"
#include "risk/limits.h"
#include "risk/live_gate.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// What the person has allowed, kept apart from the engine as its measure: the loosest limits that
/// may be in force, what waits for the next day, and whether real money may be entered.
class Permits
{
public:
    Permits(const LimitSettings& limits, bool isLive)
        : m_limits{limits}, m_document{limits}, m_isLive{isLive}
    {}

    [[nodiscard]] const LimitTable& limits() const noexcept { return m_limits.table; }
    [[nodiscard]] const std::vector<std::string>& blocklist() const noexcept
    {
        return m_limits.blocklist;
    }
    [[nodiscard]] const LimitSettings& settings() const noexcept { return m_limits; }
    /// As the settings' file has them.
    [[nodiscard]] const LimitSettings& document() const noexcept { return m_document; }
    /// Saved by the person, with the phrase where it is looser than what is in force.
    void onSaved(const LimitSettings& wish);
    void onNewDay();

    [[nodiscard]] bool isLive() const noexcept { return m_isLive; }
    /// What live's record says of its lock.
    [[nodiscard]] const LiveStanding& standing() const noexcept { return m_standing; }
    /// It was unlocked on this evidence, whatever that was worth.
    void onUnlocked(const LiveEvidence& evidence, Timestamp at);
    /// It was earned once, and a person has unlocked it then.
    [[nodiscard]] bool isEarned() const noexcept { return m_wasEarned; }
    /// `known`: what the start knew.
    void onStart(const LiveStart& known, bool recordIsWhole, bool killed) noexcept;
    void onArmed() noexcept { m_isArmed = m_mayArm; }
    void onKill() noexcept { m_mayArm = m_isArmed = false; }
    /// A row that is on disk.
    void onRow(const AuditEntry& entry);
    [[nodiscard]] bool mayEnter() const noexcept { return !m_isLive || m_isArmed; }

private:
    LimitSettings m_limits;
    LimitSettings m_document;
    std::optional<LimitSettings> m_tomorrow;
    bool m_isLive;
    LiveStanding m_standing;
    bool m_wasEarned = false;
    bool m_isUnlocked = false; ///< and not locked since
    bool m_mayArm = false;
    bool m_isArmed = false;
};

} // namespace tapedeck
