#include "keyring_session.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <string_view>

/// The store of keys against real secret services. A secret service belongs to a session, so each
/// kind of session is made anew, and the tests of key_store_session.cpp run in it.
namespace tapedeck::vault {
namespace {

struct Session
{
    const char* kind;  ///< for keyring_session.sh
    const char* suite; ///< that runs in it
    const char* next;  ///< suite that runs in another session over the same files, or nothing
};
void PrintTo(const Session& session, std::ostream* out)
{
    *out << session.kind << " " << session.suite;
}

class KeyStoreInSession : public testing::TestWithParam<Session>
{
protected:
    void SetUp() override
    {
        if (const QString why = test::whyNoKeyring(); !why.isEmpty())
            GTEST_SKIP() << why.toStdString();
    }
    void runSuite(const char* suite)
    {
        test::runInSession(
            GetParam().kind, m_folder.path(), QStringLiteral(TAPEDECK_SESSION_TESTS), suite);
    }
    /// Files under the session's folder that hold any of the secrets as they are.
    QStringList filesWithSecrets() const
    {
        // In halves, so that they are in no output of this test either.
        const std::array<QByteArray, 4> secrets = {QByteArray{"PKNEVER"} + "ONDISK0001",
                                                   QByteArray{"neverOnDisk"} + "Paper",
                                                   QByteArray{"AKNEVER"} + "ONDISK0002",
                                                   QByteArray{"neverOnDisk"} + "Live"};
        QStringList found;
        QDirIterator files{m_folder.path(),
                           QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                           QDirIterator::Subdirectories};
        while (files.hasNext()) {
            QFile file{files.next()};
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray bytes = file.readAll();
            for (const QByteArray& secret : secrets) {
                if (bytes.contains(secret) || bytes.contains(secret.toBase64().left(16)))
                    found.append(file.fileName());
            }
        }
        return found;
    }

    QTemporaryDir m_folder;
};

TEST_P(KeyStoreInSession, HoldsAndNoFileHasASecret)
{
    runSuite(GetParam().suite);
    if (std::string_view{GetParam().kind} == "unlocked") {
        // Or the search below would look through nothing.
        EXPECT_TRUE(QFile::exists(m_folder.filePath("home/.local/share/keyrings/login.keyring")));
    }
    if (GetParam().next != nullptr)
        runSuite(GetParam().next);
    EXPECT_THAT(filesWithSecrets().join(' ').toStdString(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfEachKind,
                         KeyStoreInSession,
                         testing::Values(Session{"unlocked", "Unlocked", nullptr},
                                         Session{"unlocked", "AnchorUnlocked", nullptr},
                                         Session{"fresh", "AnchorFresh", nullptr},
                                         Session{"no-bus", "AnchorNoBus", nullptr},
                                         Session{"unlocked", "Locked", "AfterLocked"},
                                         Session{"fresh", "Fresh", nullptr},
                                         Session{"no-service", "NoService", nullptr},
                                         Session{"no-bus", "NoBus", nullptr}),
                         [](const auto& session) { return std::string{session.param.suite}; });

} // namespace
} // namespace tapedeck::vault
