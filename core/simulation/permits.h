#pragma once

#include "audit/live_standing.h"
#include "risk/limits.h"

#include <optional>
#include <string>

namespace tapedeck {

/// What the person has allowed, kept apart from the engine as its measure: the loosest limits that
/// may be in force, what waits for the next day, and whether real money may be entered.
class Permits
{
public:
    Permits(const LimitTable& limits, bool isLive)
        : m_limits{limits}, m_document{limits}, m_isLive{isLive}
    {}

    [[nodiscard]] const LimitTable& limits() const noexcept { return m_limits; }
    /// As the settings' file has them.
    [[nodiscard]] const LimitTable& document() const noexcept { return m_document; }
    /// Saved by the person, with the phrase where it is looser than what is in force.
    void onSaved(const LimitTable& wish);
    void onNewDay();

    [[nodiscard]] bool isLive() const noexcept { return m_isLive; }
    /// What a start is told; empty = entries may be armed.
    [[nodiscard]] const std::string& lockedWhy() const noexcept { return m_standing.lockedWhy; }
    /// The person unlocks it while nothing runs.
    void unlock(Timestamp at);
    void onStart(bool recordIsWhole, bool killed) noexcept;
    void onArmed() noexcept { m_isArmed = m_mayArm; }
    void onKill() noexcept { m_mayArm = m_isArmed = false; }
    /// A row that is on disk.
    void onRow(const AuditEntry& entry);
    [[nodiscard]] bool mayEnter() const noexcept { return !m_isLive || m_isArmed; }

private:
    LimitTable m_limits;
    LimitTable m_document;
    std::optional<LimitTable> m_tomorrow;
    bool m_isLive;
    LiveStanding m_standing;
    bool m_mayArm = false;
    bool m_isArmed = false;
};

} // namespace tapedeck
