#include "samples.h"
#include "wire/msgpack_json.h"
#include "wire/news_body.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

std::string packed(std::string_view json)
{
    return msgPackOfJson(json, kStreamKeys).value();
}

TEST(NewsFrame, SaysWhatTheDocumentedFramesSayAndEncodesBack)
{
    for (const std::string& frame : test::wireSamples("md_news")) {
        const auto document = JsonDocument::parse(frame).value();
        for (const std::string& bytes : {frame, packed(frame)}) {
            const auto read = parseNewsFrame(bytes);
            ASSERT_TRUE(read) << read.error().what;
            EXPECT_TRUE(read->unreadable.empty());
            ASSERT_EQ(read->messages.size(), document.root().size());
            std::size_t index = 0;
            for (const JsonValue said : document.root()) {
                const auto& item = std::get<NewsItem>(read->messages[index++]);
                EXPECT_EQ(std::to_string(item.id), said["id"].raw());
                EXPECT_EQ(item.headline, said["headline"].text());
                EXPECT_EQ(item.summary, said["summary"].text());
                EXPECT_EQ(item.author, said["author"].text());
                EXPECT_EQ(item.url, said["url"].text());
                EXPECT_EQ(item.content, said["content"].text());
                EXPECT_EQ(item.source, said["source"].text());
                EXPECT_EQ(toRfc3339(item.created), said["created_at"].text());
                EXPECT_EQ(toRfc3339(item.updated), said["updated_at"].text());
                std::size_t symbol = 0;
                for (const JsonValue each : said["symbols"])
                    EXPECT_EQ(item.symbols.at(symbol++), each.text());
                EXPECT_EQ(item.symbols.size(), symbol);
                const auto again = parseNewsFrame(encodeNews(item));
                ASSERT_TRUE(again);
                EXPECT_EQ(std::get<NewsItem>(again->messages.at(0)), item);
            }
        }
    }
}

TEST(NewsFrame, ControlMessagesOfTheNewsStreamAreRead)
{
    const std::string ack = R"([{"T":"subscription","news":["*"]}])";
    for (const std::string& bytes : {ack, packed(ack)}) {
        const auto read = parseNewsFrame(bytes);
        ASSERT_TRUE(read);
        const auto& control = std::get<StreamControl>(read->messages.at(0));
        EXPECT_EQ(std::get<StreamSubscription>(control)[StreamChannel::News],
                  std::vector<std::string>{"*"});
    }
}

TEST(NewsFrame, WhatIsBadInItselfIsLeftOutAndNamed)
{
    const auto read =
        parseNewsFrame(R"([7,{"T":"n","id":1,"headline":"h","created_at":"soon"},{"T":"new"},{},)"
                       R"({"T":"n","id":2,"headline":"h","created_at":"2022-01-05T22:00:37Z"}])");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->messages.size(), 1U);
    const auto& item = std::get<NewsItem>(read->messages[0]);
    EXPECT_EQ(item.id, 2);
    EXPECT_EQ(item.updated, item.created) << "where nothing else is said";
    EXPECT_EQ(read->unknownTypes, 1U);
    ASSERT_EQ(read->unreadable.size(), 3U);
    EXPECT_EQ(read->unreadable[0].what, "message 1: not an object");
    EXPECT_NE(read->unreadable[1].what.find("'created_at'"), std::string::npos);
    EXPECT_EQ(read->unreadable[2].what, "message 4: no type");
}

TEST(NewsFrame, WhatIsNoFrameIsRefused)
{
    for (const std::string_view bytes : {"", "x", "[", "\"T\"", "\x91", "\xC1", "\xDD\xFF"})
        EXPECT_FALSE(parseNewsFrame(bytes)) << bytes;
}

TEST(NewsPage, ReadsADocumentedAnswer)
{
    NewsItem item;
    item.id = 7;
    item.headline = "Headline";
    item.created = *parseTimestamp("2022-01-05T22:00:37Z");
    item.updated = *parseTimestamp("2022-01-05T22:00:38Z");
    item.symbols = {"A", "B"};
    std::string body;
    JsonWriter json{body};
    json.beginObject().key("news").beginArray();
    writeNews(json, item, false);
    json.endArray().key("next_page_token").string("abc").endObject();
    const auto page = parseNewsPage(body);
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_EQ(page->news.items.size(), 1U);
    EXPECT_EQ(page->news.items[0], item);
    EXPECT_EQ(page->nextPageToken, "abc");

    const auto mixed = parseNewsPage(R"({"news":[{"id":1},{"id":2,"headline":"x",)"
                                     R"("created_at":"2022-01-05T22:00:37Z"}],)"
                                     R"("next_page_token":null})");
    ASSERT_TRUE(mixed);
    EXPECT_EQ(mixed->news.items.size(), 1U);
    EXPECT_EQ(mixed->news.unreadable.size(), 1U);
    EXPECT_EQ(mixed->nextPageToken, "");
    EXPECT_FALSE(parseNewsPage(R"({"message":"forbidden."})"));
}

} // namespace
} // namespace tapedeck
