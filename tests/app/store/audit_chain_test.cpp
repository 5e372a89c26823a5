#include "app/store/audit_chain.h"
#include "app/store/journal_reader.h"
#include "app/store/journal_schema.h"
#include "app/store/sql_values.h"
#include "store_support.h"

#include <QBuffer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <gmock/gmock.h>

namespace tapedeck::store {
namespace {

using namespace tapedeck::test;
using testing::HasSubstr;

constexpr int kRows = 7;
const std::vector<std::string> kGuardsOff = {"DROP TRIGGER audit_no_update",
                                             "DROP TRIGGER audit_no_delete",
                                             "DROP TRIGGER audit_no_replace"};

class AuditChain : public testing::Test
{
protected:
    void SetUp() override
    {
        auto open = openJournal(m_file);
        for (int i = 1; i <= kRows; ++i)
            commit(open.journal, auditOnly("row " + std::to_string(i)));
    }
    ChainReport verify(Mode mode = Mode::Paper)
    {
        auto report = JournalReader::open(journalAt(m_file, mode)).value().verifyAudit();
        EXPECT_TRUE(report) << report.error().what;
        return report.value_or(ChainReport{});
    }
    /// Changes the file past its guards and returns the row that verifying names; 0 = none.
    std::int64_t blamedAfter(const std::vector<std::string>& statements)
    {
        std::vector<std::string> all = kGuardsOff;
        all.insert(all.end(), statements.begin(), statements.end());
        runSql(m_file, all);
        const ChainReport report = verify();
        if (!report.fault)
            return 0;
        EXPECT_THAT(report.fault->what,
                    HasSubstr("audit row " + std::to_string(report.fault->sequence)));
        return report.fault->sequence;
    }

    Folder m_folder;
    std::filesystem::path m_file = m_folder / "journal.sqlite";
};

TEST_F(AuditChain, IsWholeAsItWasWritten)
{
    const ChainReport report = verify();
    EXPECT_FALSE(report.fault);
    EXPECT_EQ(report.rows, kRows);
    EXPECT_EQ(report.head.sequence, kRows);
}

TEST_F(AuditChain, OfAnEmptyJournalIsWhole)
{
    const Folder folder;
    {
        const auto open = openJournal(folder / "journal.sqlite");
    }
    auto reader = JournalReader::open(journalAt(folder / "journal.sqlite")).value();
    const auto report = reader.verifyAudit().value();
    EXPECT_FALSE(report.fault);
    EXPECT_EQ(report.rows, 0);
}

TEST_F(AuditChain, GoesOnAfterARestart)
{
    {
        auto open = openJournal(m_file);
        commit(open.journal, auditOnly("after the restart"));
    }
    EXPECT_EQ(verify().rows, kRows + 1);
}

TEST_F(AuditChain, OfOneModeIsNoChainOfAnother)
{
    EXPECT_EQ(JournalReader::open(journalAt(m_file, Mode::Live)).error().code, ErrorCode::Conflict);
    // Nor where the file says that it is.
    runSql(m_file, {"UPDATE meta SET value = 'live' WHERE name = 'mode'"});
    EXPECT_EQ(verify(Mode::Live).fault.value().sequence, 1);
}

TEST_F(AuditChain, FindsAnyByteChangedInAnyColumn)
{
    runSql(m_file, kGuardsOff);
    auto rowOf = [](int i) { return 1 + i % kRows; };
    int changes = 0;
    for (const char* column : {"os_user", "seat", "kind", "symbol"}) {
        for (int at = 1; at <= 3; ++at, ++changes) {
            const std::string where = " WHERE sequence = " + std::to_string(rowOf(changes));
            const std::string position = std::to_string(at);
            const std::string name{column};
            runSql(m_file,
                   {"CREATE TABLE saved AS SELECT * FROM audit" + where,
                    "UPDATE audit SET " + name + " = substr(" + name + ", 1, " + position +
                        " - 1) || '~' || substr(" + name + ", " + position + " + 1)" + where});
            EXPECT_EQ(verify().fault.value_or(ChainFault{}).sequence, rowOf(changes))
                << column << " at " << at;
            runSql(m_file,
                   {"UPDATE audit SET " + name + " = (SELECT " + name + " FROM saved)" + where,
                    "DROP TABLE saved"});
            EXPECT_FALSE(verify().fault);
        }
    }
    for (const char* change : {"client_order_id = 'c-9'", "at = at + 1", "sequence = -5"}) {
        runSql(m_file, {"CREATE TABLE saved AS SELECT * FROM audit"});
        runSql(m_file, {"UPDATE audit SET " + std::string{change} + " WHERE sequence = 3"});
        EXPECT_TRUE(verify().fault) << change;
        runSql(m_file,
               {"DELETE FROM audit", "INSERT INTO audit SELECT * FROM saved", "DROP TABLE saved"});
        EXPECT_FALSE(verify().fault);
    }
}

TEST_F(AuditChain, FindsAnyByteChangedInEntryAndHashes)
{
    runSql(m_file, kGuardsOff);
    auto database = Database::open(m_file, journalSchema(), Durability::Normal).value();
    for (const char* column : {"entry", "prev_hash", "hash"}) {
        const std::string update =
            "UPDATE audit SET " + std::string{column} + " = ? WHERE sequence = 4";
        std::string bytes;
        ASSERT_TRUE(
            database.read("SELECT " + std::string{column} + " FROM audit WHERE sequence = 4",
                          {},
                          [&](const QSqlQuery& row) -> Result<void> {
                              bytes = blobAt(row, 0);
                              return {};
                          }));
        ASSERT_GE(bytes.size(), sizeof(Digest)) << column;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string changed = bytes;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            ASSERT_TRUE(database.run(update, {blob(changed)}));
            const auto report = walkChain(database, Mode::Paper).value();
            ASSERT_TRUE(report.fault) << column << " byte " << i;
            EXPECT_EQ(report.fault->sequence, 4) << column << " byte " << i;
        }
        ASSERT_TRUE(database.run(update, {blob(bytes.substr(1))}));
        EXPECT_TRUE(walkChain(database, Mode::Paper).value().fault) << column << " cut";
        ASSERT_TRUE(database.run(update, {blob(bytes)}));
    }
    EXPECT_FALSE(verify().fault);
}

TEST_F(AuditChain, NamesTheRowThatWasRemoved)
{
    EXPECT_EQ(blamedAfter({"DELETE FROM audit WHERE sequence = 3"}), 3);
}

TEST_F(AuditChain, NamesTheFirstRowWhenItWasRemoved)
{
    EXPECT_EQ(blamedAfter({"DELETE FROM audit WHERE sequence = 1"}), 1);
}

TEST_F(AuditChain, NamesTheLastRowWhenItWasRemoved)
{
    EXPECT_EQ(blamedAfter({"DELETE FROM audit WHERE sequence = 7"}), 7);
}

TEST_F(AuditChain, NamesTheGapThatWasClosedByRenumbering)
{
    EXPECT_EQ(blamedAfter({"DELETE FROM audit WHERE sequence = 3",
                           "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 3"}),
              3);
}

TEST_F(AuditChain, NamesTheFirstOfTwoRowsThatChangedPlaces)
{
    EXPECT_EQ(blamedAfter({"UPDATE audit SET sequence = 100 WHERE sequence = 2",
                           "UPDATE audit SET sequence = 2 WHERE sequence = 5",
                           "UPDATE audit SET sequence = 5 WHERE sequence = 100"}),
              2);
}

TEST_F(AuditChain, NamesARowThatWasPutInBetween)
{
    EXPECT_EQ(blamedAfter({"UPDATE audit SET sequence = -sequence WHERE sequence > 4",
                           "UPDATE audit SET sequence = 1 - sequence WHERE sequence < 0",
                           "INSERT INTO audit SELECT 5, at, kind, symbol, client_order_id, "
                           "os_user, seat, entry, prev_hash, hash FROM audit WHERE sequence = 2"}),
              5);
}

TEST_F(AuditChain, NamesARowThatWasPutInFrontOrAtTheEnd)
{
    const std::string copy = ", at, kind, symbol, client_order_id, os_user, seat, entry, "
                             "prev_hash, hash FROM audit WHERE sequence = 7";
    EXPECT_EQ(blamedAfter({"INSERT INTO audit SELECT 0" + copy}), 0);
    EXPECT_TRUE(verify().fault);
    runSql(m_file, {"DELETE FROM audit WHERE sequence = 0"});
    runSql(m_file, {"INSERT INTO audit SELECT 8" + copy});
    EXPECT_EQ(verify().fault.value().sequence, 8);
}

TEST_F(AuditChain, NoticesThatItsHeadWasChanged)
{
    runSql(m_file, {"UPDATE audit_head SET sequence = 6"});
    EXPECT_TRUE(verify().fault);
    runSql(m_file, {"UPDATE audit_head SET sequence = 7, hash = X'00'"});
    EXPECT_TRUE(verify().fault);
    runSql(m_file, {"DELETE FROM audit_head"});
    EXPECT_TRUE(verify().fault);
}

TEST_F(AuditChain, CannotBeChangedByAccident)
{
    for (const char* statement : {"UPDATE audit SET symbol = 'X' WHERE sequence = 2",
                                  "DELETE FROM audit WHERE sequence = 2",
                                  "DELETE FROM audit",
                                  "INSERT OR REPLACE INTO audit SELECT * FROM audit"}) {
        {
            QSqlDatabase raw = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), "raw");
            raw.setDatabaseName(QString::fromStdString(m_file.string()));
            ASSERT_TRUE(raw.open());
            QSqlQuery query{raw};
            EXPECT_FALSE(query.exec(QString::fromLatin1(statement))) << statement;
            EXPECT_THAT(query.lastError().text().toStdString(), HasSubstr("append-only"));
        }
        QSqlDatabase::removeDatabase("raw");
    }
    EXPECT_EQ(verify().rows, kRows);
}

TEST_F(AuditChain, IsNotShownWhereARowWasChanged)
{
    std::vector<std::string> statements = kGuardsOff;
    statements.emplace_back("UPDATE audit SET os_user = 'somebody' WHERE sequence = 6");
    runSql(m_file, statements);
    auto reader = JournalReader::open(journalAt(m_file)).value();
    EXPECT_EQ(reader.auditTail(1).value().size(), 1U);
    const auto tail = reader.auditTail(2);
    ASSERT_FALSE(tail);
    EXPECT_THAT(tail.error().what, HasSubstr("audit row 6"));
}

TEST_F(AuditChain, IsExportedAsALineOfJsonForEachRow)
{
    QBuffer out;
    ASSERT_TRUE(out.open(QIODevice::WriteOnly));
    auto reader = JournalReader::open(journalAt(m_file)).value();
    const auto report = reader.exportAudit(out).value();
    EXPECT_EQ(report.rows, kRows);
    const QList<QByteArray> lines = out.data().split('\n');
    ASSERT_EQ(lines.size(), kRows + 1); // the last one is empty
    QString previous = QString::fromStdString(toHex(chainStart(Mode::Paper)));
    for (int i = 0; i < kRows; ++i) {
        const QJsonObject row = QJsonDocument::fromJson(lines[i]).object();
        EXPECT_EQ(row["sequence"].toInt(), i + 1);
        EXPECT_EQ(row["kind"].toString(), "signal_raised");
        EXPECT_EQ(row["detail"].toString(), QStringLiteral("row %1").arg(i + 1));
        EXPECT_EQ(row["price"].toString(), "19.995");
        EXPECT_EQ(row["order"].toObject()["limit_price"].toString(), "20");
        EXPECT_EQ(row["operator"].toObject()["user"].toString(), "anna (1000)");
        EXPECT_EQ(row["prev_hash"].toString(), previous);
        previous = row["hash"].toString();
        const QByteArray entry = QByteArray::fromHex(row["entry"].toString().toLatin1());
        EXPECT_EQ(fromCanonicalBytes<AuditEntry>(entry.toStdString()).value().detail,
                  "row " + std::to_string(i + 1));
    }
    EXPECT_EQ(previous.toStdString(), toHex(report.head.hash));
}

} // namespace
} // namespace tapedeck::store
