#include "app/store/journal_reader.h"
#include "store_support.h"

#include <QProcess>

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

namespace tapedeck::store {
namespace {

using test::Folder;
using testing::HasSubstr;

/// What the child said until it was killed, as numbers.
int lastNumberOf(const QByteArray& output)
{
    // A last line without its end counts as not printed.
    const QList<QByteArray> lines = output.split('\n');
    return lines.size() < 2 ? 0 : lines[lines.size() - 2].toInt();
}

class CrashTest : public testing::Test
{
protected:
    QStringList arguments(int first) const
    {
        return {QString::fromStdString(m_file.string()), QString::number(first)};
    }
    /// Starts the writer, kills it at a random moment and returns all that it printed.
    QByteArray writeAndKill(int first, std::mt19937& random)
    {
        QProcess child;
        child.start(QStringLiteral(TAPEDECK_CRASH_WRITER), arguments(first));
        EXPECT_TRUE(child.waitForStarted());
        QByteArray output;
        const auto linesWanted = static_cast<qsizetype>(random() % 40);
        while (output.count('\n') < linesWanted && child.waitForReadyRead(20'000))
            output += child.readAllStandardOutput();
        // From here some moment within the next commits.
        if (child.waitForReadyRead(static_cast<int>(random() % 4)))
            output += child.readAllStandardOutput();
        child.kill();
        EXPECT_TRUE(child.waitForFinished());
        EXPECT_EQ(child.readAllStandardError().toStdString(), "");
        EXPECT_EQ(child.exitStatus(), QProcess::CrashExit);
        return output + child.readAllStandardOutput();
    }

    Folder m_folder;
    std::filesystem::path m_file = m_folder / "journal.sqlite";
};

TEST_F(CrashTest, KilledAtAnyMomentTheJournalHasAllThatItSaidItHad)
{
    constexpr unsigned kSeed = 20'131'010;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    std::mt19937 random{kSeed};
    int next = 1;
    for (int round = 0; round < 25; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        const int said = std::max(next - 1, lastNumberOf(writeAndKill(next, random)));
        if (!std::filesystem::exists(m_file))
            continue;
        // The lock of the killed process is free, or this would throw.
        auto open = test::openJournal(m_file);
        JournalReader& reader = open.journal.reader();
        const auto report = reader.verifyAudit();
        ASSERT_TRUE(report) << report.error().what;
        ASSERT_FALSE(report->fault) << report->fault->what;
        const auto has = static_cast<int>(report->rows);
        ASSERT_GE(has, said);
        std::set<std::string> ids;
        const auto intents = reader.unresolvedIntents().value();
        for (const IntentRecord& intent : intents)
            ids.insert(intent.clientOrderId);
        ASSERT_EQ(ids.size(), static_cast<std::size_t>(has)) << "rows and intents belong together";
        for (int number = 1; number <= has; ++number)
            ASSERT_EQ(ids.count("c-" + std::to_string(number)), 1U);
        const std::string state = reader.savedState().value();
        EXPECT_EQ(state.substr(0, state.find(' ')), has == 0 ? "" : std::to_string(has));
        next = has + 1;
    }
    EXPECT_GT(next, 100);
}

TEST_F(CrashTest, ASecondWriterIsRefusedWhileTheFirstLives)
{
    QProcess first;
    first.start(QStringLiteral(TAPEDECK_CRASH_WRITER), arguments(1));
    ASSERT_TRUE(first.waitForReadyRead(20'000));
    QProcess second;
    second.start(QStringLiteral(TAPEDECK_CRASH_WRITER), arguments(1));
    ASSERT_TRUE(second.waitForFinished(20'000));
    EXPECT_EQ(second.exitCode(), 70);
    EXPECT_THAT(second.readAllStandardError().toStdString(),
                HasSubstr("process " + std::to_string(first.processId())));
    first.kill();
    ASSERT_TRUE(first.waitForFinished());
    EXPECT_TRUE(InstanceLock::acquire(m_file));
}

} // namespace
} // namespace tapedeck::store
