#include "app/store/data_folder.h"
#include "app/store/instance_lock.h"
#include "app/store/kill_latch_file.h"
#include "app/store/operator.h"
#include "store_support.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace tapedeck::store {
namespace {

using test::Folder;
using testing::EndsWith;
using testing::HasSubstr;

TEST(InstanceLock, IsHeldByOneAtATimeAndSaysByWhom)
{
    const Folder folder;
    auto first = InstanceLock::acquire(folder / "journal.sqlite");
    ASSERT_TRUE(first) << first.error().what;
    const auto second = InstanceLock::acquire(folder / "journal.sqlite");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_THAT(second.error().what, HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_THAT(second.error().what, HasSubstr("since 20"));
    EXPECT_TRUE(InstanceLock::acquire(folder / "other.sqlite"));
}

TEST(InstanceLock, IsFreeAgainWhenItsHolderGoes)
{
    const Folder folder;
    {
        const auto first = InstanceLock::acquire(folder / "journal.sqlite");
        ASSERT_TRUE(first);
    }
    EXPECT_TRUE(InstanceLock::acquire(folder / "journal.sqlite"));
}

TEST(InstanceLock, MindsNoTextThatAnEarlierHolderLeft)
{
    const Folder folder;
    std::ofstream{folder / "journal.sqlite.lock"} << std::string(5000, 'x');
    const auto first = InstanceLock::acquire(folder / "journal.sqlite");
    ASSERT_TRUE(first);
    const auto second = InstanceLock::acquire(folder / "journal.sqlite");
    EXPECT_THAT(second.error().what, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(InstanceLock, NamesTheFolderThatIsMissing)
{
    const Folder folder;
    const auto lock = InstanceLock::acquire(folder / "nowhere/journal.sqlite");
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::Io);
    EXPECT_THAT(lock.error().what, HasSubstr("nowhere"));
}

TEST(KillLatchFile, IsNotSetAtFirst)
{
    const Folder folder;
    EXPECT_FALSE(KillLatchFile{folder / "killed"}.read().killed);
}

TEST(KillLatchFile, StaysSetForEverybodyUntilItIsCleared)
{
    const Folder folder;
    const Timestamp at = parseTimestamp("2026-01-05T15:30:00Z").value();
    ASSERT_TRUE(KillLatchFile{folder / "killed"}.set("window", at));
    EXPECT_TRUE(KillLatchFile{folder / "killed"}.read().killed);
    EXPECT_EQ(KillLatchFile{folder / "killed"}.read().why, "2026-01-05T15:30:00Z window");
    ASSERT_TRUE(KillLatchFile{folder / "killed"}.clear());
    EXPECT_FALSE(KillLatchFile{folder / "killed"}.read().killed);
    EXPECT_TRUE(KillLatchFile{folder / "killed"}.clear()) << "clearing twice is no error";
}

TEST(KillLatchFile, CanBeSetTwice)
{
    const Folder folder;
    const KillLatchFile latch{folder / "killed"};
    ASSERT_TRUE(latch.set("a window with a long name", timestampOf(0)));
    ASSERT_TRUE(latch.set("key", timestampOf(0)));
    EXPECT_EQ(latch.read().why, "1970-01-01T00:00:00Z key");
}

TEST(KillLatchFile, CountsAsSetWhateverIsInItsPlace)
{
    const Folder folder;
    const auto file = folder / "killed";
    const KillLatchFile latch{file};
    std::ofstream{file}.close();
    EXPECT_TRUE(latch.read().killed) << "an empty file";
    std::filesystem::remove(file);
    std::ofstream{file} << std::string(100'000, '\xff');
    EXPECT_TRUE(latch.read().killed) << "noise";
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    EXPECT_TRUE(latch.read().killed) << "a folder";
    EXPECT_FALSE(latch.read().why.empty());
    std::filesystem::remove(file);
    std::filesystem::create_symlink(folder / "nowhere", file);
    EXPECT_TRUE(latch.read().killed) << "a link to nowhere";
    std::filesystem::remove(file);
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    EXPECT_TRUE(latch.read().killed) << "a pipe";
}

TEST(KillLatchFile, CountsAsSetWhereItCannotBeLookedFor)
{
    const Folder folder;
    std::ofstream{folder / "file"} << "x";
    EXPECT_TRUE(KillLatchFile{folder / "file/killed"}.read().killed);
}

TEST(KillLatchFile, SaysWhenItCannotBeSetOrCleared)
{
    const Folder folder;
    EXPECT_FALSE(KillLatchFile{folder / "nowhere/killed"}.set("window", timestampOf(0)));
    std::filesystem::create_directories(folder / "killed/inside");
    const auto cleared = KillLatchFile{folder / "killed"}.clear();
    ASSERT_FALSE(cleared);
    EXPECT_THAT(cleared.error().what, HasSubstr("stays set"));
}

TEST(DataFolder, IsMadeForEachModeAndPrivate)
{
    const Folder folder;
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
        const ModeFolder where{folder / "share/tapedeck", mode};
        const auto made = openDataFolder(where);
        ASSERT_TRUE(made) << made.error().what;
        EXPECT_THAT(where.path().string(), EndsWith(toString(mode)));
        struct stat found
        {};
        ASSERT_EQ(::stat(where.path().c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777, 0700);
        EXPECT_TRUE(std::filesystem::is_empty(where.path()));
    }
}

TEST(DataFolder, IsMadePrivateAgain)
{
    const Folder folder;
    const ModeFolder where{folder.path(), Mode::Paper};
    ASSERT_TRUE(openDataFolder(where));
    ASSERT_EQ(::chmod(where.path().c_str(), 0755), 0);
    ASSERT_TRUE(openDataFolder(where));
    struct stat found
    {};
    ASSERT_EQ(::stat(where.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700);
}

TEST(DataFolder, MustBeAFolder)
{
    const Folder folder;
    std::ofstream{folder / "paper"} << "x";
    const auto made = openDataFolder({folder.path(), Mode::Paper});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().what, HasSubstr("not a folder"));
    EXPECT_THAT(made.error().what, HasSubstr("XDG_DATA_HOME"));
    EXPECT_FALSE(openDataFolder({folder / "paper", Mode::Live}));
}

/// Works as a user without privileges for as long as it lives, where the test has some to drop.
class Unprivileged
{
public:
    Unprivileged() : m_privileged{::geteuid() == 0}
    {
        if (m_privileged) {
            EXPECT_EQ(::seteuid(65'534), 0);
        }
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
    ~Unprivileged()
    {
        if (m_privileged) {
            EXPECT_EQ(::seteuid(0), 0);
        }
    }

private:
    bool m_privileged;
};

TEST(DataFolder, SaysThatItMayNotBeWritten)
{
    const Folder folder;
    ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
    {
        const Unprivileged user;
        const auto made = openDataFolder({folder.path(), Mode::Paper});
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, ErrorCode::Io);
        EXPECT_THAT(made.error().what, HasSubstr("Permission denied"));
    }
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(DataFolder, OfAnotherUserIsRefused)
{
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs two users";
    const Folder folder;
    ASSERT_TRUE(openDataFolder({folder.path(), Mode::Paper}));
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    const Unprivileged user;
    const auto made = openDataFolder({folder.path(), Mode::Paper});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().what, HasSubstr("another user"));
}

TEST(DataFolder, IsUnderTheUsersDataHome)
{
    EXPECT_THAT(dataRoot().string(), EndsWith("/tapedeck"));
}

TEST(Operator, NamesUserAndSeat)
{
    const Operator here = currentOperator();
    EXPECT_THAT(here.user, HasSubstr("(" + std::to_string(::geteuid()) + ")"));
    EXPECT_FALSE(here.seat.empty());
}

} // namespace
} // namespace tapedeck::store
