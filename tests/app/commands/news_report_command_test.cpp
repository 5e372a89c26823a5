#include "app/commands/news_report.h"
#include "app/store/journal.h"
#include "run_command.h"
#include "store_support.h"

#include <gtest/gtest.h>
#include <sysexits.h>

namespace tapedeck::commands {
namespace {

Outcome run(const QStringList& arguments)
{
    return commands::run([&] { return newsReportCommand(arguments); });
}

JournalBatch sightingOf(std::int64_t story, NewsVia via, std::int64_t written, std::int64_t came)
{
    JournalBatch batch;
    batch.sightings.push_back(
        {story, via, timestampOf(written * kNanosPerUnit), timestampOf(came * kNanosPerUnit)});
    return batch;
}

TEST(NewsReportCommand, ComparesDelayAndCoverageOfTheSources)
{
    const test::Folder folder;
    {
        auto open = test::openJournal(folder / "journal.sqlite", Mode::Practice);
        std::array batches{sightingOf(1, NewsVia::Stream, 100, 101),
                           sightingOf(1, NewsVia::Rss, 100, 160),
                           sightingOf(2, NewsVia::Stream, 200, 203),
                           sightingOf(3, NewsVia::Rss, 300, 330),
                           sightingOf(4, NewsVia::Stream, 400, 402),
                           sightingOf(4, NewsVia::Rss, 390, 401)};
        ASSERT_TRUE(open.journal.commit(batches));
    }
    const QString data = QString::fromStdString(folder.path().string());
    const auto done = run({"--data", data});
    EXPECT_EQ(done.exitCode, EX_OK) << done.err;
    EXPECT_EQ(done.out,
              "stories=4\n"
              "source=rss stories=3 coverage=0.750 first=2 delay_median=30.000 delay_p90=30.000\n"
              "source=stream stories=3 coverage=0.750 first=2 delay_median=2.000 "
              "delay_p90=2.000\n");
    const auto later = run({"--data", data, "--since", "2020-01-01"});
    EXPECT_EQ(later.out, "stories=0\n");
}

TEST(NewsReportCommand, SaysWhatIsWrong)
{
    const test::Folder folder;
    const QString data = QString::fromStdString(folder.path().string());
    EXPECT_EQ(run({"--data", data}).exitCode, EX_NOINPUT);
    EXPECT_EQ(run({"--since", "soon"}).exitCode, EX_USAGE);
    EXPECT_EQ(run({"what"}).exitCode, EX_USAGE);
}

} // namespace
} // namespace tapedeck::commands
