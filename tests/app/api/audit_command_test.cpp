#include "app/commands/audit.h"
#include "fake_port.h"
#include "run_command.h"
#include "store_support.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

namespace tapedeck::commands {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AuditCommand : public testing::Test
{
protected:
    [[nodiscard]] std::filesystem::path journal(Mode mode = Mode::Paper) const
    {
        return test::journalFile(m_root.folder(mode));
    }
    void writeRows(int count, Mode mode = Mode::Paper) const
    {
        auto open = test::openJournal(journal(mode), mode);
        for (int i = 0; i < count; ++i)
            (void)test::commit(open.journal, test::auditOnly("row, \"" + std::to_string(i) + "\""));
    }
    /// Whose keychain it is on this machine, is not asked (tests/app/commands does, in a session).
    [[nodiscard]] Outcome audit(const QStringList& arguments) const
    {
        return auditIn(m_root.path(), arguments);
    }
    [[nodiscard]] Outcome auditIn(const std::filesystem::path& root,
                                  const QStringList& arguments) const
    {
        QStringList all = arguments + QStringList{"--data", QString::fromStdString(root.string())};
        if (arguments.value(0) == "verify")
            all << "--no-keychain";
        return run([&] { return auditCommand(all); });
    }

    api::Root m_root;
};

QByteArrayList linesOf(const std::string& text)
{
    QByteArrayList lines = QByteArray::fromStdString(text).split('\n');
    EXPECT_TRUE(lines.constLast().isEmpty());
    lines.removeLast();
    return lines;
}

TEST_F(AuditCommand, VerifyCountsTheRowsAndNamesTheHead)
{
    writeRows(5);
    const Outcome verified = audit({"verify"});
    EXPECT_EQ(verified.exitCode, EX_OK) << verified.err;
    EXPECT_THAT(verified.out, StartsWith("rows=5 ok\nhead="));
    const QByteArrayList rows = linesOf(audit({"export"}).out);
    const auto last = QJsonDocument::fromJson(rows.constLast()).object();
    EXPECT_EQ(verified.out,
              "rows=5 ok\nhead=" + last["hash"].toString().toStdString() +
                  "\nanchor=none (no anchor: --no-keychain was given)\n");
}

TEST_F(AuditCommand, TheFolderOfOneModeIsTakenForThat)
{
    writeRows(2);
    for (const auto& spelled : {m_root.folder(Mode::Paper),
                                m_root.folder(Mode::Paper) / "",
                                m_root.folder(Mode::Live) / "../paper/."})
        EXPECT_THAT(auditIn(spelled, {"verify"}).out, StartsWith("rows=2 ok\n")) << spelled;
    const Outcome other = auditIn(m_root.folder(Mode::Paper), {"verify", "--mode", "live"});
    EXPECT_EQ(other.out, "");
    EXPECT_THAT(other.err, HasSubstr("belongs to paper, not to live"));
}

TEST_F(AuditCommand, VerifyWorksBesideTheEngineThatWrites)
{
    auto open = test::openJournal(journal());
    for (int i = 1; i <= 3; ++i) {
        (void)test::commit(open.journal, test::auditOnly("row"));
        EXPECT_THAT(audit({"verify"}).out, StartsWith("rows=" + std::to_string(i) + " ok\n"));
    }
}

TEST_F(AuditCommand, VerifyNamesTheFirstBadRow)
{
    for (const auto& [statement, row] :
         {std::pair{"UPDATE audit SET symbol = 'EVIL' WHERE sequence = 3", 3},
          std::pair{"DELETE FROM audit WHERE sequence = 4", 4},
          std::pair{"UPDATE audit SET os_user = 'nobody' WHERE sequence = 1", 1},
          std::pair{"DELETE FROM audit WHERE sequence = 5", 5}}) {
        std::filesystem::remove_all(m_root.folder(Mode::Paper));
        std::filesystem::create_directory(m_root.folder(Mode::Paper));
        writeRows(5);
        test::runSql(journal(),
                     {"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", statement});
        const Outcome verified = audit({"verify"});
        EXPECT_EQ(verified.exitCode, EX_DATAERR) << statement;
        EXPECT_EQ(verified.out,
                  "rows=" + std::to_string(row - 1) + " bad=" + std::to_string(row) +
                      "\nanchor=none (no anchor: --no-keychain was given)\n");
        EXPECT_THAT(verified.err, HasSubstr("audit row " + std::to_string(row))) << statement;
        const Outcome exported = audit({"export"});
        EXPECT_EQ(exported.exitCode, EX_DATAERR);
        EXPECT_EQ(linesOf(exported.out).size(), row - 1);
    }
}

TEST_F(AuditCommand, AFileThatIsNoDatabaseIsDamaged)
{
    QFile file{QString::fromStdString(journal().string())};
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    EXPECT_EQ(audit({"verify"}).exitCode, EX_DATAERR);
}

TEST_F(AuditCommand, ExportIsALineARowOldestFirst)
{
    writeRows(3);
    const Outcome exported = audit({"export", "--format", "jsonl"});
    EXPECT_EQ(exported.exitCode, EX_OK) << exported.err;
    const QByteArrayList rows = linesOf(exported.out);
    ASSERT_EQ(rows.size(), 3);
    for (int i = 0; i < 3; ++i) {
        const auto row = QJsonDocument::fromJson(rows[i]).object();
        EXPECT_EQ(row["sequence"].toInt(), i + 1);
        EXPECT_EQ(row["detail"].toString().toStdString(), "row, \"" + std::to_string(i) + "\"");
    }
}

TEST_F(AuditCommand, ExportAsCsvHasAHeaderAndQuotesWhatNeedsIt)
{
    writeRows(2);
    const Outcome exported = audit({"export", "--format", "csv"});
    EXPECT_EQ(exported.exitCode, EX_OK) << exported.err;
    const QByteArrayList rows = linesOf(exported.out);
    ASSERT_EQ(rows.size(), 3);
    EXPECT_TRUE(rows[0].startsWith("sequence,at,kind,origin_kind,origin,symbol,"));
    EXPECT_TRUE(rows[0].endsWith(",entry,prev_hash,hash"));
    EXPECT_TRUE(rows[1].startsWith("1,"));
    EXPECT_TRUE(rows[2].contains(",\"row, \"\"1\"\"\",")) << rows[2].toStdString();
}

TEST_F(AuditCommand, ExportToAFileIsThisUsersAloneAndOverwritesNothing)
{
    writeRows(2);
    const QString file = QString::fromStdString((m_root.path() / "audit.jsonl").string());
    const Outcome exported = audit({"export", "--out", file});
    EXPECT_EQ(exported.exitCode, EX_OK) << exported.err;
    EXPECT_EQ(exported.out, "");
    QFile written{file};
    ASSERT_TRUE(written.open(QIODevice::ReadOnly));
    EXPECT_EQ(written.readAll().toStdString(), audit({"export"}).out);
    EXPECT_FALSE(written.permissions() & (QFileDevice::ReadOther | QFileDevice::ReadGroup));
    EXPECT_EQ(audit({"export", "--out", file}).exitCode, EX_CANTCREAT);
}

TEST_F(AuditCommand, SeveralLogsNeedAName)
{
    EXPECT_EQ(audit({"verify"}).exitCode, EX_NOINPUT);
    writeRows(1, Mode::Paper);
    writeRows(2, Mode::Practice);
    const Outcome refused = audit({"verify"});
    EXPECT_EQ(refused.exitCode, EX_USAGE);
    EXPECT_THAT(refused.err, HasSubstr("--mode"));
    EXPECT_THAT(audit({"verify", "--mode", "practice"}).out, StartsWith("rows=2 ok\n"));
    EXPECT_EQ(audit({"verify", "--mode", "live"}).exitCode, EX_NOINPUT);
}

TEST_F(AuditCommand, RefusesAWrongCommandLine)
{
    for (const QStringList& wrong : {QStringList{},
                                     QStringList{"tea"},
                                     QStringList{"verify", "export"},
                                     QStringList{"verify", "accept"},
                                     QStringList{"verify", "--out", "x"},
                                     QStringList{"accept", "--format", "csv"},
                                     QStringList{"accept", "--no-keychain"},
                                     QStringList{"export", "--no-keychain"},
                                     QStringList{"export", "--format", "xml"},
                                     QStringList{"verify", "--mode", "demo"}})
        EXPECT_EQ(audit(wrong).exitCode, EX_USAGE) << wrong.join(' ').toStdString();
}

} // namespace
} // namespace tapedeck::commands
