#include "app/store/dialect.h"

#include <array>
#include <utility>

namespace tapedeck::store::dialect {

std::string spelled(std::string_view sql)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words = {
        std::pair<std::string_view, std::string_view>{"{int}", "INTEGER"},
        {"{blob}", "BLOB"},
        {"{serial}", "INTEGER PRIMARY KEY"},
        {"{strict}", "STRICT"}};
    std::string text{sql};
    for (const auto& [word, spelling] : words) {
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at))
            text.replace(at, word.size(), spelling);
    }
    return text;
}

std::string connectOptions(bool readOnly)
{
    // A reader never waits in WAL mode; a second writer (there should be none) is worth two
    // seconds.
    std::string options = "QSQLITE_BUSY_TIMEOUT=2000";
    if (readOnly)
        options += ";QSQLITE_OPEN_READONLY";
    return options;
}

std::string writeVersion(std::int32_t version)
{
    return "PRAGMA user_version = " + std::to_string(version);
}

std::string writeMark(std::int32_t mark)
{
    return "PRAGMA application_id = " + std::to_string(mark);
}

std::vector<std::string> writerSettings(bool fullSync)
{
    return {fullSync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA recursive_triggers = ON",
            // What a long day left behind is given back at the next checkpoint.
            "PRAGMA journal_size_limit = 67108864"};
}

std::vector<std::string> appendOnly(std::string_view table, std::string_view key)
{
    const std::string name{table};
    const std::string abort = " BEGIN SELECT RAISE(ABORT, '" + name + " is append-only'); END";
    // Without the third a REPLACE would delete the old row past the second.
    return {"CREATE TRIGGER " + name + "_no_update BEFORE UPDATE ON " + name + abort,
            "CREATE TRIGGER " + name + "_no_delete BEFORE DELETE ON " + name + abort,
            "CREATE TRIGGER " + name + "_no_replace BEFORE INSERT ON " + name +
                " WHEN EXISTS (SELECT 1 FROM " + name + " WHERE " + std::string{key} + " = NEW." +
                std::string{key} + ")" + abort};
}

Trouble troubleOf(std::int64_t nativeCode) noexcept
{
    // Source: https://www.sqlite.org/rescode.html; the low byte is the primary code.
    switch (nativeCode & 0xFF) {
    case 11: // CORRUPT
    case 26: // NOTADB
        return Trouble::Damaged;
    case 5: // BUSY
    case 6: // LOCKED
        return Trouble::Busy;
    case 19: // CONSTRAINT
        return Trouble::Constraint;
    case 8:  // READONLY
    case 10: // IOERR
    case 13: // FULL
    case 14: // CANTOPEN
        return Trouble::Disk;
    }
    return Trouble::Other;
}

} // namespace tapedeck::store::dialect
