#include "app/practice/exchange_store.h"

#include "base/canonical.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <array>
#include <atomic>
#include <utility>

namespace tapedeck::practice {

namespace {

constexpr int kVersion = 2;
constexpr int kMark = 0x54504458; ///< "TPDX": tells our files from those of other programs
constexpr std::string_view kFileName = "exchange.sqlite";

QByteArray bytesOf(const std::string& text)
{
    return QByteArray{text.data(), static_cast<qsizetype>(text.size())};
}

QString textOf(const std::string& text)
{
    return QString::fromStdString(text);
}

template <class T>
Result<T> valueIn(const QVariant& column)
{
    const QByteArray bytes = column.toByteArray();
    return fromCanonicalBytes<T>({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

constexpr std::array kTables{
    "CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), record BLOB NOT NULL,"
    " source TEXT NOT NULL, position BLOB NOT NULL) STRICT",
    "CREATE TABLE orders (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    " client_order_id TEXT NOT NULL UNIQUE, symbol TEXT NOT NULL, status TEXT NOT NULL,"
    " record BLOB NOT NULL) STRICT",
    "CREATE TABLE fills (number INTEGER PRIMARY KEY, execution_id TEXT NOT NULL UNIQUE,"
    " order_id TEXT NOT NULL, record BLOB NOT NULL) STRICT",
    "CREATE TABLE books (symbol TEXT PRIMARY KEY, record BLOB NOT NULL) STRICT, WITHOUT ROWID"};

/// Came later: made where they are missing, and an older program passes them over.
constexpr std::array kLaterTables{"CREATE TABLE IF NOT EXISTS watchlists (place INTEGER PRIMARY "
                                  "KEY, record BLOB NOT NULL) STRICT",
                                  "CREATE TABLE IF NOT EXISTS transfers (number INTEGER PRIMARY "
                                  "KEY, record BLOB NOT NULL) STRICT"};

} // namespace

class ExchangeStore::Connection
{
public:
    explicit Connection(std::filesystem::path file)
        : m_file{std::move(file)}, m_name{nextName()}, m_database{QSqlDatabase::addDatabase(
                                                           QStringLiteral("QSQLITE"), m_name)}
    {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection()
    {
        m_database.close();
        m_database = QSqlDatabase{};
        QSqlDatabase::removeDatabase(m_name);
    }

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<QSqlQuery> run(const char* sql, const QVariantList& values = {});
    /// All or nothing.
    template <class Steps>
    [[nodiscard]] Result<void> atomically(Steps steps)
    {
        if (auto begun = run("BEGIN IMMEDIATE"); !begun)
            return tl::unexpected<Error>{begun.error()};
        Result<void> done = steps();
        if (done) {
            auto committed = run("COMMIT");
            if (committed)
                return {};
            done = tl::unexpected<Error>{committed.error()};
        }
        (void)run("ROLLBACK");
        return done;
    }
    [[nodiscard]] Result<void> write(const ExchangeState& changes);

private:
    static QString nextName()
    {
        static std::atomic<unsigned> counter{0};
        return QStringLiteral("practice-exchange-%1").arg(counter.fetch_add(1));
    }
    [[nodiscard]] Result<int> number(const char* sql);
    [[nodiscard]] Result<void> makeTables();
    [[nodiscard]] Result<void> makeLaterTables();

    std::filesystem::path m_file;
    QString m_name;
    QSqlDatabase m_database;
};

Result<QSqlQuery> ExchangeStore::Connection::run(const char* sql, const QVariantList& values)
{
    QSqlQuery query{m_database};
    query.setForwardOnly(true);
    bool done = query.prepare(QLatin1String{sql});
    for (const QVariant& value : values)
        query.addBindValue(value);
    done = done && query.exec();
    if (done)
        return query;
    const QSqlError error = query.lastError();
    const int native = error.nativeErrorCode().toInt() & 0xFF;
    const std::string what =
        m_file.string() + " cannot be used: " + error.text().trimmed().toStdString();
    // Source: https://www.sqlite.org/rescode.html: 5 BUSY, 6 LOCKED, 11 CORRUPT, 26 NOTADB.
    if (native == 5 || native == 6)
        return fail(ErrorCode::Unavailable, what + "; another exchange is running on this folder");
    return fail(native == 11 || native == 26 ? ErrorCode::Malformed : ErrorCode::Io, what);
}

Result<int> ExchangeStore::Connection::number(const char* sql)
{
    auto query = run(sql);
    if (!query)
        return tl::unexpected<Error>{query.error()};
    return query->next() ? query->value(0).toInt() : 0;
}

Result<void> ExchangeStore::Connection::open()
{
    const bool inMemory = m_file.empty();
    m_database.setDatabaseName(inMemory ? QStringLiteral(":memory:") : textOf(m_file.string()));
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=0"));
    if (!m_database.open())
        return fail(ErrorCode::Io,
                    m_file.string() +
                        " cannot be opened: " + m_database.lastError().text().toStdString());
    // The lock is taken with the first access and kept: two exchanges on one account would each
    // overwrite the other's.
    for (const char* setting : {"PRAGMA locking_mode = EXCLUSIVE",
                                "PRAGMA journal_mode = WAL",
                                "PRAGMA synchronous = FULL"}) {
        if (auto set = run(setting); !set)
            return tl::unexpected<Error>{set.error()};
    }
    const auto version = number("PRAGMA user_version");
    const auto mark = number("PRAGMA application_id");
    const auto tables = number("SELECT count(*) FROM sqlite_master");
    for (const auto* value : {&version, &mark, &tables}) {
        if (!*value)
            return tl::unexpected<Error>{value->error()};
    }
    if (*version == 0 && *mark == 0 && *tables == 0)
        return makeTables();
    if (*mark != kMark)
        return fail(ErrorCode::Malformed,
                    m_file.string() + " is not an account of the practice exchange; it was left "
                                      "as it is. Choose another folder.");
    if (*version > kVersion)
        return fail(ErrorCode::Unsupported,
                    m_file.string() + " was written by a newer Tapedeck; it was left as it is.");
    if (*version < kVersion)
        return fail(ErrorCode::Unsupported,
                    m_file.string() + " was written by an older Tapedeck, whose practice accounts "
                                      "this one does not read. It was left as it is: move it away "
                                      "for a fresh account (tapedeck exchange: --fresh).");
    return makeLaterTables();
}

Result<void> ExchangeStore::Connection::makeLaterTables()
{
    for (const char* table : kLaterTables) {
        if (auto made = run(table); !made)
            return tl::unexpected<Error>{made.error()};
    }
    return {};
}

Result<void> ExchangeStore::Connection::makeTables()
{
    return atomically([&]() -> Result<void> {
        for (const char* table : kTables) {
            if (auto made = run(table); !made)
                return tl::unexpected<Error>{made.error()};
        }
        if (auto made = makeLaterTables(); !made)
            return made;
        const std::string mark = "PRAGMA application_id = " + std::to_string(kMark);
        const std::string version = "PRAGMA user_version = " + std::to_string(kVersion);
        for (const std::string& setting : {mark, version}) {
            if (auto set = run(setting.c_str()); !set)
                return tl::unexpected<Error>{set.error()};
        }
        return {};
    });
}

Result<void> ExchangeStore::Connection::write(const ExchangeState& changes)
{
    for (const OrderRecord& record : changes.orders) {
        // The row of a number is the same order for ever: only what became of it changes.
        auto done = run("INSERT INTO orders (number, id, client_order_id, symbol, status, record)"
                        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
                        " status = excluded.status, record = excluded.record",
                        {QVariant::fromValue(static_cast<qlonglong>(record.number)),
                         textOf(record.order.id),
                         textOf(record.order.clientOrderId),
                         textOf(record.order.spec.symbol),
                         textOf(std::string{toString(record.order.status)}),
                         bytesOf(canonicalBytes(record))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
    }
    for (const FillActivity& fill : changes.fills) {
        auto done = run("INSERT INTO fills (number, execution_id, order_id, record)"
                        " VALUES (?, ?, ?, ?)",
                        {QVariant::fromValue(static_cast<qlonglong>(fill.number)),
                         textOf(fill.execution.id),
                         textOf(fill.execution.orderId),
                         bytesOf(canonicalBytes(fill))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
    }
    for (const TransferRecord& record : changes.transfers) {
        auto done = run("INSERT INTO transfers (number, record) VALUES (?, ?)",
                        {QVariant::fromValue(static_cast<qlonglong>(record.number)),
                         bytesOf(canonicalBytes(record))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
    }
    for (const BookRecord& book : changes.books) {
        auto done = run("INSERT OR REPLACE INTO books (symbol, record) VALUES (?, ?)",
                        {textOf(book.symbol), bytesOf(canonicalBytes(book))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
    }
    return {};
}

ExchangeStore::ExchangeStore(std::unique_ptr<Connection> connection) noexcept
    : m_connection{std::move(connection)}
{}
ExchangeStore::ExchangeStore(ExchangeStore&&) noexcept = default;
ExchangeStore& ExchangeStore::operator=(ExchangeStore&&) noexcept = default;
ExchangeStore::~ExchangeStore() = default;

Result<ExchangeStore> ExchangeStore::open(const std::filesystem::path& folder)
{
    std::error_code trouble;
    if (!folder.empty()) {
        std::filesystem::create_directories(folder, trouble);
        if (!std::filesystem::is_directory(folder, trouble))
            return fail(ErrorCode::Io, folder.string() + " cannot be made or is not a folder");
    }
    auto connection =
        std::make_unique<Connection>(folder.empty() ? std::filesystem::path{} : folder / kFileName);
    if (auto opened = connection->open(); !opened)
        return tl::unexpected<Error>{opened.error()};
    return ExchangeStore{std::move(connection)};
}

Result<std::optional<SavedExchange>> ExchangeStore::load()
{
    auto account = m_connection->run("SELECT source, position, record FROM account");
    if (!account)
        return tl::unexpected<Error>{account.error()};
    if (!account->next())
        return std::optional<SavedExchange>{};
    SavedExchange saved;
    saved.fingerprint = account->value(0).toString().toStdString();
    auto position = valueIn<SourcePosition>(account->value(1));
    auto record = valueIn<AccountRecord>(account->value(2));
    if (!position || !record)
        return fail(ErrorCode::Malformed, "the saved account of the exchange is damaged");
    saved.position = *position;
    saved.state.account = std::move(*record);

    const auto readAll = [&](const char* sql, auto& rows) -> Result<void> {
        auto query = m_connection->run(sql);
        if (!query)
            return tl::unexpected<Error>{query.error()};
        while (query->next()) {
            auto row = valueIn<typename std::decay_t<decltype(rows)>::value_type>(query->value(0));
            if (!row)
                return fail(ErrorCode::Malformed, "a saved row of the exchange is damaged");
            rows.push_back(std::move(*row));
        }
        return {};
    };
    Result<void> done = readAll("SELECT record FROM orders ORDER BY number", saved.state.orders);
    if (done)
        done = readAll("SELECT record FROM fills ORDER BY number", saved.state.fills);
    if (done)
        done = readAll("SELECT record FROM books ORDER BY symbol", saved.state.books);
    if (done)
        done = readAll("SELECT record FROM transfers ORDER BY number", saved.state.transfers);
    if (!done)
        return tl::unexpected<Error>{done.error()};
    return std::optional{std::move(saved)};
}

Result<void> ExchangeStore::begin(const SavedExchange& all)
{
    return m_connection->atomically([&]() -> Result<void> {
        for (const char* sql : {"DELETE FROM orders",
                                "DELETE FROM fills",
                                "DELETE FROM books",
                                "DELETE FROM transfers",
                                "DELETE FROM watchlists",
                                "DELETE FROM account"}) {
            if (auto done = m_connection->run(sql); !done)
                return tl::unexpected<Error>{done.error()};
        }
        auto done = m_connection->run(
            "INSERT INTO account (one, record, source, position) VALUES (1, ?, ?, ?)",
            {bytesOf(canonicalBytes(all.state.account)),
             textOf(all.fingerprint),
             bytesOf(canonicalBytes(all.position))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
        return m_connection->write(all.state);
    });
}

Result<void> ExchangeStore::save(const ExchangeState& changes, const SourcePosition& position)
{
    return m_connection->atomically([&]() -> Result<void> {
        auto done = m_connection->run(
            "UPDATE account SET record = ?, position = ?",
            {bytesOf(canonicalBytes(changes.account)), bytesOf(canonicalBytes(position))});
        if (!done)
            return tl::unexpected<Error>{done.error()};
        return m_connection->write(changes);
    });
}

Result<void> ExchangeStore::keep(const std::vector<Watchlist>& lists)
{
    return m_connection->atomically([&]() -> Result<void> {
        auto done = m_connection->run("DELETE FROM watchlists");
        for (std::size_t i = 0; done && i < lists.size(); ++i)
            done = m_connection->run("INSERT INTO watchlists (place, record) VALUES (?, ?)",
                                     {QVariant::fromValue(static_cast<qlonglong>(i)),
                                      bytesOf(canonicalBytes(lists[i]))});
        return done.map([](const QSqlQuery&) {});
    });
}

Result<std::vector<Watchlist>> ExchangeStore::watchlists()
{
    auto query = m_connection->run("SELECT record FROM watchlists ORDER BY place");
    if (!query)
        return tl::unexpected<Error>{query.error()};
    std::vector<Watchlist> lists;
    while (query->next()) {
        auto list = valueIn<Watchlist>(query->value(0));
        if (!list)
            return fail(ErrorCode::Malformed, "a saved watchlist is damaged");
        lists.push_back(std::move(*list));
    }
    return lists;
}

Result<void> setExchangeAside(const std::filesystem::path& folder)
{
    std::error_code trouble;
    const std::filesystem::path file = folder / kFileName;
    if (folder.empty() || !std::filesystem::exists(file, trouble))
        return {};
    std::filesystem::path target;
    for (int i = 1; target.empty() || std::filesystem::exists(target, trouble); ++i)
        target = folder / ("exchange-" + std::to_string(i) + ".sqlite");
    // The companions first: SQLite deletes a -wal that it finds beside a new, empty file.
    for (const char* end : {"-wal", "-shm", ""}) {
        if (!std::filesystem::exists(file.string() + end, trouble))
            continue;
        std::filesystem::rename(file.string() + end, target.string() + end, trouble);
        if (trouble)
            return fail(ErrorCode::Io,
                        file.string() + end + " cannot be renamed: " + trouble.message());
    }
    return {};
}

} // namespace tapedeck::practice
