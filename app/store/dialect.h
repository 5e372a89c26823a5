#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Everything in which SQLite's SQL differs from that of other databases, in one place. Statements
/// elsewhere in this room keep to what PostgreSQL understands as well.
namespace tapedeck::store::dialect {

inline constexpr const char* kDriver = "QSQLITE";

/// Spells `{int}` (64 bits), `{blob}`, `{serial}` (a key that counts up by itself) and `{strict}`
/// (after a table's columns: types are enforced).
[[nodiscard]] std::string spelled(std::string_view sql);

[[nodiscard]] std::string connectOptions(bool readOnly);

/// Gives one row "ok", or rows that say what is damaged.
inline constexpr std::string_view kCheck = "PRAGMA quick_check(1)";
/// Takes the writer's place at once, so that what a transaction has read stays true.
inline constexpr std::string_view kBegin = "BEGIN IMMEDIATE";

inline constexpr std::string_view kReadVersion = "PRAGMA user_version";
[[nodiscard]] std::string writeVersion(std::int32_t version);
inline constexpr std::string_view kReadMark = "PRAGMA application_id";
[[nodiscard]] std::string writeMark(std::int32_t mark);
inline constexpr std::string_view kCountTables =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table'";

/// Sets up a connection that may write.
[[nodiscard]] std::vector<std::string> writerSettings(bool fullSync);
inline constexpr std::string_view kJournalMode = "PRAGMA journal_mode = WAL";
inline constexpr std::string_view kJournalModeWanted = "wal";

/// Statements that make the rows of `table` (with key column `key`) neither changeable nor
/// removable by plain SQL.
[[nodiscard]] std::vector<std::string> appendOnly(std::string_view table, std::string_view key);

/// What kind of trouble a driver's error code means.
enum class Trouble : unsigned char
{
    Damaged,
    Busy,
    Constraint,
    Disk,
    Other
};
[[nodiscard]] Trouble troubleOf(std::int64_t nativeCode) noexcept;

/// Files beside the main one that belong to it.
inline constexpr std::string_view kCompanions[] = {"-wal", "-shm"};

} // namespace tapedeck::store::dialect
