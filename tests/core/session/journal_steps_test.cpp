#include "session/journal_steps.h"

#include <gmock/gmock.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<JournalBatch> rowsAndState(const std::string& detail)
{
    std::vector<JournalBatch> group(1);
    group.front().audit.emplace_back().detail = detail;
    group.front().state = "state after " + detail;
    return group;
}

class JournalStepsTest : public testing::Test
{
protected:
    std::vector<JournalBatch> begin(const std::string& detail, Nanoseconds now)
    {
        return m_steps.begin(rowsAndState(detail), now, false, m_news);
    }
    void refuse(std::vector<JournalBatch> group, Nanoseconds now)
    {
        m_steps.onRefused(std::move(group), "disk full", now, m_news);
    }

    JournalSteps m_steps;
    std::vector<InputWhat> m_news;
};

TEST_F(JournalStepsTest, WritesWhatComesAtOnce)
{
    EXPECT_THAT(begin("a", 0s), SizeIs(1));
    m_steps.onCommitted({"c-1"}, {"c-2"}, 0, m_news);
    ASSERT_THAT(m_news, SizeIs(2));
    EXPECT_EQ(std::get<input::IntentDurable>(m_news[0]).clientOrderId, "c-1");
    EXPECT_EQ(std::get<input::IntentLost>(m_news[1]).clientOrderId, "c-2");
    EXPECT_EQ(m_steps.retryAt(), std::nullopt);
}

TEST_F(JournalStepsTest, LeavesARefusingDiskAloneForLongerEachTime)
{
    refuse(begin("a", 0s), 0s);
    EXPECT_EQ(m_steps.retryAt(), Nanoseconds{100ms});
    EXPECT_THAT(begin("b", 99ms), IsEmpty());
    Nanoseconds now = 100ms;
    for (const Nanoseconds wait : {200ms, 400ms, 800ms, 1'600ms, 3'200ms, 5'000ms, 5'000ms}) {
        refuse(begin("c", now), now);
        EXPECT_EQ(m_steps.retryAt(), now + wait);
        now += wait;
    }
    EXPECT_EQ(std::get<input::LinkChanged>(m_news[0]).state, LinkState::Stale);
    EXPECT_THAT(m_news, SizeIs(1)) << "said once";
}

TEST_F(JournalStepsTest, KeepsRowsInOrderAndTheNewestState)
{
    refuse(begin("a", 0s), 0s);
    EXPECT_THAT(begin("b", 50ms), IsEmpty());
    const auto group = begin("c", 100ms);
    ASSERT_THAT(group, SizeIs(2));
    ASSERT_THAT(group[0].audit, SizeIs(2));
    EXPECT_EQ(group[0].audit[0].detail, "a");
    EXPECT_EQ(group[0].audit[1].detail, "b");
    EXPECT_EQ(group[0].state, "state after b");
    EXPECT_EQ(group[1].state, "state after c");
    m_steps.onCommitted({}, {}, 0, m_news);
    EXPECT_EQ(std::get<input::LinkChanged>(m_news.back()).state, LinkState::Live);
    EXPECT_EQ(m_steps.counts().rowsWritten, 3U);
    EXPECT_EQ(m_steps.counts().rowsKept, 0U);
}

TEST_F(JournalStepsTest, GivesTheDiskALastChanceAtTheEnd)
{
    refuse(begin("a", 0s), 0s);
    EXPECT_THAT(m_steps.begin({}, 1ms, true, m_news), SizeIs(1));
}

TEST_F(JournalStepsTest, NamesWhatWasTurnedAwayOnce)
{
    EXPECT_THAT(begin("a", 0s), SizeIs(1));
    m_steps.onCommitted({}, {}, 7, m_news);
    ASSERT_THAT(m_news, SizeIs(1));
    EXPECT_EQ(std::get<input::LinkChanged>(m_news[0]).reason,
              "the journal writes again; 7 rows did not fit into memory and are lost");
    EXPECT_THAT(begin("b", 1s), SizeIs(1));
    m_steps.onCommitted({}, {}, 7, m_news);
    EXPECT_THAT(m_news, SizeIs(1));
}

} // namespace
} // namespace tapedeck
