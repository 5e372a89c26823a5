#include "adapter_support.h"
#include "app/alpaca/market_feed.h"
#include "scripted_server.h"

#include <gtest/gtest.h>

namespace tapedeck::test {
namespace {

using std::chrono::milliseconds;

class MarketFeedTest : public testing::Test
{
protected:
    MarketFeedTest()
    {
        server.speakAlpaca();
        (void)symbols.intern("AAPL");
        (void)symbols.intern("MSFT");
    }
    void start()
    {
        feed.emplace(loginTo(server.port()), heard, runtime::RunClock::utc(), options);
        feed->subscribe(symbols, {"AAPL", "MSFT"});
    }
    void sendTrade(const char* symbol = "AAPL")
    {
        server.streams.back()->sendTextMessage(
            QStringLiteral(R"([{"T":"t","S":"%1","i":1,"x":"V","p":170.05,"s":10,)"
                           R"("t":"2024-03-12T13:30:00Z","c":["@"],"z":"C"}])")
                .arg(QString::fromLatin1(symbol)));
    }

    ScriptedServer server;
    HeardInputs heard;
    Symbols symbols;
    alpaca::FeedOptions options;
    std::optional<alpaca::MarketFeed> feed;
};

TEST_F(MarketFeedTest, TellsItsStepsAndBringsTheMarket)
{
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    EXPECT_EQ(heard.statesOf(Link::MarketData),
              (std::vector<LinkState>{LinkState::Connecting,
                                      LinkState::Authenticating,
                                      LinkState::Subscribing,
                                      LinkState::Live}));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return server.streams.back()->property("acked0").toByteArray() == "AAPL,MSFT,"; },
        kPatienceMs));
    sendTrade();
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() == 1; }, kPatienceMs));
    const Trade trade = std::get<Trade>(heard.market()[0]);
    EXPECT_EQ(trade.symbol, *symbols.find("AAPL"));
    EXPECT_EQ(trade.price, Price::parse("170.05").value());
    const LinkHealth health = feed->health();
    EXPECT_EQ(health.state, LinkState::Live);
    EXPECT_EQ(health.messages, 1);
    ASSERT_TRUE(health.lastMessageAge);
    EXPECT_TRUE(health.lagMedian && health.lagP99);
}

TEST_F(MarketFeedTest, SymbolsThatTheEngineDoesNotKnowAreLeftOut)
{
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    sendTrade("TSLA");
    sendTrade("MSFT");
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() == 1; }, kPatienceMs));
    EXPECT_EQ(symbolOf(heard.market()[0]), *symbols.find("MSFT"));
}

TEST_F(MarketFeedTest, GarbageIsNoReasonToHangUp)
{
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    for (const char* garbage : {"", "<html>", "[{", "[{\"T\":\"t\"}]", "null", "[[[[[["}) {
        server.streams.back()->sendTextMessage(QString::fromLatin1(garbage));
        server.streams.back()->sendBinaryMessage(QByteArray{garbage});
    }
    sendTrade();
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() == 1; }, kPatienceMs));
    EXPECT_EQ(server.streams.size(), 1U);
}

TEST_F(MarketFeedTest, RefusedKeysEndTheStreamForGood)
{
    server.onMessage = [](QWebSocket& socket, const QString&, const QByteArray&) {
        socket.sendTextMessage(R"([{"T":"error","code":402,"msg":"auth failed"}])");
    };
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Refused));
    EXPECT_NE(heard.reasonOf(Link::MarketData).find("auth failed"), std::string::npos);
    // Half a minute of ticks would show another attempt; a first wait is a second at most 1.25.
    EXPECT_FALSE(QTest::qWaitFor([&] { return server.streams.size() > 1; }, 2'000));
}

TEST_F(MarketFeedTest, AnotherConnectionInTheWayIsWaitedFor)
{
    server.onMessage = [](QWebSocket& socket, const QString&, const QByteArray&) {
        socket.sendTextMessage(R"([{"T":"error","code":406,"msg":"connection limit exceeded"}])");
    };
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::BackingOff));
    EXPECT_NE(heard.reasonOf(Link::MarketData).find("old session"), std::string::npos);
    const auto health = feed->health();
    ASSERT_TRUE(health.nextTryAt);
    EXPECT_GT(*health.nextTryAt - runtime::RunClock::utc().now(), std::chrono::seconds{6});
}

TEST_F(MarketFeedTest, AHalfOpenSocketIsNoticed)
{
    options.stream.patience.pingEvery = milliseconds{300};
    options.stream.patience.pongWithin = milliseconds{300};
    server.deafAfterUpgrade = true;
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Stale));
    EXPECT_NE(heard.reasonOf(Link::MarketData).find("ping"), std::string::npos);
    server.deafAfterUpgrade = false;
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
}

TEST_F(MarketFeedTest, AServerThatComesBackIsSubscribedAgain)
{
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    server.stop();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::BackingOff));
    server.listenAgain();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live, 2));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return server.streams.back()->property("acked0").toByteArray() == "AAPL,MSFT,"; },
        kPatienceMs));
    sendTrade();
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() == 1; }, kPatienceMs));
    EXPECT_EQ(feed->health().reconnects >= 1, true);
}

TEST_F(MarketFeedTest, ANewWishIsAskedForAsADifference)
{
    start();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    (void)symbols.intern("IBM");
    feed->subscribe(symbols, {"IBM", "MSFT"});
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return server.streams.back()->property("acked0").toByteArray() == "IBM,MSFT,"; },
        kPatienceMs));
    sendTrade("IBM");
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() == 1; }, kPatienceMs));
}

TEST_F(MarketFeedTest, AfterItsEndItTakesWishesAndDoesNothing)
{
    start();
    feed->stop();
    feed->subscribe(symbols, {"AAPL"});
    EXPECT_EQ(feed->health().state, LinkState::Off);
    feed->stop();
}

} // namespace
} // namespace tapedeck::test
