#include "app/store/mode_folder.h"

#include <gtest/gtest.h>

#include <set>

namespace tapedeck::store {
namespace {

TEST(ModeFolder, StandsUnderTheRootByTheNameOfItsMode)
{
    const ModeFolder live{"/base", Mode::Live};
    EXPECT_EQ(live.mode(), Mode::Live);
    EXPECT_EQ(live.path(), "/base/live");
    EXPECT_EQ(live.settings(), "/base/live/config.yaml");
    EXPECT_EQ(live.killLatch(), "/base/live/killed");
    EXPECT_EQ(live.engine(), "/base/live/engine");
}

TEST(ModeFolder, NoTwoModesShareAFile)
{
    std::set<std::filesystem::path> seen;
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
        const ModeFolder folder{"/base", mode};
        for (const auto& file :
             {folder.journal().path(), folder.settings(), folder.killLatch(), folder.engine()})
            EXPECT_TRUE(seen.insert(file).second) << file;
    }
}

TEST(ModeFolder, BelowItTheModeStays)
{
    const ModeFolder paper{"/base", Mode::Paper};
    const ModeFolder run = paper.below("tapes/day/7");
    EXPECT_EQ(run.mode(), Mode::Paper);
    EXPECT_EQ(run.journal().path(), "/base/paper/tapes/day/7/journal.sqlite");
    EXPECT_EQ(paper.below({}).path(), paper.path());
}

TEST(JournalFile, KnowsItsModeByFolderAndByType)
{
    EXPECT_EQ((ModeFolder{"/base", Mode::Live}.journal().mode()), Mode::Live);
    EXPECT_EQ(ModeFolder::at("/a/tape", Mode::Practice).journal().mode(), Mode::Practice);
    EXPECT_EQ(PaperJournal{"/base"}.mode(), Mode::Paper);
    EXPECT_EQ(PaperJournal{"/base"}.path(), (ModeFolder{"/base", Mode::Paper}.journal().path()));
    EXPECT_EQ((PracticeJournal{"/base", "at-host-1"}.path()),
              "/base/practice/at-host-1/journal.sqlite");
}

} // namespace
} // namespace tapedeck::store
