#include "floor.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

// Random days of every kind of order, each step held against what must be true of any account.
namespace tapedeck {
namespace {

class RandomDay
{
public:
    explicit RandomDay(std::uint64_t seed) : m_random{seed}
    {
        m_floor.quote("10.00", "500", "10.02", "500");
        m_floor.trade("10.01", "100");
    }
    void run(int steps)
    {
        for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
            m_floor.at(m_floor.now + std::chrono::seconds{below(40)});
            step();
            check();
            if (below(50) == 0)
                restore();
        }
    }
    std::map<OrderEvent, int> seen;

private:
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    static std::string cents(std::int64_t value)
    {
        return Price::fromNanos(value * 10'000'000).toString();
    }

    void step()
    {
        switch (below(10)) {
        case 0:
        case 1:
        case 2:
        case 3:
            move();
            return;
        case 4:
            m_floor.submit(ticket().client("c" + std::to_string(++m_clients)));
            return;
        case 5:
        case 6:
            m_floor.submit(ticket());
            return;
        case 7:
            replaceOne();
            return;
        case 8:
            if (const auto open = m_floor.exchange.orders({}); !open.empty())
                (void)m_floor.exchange.cancel(
                    open[static_cast<std::size_t>(below(std::ssize(open)))].id,
                    m_floor.now,
                    m_floor.updates);
            return;
        default:
            if (below(5) == 0)
                (void)m_floor.exchange.closeAll(below(2) == 0, m_floor.now, m_floor.updates);
            else
                (void)m_floor.exchange.closePosition("ABC", {}, m_floor.now, m_floor.updates);
            return;
        }
    }
    void move()
    {
        m_price = std::max<std::int64_t>(600, m_price + below(41) - 20);
        const auto size = [this] { return std::to_string(1 + below(120)); };
        m_floor.quote(cents(m_price - 1), size(), cents(m_price + 1), size());
        if (below(2) == 0)
            m_floor.trade(cents(m_price), size());
    }
    Ticket ticket()
    {
        const std::string quantity = std::to_string(1 + below(200));
        const std::int64_t near = m_price + below(61) - 30;
        switch (below(8)) {
        case 0:
            return bracket(buy(quantity), cents(m_price + 1 + below(60)), cents(m_price - 60));
        case 1:
            return bracket(
                buy(quantity).limit(cents(near)), cents(near + 1 + below(40)), cents(near - 30));
        case 2:
            return oco(quantity, cents(m_price + 1 + below(40)), cents(m_price - 1 - below(40)));
        case 3:
            return sell(quantity).trailing(cents(1 + below(30)));
        case 4:
            return sell(quantity).stop(cents(near));
        case 5:
            return buy(quantity).limit(cents(near)).gtc();
        case 6:
            return sell(quantity).limit(cents(near));
        default:
            return buy(quantity).tif(below(2) == 0 ? TimeInForce::Day : TimeInForce::Cls);
        }
    }
    void replaceOne()
    {
        const auto open = m_floor.exchange.orders({});
        if (open.empty())
            return;
        const BrokerOrder& order = open[static_cast<std::size_t>(below(std::ssize(open)))];
        ReplaceRequest request;
        if (below(2) == 0)
            request.quantity = Quantity::fromWhole(1 + below(200));
        if (order.spec.limitPrice)
            request.limitPrice = px(cents(m_price + below(41) - 20));
        (void)m_floor.exchange.replace(order.id, request, m_floor.now, m_floor.updates);
    }

    void check()
    {
        Exchange& exchange = m_floor.exchange;
        for (; m_told < m_floor.updates.size(); ++m_told) {
            const OrderUpdate& update = m_floor.updates[m_told];
            ++seen[update.event];
            EXPECT_FALSE(m_over[update.order.id]) << "told of after its end";
            m_over[update.order.id] = isTerminal(update.order.status);
            if (update.execution) {
                const auto& fill = *update.execution;
                const Quantity signedBy =
                    Quantity::fromNanos(signOf(fill.side) * fill.quantity.nanos());
                m_position += signedBy;
                m_cash -= notional(fill.price, signedBy).value();
                EXPECT_EQ(update.positionQuantity, m_position);
            }
        }
        EXPECT_FALSE(m_position.isNegative());
        EXPECT_EQ(exchange.account().cash, m_cash);
        const auto position = exchange.position("ABC");
        EXPECT_EQ(position ? position->quantity : Quantity{}, m_position);
        EXPECT_TRUE(!position || !position->availableQuantity.isNegative());
        OrderQuery all;
        all.status = StatusFilter::All;
        all.limit = 100'000;
        for (const BrokerOrder& order : exchange.orders(all)) {
            EXPECT_EQ(isTerminal(order.status), m_over[order.id]) << order.id;
            EXPECT_LE(order.filledQuantity, *order.spec.quantity);
            if (order.orderClass != OrderClass::Simple && order.parentId.empty())
                checkPair(order);
        }
    }
    /// Target and stop never sell more than their entry bought, together.
    void checkPair(const BrokerOrder& parent)
    {
        Quantity sold;
        const auto legs = m_floor.exchange.legsOf(parent.id);
        for (const BrokerOrder& leg : legs)
            sold += leg.filledQuantity;
        if (parent.orderClass != OrderClass::Oco) {
            Quantity bought = parent.filledQuantity;
            for (std::string id = parent.replaces; !id.empty();) {
                const BrokerOrder& older = m_floor.order(id);
                bought += older.filledQuantity;
                id = older.replaces;
            }
            EXPECT_LE(sold, bought);
            return;
        }
        if (legs.size() == 1 && !isTerminal(parent.status) && !isTerminal(legs[0].status)) {
            EXPECT_EQ(*parent.spec.quantity - parent.filledQuantity,
                      *legs[0].spec.quantity - legs[0].filledQuantity);
        }
    }
    void restore()
    {
        const auto again =
            Exchange::restore(floorConfig(), m_floor.symbols, m_floor.exchange.saveState());
        ASSERT_TRUE(again) << again.error().what;
        EXPECT_EQ(again->saveState(), m_floor.exchange.saveState());
        EXPECT_EQ(again->account(), m_floor.exchange.account());
        EXPECT_EQ(again->positions(), m_floor.exchange.positions());
    }

    std::mt19937_64 m_random;
    Floor m_floor;
    std::int64_t m_price = 1'001;
    int m_clients = 0;
    std::size_t m_told = 0;
    std::map<std::string, bool> m_over;
    Quantity m_position;
    Money m_cash = floorConfig().initialCash;
};

TEST(GroupsProperty, WhatMustBeTrueOfAnyAccountIsTrueAtEveryStep)
{
    std::map<OrderEvent, int> seen;
    for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        RandomDay day{seed};
        day.run(400);
        for (const auto& [event, count] : day.seen)
            seen[event] += count;
    }
    for (const OrderEvent event : {OrderEvent::Held,
                                   OrderEvent::New,
                                   OrderEvent::PartialFill,
                                   OrderEvent::Fill,
                                   OrderEvent::Canceled,
                                   OrderEvent::Replaced,
                                   OrderEvent::Restated})
        EXPECT_GT(seen[event], 100) << toString(event);
}

} // namespace
} // namespace tapedeck
