#include "desk_and_exchange.h"

#include <sysexits.h>

namespace tapedeck::scenario {
namespace {

class NetworkTest : public DeskAndExchange
{
protected:
    [[nodiscard]] bool waitUntilLive()
    {
        return waitForStatus([](const auto& status) {
            return isLive(status, Link::MarketData) && isLive(status, Link::TradeUpdates);
        });
    }
    [[nodiscard]] bool waitUntilNotLive()
    {
        return waitForStatus([](const auto& status) {
            return !isLive(status, Link::MarketData) && !isLive(status, Link::TradeUpdates);
        });
    }
};

TEST_F(NetworkTest, AnExchangeThatFellSilentIsNoticedAndFoundAgain)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    m_exchange.program().pause();
    EXPECT_TRUE(waitUntilNotLive());
    m_exchange.program().resume();
    ASSERT_TRUE(waitUntilLive());
    EXPECT_TRUE(waitForOrders(3)) << "trading goes on";
    expectEqualBooks();
}

TEST_F(NetworkTest, AnExchangeThatWasKilledAndCameBackIsReconciledWith)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (int death = 0; death < 3; ++death) {
        m_exchange.program().killNow();
        EXPECT_TRUE(waitUntilNotLive());
        ASSERT_NO_FATAL_FAILURE(startExchange(m_exchange.port()));
        ASSERT_TRUE(waitUntilLive());
        EXPECT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    EXPECT_GE(audit().count("reconciled"), 4U);
    expectEqualBooks();
}

TEST_F(NetworkTest, WhatHappenedAtTheExchangeMeanwhileIsInTheBooks)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    ASSERT_EQ(m_desk.stop().code, EX_OK);
    // Somebody buys there while we are away.
    practice::test::Client client = m_exchange.client();
    const auto answer = client.post("/v2/orders",
                                    R"({"symbol":"KRINKL","qty":"3","side":"buy","type":"market",)"
                                    R"("time_in_force":"day","client_order_id":"elsewhere"})");
    ASSERT_EQ(answer.status, 200) << answer.body.toStdString();
    ASSERT_TRUE(until([&] {
        const ExchangeBooks books = exchangeBooks(client);
        const BrokerOrder* order = books.find("elsewhere");
        return order != nullptr && order->status == OrderStatus::Filled;
    }));
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitUntilLive());
    EXPECT_TRUE(waitForOrders(2));
    expectEqualBooks();
}

TEST_F(NetworkTest, WithoutAnExchangeAStartSaysWhereItLooked)
{
    ASSERT_NO_FATAL_FAILURE(startExchange());
    m_exchange.program().killNow();
    m_desk.start(deskArguments());
    const Finished end = m_desk.finish();
    EXPECT_EQ(end.code, EX_UNAVAILABLE);
    EXPECT_TRUE(end.err.contains(m_exchange.address().toUtf8())) << end.err.toStdString();
    EXPECT_EQ(end.err.count('\n'), 1);
}

} // namespace
} // namespace tapedeck::scenario
