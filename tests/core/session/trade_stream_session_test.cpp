#include "core/session/stream_steps.h"
#include "session/trade_stream_session.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace test;

class TradeStreamTest : public testing::Test
{
protected:
    StreamActions frame(const TradingFrame& frame)
    {
        StreamActions out;
        session.onFrame(frame, now, out);
        return out;
    }
    StreamActions open()
    {
        StreamActions out;
        session.start(now, out);
        session.onOpened(now, out);
        return out;
    }
    StreamActions after(Nanoseconds time)
    {
        StreamActions out;
        for (const Nanoseconds end = now + time; now < end;) {
            now += std::chrono::milliseconds{200};
            session.tick(now, out);
            if (has<action::SendPing>(out))
                session.onPong();
        }
        return out;
    }

    Nanoseconds now = std::chrono::hours{1};
    TradeStreamSession session{1};
};

TEST_F(TradeStreamTest, SpeaksFirstListensAndIsLive)
{
    EXPECT_TRUE(has<action::SendAuth>(open()));
    EXPECT_EQ(texts(frame(TradingAuthorization{true, "", ""})),
              std::vector<std::string>{encodeListen({"trade_updates"})});
    EXPECT_EQ(states(frame(TradingListening{{"trade_updates"}})).back(), LinkState::Live);
    EXPECT_TRUE(session.isLive());
}

TEST_F(TradeStreamTest, BadKeysAreFinal)
{
    open();
    const StreamActions out = frame(TradingAuthorization{false, "", "code=401"});
    EXPECT_EQ(states(out).back(), LinkState::Refused);
    StreamActions closed;
    session.onClosed({}, now, closed);
    EXPECT_FALSE(has<action::OpenSocket>(after(std::chrono::minutes{5})));
}

TEST_F(TradeStreamTest, AListWithoutTradeUpdatesIsNoStream)
{
    open();
    frame(TradingAuthorization{true, "", ""});
    EXPECT_TRUE(has<action::CloseSocket>(frame(TradingListening{{"account_updates"}})));
}

TEST_F(TradeStreamTest, AnOrderWithoutAnEchoMeansAStarvedSocket)
{
    open();
    frame(TradingAuthorization{true, "", ""});
    frame(TradingListening{{"trade_updates"}});
    OrderUpdate update;
    update.order.clientOrderId = "early";
    frame(update);
    session.expectEcho("early", now);
    session.expectEcho("soon", now);
    after(seconds{20});
    update.order.clientOrderId = "soon";
    frame(update);
    EXPECT_FALSE(has<action::CloseSocket>(after(seconds{60})));
    session.expectEcho("never", now);
    after(seconds{20});
    update.order.clientOrderId = "another";
    frame(update);
    EXPECT_TRUE(has<action::CloseSocket>(after(seconds{11})));
}

TEST_F(TradeStreamTest, WithSomethingAtStakeTheConnectionIsMadeAnewEveryTenMinutes)
{
    open();
    frame(TradingAuthorization{true, "", ""});
    frame(TradingListening{{"trade_updates"}});
    EXPECT_FALSE(has<action::CloseSocket>(after(std::chrono::minutes{60}))) << "flat and quiet";
    session.setBusy(true);
    StreamActions out = after(std::chrono::milliseconds{200});
    EXPECT_TRUE(has<action::CloseSocket>(out));
    EXPECT_FALSE(has<action::OpenSocket>(out)) << "never two connections";
    StreamActions closed;
    session.onClosed({}, now, closed);
    ASSERT_EQ(states(closed), std::vector{LinkState::Connecting}) << "no failure, no back-off";
    EXPECT_TRUE(has<action::OpenSocket>(after(std::chrono::milliseconds{200})));
    int news = 0;
    StreamActions opened;
    session.onOpened(now, opened);
    for (const StreamActions& step : {opened,
                                      frame(TradingAuthorization{true, "", ""}),
                                      frame(TradingListening{{"trade_updates"}})}) {
        for (const auto& report : all<action::ReportState>(step))
            news += report.news ? 1 : 0;
    }
    EXPECT_EQ(news, 1) << "that it is live again";
    EXPECT_FALSE(has<action::CloseSocket>(after(std::chrono::minutes{9})));
    session.expectEcho("an order", now);
    EXPECT_FALSE(has<action::CloseSocket>(after(seconds{29}))) << "an echo is awaited";
}

TEST_F(TradeStreamTest, ClosedByOrderStaysClosedUntilItIsOpenedAgain)
{
    open();
    frame(TradingAuthorization{true, "", ""});
    StreamActions out;
    session.stop(out);
    EXPECT_TRUE(has<action::CloseSocket>(out));
    EXPECT_EQ(states(out).back(), LinkState::Off);
    session.onClosed({}, now, out);
    EXPECT_FALSE(has<action::OpenSocket>(after(std::chrono::minutes{2})));
    StreamActions again;
    session.start(now, again);
    EXPECT_TRUE(has<action::OpenSocket>(again));
}

} // namespace
} // namespace tapedeck
