#include "adapter_support.h"
#include "app/alpaca/broker.h"
#include "app/alpaca/market_feed.h"
#include "exchange/config.h"
#include "practice_support.h"

#include <gtest/gtest.h>

#include <algorithm>

/// The adapter against the practice exchange: two programs that were written apart, and the wire
/// between them.
namespace tapedeck::test {
namespace {

class OnTheExchange : public practice::test::ServerTest
{
protected:
    void SetUp() override
    {
        m_options.speed = Ratio::fromWhole(20);
        ASSERT_NE(start(), 0);
        const practice::TapeTime tape = m_server->tapeTime();
        const runtime::RunClock clock{tape.at(practice::steadyNow()), tape.speed};
        broker.emplace(loginTo(m_port), latch, heard, clock);
        feed.emplace(loginTo(m_port), heard, clock);
        (void)symbols.intern("AAPL");
        (void)symbols.intern("MSFT");
    }
    void TearDown() override
    {
        feed.reset();
        broker.reset();
    }

    KillLatch latch;
    HeardInputs heard;
    Symbols symbols;
    std::optional<alpaca::Broker> broker;
    std::optional<alpaca::MarketFeed> feed;
};

TEST_F(OnTheExchange, ADayBeginsAndAnOrderFills)
{
    broker->post(output::OpenTradeStream{});
    feed->subscribe(symbols, {"AAPL", "MSFT"});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() > 20; }, kPatienceMs));

    broker->post(submitOf("smoke-1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    ASSERT_TRUE(std::holds_alternative<BrokerOrder>(reply->answer));
    const auto filled = [&] {
        const auto updates = heard.all<OrderUpdate>();
        return std::any_of(updates.begin(), updates.end(), [](const OrderUpdate& update) {
            return update.event == OrderEvent::Fill && update.order.clientOrderId == "smoke-1";
        });
    };
    ASSERT_TRUE(QTest::qWaitFor(filled, kPatienceMs));

    // The same client id a second time is the broker's no, and no second order.
    broker->post(submitOf("smoke-1"));
    const auto again = heard.next<input::SubmitReply>(2);
    ASSERT_TRUE(again);
    EXPECT_EQ(std::get<BrokerError>(again->answer).httpStatus, 422);

    output::Reconcile reconcile;
    reconcile.clientOrderIds = {"smoke-1", "never"};
    reconcile.fillsAfter = parseTimestamp("2024-03-01T00:00:00Z").value();
    broker->post(reconcile);
    const auto truth = heard.next<input::BrokerTruth>();
    ASSERT_TRUE(truth);
    ASSERT_EQ(truth->orders.size(), 1U);
    EXPECT_EQ(truth->orders[0].status, OrderStatus::Filled);
    Quantity bought;
    for (const Execution& fill : truth->executions) {
        if (fill.orderId == truth->orders[0].id)
            bought += fill.quantity;
    }
    EXPECT_EQ(bought, Quantity::fromWhole(10));
    EXPECT_EQ(truth->account.status, "ACTIVE");
    EXPECT_FALSE(truth->positions.empty());
}

TEST_F(OnTheExchange, EverythingThatAStartNeedsIsFetched)
{
    broker->post(request::FetchClock{});
    broker->post(request::FetchCalendar{});
    broker->post(request::FetchAccount{});
    broker->post(request::FetchAssets{{"AAPL", "NOSUCH"}});
    broker->post(request::FetchAssets{});
    broker->post(request::FetchDailyBars{{"AAPL", "MSFT"}, 40});
    broker->post(request::FetchMinuteBars{{"AAPL"}, std::chrono::hours{30}});
    const auto clock = heard.next<input::ClockReading>();
    ASSERT_TRUE(clock);
    EXPECT_LT(clock->skew, std::chrono::seconds{1});
    EXPECT_GT(clock->skew, std::chrono::seconds{-1});
    const auto calendar = heard.next<input::CalendarNews>();
    ASSERT_TRUE(calendar);
    EXPECT_GT(calendar->days.size(), 40U);
    ASSERT_TRUE(heard.next<input::AccountNews>());
    ASSERT_TRUE(heard.next<input::AssetNews>(2));
    std::vector<std::size_t> sizes;
    for (const input::AssetNews& news : heard.all<input::AssetNews>())
        sizes.push_back(news.assets.size());
    std::sort(sizes.begin(), sizes.end());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 2}));
    ASSERT_TRUE(heard.next<input::History>(3));
    const auto histories = heard.all<input::History>();
    const auto minutes =
        std::count_if(histories.begin(), histories.end(), [](const input::History& history) {
            return !history.bars.empty() && history.bars[0].timeframe == Timeframe::Minute1;
        });
    EXPECT_EQ(minutes, 1);
    EXPECT_TRUE(heard.all<input::RequestFailed>().empty());
}

TEST_F(OnTheExchange, KillLeavesNoOpenOrder)
{
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    latch.set(true);
    broker->post(submitOf("late"));
    broker->post(output::CancelAllOrders{});
    broker->post(output::ListOpenOrders{});
    const auto open = heard.next<input::OpenOrders>();
    ASSERT_TRUE(open);
    EXPECT_TRUE(open->orders.empty());
    broker->post(output::LookupOrder{"late"});
    const auto found = heard.next<input::LookupReply>();
    ASSERT_TRUE(found);
    EXPECT_TRUE(std::holds_alternative<input::NotFound>(found->answer));
}

TEST_F(OnTheExchange, ARestartOfTheExchangeIsSurvived)
{
    broker->post(output::OpenTradeStream{});
    feed->subscribe(symbols, {"AAPL"});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() > 0; }, kPatienceMs));
    m_server->stop();
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::BackingOff));
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::BackingOff));
    m_options.port = m_port;
    restart();
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live, 2));
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live, 2));
    const auto before = heard.marketEvents();
    EXPECT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() > before; }, kPatienceMs));
}

TEST_F(OnTheExchange, WrongKeysAreRefusedEverywhere)
{
    HeardInputs other;
    alpaca::Broker stranger{
        loginTo(m_port, "PKPRACTICE", "wrong"), latch, other, runtime::RunClock::utc()};
    alpaca::MarketFeed listener{
        loginTo(m_port, "PKPRACTICE", "wrong"), other, runtime::RunClock::utc()};
    stranger.post(output::OpenTradeStream{});
    stranger.post(request::FetchAccount{});
    EXPECT_TRUE(other.waitForLink(Link::TradeUpdates, LinkState::Refused));
    EXPECT_TRUE(other.waitForLink(Link::MarketData, LinkState::Refused));
    EXPECT_TRUE(other.waitForLink(Link::BrokerRest, LinkState::Refused));
}

} // namespace
} // namespace tapedeck::test
