#include "app/commands/audit.h"
#include "keyring_session.h"
#include "run_command.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sysexits.h>

namespace tapedeck::commands {
namespace {

class AuditInSession : public testing::Test
{
protected:
    void SetUp() override
    {
        if (const QString why = test::whyNoKeyring(); !why.isEmpty())
            GTEST_SKIP() << why.toStdString();
    }
    void runSuite(const char* kind, const char* suite)
    {
        test::runInSession(
            kind, m_folder.path(), QStringLiteral(TAPEDECK_AUDIT_SESSION_TESTS), suite);
    }

private:
    QTemporaryDir m_folder;
};

TEST_F(AuditInSession, WithAKeychainIsHeldAgainstItsAnchor)
{
    runSuite("unlocked", "AuditUnlocked");
}

TEST_F(AuditInSession, WithALockedKeychainIsVerifiedAlone)
{
    runSuite("unlocked", "AuditLocked");
}

TEST_F(AuditInSession, WithoutASessionIsVerifiedAlone)
{
    runSuite("no-bus", "AuditNoBus");
}

TEST(AuditCommand, RefusesWhatBelongsToAnotherTask)
{
    for (const QStringList& arguments : {QStringList{},
                                         {"vrify"},
                                         {"verify", "export"},
                                         {"verify", "--out", "file"},
                                         {"accept", "--format", "csv"},
                                         {"accept", "--no-keychain"},
                                         {"export", "--no-keychain"}}) {
        EXPECT_EQ(run([&] { return auditCommand(arguments); }).exitCode, EX_USAGE)
            << arguments.join(' ').toStdString();
    }
}

} // namespace
} // namespace tapedeck::commands
