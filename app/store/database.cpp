#include "app/store/database.h"

#include "app/store/dialect.h"
#include "app/store/files.h"
#include "app/store/sql_values.h"
#include "base/time.h"

#include <QSqlDatabase>
#include <QSqlError>

#include <sys/stat.h>

#include <atomic>
#include <map>
#include <optional>
#include <utility>

namespace tapedeck::store {

namespace {

ErrorCode codeOf(dialect::Trouble trouble)
{
    switch (trouble) {
    case dialect::Trouble::Damaged:
        return ErrorCode::Malformed;
    case dialect::Trouble::Busy:
        return ErrorCode::Unavailable;
    case dialect::Trouble::Constraint:
        return ErrorCode::Conflict;
    case dialect::Trouble::Disk:
    case dialect::Trouble::Other:
        return ErrorCode::Io;
    }
    return ErrorCode::Io;
}

/// A driver may say more than one line.
std::string oneLine(const QString& words)
{
    return words.simplified().toStdString();
}

QString nextConnectionName()
{
    static std::atomic<std::uint64_t> counter{0};
    return QStringLiteral("tapedeck-%1").arg(counter.fetch_add(1));
}

/// Which file a path names just now; device and inode.
std::optional<std::pair<dev_t, ino_t>> identityOf(const std::filesystem::path& file) noexcept
{
    struct stat found
    {};
    if (::stat(file.c_str(), &found) != 0)
        return std::nullopt;
    return std::pair{found.st_dev, found.st_ino};
}

} // namespace

/// The driver's side: opened by construction of Database, taken apart in the order Qt wants.
class Database::Connection
{
public:
    Connection(std::filesystem::path file, const Schema& schema)
        : m_file{std::move(file)}, m_schema{schema}, m_name{nextConnectionName()},
          m_database{QSqlDatabase::addDatabase(QString::fromLatin1(dialect::kDriver), m_name)}
    {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection()
    {
        m_queries.clear();
        m_database.close();
        m_database = QSqlDatabase{};
        QSqlDatabase::removeDatabase(m_name);
    }

    [[nodiscard]] Result<void> open(Durability durability, Access access);
    Result<std::int64_t> run(std::string_view sql, const QVariantList& values);
    Result<void> read(std::string_view sql, const QVariantList& values, const RowReader& reader);
    [[nodiscard]] bool isInPlace() const noexcept
    {
        return m_identity && identityOf(m_file) == m_identity;
    }
    [[nodiscard]] const std::filesystem::path& file() const noexcept { return m_file; }

private:
    [[nodiscard]] Result<QSqlQuery*> executed(std::string_view sql, const QVariantList& values);
    [[nodiscard]] Result<std::int64_t> readNumber(std::string_view sql);
    [[nodiscard]] Result<void> checkDamage();
    [[nodiscard]] Result<void> checkVersion(Access access);
    [[nodiscard]] Result<void> settle(Durability durability);
    [[nodiscard]] Result<void> migrate();
    [[nodiscard]] std::string title() const
    {
        return "the " + m_schema.name + " " + m_file.string();
    }
    [[nodiscard]] tl::unexpected<Error> damaged(const std::string& why) const;
    [[nodiscard]] tl::unexpected<Error> failed(const QSqlError& error) const;

    std::filesystem::path m_file;
    Schema m_schema;
    QString m_name;
    QSqlDatabase m_database;
    std::map<std::string, QSqlQuery, std::less<>> m_queries; ///< prepared once each
    std::optional<std::pair<dev_t, ino_t>> m_identity;
    std::int32_t m_version = 0;
};

tl::unexpected<Error> Database::Connection::damaged(const std::string& why) const
{
    return fail(ErrorCode::Malformed,
                title() + " is damaged (" + why +
                    "). It was not changed. Set it aside and do not "
                    "delete it: rename it, with any -wal file beside it, to " +
                    m_file.string() + ".damaged and start again. " + m_schema.ifDamaged);
}

tl::unexpected<Error> Database::Connection::failed(const QSqlError& error) const
{
    const auto trouble = dialect::troubleOf(error.nativeErrorCode().toLongLong());
    const std::string why = oneLine(error.text());
    if (trouble == dialect::Trouble::Damaged)
        return damaged(why);
    return fail(codeOf(trouble), title() + " cannot be used: " + why);
}

Result<QSqlQuery*> Database::Connection::executed(std::string_view sql, const QVariantList& values)
{
    auto known = m_queries.find(sql);
    if (known == m_queries.end()) {
        QSqlQuery query{m_database};
        query.setForwardOnly(true);
        if (!query.prepare(text(sql)))
            return failed(query.lastError());
        known = m_queries.emplace(sql, std::move(query)).first;
    }
    QSqlQuery& query = known->second;
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(static_cast<int>(i), values[i]);
    if (!query.exec()) {
        const auto error = failed(query.lastError());
        query.finish();
        return error;
    }
    return &query;
}

Result<std::int64_t> Database::Connection::run(std::string_view sql, const QVariantList& values)
{
    const auto query = executed(sql, values);
    if (!query)
        return tl::unexpected{query.error()};
    const std::int64_t changed = (*query)->numRowsAffected();
    (*query)->finish();
    return changed;
}

Result<void> Database::Connection::read(std::string_view sql,
                                        const QVariantList& values,
                                        const RowReader& reader)
{
    const auto query = executed(sql, values);
    if (!query)
        return tl::unexpected{query.error()};
    Result<void> result;
    while (result && (*query)->next())
        result = reader(**query);
    // A page that cannot be read ends the loop like the last row does.
    const QSqlError error = (*query)->lastError();
    (*query)->finish();
    if (result && error.type() != QSqlError::NoError)
        return failed(error);
    return result;
}

Result<std::int64_t> Database::Connection::readNumber(std::string_view sql)
{
    std::int64_t number = 0;
    auto done = read(sql, {}, [&](const QSqlQuery& row) -> Result<void> {
        number = row.value(0).toLongLong();
        return {};
    });
    if (!done)
        return tl::unexpected{done.error()};
    return number;
}

Result<void> Database::Connection::checkDamage()
{
    std::string found;
    auto done = read(dialect::kCheck, {}, [&](const QSqlQuery& row) -> Result<void> {
        if (const QString line = row.value(0).toString(); line != QStringLiteral("ok"))
            found = oneLine(line);
        return {};
    });
    if (!done)
        return done;
    if (!found.empty())
        return damaged(found);
    return {};
}

Result<void> Database::Connection::checkVersion(Access access)
{
    const auto mark = readNumber(dialect::kReadMark);
    const auto version = readNumber(dialect::kReadVersion);
    const auto tables = readNumber(dialect::kCountTables);
    for (const auto* number : {&mark, &version, &tables}) {
        if (!*number)
            return tl::unexpected{number->error()};
    }
    const bool fresh = *version == 0 && *tables == 0 && access == Access::ReadWrite;
    if (!fresh && *mark != m_schema.mark)
        return fail(ErrorCode::Malformed,
                    m_file.string() + " is a database, but not a " + m_schema.name +
                        " of Tapedeck. It was not changed; move it away or choose another folder.");
    const auto known = static_cast<std::int64_t>(m_schema.migrations.size());
    if (*version > known || *version < 0)
        return fail(ErrorCode::Unsupported,
                    title() + " was written by a newer Tapedeck (schema " +
                        std::to_string(*version) + ", this program knows " + std::to_string(known) +
                        "). It was not changed; use the newer program.");
    if (access == Access::ReadOnly && *version < known)
        return fail(ErrorCode::Unsupported,
                    title() + " is of an older schema (" + std::to_string(*version) +
                        "); start Tapedeck once to bring it up to date.");
    m_version = static_cast<std::int32_t>(*version);
    return {};
}

Result<void> Database::Connection::settle(Durability durability)
{
    std::string mode;
    auto done = read(dialect::kJournalMode, {}, [&](const QSqlQuery& row) -> Result<void> {
        mode = row.value(0).toString().toStdString();
        return {};
    });
    if (!done)
        return done;
    if (mode != dialect::kJournalModeWanted)
        return fail(ErrorCode::Unsupported,
                    title() + " is on a file system without shared memory (journal mode is '" +
                        mode + "'); move the data folder to a local disk.");
    for (const std::string& setting : dialect::writerSettings(durability == Durability::Full)) {
        if (auto set = run(setting, {}); !set)
            return tl::unexpected{set.error()};
    }
    return {};
}

Result<void> Database::Connection::migrate()
{
    const auto wanted = static_cast<std::int32_t>(m_schema.migrations.size());
    if (m_version == wanted)
        return {};
    std::vector<std::string> steps{std::string{dialect::kBegin}};
    for (auto i = static_cast<std::size_t>(m_version); i < m_schema.migrations.size(); ++i)
        steps.insert(steps.end(), m_schema.migrations[i].begin(), m_schema.migrations[i].end());
    steps.push_back(dialect::writeMark(m_schema.mark));
    steps.push_back(dialect::writeVersion(wanted));
    steps.emplace_back("COMMIT");
    for (const std::string& step : steps) {
        auto done = run(dialect::spelled(step), {});
        m_queries.clear(); // none of these is run again, and a schema change outdates them
        if (done)
            continue;
        (void)run("ROLLBACK", {});
        m_queries.clear();
        return fail(done.error().code,
                    "bringing " + title() + " to schema " + std::to_string(wanted) +
                        " failed and was undone: " + done.error().what);
    }
    m_version = wanted;
    return {};
}

Result<void> Database::Connection::open(Durability durability, Access access)
{
    const bool readOnly = access == Access::ReadOnly;
    if (auto there = readOnly ? requireFile(m_file) : makePrivateFile(m_file); !there)
        return there;
    m_database.setDatabaseName(QString::fromStdString(m_file.string()));
    m_database.setConnectOptions(QString::fromStdString(dialect::connectOptions(readOnly)));
    if (!m_database.open())
        return failed(m_database.lastError());
    m_identity = identityOf(m_file);
    Result<void> done = checkDamage();
    if (done)
        done = checkVersion(access);
    if (done && !readOnly)
        done = settle(durability);
    if (done && !readOnly)
        done = migrate();
    return done;
}

Database::Database(std::unique_ptr<Connection> connection) noexcept
    : m_connection{std::move(connection)}
{}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& file,
                                const Schema& schema,
                                Durability durability,
                                Access access)
{
    auto connection = std::make_unique<Connection>(file, schema);
    if (auto opened = connection->open(durability, access); !opened)
        return tl::unexpected{opened.error()};
    return Database{std::move(connection)};
}

Result<std::int64_t> Database::run(std::string_view sql, const QVariantList& values)
{
    return m_connection->run(sql, values);
}

Result<void>
Database::read(std::string_view sql, const QVariantList& values, const RowReader& reader)
{
    return m_connection->read(sql, values, reader);
}

bool Database::isInPlace() const noexcept
{
    return m_connection->isInPlace();
}

const std::filesystem::path& Database::file() const noexcept
{
    return m_connection->file();
}

Result<Transaction> Transaction::begin(Database& database)
{
    if (auto begun = database.run(dialect::kBegin); !begun)
        return tl::unexpected{begun.error()};
    return Transaction{database};
}

Result<Transaction> Transaction::beginReading(Database& database)
{
    if (auto begun = database.run("BEGIN"); !begun)
        return tl::unexpected{begun.error()};
    return Transaction{database};
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database{std::exchange(other.m_database, nullptr)}
{}

Transaction::~Transaction()
{
    // After some errors the database has rolled back by itself, and this finds nothing to do.
    if (m_database != nullptr)
        (void)m_database->run("ROLLBACK");
}

Result<void> Transaction::commit()
{
    if (auto done = m_database->run("COMMIT"); !done)
        return tl::unexpected{done.error()};
    m_database = nullptr;
    return {};
}

Result<std::filesystem::path> setAside(const std::filesystem::path& file)
{
    std::string stamp = toRfc3339(now());
    for (char& c : stamp)
        c = c == ':' ? '-' : c;
    const std::filesystem::path target = file.string() + ".damaged-" + stamp;
    std::error_code error;
    if (std::filesystem::exists(target, error))
        return fail(ErrorCode::Conflict, target.string() + " exists already; nothing was moved");
    // The companions first: SQLite deletes a -wal that it finds beside a new, empty file.
    for (const std::string_view companion : dialect::kCompanions) {
        const std::filesystem::path from = file.string() + std::string{companion};
        if (!std::filesystem::exists(from, error))
            continue;
        std::filesystem::rename(from, target.string() + std::string{companion}, error);
        if (error)
            return fail(ErrorCode::Io, from.string() + " cannot be renamed: " + error.message());
    }
    std::filesystem::rename(file, target, error);
    if (error)
        return fail(ErrorCode::Io, file.string() + " cannot be renamed: " + error.message());
    return target;
}

} // namespace tapedeck::store
