#pragma once

#include "audit/entry.h"

#include <optional>
#include <string>

namespace tapedeck {

/// What live's own record says of the lock.
struct LiveStanding
{
    std::optional<Timestamp> unlockedAt; ///< the last time; nothing = never
    std::string lockedWhy;               ///< locked again since; empty = not

    /// The next row, oldest first.
    void add(const AuditEntry& entry)
    {
        if (entry.kind == AuditKind::LiveUnlocked) {
            unlockedAt = entry.at;
            lockedWhy.clear();
        }
        if (entry.kind == AuditKind::LiveLocked)
            lockedWhy = entry.detail;
    }
};

} // namespace tapedeck
