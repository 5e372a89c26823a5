#include "floor.h"
#include "naive.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

namespace tapedeck {
namespace {

constexpr std::array kSymbols{"ABC", "CHEAP", "XYZ"};

/// A random tape, random orders and random cancels into the exchange, into one restored from its
/// saved state now and then, and into the naive recomputation; all must agree at every step.
class Day
{
public:
    explicit Day(std::uint64_t seed) : m_random{seed}, m_config{configFor(seed)}
    {
        for (auto symbol = kSymbols.rbegin(); symbol != kSymbols.rend(); ++symbol)
            static_cast<void>(m_twinSymbols.intern(*symbol));
        m_exchange = std::make_unique<Exchange>(Exchange::create(m_config, m_symbols).value());
        m_naive = std::make_unique<Naive>(
            m_config.initialCash, m_config.marginMultiplier, m_config.fills);
        m_now = onThursday("03:00:00");
        m_exchange->advance(m_now, m_updates);
        m_naive->pass(m_now);
        restoreTwin();
    }

    void run(int steps)
    {
        const Timestamp end = onThursday("23:59:00") + std::chrono::hours{24};
        const auto span = (end - m_now) / steps;
        for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
            if (below(3) != 0) // else at the same instant
                m_now += Nanoseconds{below(3 * span.count())};
            step();
            compare();
            if (below(100) == 0)
                restoreTwin();
        }
    }

    std::map<OrderEvent, int> seen; ///< so that the test proves that it tested

private:
    static ExchangeConfig configFor(std::uint64_t seed)
    {
        ExchangeConfig config = floorConfig();
        config.initialCash = usd("20000");
        config.marginMultiplier = std::array{1, 2, 4}[seed % 3];
        config.fills = seed % 4 == 3 ? FillRule::AlpacaPaper : FillRule::Strict;
        config.assets[2].asset.fractionableExtendedHours = true;
        config.assets[0].asset.fractionableExtendedHours = true;
        config.assets[1].asset.fractionableExtendedHours = true;
        return config;
    }

    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    template <class T, std::size_t N>
    T oneOf(const std::array<T, N>& values)
    {
        return values[static_cast<std::size_t>(below(N))];
    }

    void step()
    {
        m_place = static_cast<std::size_t>(below(kSymbols.size()));
        m_symbol = kSymbols[m_place];
        m_updates.clear();
        m_twinUpdates.clear();
        for (auto& [symbol, shown] : m_shown)
            shown.printLeft = Quantity{}; // a print is there for one moment
        m_naive->pass(m_now);
        const std::int64_t what = below(20);
        if (what < 9)
            quote();
        else if (what < 15)
            print();
        else if (what < 16)
            below(6) == 0 ? halt() : quote();
        else if (what < 19)
            submit();
        else
            cancel();
    }

    [[nodiscard]] std::int64_t tick() const { return m_place == 1 ? 100'000 : 10'000'000; }
    Price near(std::int64_t ticks)
    {
        return Price::fromNanos((m_mids[m_place] + below(2 * ticks + 1) - ticks) * tick());
    }

    template <class Event>
    void feed(Event event)
    {
        event.at = m_now;
        event.tape = 'A';
        event.symbol = m_symbols.intern(m_symbol).value();
        m_exchange->onMarket(event, m_now, m_updates);
        event.symbol = m_twinSymbols.find(m_symbol).value();
        m_twin->onMarket(event, m_now, m_twinUpdates);
    }

    void quote()
    {
        m_mids[m_place] = std::max<std::int64_t>(500, m_mids[m_place] + below(7) - 3);
        Quote quote;
        const std::int64_t half = below(4);
        quote.bid = Price::fromNanos((m_mids[m_place] - half) * tick());
        quote.ask = Price::fromNanos((m_mids[m_place] + half) * tick());
        quote.bidSize = Quantity::fromWhole(below(300));
        quote.askSize = Quantity::fromWhole(below(300));
        const std::int64_t flaw = below(30);
        if (flaw == 0)
            std::swap(quote.bid, quote.ask);
        if (flaw == 1)
            quote.bid = Price{};
        const char code = flaw == 2 ? 'N' : 'R';
        quote.conditions.add(code);
        Shown& shown = m_shown[m_symbol];
        shown = {quote.bid, quote.ask, quote.bidSize, quote.askSize, {}, {}};
        feed(quote);
        m_naive->quote(m_symbol, quote.bid, quote.bidSize, quote.ask, quote.askSize, code == 'R');
    }

    void print()
    {
        Trade trade;
        trade.price = near(4);
        trade.size = Quantity::fromWhole(1 + below(150));
        const char code = oneOf(std::array{' ', ' ', 'F', 'I', 'Z', 'T', '4'});
        trade.conditions.add(code);
        m_shown[m_symbol].print = trade.price;
        m_shown[m_symbol].printLeft = trade.size;
        feed(trade);
        m_naive->print(m_symbol, trade.price, trade.size, code);
    }

    void halt()
    {
        TradingStatus status;
        const bool halts = below(3) == 0;
        status.status = ShortCode::of(halts ? "2" : "3");
        feed(status);
        m_naive->halt(m_symbol, halts);
    }

    OrderSpec randomSpec()
    {
        OrderSpec spec;
        spec.symbol = m_symbol;
        spec.side = below(2) == 0 ? Side::Buy : Side::Sell;
        spec.type = oneOf(std::array{OrderType::Market,
                                     OrderType::Limit,
                                     OrderType::Limit,
                                     OrderType::Stop,
                                     OrderType::StopLimit});
        const bool stops = spec.type == OrderType::Stop || spec.type == OrderType::StopLimit;
        if (stops)
            spec.stopPrice = near(6);
        if (spec.type == OrderType::Limit || spec.type == OrderType::StopLimit)
            spec.limitPrice = near(6);
        spec.timeInForce = TimeInForce::Day;
        const std::int64_t amount = below(10);
        if (amount == 0 && !stops)
            spec.notional = Money::fromNanos(kNanosPerUnit + below(5'000 * kNanosPerUnit));
        else if (amount == 1)
            spec.quantity = Quantity::fromNanos(1 + below(20 * kNanosPerUnit));
        else {
            spec.quantity = Quantity::fromWhole(1 + below(m_place == 1 ? 20'000 : 300));
            spec.timeInForce =
                stops
                    ? oneOf(std::array{TimeInForce::Day, TimeInForce::Gtc})
                    : oneOf(std::array{
                          TimeInForce::Day, TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok});
        }
        const bool lasts =
            spec.timeInForce == TimeInForce::Day || spec.timeInForce == TimeInForce::Gtc;
        spec.extendedHours = spec.type == OrderType::Limit && lasts && below(2) == 0;
        return spec;
    }

    void submit()
    {
        OrderRequest request;
        request.spec = randomSpec();
        const bool again = m_clients > 0 && below(20) == 0;
        request.clientOrderId = "order " + std::to_string(again ? below(m_clients) : m_clients);
        m_clients += again ? 0 : 1;
        const auto answer = m_exchange->submit(request, m_now, m_updates);
        const auto twin = m_twin->submit(request, m_now, m_twinUpdates);
        EXPECT_EQ(answer, twin);
        EXPECT_EQ(answer.has_value(), m_naive->submit(request.clientOrderId, request.spec))
            << (answer ? "accepted" : answer.error().error.message);
    }

    void cancel()
    {
        if (m_clients == 0)
            return;
        const std::string client = "order " + std::to_string(below(m_clients));
        const BrokerOrder* order = m_exchange->orderByClientId(client);
        const std::string id = order == nullptr ? "none" : order->id;
        const auto answer = m_exchange->cancel(id, m_now, m_updates);
        EXPECT_EQ(answer, m_twin->cancel(id, m_now, m_twinUpdates));
        EXPECT_EQ(answer.has_value(), m_naive->cancel(client));
    }

    void compare()
    {
        EXPECT_EQ(m_updates, m_twinUpdates);
        std::vector<Naive::Happening> happened;
        for (const OrderUpdate& update : m_updates)
            happened.emplace_back(update.order.clientOrderId, update.event, follow(update));
        EXPECT_EQ(happened, m_naive->takeHappenings());

        const Account account = m_exchange->account();
        const Int128 value = m_naive->marketValue();
        const Int128 equity = m_naive->cash() + value;
        EXPECT_TRUE(account.cash.nanos() == m_naive->cash());
        EXPECT_TRUE(account.equity.nanos() == equity);
        EXPECT_EQ(account.equity,
                  account.cash + account.longMarketValue + account.shortMarketValue);
        EXPECT_TRUE(account.lastEquity.nanos() == m_naive->lastEquity());
        const Int128 power = m_config.marginMultiplier * equity - value - m_naive->reserved();
        EXPECT_TRUE(account.buyingPower.nanos() == std::max<Int128>(0, power));
        for (const char* symbol : kSymbols)
            comparePosition(symbol);
        applyChanges(m_journal, m_exchange->takeChanges());
        if (below(40) == 0) {
            EXPECT_EQ(m_exchange->saveState(), m_twin->saveState());
            EXPECT_EQ(m_journal, m_exchange->state());
        }
    }

    void comparePosition(const char* symbol)
    {
        const auto position = m_exchange->position(symbol);
        const Naive::Market& market = m_naive->market(symbol);
        EXPECT_EQ(position.has_value(), market.held != 0);
        if (!position || market.held == 0)
            return;
        EXPECT_TRUE(position->quantity.nanos() == market.held);
        EXPECT_TRUE(position->availableQuantity.nanos() ==
                    market.held - m_naive->heldForSales(symbol));
        EXPECT_TRUE(position->costBasis.nanos() == divideHalfEven(market.cost, kNanosPerUnit));
        EXPECT_TRUE(position->averageEntryPrice.nanos() ==
                    divideHalfEven(market.cost, market.held));
    }

    /// Rules that hold for every update, whatever the matching rules are. Returns its fill's text.
    std::string follow(const OrderUpdate& update)
    {
        ++seen[update.event];
        const BrokerOrder& order = update.order;
        EXPECT_FALSE(m_over.count(order.id)) << "an order that was over moved";
        if (isTerminal(order.status))
            m_over.emplace(order.id, true);
        if (!update.execution) {
            EXPECT_EQ(order.filledQuantity, m_filled[order.id]);
            return {};
        }
        const Execution& fill = *update.execution;
        EXPECT_TRUE(m_executions.emplace(fill.id, true).second) << "an execution came twice";
        EXPECT_TRUE(fill.quantity.isPositive());
        m_filled[order.id] += fill.quantity;
        EXPECT_EQ(order.filledQuantity, m_filled[order.id]);
        EXPECT_TRUE(!order.spec.quantity || order.filledQuantity <= *order.spec.quantity);
        if (const auto limit = order.spec.limitPrice) {
            EXPECT_TRUE(fill.side == Side::Buy ? fill.price <= *limit : fill.price >= *limit);
        }
        expectOnTheTape(fill);
        return fill.quantity.toString() + " @ " + fill.price.toString() + " = " +
               update.positionQuantity->toString();
    }

    /// The price stands on the tape at this moment, with a size that no other fill has used.
    void expectOnTheTape(const Execution& fill)
    {
        Shown& shown = m_shown[fill.symbol];
        const bool buys = fill.side == Side::Buy;
        const bool atQuote = fill.price == (buys ? shown.ask : shown.bid);
        if (m_config.fills == FillRule::AlpacaPaper) {
            EXPECT_TRUE(atQuote);
            return;
        }
        Quantity& displayed = buys ? shown.askLeft : shown.bidLeft;
        const Quantity fromQuote = atQuote ? std::min(displayed, fill.quantity) : Quantity{};
        displayed -= fromQuote;
        const Quantity rest = fill.quantity - fromQuote;
        EXPECT_TRUE(rest.isZero() || (fill.price == shown.print && rest <= shown.printLeft))
            << fill.quantity.toString() << " @ " << fill.price.toString();
        shown.printLeft -= rest;
    }

    void restoreTwin()
    {
        auto twin = Exchange::restore(m_config, m_twinSymbols, m_exchange->saveState());
        ASSERT_TRUE(twin) << twin.error().what;
        m_twin = std::make_unique<Exchange>(*std::move(twin));
    }

    struct Shown
    {
        Price bid;
        Price ask;
        Quantity bidLeft;
        Quantity askLeft;
        Price print;
        Quantity printLeft;
    };

    std::mt19937_64 m_random;
    ExchangeConfig m_config;
    Symbols m_symbols;
    Symbols m_twinSymbols; ///< with other ids
    std::unique_ptr<Exchange> m_exchange;
    std::unique_ptr<Exchange> m_twin;
    std::unique_ptr<Naive> m_naive;
    ExchangeState m_journal;
    Timestamp m_now;
    std::size_t m_place = 0;
    std::string m_symbol;
    std::array<std::int64_t, 3> m_mids{1'000, 5'000, 6'000}; ///< in ticks
    std::int64_t m_clients = 0;
    std::vector<OrderUpdate> m_updates;
    std::vector<OrderUpdate> m_twinUpdates;
    std::map<std::string, Shown> m_shown;
    std::map<std::string, bool> m_over;
    std::map<std::string, bool> m_executions;
    std::map<std::string, Quantity> m_filled;
};

TEST(ExchangeProperty, AgreesWithANaiveRecomputationAtEveryStepOfRandomDays)
{
    std::map<OrderEvent, int> seen;
    for (std::uint64_t seed = 1; seed <= 24 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Day day{seed};
        day.run(1'500);
        for (const auto& [event, count] : day.seen)
            seen[event] += count;
    }
    for (const OrderEvent event : {OrderEvent::Accepted,
                                   OrderEvent::New,
                                   OrderEvent::PartialFill,
                                   OrderEvent::Fill,
                                   OrderEvent::Canceled,
                                   OrderEvent::Expired})
        EXPECT_GT(seen[event], 200) << toString(event);
}

} // namespace
} // namespace tapedeck
