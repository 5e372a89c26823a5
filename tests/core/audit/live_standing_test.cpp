#include "audit/live_standing.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

AuditEntry row(AuditKind kind, std::int64_t second, std::string detail = "")
{
    AuditEntry entry;
    entry.kind = kind;
    entry.at = timestampOf(second * kNanosPerUnit);
    entry.detail = std::move(detail);
    return entry;
}

TEST(LiveStanding, IsTheLastWordOfTheRecord)
{
    LiveStanding standing;
    EXPECT_FALSE(standing.unlockedAt);
    standing.add(row(AuditKind::LiveLocked, 1, "early"));
    EXPECT_FALSE(standing.unlockedAt) << "what was never unlocked is not unlocked by being locked";
    standing.add(row(AuditKind::LiveUnlocked, 2));
    EXPECT_EQ(standing.unlockedAt, timestampOf(2 * kNanosPerUnit));
    EXPECT_EQ(standing.lockedWhy, "");
    standing.add(row(AuditKind::Filled, 3));
    standing.add(row(AuditKind::LiveLocked, 4, "the kill switch was pressed"));
    EXPECT_EQ(standing.lockedWhy, "the kill switch was pressed");
    standing.add(row(AuditKind::LiveUnlocked, 5));
    EXPECT_EQ(standing.lockedWhy, "");
    EXPECT_EQ(standing.unlockedAt, timestampOf(5 * kNanosPerUnit));
}

} // namespace
} // namespace tapedeck
