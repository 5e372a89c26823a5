#include "keyring_session.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

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

} // namespace
} // namespace tapedeck::commands
