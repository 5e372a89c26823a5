// Runs inside a session that audit_command_test.cpp makes; each suite is for one kind of session.
#include "app/commands/audit.h"
#include "app/commands/kept_anchor.h"
#include "app/store/journal_reader.h"
#include "record_file.h"
#include "run_command.h"
#include "store_support.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QProcess>

#include <gmock/gmock.h>
#include <sysexits.h>

#include <functional>

namespace tapedeck::commands {
namespace {

using namespace tapedeck::test;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

/// A data folder with a record of paper, thirty rows long.
class Desk
{
public:
    Desk()
    {
        std::filesystem::create_directories(where().path());
        m_record = std::make_unique<RecordFile>(where().journal().path());
        m_record->append(30);
    }
    [[nodiscard]] store::ModeFolder where() const { return {m_folder.path(), Mode::Paper}; }
    [[nodiscard]] const RecordFile& record() const { return *m_record; }
    [[nodiscard]] Result<void> anchor() const
    {
        return writeAnchor(where().journal(), m_record->end().head);
    }
    [[nodiscard]] Outcome audit(QStringList arguments, const QByteArray& typed = {}) const
    {
        arguments << "--data" << QString::fromStdString(m_folder.path().string());
        return run([&] { return auditCommand(arguments); }, typed);
    }

private:
    Folder m_folder;
    std::unique_ptr<RecordFile> m_record;
};

void lockKeychain()
{
    auto call = QDBusMessage::createMethodCall("org.freedesktop.secrets",
                                               "/org/freedesktop/secrets",
                                               "org.freedesktop.Secret.Service",
                                               "Lock");
    call << QVariant::fromValue(QList{QDBusObjectPath{"/org/freedesktop/secrets/aliases/default"}});
    const auto reply = QDBusConnection::sessionBus().call(call);
    ASSERT_EQ(reply.type(), QDBusMessage::ReplyMessage) << reply.errorMessage().toStdString();
}

TEST(AuditUnlocked, VerifiesARecordAndComparesItWithTheAnchor)
{
    const Desk desk;
    const Outcome before = desk.audit({"verify"});
    EXPECT_EQ(before.exitCode, EX_OK);
    EXPECT_THAT(
        before.out,
        MatchesRegex("rows=30 ok\nhead=[0-9a-f]+\n"
                     "anchor=none \\(no anchor: the keychain has none of this journal\\)\n"));
    ASSERT_TRUE(desk.anchor());
    const Outcome after = desk.audit({"verify"});
    EXPECT_EQ(after.exitCode, EX_OK);
    EXPECT_THAT(after.out,
                MatchesRegex("rows=30 ok\nhead=[0-9a-f]+\nanchor=ok row=30 at=20[-0-9T:]+Z\n"));
    EXPECT_EQ(after.err, "");
    desk.record().append(5);
    EXPECT_THAT(desk.audit({"verify"}).out, HasSubstr("\nanchor=ok row=30 "))
        << "as a crash leaves it";
}

TEST(AuditUnlocked, NamesTheFirstBadRowOfEveryChange)
{
    struct Case
    {
        const char* what;
        std::function<void(const RecordFile&)> change;
        int bad;
    };
    const std::vector<Case> cases = {
        {"flip", [](const RecordFile& r) { r.flip(12, "entry", 20); }, 12},
        {"removal", [](const RecordFile& r) { r.remove(12, false); }, 12},
        {"removal without a gap", [](const RecordFile& r) { r.remove(12, true); }, 12},
        {"reorder", [](const RecordFile& r) { r.swap(12, 20); }, 12},
        {"insertion", [](const RecordFile& r) { r.insertAt(12); }, 12},
        {"truncation", [](const RecordFile& r) { r.cutFrom(12, false); }, 12},
        {"truncation, head rewritten", [](const RecordFile& r) { r.cutFrom(12, true); }, 12},
        {"truncation of all", [](const RecordFile& r) { r.cutFrom(1, true); }, 1},
        {"rewriting",
         [](const RecordFile& r) {
             r.cutFrom(12, true);
             r.append(25, "another story");
         },
         30}};
    for (const Case& one : cases) {
        const Desk desk;
        ASSERT_TRUE(desk.anchor());
        one.change(desk.record());
        const Outcome found = desk.audit({"verify"});
        EXPECT_EQ(found.exitCode, EX_DATAERR) << one.what;
        EXPECT_THAT(found.out,
                    StartsWith("rows=" + std::to_string(one.bad - 1) +
                               " bad=" + std::to_string(one.bad) + "\nanchor="))
            << one.what;
        EXPECT_THAT(found.err, HasSubstr("audit row")) << one.what;
    }
}

TEST(AuditUnlocked, SaysWhichRowsAreMissingAndComparesNothingWhereItWasToldSo)
{
    const Desk desk;
    ASSERT_TRUE(desk.anchor());
    desk.record().cutFrom(21, true);
    const Outcome found = desk.audit({"verify"});
    EXPECT_THAT(found.out, MatchesRegex("rows=20 bad=21\nanchor=bad row=30 at=[-0-9T:]+Z\n"));
    EXPECT_THAT(found.err,
                HasSubstr("audit rows 21 to 30 are missing: the keychain remembers row 30 of 20"));
    const Outcome alone = desk.audit({"verify", "--no-keychain"});
    EXPECT_EQ(alone.exitCode, EX_OK);
    EXPECT_THAT(alone.out,
                MatchesRegex("rows=20 ok\nhead=[0-9a-f]+\n"
                             "anchor=none \\(no anchor: --no-keychain was given\\)\n"));
}

TEST(AuditUnlocked, AcceptsARestoredBackupByATypedPhraseAndPutsThatOnRecord)
{
    const Desk desk;
    ASSERT_TRUE(desk.anchor());
    EXPECT_EQ(desk.audit({"accept"}).out, "the audit log is whole; there is nothing to accept\n");
    desk.record().cutFrom(21, true);
    const Outcome refused = desk.audit({"accept"}, "accept 30 rows\n");
    EXPECT_EQ(refused.exitCode, EX_NOPERM);
    EXPECT_THAT(refused.err, HasSubstr("type: accept 20 rows"));
    EXPECT_EQ(desk.audit({"verify"}).exitCode, EX_DATAERR) << "nothing was accepted";
    const Outcome accepted = desk.audit({"accept"}, "accept 20 rows\n");
    EXPECT_EQ(accepted.exitCode, EX_OK) << accepted.err;
    const Outcome verified = desk.audit({"verify"});
    EXPECT_EQ(verified.exitCode, EX_OK);
    EXPECT_THAT(verified.out, StartsWith("rows=21 ok\n"));
    EXPECT_THAT(verified.out, HasSubstr("\nanchor=ok row=21 "));
    auto reader = store::JournalReader::open(journalAt(desk.record().file())).value();
    const auto tail = reader.auditTail(1).value();
    EXPECT_EQ(tail.at(0).entry.kind, AuditKind::RecordAccepted);
    EXPECT_THAT(tail[0].entry.detail, HasSubstr("audit rows 21 to 30 are missing"));
}

TEST(AuditUnlocked, AcceptsNoChainThatIsBrokenAndNothingBesideAnEngine)
{
    const Desk desk;
    ASSERT_TRUE(desk.anchor());
    desk.record().flip(12, "entry", 20);
    const Outcome broken = desk.audit({"accept"}, "accept 30 rows\n");
    EXPECT_EQ(broken.exitCode, EX_DATAERR);
    EXPECT_THAT(broken.err, HasSubstr("no acceptance mends"));
    const auto engine = store::InstanceLock::acquire(desk.record().file());
    ASSERT_TRUE(engine);
    EXPECT_EQ(desk.audit({"accept"}, "accept 30 rows\n").exitCode, EX_TEMPFAIL);
}

/// The program itself, in practice, on the data folder.
QByteArray runProgram(const QString& data)
{
    QProcess program;
    program.start(QStringLiteral(TAPEDECK_EXECUTABLE),
                  {"--headless", "--practice", "--data", data, "--speed", "10", "--for", "2s"});
    EXPECT_TRUE(program.waitForFinished(60'000));
    EXPECT_EQ(program.exitCode(), EX_OK);
    return program.readAllStandardError();
}

TEST(AuditUnlocked, ARunAnchorsItsEndAndTheNextOneMissesWhatWasCutOff)
{
    const Folder folder;
    const QString data = QString::fromStdString(folder.path().string());
    EXPECT_EQ(runProgram(data).toStdString(), "");
    const RecordFile record{journalFile(folder / "practice")};
    const auto verify = [&] {
        return run([&] { return auditCommand({"verify", "--data", data}); });
    };
    auto reader = store::JournalReader::open(journalAt(record.file(), Mode::Practice)).value();
    const std::int64_t rows = reader.auditEnd().value().lastRow.sequence;
    ASSERT_GT(rows, 1);
    EXPECT_THAT(verify().out, HasSubstr("\nanchor=ok row=" + std::to_string(rows) + " "));

    record.cutFrom(rows, true);
    EXPECT_THAT(verify().out, HasSubstr(" bad=" + std::to_string(rows) + "\n"));
    const std::string missing = "audit row " + std::to_string(rows) + " is missing";
    EXPECT_THAT(runProgram(data).toStdString(), HasSubstr(missing));
    EXPECT_THAT(verify().err, HasSubstr("what a start found: " + missing));
    EXPECT_THAT(runProgram(data).toStdString(), HasSubstr("is not whole"))
        << "until it is accepted";

    const std::int64_t now = reader.auditEnd().value().lastRow.sequence;
    const QByteArray phrase =
        "accept " + QByteArray::number(static_cast<qlonglong>(now)) + " rows\n";
    EXPECT_EQ(run(
                  [&] {
                      return auditCommand({"accept", "--data", data});
                  },
                  phrase)
                  .exitCode,
              EX_OK);
    EXPECT_EQ(runProgram(data).toStdString(), "");
    EXPECT_EQ(verify().exitCode, EX_OK);
}

TEST(AuditLocked, IsVerifiedWithoutItsAnchorAndNotAccepted)
{
    const Desk desk;
    ASSERT_TRUE(desk.anchor());
    lockKeychain();
    const Outcome verified = desk.audit({"verify"});
    EXPECT_EQ(verified.exitCode, EX_OK);
    EXPECT_THAT(verified.out, StartsWith("rows=30 ok\n"));
    EXPECT_THAT(verified.out, HasSubstr("\nanchor=none (no anchor: the keychain is locked"));
    const Outcome accepted = desk.audit({"accept"}, "accept 30 rows\n");
    EXPECT_EQ(accepted.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(accepted.err, HasSubstr("nothing was accepted"));
}

TEST(AuditNoBus, IsVerifiedWithoutItsAnchor)
{
    const Desk desk;
    const Outcome verified = desk.audit({"verify"});
    EXPECT_EQ(verified.exitCode, EX_OK);
    EXPECT_THAT(verified.out, HasSubstr("\nanchor=none (no anchor: there is no keychain"));
    desk.record().cutFrom(21, false);
    const Outcome cut = desk.audit({"verify"});
    EXPECT_EQ(cut.exitCode, EX_DATAERR);
    EXPECT_THAT(cut.out, StartsWith("rows=20 bad=21\nanchor=none "));
}

} // namespace
} // namespace tapedeck::commands
