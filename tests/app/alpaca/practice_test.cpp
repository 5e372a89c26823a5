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
        practice::test::writeFile(
            m_folder / "corporate_actions.jsonl",
            R"({"type":"cash_dividend","symbol":"AAPL","ex_date":"2024-03-11","rate":0.24})"
            "\n"
            R"({"type":"forward_split","symbol":"AAPL","ex_date":"2024-03-14","new_rate":7,)"
            R"("old_rate":1})"
            "\n"
            R"({"type":"forward_split","symbol":"AAPL","ex_date":"2024-07-01","new_rate":7,)"
            R"("old_rate":1})"
            "\n");
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

TEST_F(OnTheExchange, WhatCompaniesDoToTheirSharesIsFetchedBeforeItsDay)
{
    const Date day{
        std::chrono::floor<std::chrono::days>(m_server->tapeTime().at(practice::steadyNow()))};
    const std::chrono::sys_days today{day};
    broker->post(output::FetchCorporateActions{
        {"AAPL", "MSFT"}, Date{today - std::chrono::days{7}}, Date{today + std::chrono::days{60}}});
    const auto told = heard.next<input::CorporateActions>();
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->unreadable.empty());
    ASSERT_EQ(told->actions.size(), 2U);
    EXPECT_EQ(told->actions[0].describe(), "cash_dividend of AAPL, 0.24 a share, on 2024-03-11");
    EXPECT_EQ(told->actions[1].describe(), "forward_split of AAPL, 7 for 1, on 2024-03-14");
}

/// Somebody else has the only connection that the plan allows.
class WithoutAStream : public OnTheExchange
{
protected:
    WithoutAStream()
    {
        m_options.connections = 1;
        m_options.start = std::chrono::hours{9} + std::chrono::minutes{31};
    }
};

TEST_F(WithoutAStream, PricesComeBySnapshots)
{
    feed.reset();
    practice::test::Stream other{m_port, "/v2/iex"};
    ASSERT_TRUE(other.nextWith("connected").size() > 0);
    other.send(practice::test::kAuth);
    ASSERT_TRUE(other.nextWith("authenticated").size() > 0);
    alpaca::FeedOptions options;
    options.checks.patience = std::chrono::milliseconds{100};
    options.checks.pollPrices = std::chrono::milliseconds{200};
    const practice::TapeTime tape = m_server->tapeTime();
    alpaca::MarketFeed second{loginTo(m_port),
                              heard,
                              runtime::RunClock{tape.at(practice::steadyNow()), tape.speed},
                              options,
                              &*broker};
    second.subscribe(symbols, {"AAPL", "MSFT"});
    const auto seen = [&](auto kind) {
        const auto market = heard.market();
        return std::any_of(market.begin(), market.end(), [](const MarketEvent& event) {
            return std::holds_alternative<decltype(kind)>(event);
        });
    };
    ASSERT_TRUE(QTest::qWaitFor([&] { return seen(Trade{}) && seen(Quote{}); }, kPatienceMs));
    const auto states = heard.statesOf(Link::MarketData);
    EXPECT_EQ(std::count(states.begin(), states.end(), LinkState::Live), 0);
    std::vector<Timestamp> trades;
    for (const MarketEvent& event : heard.market()) {
        const Trade* trade = std::get_if<Trade>(&event);
        if (trade != nullptr && trade->symbol == *symbols.find("AAPL"))
            trades.push_back(trade->at);
    }
    EXPECT_EQ(std::adjacent_find(trades.begin(), trades.end()), trades.end()) << "each once";
}

/// With contracts on a tape of their own.
class ContractsOnTheExchange : public OnTheExchange
{
protected:
    static constexpr const char* kCall = "AAPL240315C00170000";
    ContractsOnTheExchange()
    {
        std::string tape;
        for (int second = 0; second < 600; ++second) {
            const Timestamp at =
                parseTimestamp("2024-03-12T13:30:00Z").value() + std::chrono::seconds{second};
            tape += R"({"T":"q","S":"AAPL240315C00170000","bp":1.2,"bs":3,"ap":1.3,"as":4,"t":")" +
                    toRfc3339(at) + "\"}\n";
        }
        practice::test::writeFile(m_folder / "options.jsonl", tape);
        m_options.optionTape = m_folder / "options.jsonl";
        m_options.start = std::chrono::hours{9} + std::chrono::minutes{30};
    }
    void SetUp() override
    {
        OnTheExchange::SetUp();
        (void)symbols.intern(kCall);
        alpaca::FeedOptions wanted;
        wanted.link = Link::Options;
        wanted.onlyWhenWanted = true;
        wanted.stream.channels = {StreamChannel::Trades, StreamChannel::Quotes};
        wanted.stream.mindsSilence = false;
        const practice::TapeTime tape = m_server->tapeTime();
        contracts.emplace(loginTo(m_port),
                          heard,
                          runtime::RunClock{tape.at(practice::steadyNow()), tape.speed},
                          wanted);
    }
    void TearDown() override
    {
        contracts.reset();
        OnTheExchange::TearDown();
    }

    std::optional<alpaca::MarketFeed> contracts;
};

TEST_F(ContractsOnTheExchange, AreStreamedAsSoonAsOneIsWantedAndNotBefore)
{
    contracts->subscribe(symbols, {});
    feed->subscribe(symbols, {"AAPL"});
    ASSERT_TRUE(heard.waitForLink(Link::MarketData, LinkState::Live));
    EXPECT_TRUE(heard.statesOf(Link::Options).empty());
    EXPECT_EQ(contracts->health().state, LinkState::Off);
    contracts->subscribe(symbols, {kCall});
    ASSERT_TRUE(heard.waitForLink(Link::Options, LinkState::Live));
    const auto quoted = [&]() -> std::optional<Quote> {
        for (const MarketEvent& event : heard.market()) {
            const Quote* quote = std::get_if<Quote>(&event);
            if (quote != nullptr && symbols.text(quote->symbol) == kCall)
                return *quote;
        }
        return std::nullopt;
    };
    ASSERT_TRUE(QTest::qWaitFor([&] { return quoted().has_value(); }, kPatienceMs));
    EXPECT_EQ(quoted()->ask, Price::parse("1.3").value());
}

TEST_F(ContractsOnTheExchange, TheirTermsComeFromTheBroker)
{
    feed->subscribe(symbols, {"AAPL"});
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.marketEvents() > 0; }, kPatienceMs));
    broker->post(request::FetchAssets{{kCall, "AAPL", "AAPL240315P00999000"}});
    ASSERT_TRUE(heard.next<input::AssetNews>(2));
    std::vector<Asset> assets;
    for (const input::AssetNews& news : heard.all<input::AssetNews>())
        assets.insert(assets.end(), news.assets.begin(), news.assets.end());
    std::sort(assets.begin(), assets.end(), [](const Asset& a, const Asset& b) {
        return a.symbol < b.symbol;
    });
    ASSERT_EQ(assets.size(), 2U) << "one that nobody lists is left out";
    EXPECT_EQ(assets[0].multiplier, 1);
    EXPECT_EQ(assets[1].symbol, kCall);
    EXPECT_EQ(assets[1].assetClass, "us_option");
    EXPECT_EQ(assets[1].multiplier, 100);
    EXPECT_TRUE(assets[1].tradable);
}

TEST_F(OnTheExchange, TheAccountRefusesOrdersWhileItIsSuspended)
{
    broker->post(output::SuspendTrading{true});
    const auto suspended = heard.next<input::SuspendReply>();
    ASSERT_TRUE(suspended);
    EXPECT_TRUE(suspended->suspended);
    EXPECT_TRUE(std::holds_alternative<input::Done>(suspended->answer));
    broker->post(request::FetchAccount{});
    const auto account = heard.next<input::AccountNews>();
    ASSERT_TRUE(account);
    EXPECT_TRUE(account->account.suspendedByUser);
    broker->post(submitOf("refused-1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<BrokerError>(reply->answer));
    broker->post(output::SuspendTrading{false});
    const auto lifted = heard.next<input::SuspendReply>(2);
    ASSERT_TRUE(lifted);
    EXPECT_TRUE(std::holds_alternative<input::Done>(lifted->answer));
    broker->post(submitOf("taken-1"));
    const auto taken = heard.next<input::SubmitReply>(2);
    ASSERT_TRUE(taken);
    EXPECT_TRUE(std::holds_alternative<BrokerOrder>(taken->answer));
}

TEST_F(OnTheExchange, KillLeavesNoOpenOrder)
{
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    latch.set();
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
