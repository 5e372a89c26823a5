#include "books.h"
#include "scenario_support.h"
#include "store_support.h"

#include <sysexits.h>

namespace tapedeck::scenario {
namespace {

/// A first launch, as nothing but the program's name would give it.
class LaunchTest : public testing::Test
{
protected:
    [[nodiscard]] AuditBooks audit() const
    {
        return auditBooksOf(test::journalFile(m_home.practice()));
    }

    Home m_home;
    Program m_desk{m_home};
};

TEST_F(LaunchTest, TheMarketInTheBoxBringsAFillWithinTwoMinutesAtItsOwnPace)
{
    m_desk.start({"--headless", "--data", m_home.data()});
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    EXPECT_TRUE(until([this] { return !audit().filled.empty(); }, 120s));
    const Finished end = m_desk.stop();
    EXPECT_EQ(end.code, EX_OK);
    EXPECT_TRUE(end.out.contains("\nmode=practice orders=")) << end.out.toStdString();
    EXPECT_EQ(end.err.toStdString(), "");
    const Finished verified = run(m_home, {"audit", "verify", "--data", m_home.data()});
    EXPECT_EQ(verified.code, EX_OK) << verified.err.toStdString();
}

TEST_F(LaunchTest, ASecondLaunchGoesOnWhereTheFirstOneEnded)
{
    const QStringList arguments{"--headless", "--data", m_home.data(), "--speed", "10"};
    m_desk.start(arguments);
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    ASSERT_TRUE(until([this] { return audit().filled.size() >= 3; }));
    ASSERT_EQ(m_desk.stop().code, EX_OK);
    const AuditBooks before = audit();
    m_desk.start(arguments);
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    ASSERT_TRUE(until([&] { return audit().filled.size() > before.filled.size(); }));
    const AuditBooks after = audit();
    EXPECT_EQ(after.count("difference"), 0U);
    EXPECT_EQ(after.count("adopted"), before.count("adopted")) << "it knew its positions";
    EXPECT_EQ(m_desk.stop().code, EX_OK);
}

TEST_F(LaunchTest, ItEndsByItselfWhenItWasToldTo)
{
    m_desk.start({"--headless", "--data", m_home.data(), "--for", "500ms"});
    const Finished end = m_desk.finish();
    EXPECT_EQ(end.code, EX_OK) << end.err.toStdString();
    EXPECT_TRUE(end.out.contains("killed=no")) << end.out.toStdString();
}

/// The latch is a file, and what was saved is one row: neither is all that there is of a kill.
TEST_F(LaunchTest, WhatIsRemovedBehindItsBackUndoesNoKill)
{
    const QStringList arguments{"--headless", "--data", m_home.data(), "--for", "500ms"};
    const auto launch = [&] {
        m_desk.start(arguments);
        const Finished end = m_desk.finish();
        EXPECT_EQ(end.code, EX_OK) << end.err.toStdString();
        return end.out.contains("killed=yes");
    };
    const auto latch = test::killLatchFile(m_home.practice());
    ASSERT_FALSE(launch());
    ASSERT_EQ(run(m_home, {"kill", "--data", m_home.data()}).code, EX_OK);
    EXPECT_EQ(audit().count("killed"), 1U) << "nobody ran, and it is on record";
    ASSERT_TRUE(std::filesystem::remove(latch));
    EXPECT_TRUE(launch());
    ASSERT_TRUE(std::filesystem::remove(latch));
    test::runSql(test::journalFile(m_home.practice()), {"DELETE FROM state"});
    EXPECT_TRUE(launch());
}

TEST_F(LaunchTest, ARunWhoseSavedStateIsGoneBeginsKilled)
{
    m_desk.start({"--headless", "--data", m_home.data(), "--for", "500ms"});
    ASSERT_EQ(m_desk.finish().code, EX_OK);
    test::runSql(test::journalFile(m_home.practice()), {"DELETE FROM state"});
    m_desk.start({"--headless", "--data", m_home.data(), "--for", "500ms"});
    EXPECT_TRUE(m_desk.finish().out.contains("killed=yes"));
}

} // namespace
} // namespace tapedeck::scenario
