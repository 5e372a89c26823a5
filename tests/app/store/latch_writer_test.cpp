#include "app/store/latch_writer.h"
#include "store_support.h"

#include <gtest/gtest.h>

#include <atomic>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::chrono::milliseconds kPatience = 20s;

class LatchWriterTest : public testing::Test
{
protected:
    [[nodiscard]] store::KillLatchFile file() const { return store::KillLatchFile{path}; }

    Folder folder;
    std::filesystem::path path = folder / "killed";
    std::atomic<int> troubles{0};
};

TEST_F(LatchWriterTest, SetsAndClearsInTheOrderOfAsking)
{
    store::LatchWriter latch{file(), [this](const Error&) { ++troubles; }};
    latch.set("window", timestampOf(0));
    latch.set("engine", timestampOf(1)); // the same press, heard of again
    ASSERT_TRUE(latch.outcome(kPatience));
    EXPECT_EQ(latch.read().why, "1970-01-01T00:00:00Z window");
    latch.clear();
    ASSERT_TRUE(latch.outcome(kPatience));
    EXPECT_FALSE(latch.read().killed);
    latch.set("key", timestampOf(2));
    ASSERT_TRUE(latch.outcome(kPatience));
    EXPECT_TRUE(latch.read().killed);
    EXPECT_EQ(troubles, 0);
}

TEST_F(LatchWriterTest, DoesWhatWasAskedBeforeItGoes)
{
    for (int round = 0; round < 50; ++round) {
        {
            store::LatchWriter latch{file(), [](const Error&) {}};
            latch.clear();
            latch.set("key", timestampOf(0));
        }
        EXPECT_TRUE(file().read().killed);
        {
            store::LatchWriter latch{file(), [](const Error&) {}};
            latch.set("key", timestampOf(0));
            latch.clear();
        }
        EXPECT_FALSE(file().read().killed);
    }
}

/// A folder in its place cannot be removed.
TEST_F(LatchWriterTest, SaysWhatWentWrongAndTriesAgainWhenAsked)
{
    ASSERT_TRUE(std::filesystem::create_directories(path / "occupied"));
    store::LatchWriter latch{file(), [this](const Error&) { ++troubles; }};
    EXPECT_TRUE(latch.read().killed) << "whatever is wrong with it means killed";
    latch.clear();
    const auto cleared = latch.outcome(kPatience);
    ASSERT_TRUE(cleared);
    EXPECT_FALSE(*cleared);
    EXPECT_EQ(troubles, 1);
    std::filesystem::remove_all(path);
    latch.clear();
    const auto again = latch.outcome(kPatience);
    ASSERT_TRUE(again);
    EXPECT_TRUE(*again);
}

} // namespace
} // namespace tapedeck
