#include "app/rss/rss_document.h"

#include <gtest/gtest.h>

namespace tapedeck::rss {
namespace {

const char* const kRss = R"(<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Wire &amp; Co</title><link>https://news.example</link>
<item><title>Apple (NASDAQ: AAPL) &lt;b&gt;beats&lt;/b&gt; estimates</title>
<link>https://news.example/a?utm=1</link><dc:creator>J. Doe</dc:creator>
<description><![CDATA[<p>Sales rose&nbsp;8 %. See also $MSFT and $AAPL.</p>]]></description>
<pubDate>Mon, 15 Jan 2024 09:30:00 EST</pubDate></item>
<item><title>No time on this one</title><link>https://news.example/b</link></item>
<item><title>A time without its zone</title><pubDate>Mon, 15 Jan 2024 09:30:00</pubDate></item>
<item><title></title><pubDate>Mon, 15 Jan 2024 09:30:00 GMT</pubDate></item>
</channel></rss>)";

const char* const kAtom = R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>Filings</title>
<entry><title type="html">8-K for BRK.B</title><link rel="self" href="https://f.example/x.xml"/>
<link rel="alternate" href="https://f.example/x"/><author><name>SEC</name></author>
<published>2024-01-15T09:30:00-05:00</published><updated>2024-01-15T14:31:00Z</updated>
<summary>Item 2.02 of Berkshire (NYSE:BRK.B)</summary></entry></feed>)";

TEST(RssDocument, ReadsWhatAnRssFeedSays)
{
    const auto items = readFeed(kRss);
    ASSERT_TRUE(items) << items.error().what;
    ASSERT_EQ(items->size(), 1U) << "without headline or time an item is none";
    const NewsItem& item = items->front();
    EXPECT_EQ(item.headline, "Apple (NASDAQ: AAPL) beats estimates");
    EXPECT_EQ(item.summary, "Sales rose 8 %. See also $MSFT and $AAPL.");
    EXPECT_EQ(item.author, "J. Doe");
    EXPECT_EQ(item.source, "Wire & Co");
    EXPECT_EQ(item.url, "https://news.example/a?utm=1");
    EXPECT_EQ(item.created, parseTimestamp("2024-01-15T14:30:00Z").value());
    EXPECT_EQ(item.symbols, (std::vector<std::string>{"AAPL", "MSFT"}));
    EXPECT_LT(item.id, 0);
    EXPECT_EQ(readFeed(kRss)->front().id, item.id) << "the same for ever";
}

TEST(RssDocument, ReadsWhatAnAtomFeedSays)
{
    const auto items = readFeed(kAtom);
    ASSERT_TRUE(items) << items.error().what;
    ASSERT_EQ(items->size(), 1U);
    EXPECT_EQ(items->front().url, "https://f.example/x") << "the page, not the feed";
    EXPECT_EQ(items->front().author, "SEC");
    EXPECT_EQ(items->front().created, parseTimestamp("2024-01-15T14:30:00Z").value());
    EXPECT_EQ(items->front().updated, parseTimestamp("2024-01-15T14:31:00Z").value());
    EXPECT_EQ(items->front().symbols, std::vector<std::string>{"BRK.B"});
}

TEST(RssDocument, TimesHaveTheirZoneOrAreNone)
{
    const Timestamp noon = parseTimestamp("2024-07-01T12:00:00Z").value();
    for (const char* text : {"Mon, 01 Jul 2024 12:00:00 GMT",
                             "Mon, 01 Jul 2024 12:00:00 +0000",
                             "Mon, 01 Jul 2024 08:00:00 EDT",
                             "01 Jul 2024 07:00:00 CDT",
                             "Mon, 01 Jul 2024 05:00:00 -0700",
                             " 2024-07-01T12:00:00Z ",
                             "2024-07-01T08:00:00-04:00"})
        EXPECT_EQ(readFeedTime(QString::fromLatin1(text)), noon) << text;
    for (const char* text : {"", "today", "Mon, 01 Jul 2024 12:00:00", "2024-07-01 12:00"})
        EXPECT_FALSE(readFeedTime(QString::fromLatin1(text))) << text;
}

TEST(RssDocument, RubbishIsAnErrorAndNeverMore)
{
    for (const char* text : {"",
                             "<html><body>",
                             "<rss>",
                             "<rss><channel><item>",
                             "{}",
                             "<feed",
                             "<rss><channel><item><title>a</title></channel></rss>"})
        EXPECT_FALSE(readFeed(text)) << text;
    EXPECT_FALSE(readFeed(QByteArray(kDocumentBytesMax + 1, ' ')));
    // A billion laughs.
    QByteArray bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\">";
    for (char c = 'b'; c < 'j'; ++c) {
        bomb += "<!ENTITY " + QByteArray(1, c) + " \"";
        for (int i = 0; i < 10; ++i)
            bomb += "&" + QByteArray(1, static_cast<char>(c - 1)) + ";";
        bomb += "\">";
    }
    bomb += "]><rss><channel><item><title>&i;</title></item></channel></rss>";
    EXPECT_FALSE(readFeed(bomb));
    // Cut anywhere it is an error or fewer items.
    const QByteArray whole{kRss};
    for (qsizetype cut = 0; cut < whole.size(); ++cut) {
        const auto items = readFeed(whole.left(cut));
        EXPECT_TRUE(!items || items->size() <= 1) << cut;
    }
}

} // namespace
} // namespace tapedeck::rss
