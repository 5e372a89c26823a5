#include "app/practice/news_book.h"
#include "app/practice/option_contracts.h"
#include "practice_support.h"
#include "wire/json_value.h"
#include "wire/news_body.h"

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Client;
using test::ServerTest;
using test::view;
using testing::HasSubstr;
using testing::Not;

TEST(PracticeNewsTest, IsMarkedAndTheSameForTheSameSeedAndDay)
{
    const Date day{std::chrono::year{2025}, std::chrono::month{6}, std::chrono::day{2}};
    const auto items = practiceNews(7, day);
    const auto again = practiceNews(7, day);
    const auto other = practiceNews(8, day);
    ASSERT_GT(items.size(), 5U);
    ASSERT_EQ(items.size(), again.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        EXPECT_EQ(encodeNews(items[i]), encodeNews(again[i]));
        EXPECT_EQ(items[i].headline.rfind("[practice] ", 0), 0U);
        EXPECT_EQ(items[i].author, "practice");
        EXPECT_EQ(items[i].source, "practice");
        EXPECT_EQ(items[i].symbols.size(), 1U);
        EXPECT_GE(items[i].updated, items[i].created);
        EXPECT_TRUE(i == 0 || items[i - 1].updated <= items[i].updated);
    }
    EXPECT_NE(encodeNews(items.front()), encodeNews(other.front()));
}

std::string
newsLine(int id, std::string_view time, std::string_view headline, std::string_view more)
{
    const std::string at = "2024-03-12T" + std::string{time} + "-04:00";
    return R"({"T":"n","id":)" + std::to_string(id) + R"(,"headline":")" + std::string{headline} +
           R"(","created_at":")" + at + R"(","updated_at":")" + at + R"(","symbols":["AAPL"])" +
           std::string{more} + "}\n";
}

class NewsServerTest : public ServerTest
{
protected:
    NewsServerTest()
    {
        std::string text;
        for (int i = 0; i < 25; ++i)
            text += newsLine(i, "09:10:" + std::to_string(10 + i), "n" + std::to_string(i), "");
        text += newsLine(3, "09:20:00", "n3 again", R"(,"content":"<p>x</p>","author":"A")");
        text += newsLine(99, "09:39:00", "the future", "");
        text += R"({"id":100,"headline":"other","created_at":"2024-03-12T13:00:00Z","symbols":[]})"
                "\n";
        test::writeFile(m_folder / "news.jsonl", text);
        m_options.news = m_folder / "news.jsonl";
    }
};

TEST_F(NewsServerTest, ServesTheNewestVersionsThatHaveCome)
{
    Client client{start()};
    const QByteArray newest = client.get("/v1beta1/news").body;
    EXPECT_THAT(
        newest.toStdString(),
        HasSubstr(R"({"news":[{"author":"A","content":"","created_at":"2024-03-12T13:20:00Z",)"
                  R"("headline":"n3 again","id":3,"images":[],)"));
    EXPECT_THAT(newest.toStdString(), Not(HasSubstr("future")));
    EXPECT_THAT(newest.toStdString(), Not(HasSubstr(R"("next_page_token":null)")));
    EXPECT_THAT(client.get("/v1beta1/news?include_content=true&limit=1").body.toStdString(),
                HasSubstr("<p>x</p>"));
    const QByteArray full = client.get("/v1beta1/news?exclude_contentless=true").body;
    EXPECT_EQ(full.count("headline"), 1);
    EXPECT_THAT(client.get("/v1beta1/news?symbols=MSFT").body.toStdString(),
                HasSubstr(R"({"news":[],"next_page_token":null})"));
    EXPECT_THAT(client.get("/v1beta1/news?sort=asc&limit=1").body.toStdString(),
                HasSubstr("other"));
    for (const QByteArray query : {"?limit=0",
                                   "?limit=51",
                                   "?sort=up",
                                   "?start=x",
                                   "?include_content=maybe",
                                   "?page_token=x",
                                   "?start=2024-03-12&end=2024-03-11"})
        EXPECT_EQ(client.get("/v1beta1/news" + query).status, 400) << query.toStdString();
}

TEST_F(NewsServerTest, PagesJoinInBothDirections)
{
    Client client{start()};
    for (const QByteArray sort : {"asc", "desc"}) {
        std::vector<std::string> ids;
        std::string token;
        do {
            const Answer answer =
                client.get("/v1beta1/news?limit=7&symbols=AAPL&sort=" + sort +
                           "&page_token=" + QUrl::toPercentEncoding(QString::fromStdString(token)));
            const auto document = JsonDocument::parse(view(answer.body));
            ASSERT_TRUE(document);
            for (const JsonValue item : document->root()["news"])
                ids.emplace_back(item["id"].raw());
            token = document->root()["next_page_token"].text();
        } while (!token.empty());
        EXPECT_EQ(ids.size(), 25U);
        EXPECT_EQ(sort == "asc" ? ids.back() : ids.front(), "3") << "the one that was updated";
        EXPECT_EQ(sort == "asc" ? ids.front() : ids.back(), "0");
    }
}

class OptionServerTest : public ServerTest
{
protected:
    OptionServerTest()
    {
        const std::string call = "AAPL240315C00170000";
        const std::string put = "AAPL240315P00170000";
        std::string text =
            R"({"T":"oi","S":")" + call + R"(","oi":1200,"t":"2024-03-12T10:30:00Z"})" + "\n" +
            R"({"T":"oi","S":"AAPL240419C00200000","oi":5,"t":"2024-03-12T10:30:00Z"})" + "\n" +
            R"({"T":"oi","S":"AAPL240308C00170000","oi":5,"t":"2024-03-12T10:30:00Z"})" + "\n";
        text += R"({"T":"q","S":")" + call +
                R"(","bp":1.2,"bs":3,"ap":1.3,"as":4,"t":"2024-03-12T13:30:00Z"})" + "\n";
        text += R"({"T":"b","S":")" + call +
                R"(","o":1.2,"h":1.4,"l":1.1,"c":1.25,"v":7,"t":"2024-03-12T13:28:00Z"})" + "\n";
        text += R"({"T":"b","S":")" + call +
                R"(","o":1.3,"h":1.5,"l":1.2,"c":1.35,"v":5,"t":"2024-03-12T13:30:00Z"})" + "\n";
        text += R"({"T":"q","S":")" + put +
                R"(","bp":0,"bs":0,"ap":2.3,"as":4,"t":"2024-03-12T13:30:30Z"})" + "\n";
        text += R"({"T":"q","S":"AAPL240315P00999000","bp":1,"bs":1,"ap":2,"as":4,)"
                R"("t":"2024-03-13T13:39:00Z"})"
                "\n";
        test::writeFile(m_folder / "options.jsonl", text);
        m_options.optionTape = m_folder / "options.jsonl";
    }
};

TEST_F(OptionServerTest, ContractsAreThoseThatTheTapeHasShown)
{
    Client client{start()};
    const QByteArray contracts = client.get("/v2/options/contracts?underlying_symbols=AAPL").body;
    EXPECT_EQ(contracts.count(R"("symbol":"AAPL240315C00170000")"), 1) << contracts.toStdString();
    EXPECT_EQ(contracts.count("underlying_asset_id"), 2)
        << "neither April, which is past the next weekend, nor what is expired or still to come";
    EXPECT_THAT(
        contracts.toStdString(),
        HasSubstr(R"("name":"AAPL Mar 15 2024 170 Call","status":"active","tradable":true)"));
    EXPECT_THAT(contracts.toStdString(),
                HasSubstr(R"("strike_price":"170","multiplier":"100","size":"100",)"
                          R"("open_interest":"1200","open_interest_date":"2024-03-12",)"
                          R"("close_price":"1.35","close_price_date":"2024-03-12")"));
    const auto count = [&](const QByteArray& query) {
        return client.get("/v2/options/contracts?" + query).body.count("underlying_asset_id");
    };
    EXPECT_EQ(count("expiration_date_lte=2024-12-31"), 3);
    EXPECT_EQ(count("expiration_date_lte=2024-12-31&type=put"), 1);
    EXPECT_EQ(count("expiration_date_lte=2024-12-31&strike_price_gte=171"), 1);
    EXPECT_EQ(count("expiration_date=2024-04-19"), 1);
    EXPECT_EQ(count("status=inactive"), 1);
    EXPECT_EQ(count("underlying_symbols=MSFT"), 0);
    EXPECT_EQ(count("style=european"), 0);
    EXPECT_EQ(client.get("/v2/options/contracts?type=both").status, 422);
    EXPECT_EQ(client.get("/v2/options/contracts?limit=0").status, 422);
    const Answer page = client.get("/v2/options/contracts?limit=1");
    EXPECT_THAT(page.body.toStdString(), Not(HasSubstr(R"("next_page_token":null)")));
    EXPECT_EQ(client.get("/v2/options/contracts/AAPL240315C00170000").status, 200);
    EXPECT_EQ(client.get("/v2/options/contracts/AAPL240315P00999000").status, 404);
    EXPECT_THAT(client.get("/v2/assets").body.toStdString(), Not(HasSubstr("AAPL24")));
}

TEST_F(OptionServerTest, BarsTradesLatestAndSnapshotsAgree)
{
    Client client{start()};
    const QByteArray symbols = "symbols=AAPL240315C00170000,AAPL240315P00170000";
    EXPECT_EQ(client.get("/v1beta1/options/bars?timeframe=1Day&" + symbols).body,
              R"({"bars":{"AAPL240315C00170000":[{"c":1.35,"h":1.5,"l":1.2,"o":1.3,)"
              R"("t":"2024-03-12T04:00:00Z","v":12}]},"next_page_token":null})")
        << "prices of regular hours, volume of all";
    EXPECT_EQ(client.get("/v1beta1/options/trades?" + symbols).body,
              R"({"trades":{"AAPL240315C00170000":[)"
              R"({"c":" ","p":1.25,"s":7,"t":"2024-03-12T13:28:59.999999999Z","x":" "},)"
              R"({"c":" ","p":1.35,"s":5,"t":"2024-03-12T13:30:59.999999999Z","x":" "}]},)"
              R"("next_page_token":null})");
    EXPECT_THAT(client.get("/v1beta1/options/trades/latest?" + symbols).body.toStdString(),
                HasSubstr(R"({"trades":{"AAPL240315C00170000":{"c":" ","p":1.35)"));
    EXPECT_THAT(
        client.get("/v1beta1/options/quotes/latest?feed=indicative&" + symbols).body.toStdString(),
        HasSubstr(R"("AAPL240315P00170000":{"ap":2.3,"as":4,"ax":" ","bp":0,"bs":0)"));
    const QByteArray chain = client.get("/v1beta1/options/snapshots/AAPL?limit=1").body;
    EXPECT_THAT(chain.toStdString(),
                HasSubstr(R"({"snapshots":{"AAPL240315C00170000":{"dailyBar":)"));
    EXPECT_THAT(chain.toStdString(), Not(HasSubstr(R"("next_page_token":null)")));
    EXPECT_EQ(client.get("/v1beta1/options/snapshots?symbols=AAPL").status, 400);
    EXPECT_EQ(client.get("/v1beta1/options/bars?timeframe=1Week&" + symbols).status, 400);
    EXPECT_EQ(client.get("/v1beta1/options/trades?feed=sip&" + symbols).status, 400);
    EXPECT_EQ(client.get("/v1beta1/options/meta/exchanges").status, 200);
}

TEST_F(OptionServerTest, ATapeMayHoldOptionsItself)
{
    m_options.tape = m_options.optionTape;
    m_options.optionTape.clear();
    m_options.start = 9h + 31min;
    Client client{start()};
    EXPECT_EQ(client.get("/v2/assets").body, "[]");
    EXPECT_THAT(
        client.get("/v1beta1/options/trades/latest?symbols=AAPL240315C00170000").body.toStdString(),
        HasSubstr(R"("p":1.35)"));
}

} // namespace
} // namespace tapedeck::practice
