#include "keyring_session.h"

#include <QProcess>
#include <QStandardPaths>

#include <gmock/gmock.h>

#include <string>

namespace tapedeck::test {

QString whyNoKeyring()
{
    for (const char* program : {"dbus-run-session", "gnome-keyring-daemon"}) {
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
            return QString::fromLatin1(program) +
                   " is not installed (packages dbus, gnome-keyring)";
    }
    return {};
}

void runInSession(const char* kind,
                  const QString& folder,
                  const QString& program,
                  const char* suite)
{
    QProcess session;
    session.setProcessChannelMode(QProcess::MergedChannels);
    session.start(QStringLiteral("bash"),
                  {QStringLiteral(TAPEDECK_KEYRING_SESSION),
                   QString::fromLatin1(kind),
                   folder,
                   program,
                   QStringLiteral("--gtest_filter=%1.*").arg(QLatin1String{suite})});
    ASSERT_TRUE(session.waitForFinished(120'000)) << suite;
    const std::string output = session.readAll().toStdString();
    EXPECT_EQ(session.exitCode(), 0) << output;
    EXPECT_THAT(output, testing::ContainsRegex("PASSED  . [1-9]")) << suite;
}

} // namespace tapedeck::test
