#include "app/store/journal_reader.h"

#include "app/store/audit_json.h"
#include "app/store/journal_schema.h"
#include "app/store/sql_values.h"
#include "base/canonical.h"

#include <QIODevice>

#include <utility>

namespace tapedeck::store {

namespace {

/// Reads column 0 of each row as the canonical bytes of a T.
template <class T>
Result<std::vector<T>>
readRecords(Database& database, std::string_view sql, const QVariantList& values)
{
    std::vector<T> records;
    auto done = database.read(sql, values, [&](const QSqlQuery& row) -> Result<void> {
        auto record = fromCanonicalBytes<T>(blobAt(row, 0));
        if (!record)
            return fail(ErrorCode::Malformed,
                        "a record in " + database.file().string() +
                            " cannot be read; it was changed from outside");
        records.push_back(std::move(*record));
        return {};
    });
    if (!done)
        return tl::unexpected{done.error()};
    return records;
}

Result<AuditRow> auditRowFrom(const QSqlQuery& row)
{
    ChainedRow chained{numberAt(row, 0), blobAt(row, 1), {textAt(row, 2), textAt(row, 3)}, {}, {}};
    const std::string previous = blobAt(row, 4);
    const std::string hash = blobAt(row, 5);
    const bool whole =
        previous.size() == chained.previous.size() && hash.size() == chained.hash.size();
    if (whole) {
        std::copy(previous.begin(), previous.end(), chained.previous.begin());
        std::copy(hash.begin(), hash.end(), chained.hash.begin());
    }
    auto entry = fromCanonicalBytes<AuditEntry>(chained.entry);
    if (!whole || chained.hash != chainHash(chained) || !entry)
        return fail(ErrorCode::Malformed,
                    "audit row " + std::to_string(chained.sequence) +
                        " was changed from outside; see `tapedeck audit verify`");
    return AuditRow{chained.sequence, std::move(*entry)};
}

} // namespace

JournalReader::JournalReader(Database database, Mode mode) noexcept
    : m_database{std::move(database)}, m_mode{mode}
{}

Result<JournalReader> JournalReader::open(const JournalFile& file)
{
    auto database =
        Database::open(file.path(), journalSchema(), Durability::Full, Access::ReadOnly);
    if (!database)
        return tl::unexpected{database.error()};
    JournalReader reader{std::move(*database), file.mode()};
    if (auto ours = reader.checkMode(); !ours)
        return tl::unexpected{ours.error()};
    return reader;
}

Result<void> JournalReader::checkMode()
{
    return m_database.read("SELECT value FROM meta WHERE name = 'mode'",
                           {},
                           [&](const QSqlQuery& row) -> Result<void> {
                               const std::string theirs = textAt(row, 0);
                               const std::string wanted{toString(m_mode)};
                               if (theirs == wanted)
                                   return {};
                               return fail(ErrorCode::Conflict,
                                           "the journal " + m_database.file().string() +
                                               " belongs to " + theirs + ", not to " + wanted +
                                               "; every mode has a folder of its own");
                           });
}

Result<std::string> JournalReader::savedState()
{
    std::string bytes;
    auto done =
        m_database.read("SELECT bytes, hash FROM state WHERE id = 1",
                        {},
                        [&](const QSqlQuery& row) -> Result<void> {
                            bytes = blobAt(row, 0);
                            const Digest digest = sha256(bytes);
                            if (blobAt(row, 1) != std::string{digest.begin(), digest.end()})
                                return fail(ErrorCode::Malformed,
                                            "the engine's state in " + m_database.file().string() +
                                                " was changed from outside");
                            return {};
                        });
    if (!done)
        return tl::unexpected{done.error()};
    return bytes;
}

Result<std::vector<IntentRecord>> JournalReader::unresolvedIntents()
{
    return readRecords<IntentRecord>(
        m_database,
        "SELECT record FROM intents WHERE settled = 0 ORDER BY decided_at, client_order_id",
        {});
}

Result<std::vector<BrokerOrder>> JournalReader::openOrders()
{
    return readRecords<BrokerOrder>(
        m_database,
        "SELECT record FROM orders WHERE is_open = 1 ORDER BY updated_at, order_key",
        {});
}

Result<std::vector<Execution>> JournalReader::executions(Timestamp since)
{
    return readRecords<Execution>(m_database,
                                  "SELECT record FROM executions WHERE at >= ? ORDER BY sequence",
                                  {number(nanosOf(since))});
}

Result<std::vector<JournalReader::Sighting>> JournalReader::newsSightings(Timestamp since)
{
    std::vector<Sighting> sightings;
    auto done = m_database.read("SELECT story, via, created_at, received_at FROM news_sightings "
                                "WHERE received_at >= ? ORDER BY received_at",
                                {number(nanosOf(since))},
                                [&](const QSqlQuery& row) -> Result<void> {
                                    sightings.push_back({row.value(0).toLongLong(),
                                                         row.value(1).toString().toStdString(),
                                                         timestampOf(row.value(2).toLongLong()),
                                                         timestampOf(row.value(3).toLongLong())});
                                    return {};
                                });
    if (!done)
        return tl::unexpected{done.error()};
    return sightings;
}

Result<std::vector<AuditRow>> JournalReader::auditTail(std::size_t rowsMax)
{
    std::vector<AuditRow> rows;
    auto done = m_database.read("SELECT sequence, entry, os_user, seat, prev_hash, hash FROM audit "
                                "ORDER BY sequence DESC LIMIT ?",
                                {number(static_cast<std::int64_t>(rowsMax))},
                                [&](const QSqlQuery& row) -> Result<void> {
                                    auto read = auditRowFrom(row);
                                    if (!read)
                                        return tl::unexpected{read.error()};
                                    rows.push_back(std::move(*read));
                                    return {};
                                });
    if (!done)
        return tl::unexpected{done.error()};
    return rows;
}

Result<std::string> JournalReader::killOnRecord(bool hasState)
{
    const auto last = [this](const std::string& kinds) -> Result<std::optional<AuditRow>> {
        std::optional<AuditRow> found;
        auto done =
            m_database.read("SELECT sequence, entry, os_user, seat, prev_hash, hash FROM audit "
                            "WHERE kind IN ('killed', 'released', 'started') AND kind IN (" +
                                kinds + ") ORDER BY sequence DESC LIMIT 1",
                            {},
                            [&](const QSqlQuery& row) -> Result<void> {
                                auto read = auditRowFrom(row);
                                if (!read)
                                    return tl::unexpected{read.error()};
                                found = std::move(*read);
                                return {};
                            });
        if (!done)
            return tl::unexpected{done.error()};
        return found;
    };
    const auto turn = last("'killed', 'released'");
    const auto start = last("'started'");
    if (!turn || !start)
        return tl::unexpected{turn ? start.error() : turn.error()};
    if (*turn && (*turn)->entry.kind == AuditKind::Killed)
        return "it was set at " + toRfc3339((*turn)->entry.at) + ", and nobody has released it";
    if (*start && !hasState)
        return std::string{"what the last run had saved is gone, and with it the limits that were "
                           "in force, the day's counts and the cooldowns"};
    return std::string{};
}

Result<std::string> JournalReader::accountId()
{
    std::string id;
    auto done = m_database.read("SELECT value FROM meta WHERE name = 'account'",
                                {},
                                [&](const QSqlQuery& row) -> Result<void> {
                                    id = textAt(row, 0);
                                    return {};
                                });
    if (!done)
        return tl::unexpected{done.error()};
    return id;
}

Result<ChainReport> JournalReader::verifyAudit(const EntryVisitor& visit)
{
    return walkChain(m_database,
                     m_mode,
                     [&](const ChainedRow& /*row*/, const AuditEntry& entry) -> Result<void> {
                         if (visit)
                             visit(entry);
                         return {};
                     });
}

Result<std::map<std::string, std::string>> JournalReader::brokerIds()
{
    std::map<std::string, std::string> ids;
    auto done = m_database.read("SELECT client_order_id, broker_id FROM orders "
                                "WHERE client_order_id <> '' AND broker_id <> ''",
                                {},
                                [&](const QSqlQuery& row) -> Result<void> {
                                    ids.insert_or_assign(textAt(row, 0), textAt(row, 1));
                                    return {};
                                });
    if (!done)
        return tl::unexpected{done.error()};
    return ids;
}

Result<AnchoredReport> JournalReader::verifyAudit(const AuditAnchor& anchor,
                                                  const EntryVisitor& visit)
{
    return walkAnchored(m_database, m_mode, anchor, visit);
}

Result<RecordEnd> JournalReader::auditEnd()
{
    return readEnd(m_database, m_mode);
}

Result<std::optional<Digest>> JournalReader::auditHash(std::int64_t sequence)
{
    return readHash(m_database, sequence);
}

Result<ChainReport> JournalReader::exportAudit(QIODevice& out)
{
    return walkChain(
        m_database, m_mode, [&](const ChainedRow& row, const AuditEntry& entry) -> Result<void> {
            const std::string line = auditJson(row, entry) + "\n";
            const auto size = static_cast<qint64>(line.size());
            if (out.write(line.data(), size) != size)
                return fail(ErrorCode::Io,
                            "the export cannot be written: " + out.errorString().toStdString());
            return {};
        });
}

} // namespace tapedeck::store
