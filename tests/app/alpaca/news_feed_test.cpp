#include "adapter_support.h"
#include "app/alpaca/broker.h"
#include "app/alpaca/news_feed.h"
#include "practice_support.h"
#include "wire/news_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// News from the practice exchange: over its stream, and by REST where that has a hole.
namespace tapedeck::test {
namespace {

using namespace std::chrono_literals;

class NewsFeedTest : public practice::test::ServerTest
{
protected:
    /// One item a tape second from 09:29:50 on, each third of MSFT alone.
    void SetUp() override
    {
        const Timestamp first = parseTimestamp("2024-03-12T09:29:50-04:00").value();
        std::string lines;
        for (std::int64_t i = 0; i < 500; ++i) {
            NewsItem item;
            item.id = 100 + i;
            item.headline = "Item " + std::to_string(i);
            item.created = item.updated = first + i * 1s;
            item.symbols = {i % 3 == 0 ? "MSFT" : "AAPL"};
            lines += encodeNews(item) + "\n";
        }
        practice::test::writeFile(m_folder / "news.jsonl", lines);
        m_options.news = m_folder / "news.jsonl";
        m_options.speed = Ratio::fromWhole(20);
        ASSERT_NE(start(), 0);
    }
    void TearDown() override
    {
        feed.reset();
        broker.reset();
    }
    void open(const alpaca::NewsOptions& options)
    {
        const practice::TapeTime tape = m_server->tapeTime();
        const runtime::RunClock clock{tape.at(practice::steadyNow()), tape.speed};
        broker.emplace(loginTo(m_port), latch, heard, clock);
        feed.emplace(loginTo(m_port), heard, clock, options, &*broker);
    }
    [[nodiscard]] std::set<std::int64_t> ids() const
    {
        std::set<std::int64_t> found;
        for (const input::News& news : heard.all<input::News>()) {
            for (const NewsItem& item : news.items)
                found.insert(item.id);
        }
        return found;
    }
    [[nodiscard]] bool came(NewsVia via) const
    {
        const auto all = heard.all<input::News>();
        return std::any_of(
            all.begin(), all.end(), [via](const input::News& news) { return news.via == via; });
    }
    /// True when every id from the first on has come, and so many of them.
    [[nodiscard]] bool isWhole(std::size_t least) const
    {
        const auto found = ids();
        return found.size() >= least && *found.begin() == 100 &&
               *found.rbegin() - 99 == static_cast<std::int64_t>(found.size());
    }

    KillLatch latch;
    HeardInputs heard;
    std::optional<alpaca::Broker> broker;
    std::optional<alpaca::NewsFeed> feed;
};

TEST_F(NewsFeedTest, WhatWasWrittenBeforeIsFetchedAndTheRestIsStreamed)
{
    open({});
    ASSERT_TRUE(heard.waitForLink(Link::News, LinkState::Live));
    ASSERT_TRUE(QTest::qWaitFor([&] { return isWhole(30) && came(NewsVia::Stream); }, kPatienceMs));
    EXPECT_TRUE(came(NewsVia::Rest));
    const LinkHealth health = feed->health();
    EXPECT_EQ(health.state, LinkState::Live);
    EXPECT_GT(health.messages, 0);
}

TEST_F(NewsFeedTest, NothingIsMissedOverAHole)
{
    open({});
    ASSERT_TRUE(QTest::qWaitFor([&] { return isWhole(20); }, kPatienceMs));
    m_options.port = m_port;
    restart();
    ASSERT_TRUE(heard.waitForLink(Link::News, LinkState::Live, 2));
    const std::size_t before = ids().size();
    EXPECT_TRUE(QTest::qWaitFor([&] { return isWhole(before + 20); }, kPatienceMs));
}

TEST_F(NewsFeedTest, WhileTheStreamIsRefusedRestStandsIn)
{
    alpaca::NewsOptions options;
    options.pollEvery = 200ms;
    const practice::TapeTime tape = m_server->tapeTime();
    const runtime::RunClock clock{tape.at(practice::steadyNow()), tape.speed};
    broker.emplace(loginTo(m_port), latch, heard, clock);
    feed.emplace(loginTo(m_port, "PKPRACTICE", "wrong"), heard, clock, options, &*broker);
    ASSERT_TRUE(heard.waitForLink(Link::News, LinkState::Refused));
    EXPECT_TRUE(QTest::qWaitFor([&] { return isWhole(40); }, kPatienceMs));
    EXPECT_FALSE(came(NewsVia::Stream));
}

TEST_F(NewsFeedTest, OfTheWatchlistAloneWhereThatIsWanted)
{
    alpaca::NewsOptions options;
    options.onlyWanted = true;
    open(options);
    feed->want({"MSFT"});
    ASSERT_TRUE(QTest::qWaitFor([&] { return ids().size() > 30; }, kPatienceMs));
    EXPECT_TRUE(came(NewsVia::Stream));
    EXPECT_TRUE(came(NewsVia::Rest));
    for (const std::int64_t id : ids())
        EXPECT_EQ((id - 100) % 3, 0);
    EXPECT_EQ(ids().count(101), 0U);
    feed->want({"MSFT", "AAPL"});
    EXPECT_TRUE(QTest::qWaitFor([&] { return ids().count(101) == 1; }, kPatienceMs))
        << "of who is new in the list the last day is fetched, too";
}

} // namespace
} // namespace tapedeck::test
