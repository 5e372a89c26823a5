#include "record_file.h"

#include "app/store/journal_reader.h"
#include "app/store/journal_schema.h"
#include "app/store/sql_values.h"
#include "store_support.h"

#include <QSqlQuery>

#include <gtest/gtest.h>

namespace tapedeck::test {

using namespace store;

void RecordFile::append(int rows, const std::string& what) const
{
    auto open = openJournal(m_file);
    JournalBatch batch;
    for (int i = 0; i < rows; ++i)
        batch.audit.push_back(auditOf(AuditKind::SignalRaised, "", what + " " + std::to_string(i)));
    commit(open.journal, std::move(batch));
}

AuditAnchor RecordFile::anchorAt(std::int64_t row) const
{
    auto reader = JournalReader::open(journalAt(m_file)).value();
    return {Mode::Paper, row, reader.auditHash(row).value().value(), kRemembered};
}

AnchoredReport RecordFile::verify(const AuditAnchor& anchor) const
{
    return JournalReader::open(journalAt(m_file)).value().verifyAudit(anchor).value();
}

RecordEnd RecordFile::end() const
{
    return JournalReader::open(journalAt(m_file)).value().auditEnd().value();
}

void RecordFile::tamper(std::vector<std::string> statements) const
{
    statements.insert(statements.begin(),
                      {"PRAGMA synchronous = OFF",
                       "DROP TRIGGER IF EXISTS audit_no_update",
                       "DROP TRIGGER IF EXISTS audit_no_delete",
                       "DROP TRIGGER IF EXISTS audit_no_replace"});
    runSql(m_file, statements);
}

void RecordFile::cutFrom(std::int64_t row, bool headToo) const
{
    const std::string first = std::to_string(row);
    std::vector<std::string> steps = {"DELETE FROM audit WHERE sequence >= " + first};
    if (headToo && row == 1)
        steps.emplace_back("DELETE FROM audit_head");
    else if (headToo)
        steps.push_back("UPDATE audit_head SET sequence = " + first +
                        " - 1, hash = (SELECT hash FROM audit WHERE sequence = " + first + " - 1)");
    tamper(std::move(steps));
}

void RecordFile::flip(std::int64_t row, const std::string& column, std::size_t byte) const
{
    tamper({});
    auto database = Database::open(m_file, journalSchema(), Durability::Normal).value();
    std::string bytes;
    ASSERT_TRUE(database.read("SELECT " + column + " FROM audit WHERE sequence = ?",
                              {number(row)},
                              [&](const QSqlQuery& found) -> Result<void> {
                                  bytes = blobAt(found, 0);
                                  return {};
                              }));
    bytes[byte % bytes.size()] = static_cast<char>(bytes[byte % bytes.size()] ^ 4);
    ASSERT_TRUE(database.run("UPDATE audit SET " + column + " = ? WHERE sequence = ?",
                             {blob(bytes), number(row)}));
}

void RecordFile::swap(std::int64_t one, std::int64_t other) const
{
    const std::string a = std::to_string(one);
    const std::string b = std::to_string(other);
    tamper({"UPDATE audit SET sequence = -1 WHERE sequence = " + a,
            "UPDATE audit SET sequence = " + a + " WHERE sequence = " + b,
            "UPDATE audit SET sequence = " + b + " WHERE sequence = -1"});
}

void RecordFile::remove(std::int64_t row, bool closeGap) const
{
    const std::string at = std::to_string(row);
    std::vector<std::string> steps = {"DELETE FROM audit WHERE sequence = " + at};
    if (closeGap)
        steps.push_back("UPDATE audit SET sequence = sequence - 1 WHERE sequence > " + at);
    tamper(std::move(steps));
}

void RecordFile::insertAt(std::int64_t row) const
{
    const std::string at = std::to_string(row);
    tamper({"UPDATE audit SET sequence = -sequence WHERE sequence >= " + at,
            "UPDATE audit SET sequence = 1 - sequence WHERE sequence < 0",
            "INSERT INTO audit SELECT " + at +
                ", at, kind, symbol, client_order_id, os_user, seat, entry, prev_hash, hash FROM "
                "audit WHERE sequence = " +
                at + " - 1"});
}

} // namespace tapedeck::test
