#include "engine/decks.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(KillLatch, IsSetByAPressUntilTheReleaseThatWasAskedForAfterIt)
{
    KillLatch latch;
    EXPECT_FALSE(latch.isSet());
    latch.press();
    EXPECT_TRUE(latch.isSet());
    latch.askRelease();
    EXPECT_TRUE(latch.isSet()) << "asked for, and not granted";
    EXPECT_TRUE(latch.release());
    EXPECT_FALSE(latch.isSet());
}

TEST(KillLatch, APressAfterTheReleaseWasAskedForHolds)
{
    KillLatch latch;
    latch.press();
    latch.askRelease();
    latch.press();
    EXPECT_FALSE(latch.release());
    EXPECT_TRUE(latch.isSet());
    latch.askRelease();
    EXPECT_TRUE(latch.release());
}

TEST(KillLatch, FoundSetItIsReleasedAsWell)
{
    KillLatch latch;
    latch.set();
    EXPECT_TRUE(latch.isSet());
    EXPECT_EQ(latch.presses(), 0U);
    latch.askRelease();
    EXPECT_TRUE(latch.release());
    EXPECT_FALSE(latch.isSet());
}

} // namespace
} // namespace tapedeck
