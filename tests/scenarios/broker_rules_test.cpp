#include "exchange/exchange.h"
#include "gate_cases.h"
#include "market/new_york.h"
#include "market/session.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

/// What the broker would refuse for its form is refused by the gate first: random orders go to
/// both, at any hour of the day, and the practice exchange stands for the broker.
namespace tapedeck::test {
namespace {

constexpr int kOrders = 40'000;

class Floor
{
public:
    explicit Floor(std::uint64_t seed) : m_random{seed}
    {
        ExchangeConfig config;
        config.seed = "rules";
        config.marginMultiplier = 4;
        config.initialCash = Money::fromWhole(1'000'000);
        ListedAsset listed;
        listed.asset = asset();
        config.assets = {listed};
        config.calendar = calendarDays(
            MarketCalendar{}, parseDate("2013-10-07").value(), parseDate("2014-03-31").value());
        config.positions = {{"ABC", shares("1000"), px("90"), at(0, {})}};
        m_exchange = std::make_unique<Exchange>(Exchange::create(config, m_symbols).value());
        const Timestamp now = at(3, std::chrono::hours{8});
        m_exchange->advance(now, m_updates);
        Trade trade;
        trade.symbol = m_symbols.intern("ABC").value();
        trade.at = now;
        trade.price = px("100");
        trade.size = shares("10");
        trade.tape = 'A';
        m_exchange->onMarket(trade, now, m_updates);
    }

    /// The broker's no to the order's form, if it says one.
    std::optional<BrokerError> ask(const OrderSpec& spec, Timestamp now)
    {
        OrderRequest request;
        request.spec = spec;
        m_updates.clear();
        const auto answer = m_exchange->submit(request, now, m_updates);
        if (answer) {
            m_updates.clear();
            (void)m_exchange->cancelAll(now, m_updates);
            return std::nullopt;
        }
        return answer.error().error;
    }
    [[nodiscard]] Asset asset() const
    {
        Asset asset;
        asset.symbol = "ABC";
        asset.active = asset.tradable = asset.fractionable = true;
        return asset;
    }
    /// Of a day from Monday 2013-10-07 on.
    static Timestamp at(int day, Nanoseconds clock)
    {
        const auto monday = std::chrono::sys_days{parseDate("2013-10-07").value()};
        return fromNewYork(Date{monday + std::chrono::days{day}}, clock);
    }

    OrderSpec order()
    {
        OrderSpec spec;
        spec.symbol = "ABC";
        spec.side = oneOf(std::array{Side::Buy, Side::Sell});
        spec.type = oneOf(
            std::array{OrderType::Market, OrderType::Limit, OrderType::Stop, OrderType::StopLimit});
        spec.timeInForce = oneOf(std::array{TimeInForce::Day,
                                            TimeInForce::Day,
                                            TimeInForce::Gtc,
                                            TimeInForce::Ioc,
                                            TimeInForce::Fok,
                                            TimeInForce::Opg,
                                            TimeInForce::Cls});
        spec.extendedHours = below(5) == 0;
        const std::array sizes{"1", "3", "1.5", "0.000000001", "0", "2000000000"};
        if (below(4) != 0)
            spec.quantity = shares(oneOf(sizes));
        if (!spec.quantity || below(20) == 0)
            spec.notional = usd(oneOf(std::array{"1", "0.99", "250.5", "0"}));
        const std::array prices{
            "99", "100", "101", "99.995", "0.5", "0.12345", "99.5", "0", "2000000"};
        const bool limited = spec.type == OrderType::Limit || spec.type == OrderType::StopLimit;
        if (limited != (below(20) == 0))
            spec.limitPrice = px(oneOf(prices));
        const bool stops = spec.type == OrderType::Stop || spec.type == OrderType::StopLimit;
        if (stops != (below(20) == 0))
            spec.stopPrice = px(oneOf(prices));
        return spec;
    }

private:
    std::size_t below(std::size_t bound) { return m_random() % bound; }
    template <class T, std::size_t N>
    T oneOf(const std::array<T, N>& values)
    {
        return values[below(N)];
    }

    std::mt19937_64 m_random;
    Symbols m_symbols;
    std::vector<OrderUpdate> m_updates;
    std::unique_ptr<Exchange> m_exchange;
};

/// Everything but the broker's rules lets it pass.
GateCase caseOf(const OrderSpec& spec, const Floor& floor, Timestamp now)
{
    GateCase made = goodEntry();
    made.limits = LimitTable::defaults(Rules::Automatic);
    made.view.rules = Rules::Automatic;
    made.view.mode = Mode::Paper;
    made.view.now = now;
    made.view.asset = floor.asset();
    made.view.last = px("100");
    made.proposal.order = spec;
    return made;
}

TEST(BrokerRules, WhatTheExchangeRefusesForItsFormTheGateHasRefusedBefore)
{
    Floor floor{7};
    std::map<std::string, int> refused;
    int accepted = 0;
    int strict = 0;
    for (int i = 0; i < kOrders && !testing::Test::HasFailure(); ++i) {
        // From Thursday 08:00 to Friday 20:00, and never back.
        const Timestamp now =
            Floor::at(3, std::chrono::hours{8}) + std::chrono::hours{36} * i / kOrders;
        const OrderSpec spec = floor.order();
        const bool denied = caseOf(spec, floor, now).verdict().denies(Limit::BrokerRules);
        const auto no = floor.ask(spec, now);
        if (!no) {
            ++accepted;
            strict += denied ? 1 : 0;
        } else if (no->httpStatus == 422) {
            ++refused[no->message.substr(0, 24)];
            EXPECT_TRUE(denied) << "order " << i << " at " << toRfc3339(now) << ": " << no->message;
        }
    }
    EXPECT_GT(refused.size(), 12U) << "the test has met the rules";
    EXPECT_GT(accepted, kOrders / 20);
    // Stricter than this exchange only where the documents contradict each other.
    EXPECT_LT(strict, accepted / 4);
}

} // namespace
} // namespace tapedeck::test
