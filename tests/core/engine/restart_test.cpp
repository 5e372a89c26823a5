#include "engine_rig.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// One world for two engines: each input goes to both.
class Twins
{
public:
    explicit Twins(std::uint64_t seed) : m_random{seed}
    {
        TradingConfig config = benchConfig(seed % 2 == 0 ? Rules::Approval : Rules::Automatic);
        config.watchlist = {"ABC", "XYZ", "DEF", "GHI"};
        config.suggestionLife = 30s;
        config.limits.symbolSpacing = 2s;
        config.limits.ordersPerMinute = 6;
        config.limits.ordersPerDay = 15;
        config.limits.onePositionPerSymbol = false;
        config.instances.push_back(config.instances[0]);
        config.instances[1].name = "second";
        config.instances[1].symbols = {"ABC", "DEF"};
        config.priceZ.enabled = true;
        m_old =
            std::make_unique<EngineRig>(seed % 2 == 0 ? Rules::Approval : Rules::Automatic, config);
        m_old->start();
        m_old->send(assets());
        m_old->send(closes());
    }

    void live(int moments)
    {
        for (int i = 0; i < moments; ++i)
            happen();
    }

    /// A second engine starts from what the first one saved; the first one's stream reconnects at
    /// the same moment. Both then hear the same truth and the same quote of each symbol.
    void restart()
    {
        m_new = std::make_unique<EngineRig>(m_old->rules, m_old->config);
        m_new->now = m_old->now;
        m_new->shareBroker(*m_old);
        m_new->startFrom(m_old->saved, false, false);
        m_new->send(assets());
        m_new->send(closes());
        m_old->link(LinkState::BackingOff);
        m_old->link(LinkState::Live);
        for (const char* symbol : kSymbols) {
            both([&](EngineRig& rig) { quote(rig, symbol, 10'000); });
            both([&](EngineRig& rig) { trade(rig, symbol, 10'000); });
        }
        both([this](EngineRig& rig) { tellTruth(rig); });
        // Requests of the run that ended are looked up by the new one, and by the old one because
        // they have not been answered.
        for (const auto& [id, state] : m_state) {
            if (state != 'i')
                continue;
            m_old->send(input::SubmitReply{id, input::NoAnswer{"the program stopped"}});
        }
        both([](EngineRig& rig) { rig.pass(500ms); });
        m_old->forget();
        m_new->forget();
    }

    void compare() const
    {
        ASSERT_EQ(m_old->story(), m_new->story());
        EXPECT_EQ(m_old->outputBytes(), m_new->outputBytes());
        Snapshot a = m_old->look();
        Snapshot b = m_new->look();
        // Rows stand in the order of symbol ids, which are each engine's own.
        for (Snapshot* look : {&a, &b})
            std::sort(look->positions.begin(),
                      look->positions.end(),
                      [](const PositionRow& one, const PositionRow& other) {
                          return one.symbol < other.symbol;
                      });
        EXPECT_EQ(a.account, b.account);
        EXPECT_EQ(a.positions, b.positions);
        // Orders that ended long ago are not taken along.
        std::erase_if(a.orders, [&b](const OrderRow& row) {
            return isTerminal(row.status) &&
                   std::find(b.orders.begin(), b.orders.end(), row) == b.orders.end();
        });
        EXPECT_EQ(a.orders, b.orders);
        EXPECT_EQ(a.suggestions, b.suggestions);
        EXPECT_EQ(a.instances, b.instances);
        EXPECT_EQ(a.limits, b.limits);
        EXPECT_EQ(a.kill.phase, b.kill.phase);
    }

    [[nodiscard]] std::size_t decisions() const { return m_old->submits().size(); }

private:
    static constexpr std::array<const char*, 4> kSymbols{"ABC", "XYZ", "DEF", "GHI"};

    void both(const std::function<void(EngineRig&)>& act)
    {
        act(*m_old);
        if (m_new)
            act(*m_new);
    }
    static input::AssetNews assets()
    {
        input::AssetNews news;
        for (const char* symbol : kSymbols) {
            Asset asset;
            asset.symbol = symbol;
            asset.active = asset.tradable = asset.fractionable = true;
            news.assets.push_back(asset);
        }
        return news;
    }
    [[nodiscard]] static input::History closes()
    {
        input::History history;
        history.symbol = "ABC";
        for (int day = 40; day > 0; --day) {
            Bar bar;
            bar.timeframe = Timeframe::Day1;
            bar.start = parseTimestamp("2013-10-09T04:00:00Z").value() - day * 24h;
            bar.close = px(day % 2 == 0 ? "98" : "102");
            history.bars.push_back(bar);
        }
        return history;
    }
    static void quote(EngineRig& rig, const char* symbol, std::int64_t cents)
    {
        rig.quote(symbol,
                  Price::fromNanos((cents - 1) * 10'000'000).toString(),
                  Price::fromNanos((cents + 1) * 10'000'000).toString());
    }
    static void trade(EngineRig& rig, const char* symbol, std::int64_t cents)
    {
        rig.trade(symbol, Price::fromNanos(cents * 10'000'000).toString());
    }

    std::size_t below(std::size_t bound) { return m_random() % bound; }

    void happen()
    {
        const char* symbol = kSymbols[below(4)];
        const auto cents = static_cast<std::int64_t>(below(30) == 0 ? 9'300 : 9'900 + below(200));
        const auto time = Nanoseconds{static_cast<std::int64_t>(below(900'000'000))};
        learn();
        switch (below(12)) {
        case 0:
        case 1:
        case 2:
            both([&](EngineRig& rig) { quote(rig, symbol, cents); });
            break;
        case 3:
        case 4:
            both([&](EngineRig& rig) { trade(rig, symbol, cents); });
            break;
        case 5:
        case 6:
            both([&](EngineRig& rig) { rig.pass(time); });
            break;
        case 7: {
            const auto cards = m_old->look().suggestions;
            if (cards.empty())
                break;
            const SuggestionCard card = cards[below(cards.size())];
            const bool approves = below(3) != 0;
            both([&](EngineRig& rig) {
                if (approves)
                    rig.send(Command{command::Approve{card.id, card.digest}});
                else
                    rig.send(Command{command::Dismiss{card.id}});
            });
            break;
        }
        case 8:
            if (below(20) == 0)
                both([&](EngineRig& rig) {
                    rig.send(Command{command::Kill{false, "test"}});
                    rig.list();
                    rig.send(Command{command::Release{std::string{kReleasePhrase}, "test"}});
                    tellTruth(rig);
                });
            break;
        default:
            tellOfAnOrder();
            break;
        }
    }

    void learn()
    {
        for (const IntentRecord& intent : m_old->submits()) {
            if (m_state.emplace(intent.clientOrderId, 'i').second)
                m_intents.push_back(intent);
        }
    }

    void tellOfAnOrder()
    {
        if (m_intents.empty())
            return;
        const IntentRecord intent = m_intents[below(m_intents.size())];
        char& state = m_state[intent.clientOrderId];
        const std::size_t what = below(4);
        if (state == 'i' && what == 0) {
            both([&](EngineRig& rig) {
                rig.send(input::SubmitReply{intent.clientOrderId, BrokerError{403, 1, "no"}});
            });
            state = 'd';
        } else if (state == 'i') {
            both([&](EngineRig& rig) { rig.accept(intent); });
            state = 'w';
        } else if (state == 'w' && what <= 1) {
            both([&](EngineRig& rig) {
                rig.update(intent, OrderEvent::Canceled, OrderStatus::Canceled);
            });
            state = 'd';
        } else if (state == 'w' && what == 2 && intent.ticket.order.side == Side::Buy) {
            both([&](EngineRig& rig) { rig.fill(intent, "1", "100"); });
            m_cash = m_cash - usd("100");
            m_held[intent.ticket.order.symbol] += shares("1");
        }
    }

    void tellTruth(EngineRig& rig)
    {
        rig.account.cash = rig.account.nonMarginableBuyingPower = m_cash;
        rig.positions.clear();
        for (const auto& [symbol, quantity] : m_held)
            rig.positions.push_back({symbol, quantity, quantity, px("100"), {}, {}});
        rig.openOrders.clear();
        for (const IntentRecord& intent : m_intents) {
            if (m_state[intent.clientOrderId] == 'w')
                rig.openOrders.push_back(rig.brokerOrder(
                    intent,
                    rig.brokerOrder(intent, OrderStatus::New).filledQuantity.isZero()
                        ? OrderStatus::New
                        : OrderStatus::PartiallyFilled));
        }
        rig.truth();
    }

    std::mt19937_64 m_random;
    Money m_cash = usd("100000");
    std::map<std::string, Quantity> m_held;
    std::unique_ptr<EngineRig> m_old;
    std::unique_ptr<EngineRig> m_new;
    std::vector<IntentRecord> m_intents;
    std::map<std::string, char> m_state; ///< intended, working, done
};

/// What must be equal: after a restart, and once the broker's truth and one quote and one print of
/// each symbol have been heard, an engine from the saved state gives every output byte for byte as
/// the one that never stopped (saved states and subscriptions apart), and shows the same account,
/// orders, cards and counts. What rests on minutes of market before the restart (tick windows,
/// bars) comes back with the market and is not compared.
TEST(Restart, DecidesAsTheEngineThatNeverStopped)
{
    std::size_t decisions = 0;
    for (std::uint64_t seed = 1; seed <= 120 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Twins twins{seed};
        twins.live(static_cast<int>(20 + seed * 5));
        twins.restart();
        twins.live(200);
        twins.compare();
        decisions += twins.decisions();
    }
    EXPECT_GT(decisions, 100U);
}

TEST(Restart, LooksUpWhatHadNoAnswerAndSendsNothingAgain)
{
    EngineRig rig;
    rig.start();
    rig.market("ABC", "100");
    const IntentRecord intent = rig.submits().at(0);
    EngineRig next;
    next.runId = "next";
    next.now = rig.now + 1min;
    next.startFrom(rig.saved);
    EXPECT_TRUE(next.order(intent.clientOrderId)->unresolved);
    next.pass(100ms);
    ASSERT_EQ(next.all<output::LookupOrder>().size(), 1U);
    BrokerOrder filled = rig.brokerOrder(intent, OrderStatus::Filled);
    filled.filledQuantity = shares("5");
    filled.filledAveragePrice = px("100");
    next.send(input::LookupReply{intent.clientOrderId, filled});
    EXPECT_EQ(next.held("ABC"), shares("5"));
    EXPECT_EQ(next.look().instances[0].invested, usd("500"));
    next.pass(30s);
    next.market("ABC", "100");
    EXPECT_TRUE(next.submits().empty()); // it has bought, once
}

} // namespace
} // namespace tapedeck
