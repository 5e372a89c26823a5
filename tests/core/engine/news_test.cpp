#include "engine_rig.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

NewsItem itemOf(std::int64_t id, Timestamp updated, std::string headline)
{
    NewsItem item;
    item.id = id;
    item.created = item.updated = updated;
    item.headline = std::move(headline);
    item.symbols = {"ABC"};
    return item;
}

class NewsTest : public testing::Test
{
protected:
    NewsTest() { rig.start(); }
    std::vector<const output::RecordNews*> tell(std::vector<NewsItem> items,
                                                NewsVia via = NewsVia::Stream)
    {
        rig.forget();
        rig.send(input::News{via, std::move(items)});
        return rig.all<output::RecordNews>();
    }

    EngineRig rig;
    Timestamp at = rig.now;
};

TEST_F(NewsTest, AnItemIsScoredShownAndRecordedOnce)
{
    const NewsItem item = itemOf(7, at, "ABC beats estimates and raises its outlook");
    const auto records = tell({item});
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0]->item, item);
    EXPECT_EQ(records[0]->label, "positive");
    EXPECT_GT(records[0]->scoreMilli, 150);
    EXPECT_EQ(records[0]->receivedAt, rig.now);
    EXPECT_TRUE(rig.submits().empty()) << "news decides nothing";
    EXPECT_TRUE(tell({item}, NewsVia::Rest).empty()) << "the same, fetched";
    const auto news = rig.look().news;
    ASSERT_EQ(news.size(), 1U);
    EXPECT_EQ(news[0].scoreMilli, records[0]->scoreMilli);
    EXPECT_EQ(news[0].via, NewsVia::Stream);
    EXPECT_EQ(news[0].versions, 1);
    EXPECT_TRUE(news[0].concerns) << "the watchlist has it";
}

TEST_F(NewsTest, ALaterVersionReplacesWhatIsShownAndAnEarlierOneIsPassedOver)
{
    (void)tell({itemOf(7, at, "ABC to be bought"), itemOf(8, at + 1s, "Other")});
    EXPECT_EQ(tell({itemOf(7, at + 5s, "ABC not to be bought after all")}).size(), 1U);
    EXPECT_TRUE(tell({itemOf(7, at + 2s, "in between")}).empty());
    const auto news = rig.look().news;
    ASSERT_EQ(news.size(), 2U);
    EXPECT_EQ(news[0].headline, "ABC not to be bought after all");
    EXPECT_EQ(news[0].versions, 2);
}

TEST_F(NewsTest, TheNewestStandFirstInWhateverOrderTheyCame)
{
    (void)tell({itemOf(1, at + 3s, "c"), itemOf(2, at + 1s, "a"), itemOf(3, at + 2s, "b")},
               NewsVia::Rest);
    std::string order;
    for (const NewsRow& row : rig.look().news)
        order += row.headline;
    EXPECT_EQ(order, "cba");
}

TEST_F(NewsTest, ThereIsABoundAndAllTheSameEachVersionIsRecordedOnce)
{
    std::vector<NewsItem> items;
    for (std::int64_t id = 1; id <= 500; ++id)
        items.push_back(itemOf(id, at + std::chrono::milliseconds{id}, std::to_string(id)));
    EXPECT_EQ(tell(items).size(), 500U);
    EXPECT_EQ(rig.look().news.size(), 200U);
    EXPECT_EQ(rig.look().news.front().id, 500);
    EXPECT_TRUE(tell(items).empty());
}

TEST_F(NewsTest, WhatConcernsNobodyHereIsToldApart)
{
    NewsItem other = itemOf(9, at, "Elsewhere");
    other.symbols = {"NOSUCH"};
    (void)tell({other});
    EXPECT_FALSE(rig.look().news[0].concerns);
}

TEST_F(NewsTest, TheSymbolThatConcernsUsStandsFirstSinceAClickShowsIt)
{
    NewsItem item = itemOf(9, at, "Three of them");
    item.symbols = {"NOSUCH", "ABC", "NEITHER"};
    const auto records = tell({item});
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0]->item.symbols, item.symbols) << "the record has them as they came";
    const std::vector<std::string> shown{"ABC", "NOSUCH", "NEITHER"};
    EXPECT_EQ(rig.look().news[0].symbols, shown);
}

NewsItem ofOthers(std::int64_t id, Timestamp at, std::string headline, std::string url)
{
    NewsItem item = itemOf(-id, at, std::move(headline));
    item.url = std::move(url);
    return item;
}

TEST_F(NewsTest, OneStoryOfTwoSourcesIsShownOnceAndSightedTwice)
{
    NewsItem broker = itemOf(7, at, "ABC beats estimates and raises its outlook");
    broker.url = "https://www.news.example/abc-beats?from=feed";
    (void)tell({broker});
    ASSERT_EQ(rig.all<output::RecordSighting>().size(), 1U);
    const auto same = [&](const NewsItem& item) {
        const bool recorded = !tell({item}, NewsVia::Rss).empty();
        return !recorded && rig.look().news.size() == 1;
    };
    EXPECT_TRUE(
        same(ofOthers(1, at + 1s, "Quite another headline", "http://news.example/abc-beats/")));
    ASSERT_EQ(rig.all<output::RecordSighting>().size(), 1U);
    EXPECT_EQ(rig.all<output::RecordSighting>()[0]->story, 7);
    EXPECT_EQ(rig.all<output::RecordSighting>()[0]->via, NewsVia::Rss);
    EXPECT_TRUE(same(ofOthers(
        2, at + 2s, "ABC Beats Estimates, and raises its outlook!", "https://other.example/x")));
    EXPECT_TRUE(rig.all<output::RecordSighting>().empty()) << "the source is known for it";
}

TEST_F(NewsTest, TheBrokersItemTakesThePlaceOfAnOthersOne)
{
    const auto first =
        ofOthers(1, at, "ABC beats estimates and raises its outlook", "https://o.example/1");
    EXPECT_EQ(tell({first}, NewsVia::Rss).size(), 1U);
    ASSERT_EQ(rig.look().news.size(), 1U);
    EXPECT_EQ(rig.look().news[0].via, NewsVia::Rss);
    EXPECT_EQ(tell({itemOf(9, at + 3s, "ABC Beats Estimates And Raises Its Outlook")}).size(), 1U);
    ASSERT_EQ(rig.look().news.size(), 1U);
    EXPECT_EQ(rig.look().news[0].id, 9);
    EXPECT_EQ(rig.all<output::RecordSighting>().at(0)->story, -1);
    EXPECT_TRUE(tell({first}, NewsVia::Rss).empty()) << "not back again";
    EXPECT_EQ(rig.look().news[0].id, 9);
}

TEST_F(NewsTest, WhatComesEveryDayIsNotOneStory)
{
    const std::string headline = "Stocks that moved in the middle of the session";
    (void)tell({itemOf(1, at, headline), itemOf(2, at + 1h, headline)});
    EXPECT_EQ(rig.look().news.size(), 2U) << "the broker's are told apart by their ids";
    (void)tell({ofOthers(1, at + 30h, headline, "https://o.example/monday")}, NewsVia::Rss);
    (void)tell({ofOthers(2, at + 60h, headline, "https://o.example/tuesday")}, NewsVia::Rss);
    EXPECT_EQ(rig.look().news.size(), 4U);
    (void)tell({ofOthers(3, at + 60h, "Short", "https://o.example/"),
                ofOthers(4, at + 60h, "Short", "https://p.example/")},
               NewsVia::Rss);
    EXPECT_EQ(rig.look().news.size(), 6U) << "neither a front page nor a word tells stories apart";
}

} // namespace
} // namespace tapedeck
