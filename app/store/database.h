#pragma once

#include "base/result.h"

#include <QVariantList>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

class QSqlQuery;

namespace tapedeck::store {

/// What a file must be. Step i of `migrations` leads from version i to i + 1; each is a list of
/// statements in the spelling of dialect.h. Steps are only ever added.
struct Schema
{
    std::string name;      ///< for messages: "journal"
    std::int32_t mark = 0; ///< tells our files from those of other programs
    std::vector<std::vector<std::string>> migrations;
    std::string ifDamaged; ///< what a person should know and do, as one sentence
};

enum class Durability : unsigned char
{
    Full,  ///< a commit survives the loss of power
    Normal ///< a commit survives the death of the process
};
enum class Access : unsigned char
{
    ReadWrite, ///< makes the file and brings its schema up to date
    ReadOnly
};

/// One SQLite file, through Qt SQL: opened, checked, and at the schema's version. Lives on one
/// thread: open, use and destroy it there.
class Database
{
public:
    /// Errors: Malformed (damaged, or not ours; the file is left as it is), Unsupported (written by
    /// a newer program), Unavailable (locked), Io, NotFound (ReadOnly only).
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& file,
                                               const Schema& schema,
                                               Durability durability,
                                               Access access = Access::ReadWrite);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// Runs one statement; `values` fill its question marks. Gives the number of rows it changed.
    Result<std::int64_t> run(std::string_view sql, const QVariantList& values = {});
    using RowReader = std::function<Result<void>(const QSqlQuery&)>;
    /// Hands each row to `reader`, which may stop by an error and may not read by the same sql.
    Result<void> read(std::string_view sql, const QVariantList& values, const RowReader& reader);

    /// True while the path still names the file that is open: one that was moved away or deleted
    /// takes commits that nobody will ever read.
    [[nodiscard]] bool isInPlace() const noexcept;
    [[nodiscard]] const std::filesystem::path& file() const noexcept;

private:
    friend class Transaction;
    class Connection;
    explicit Database(std::unique_ptr<Connection> connection) noexcept;

    std::unique_ptr<Connection> m_connection;
};

/// All or nothing: rolled back unless commit() was called and succeeded.
class Transaction
{
public:
    [[nodiscard]] static Result<Transaction> begin(Database& database);
    /// Everything that is read until the end is of one instant. Nothing may be written.
    [[nodiscard]] static Result<Transaction> beginReading(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Database& database) noexcept : m_database{&database} {}

    Database* m_database; ///< nullptr = nothing left to roll back
};

/// Renames a database file and what belongs to it to `<file>.damaged-<UTC time>` and gives the new
/// name. Nothing is ever deleted.
[[nodiscard]] Result<std::filesystem::path> setAside(const std::filesystem::path& file);

} // namespace tapedeck::store
