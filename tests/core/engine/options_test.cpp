#include "engine_rig.h"
#include "market/new_york.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// A call on ABC that expires on the day after the rig's.
constexpr const char* kCall = "ABC131011C00100000";

TradingConfig configWith(Rules rules)
{
    TradingConfig config = benchConfig(rules);
    config.instances.clear();
    return config;
}

Asset contract(std::int64_t multiplier = 100)
{
    Asset asset;
    asset.symbol = kCall;
    asset.assetClass = "us_option";
    asset.active = asset.tradable = true;
    asset.multiplier = multiplier;
    return asset;
}

/// Two calls that were bought elsewhere at 4 dollars.
class Options : public testing::Test
{
protected:
    void holdTwo(EngineRig& by)
    {
        by.account.cash = usd("99200");
        by.account.optionsLevel = 2;
        by.positions = {{kCall, shares("2"), shares("2"), px("4"), usd("800"), {}}};
        by.start();
        by.send(input::AssetNews{{contract()}});
        by.forget();
    }
    /// With a quote then.
    static void passToItsLastHalfHour(EngineRig& by)
    {
        const Timestamp late = fromNewYork(*parseDate("2013-10-11"), 15h + 31min);
        while (by.now < late)
            by.pass(std::min<Nanoseconds>(late - by.now, 10min));
        by.quote(kCall, "3.9", "4.1");
        by.pass(1s);
    }
    static const LimitCheck& check(const AuditEntry& entry, Limit limit)
    {
        return entry.checks.at(static_cast<std::size_t>(limit));
    }
    static const PositionRow& row(const Snapshot& shown)
    {
        EXPECT_EQ(shown.positions.size(), 1U);
        return shown.positions.at(0);
    }

    EngineRig rig{Rules::Automatic, configWith(Rules::Automatic)};
};

TEST_F(Options, PremiumCountsTimesTheMultiplier)
{
    holdTwo(rig);
    rig.quote(kCall, "4.90", "5.10");
    const Snapshot shown = rig.look();
    EXPECT_EQ(row(shown).averagePrice, px("4"));
    EXPECT_EQ(row(shown).marketValue, usd("1000")) << "by the mid of its quote";
    EXPECT_EQ(row(shown).openProfit, usd("200"));
    EXPECT_EQ(row(shown).openReturn, Ratio::parse("0.25").value());
    EXPECT_EQ(shown.account.exposure, usd("1000"));
    EXPECT_EQ(shown.account.equity, usd("100200"));
    EXPECT_EQ(row(shown).stopPrice, px("2")) << "half of it by default";
}

TEST_F(Options, AnotherMultiplierThatIsHeardOfLaterIsRight)
{
    holdTwo(rig);
    rig.quote(kCall, "4.90", "5.10");
    rig.send(input::AssetNews{{contract(10)}});
    EXPECT_EQ(row(rig.look()).marketValue, usd("100"));
    EXPECT_EQ(row(rig.look()).openProfit, usd("20"));
    EXPECT_EQ(row(rig.look()).averagePrice, px("4"));
}

TEST_F(Options, AreStreamedWhenTheyAreHeld)
{
    EngineRig fresh{Rules::Automatic, configWith(Rules::Automatic)};
    fresh.positions = {{kCall, shares("2"), shares("2"), px("4"), {}, {}}};
    fresh.start();
    ASSERT_FALSE(fresh.all<output::Subscribe>().empty());
    EXPECT_EQ(fresh.all<output::Subscribe>().back()->symbols,
              (std::vector<std::string>{kCall, "ABC", "XYZ"}))
        << "what is held comes first";
}

TEST_F(Options, AFillMovesCashByTheMultiplier)
{
    holdTwo(rig);
    rig.quote(kCall, "4.90", "5.10");
    rig.send(Command{command::ClosePosition{kCall}});
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord sale = rig.submits()[0];
    EXPECT_EQ(sale.ticket.order.type, OrderType::Limit) << "contracts know no market orders";
    EXPECT_EQ(sale.ticket.order.limitPrice, px("4.8")) << "on the tick of ten cents";
    EXPECT_EQ(sale.ticket.worstNotional, usd("960"));
    rig.accept(sale);
    rig.fill(sale, "2", "4.9");
    EXPECT_EQ(rig.look().account.cash, usd("100180"));
    EXPECT_TRUE(rig.look().positions.empty());
    rig.account.cash = usd("100180");
    rig.positions.clear();
    rig.truth();
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_EQ(rig.look().account.equity, usd("100180"));
}

TEST_F(Options, TheStopLooksAtTheQuoteAlone)
{
    holdTwo(rig);
    rig.quote(kCall, "3.9", "4.1");
    rig.trade(kCall, "1"); // fifteen minutes old, on the indicative feed
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty());
    rig.quote(kCall, "0.5", "2.9"); // far too wide to mean anything
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty());
    rig.quote(kCall, "1.85", "2.05");
    rig.pass(2s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.name, "stop_loss");
    EXPECT_EQ(rig.submits()[0].ticket.order.limitPrice, px("1.8")) << "on the tick of five cents";
}

TEST_F(Options, AContractIsClosedHalfAnHourBeforeTheEndOfItsLastDay)
{
    holdTwo(rig);
    const Date last = *parseDate("2013-10-11");
    const auto passTo = [&](Nanoseconds clock) {
        const Timestamp at = fromNewYork(last, clock);
        while (rig.now < at)
            rig.pass(std::min<Nanoseconds>(at - rig.now, 10min));
    };
    passTo(15h + 29min);
    rig.quote(kCall, "3.9", "4.1");
    rig.pass(30s);
    EXPECT_TRUE(rig.submits().empty());
    rig.pass(31s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.name, "expiry");
}

TEST_F(Options, AContractIsClosedAnewWhereTheMarketHasLeftItsOrder)
{
    holdTwo(rig);
    passToItsLastHalfHour(rig);
    const IntentRecord first = rig.submits().at(0);
    rig.accept(first);
    rig.forget();
    rig.quote(kCall, "3.3", "3.5");
    rig.pass(6s);
    ASSERT_EQ(rig.all<output::CancelOrder>().size(), 1U);
    rig.update(first, OrderEvent::Canceled, OrderStatus::Canceled);
    rig.pass(1s);
    ASSERT_EQ(rig.submits().size(), 1U);
    EXPECT_EQ(rig.submits()[0].ticket.origin.name, "expiry");
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, shares("2"));
}

TEST_F(Options, APersonMayKeepItAndTheStopStillStands)
{
    EngineRig careful{Rules::Approval, configWith(Rules::Approval)};
    careful.mode = Mode::Practice;
    holdTwo(careful);
    passToItsLastHalfHour(careful);
    ASSERT_EQ(careful.look().suggestions.size(), 1U);
    EXPECT_EQ(careful.look().suggestions[0].origin.name, "expiry");
    EXPECT_TRUE(careful.look().suggestions[0].derivedPrice) << "and it says so";
    careful.send(Command{command::Dismiss{careful.look().suggestions[0].id}});
    careful.pass(1min);
    EXPECT_TRUE(careful.look().suggestions.empty()) << "kept";
    careful.quote(kCall, "1.85", "2.05");
    careful.pass(2s);
    ASSERT_EQ(careful.look().suggestions.size(), 1U);
    EXPECT_EQ(careful.look().suggestions[0].origin.name, "stop_loss");
}

TEST_F(Options, WhatHasExpiredIsNoDifference)
{
    holdTwo(rig);
    const Timestamp after = fromNewYork(*parseDate("2013-10-12"), 6h);
    while (rig.now < after)
        rig.pass(std::min<Nanoseconds>(after - rig.now, 10min));
    rig.positions.clear();
    rig.truth();
    EXPECT_EQ(rig.held(kCall), Quantity{});
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_TRUE(rig.audits(AuditKind::Blocked).empty());
}

TEST_F(Options, TheWholeWatchlistMeansSharesAndWhoNamesAContractTradesIt)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.watchlist.push_back(kCall);
    EngineRig shares{Rules::Automatic, config};
    shares.account.optionsLevel = 2;
    shares.start();
    shares.send(input::AssetNews{{contract()}});
    shares.market(kCall, "4.5");
    EXPECT_TRUE(shares.submits().empty());
    EXPECT_TRUE(shares.audits(AuditKind::SignalRaised).empty());

    config.instances[0].symbols = {kCall};
    config.instances[0].positionSizePct = Ratio::fromWhole(1);
    EngineRig named{Rules::Automatic, config};
    named.account.optionsLevel = 2;
    named.start();
    named.send(input::AssetNews{{contract()}});
    named.quote(kCall, "4.40", "4.60");
    named.trade(kCall, "4.5");
    ASSERT_EQ(named.submits().size(), 1U);
    const Ticket ticket = named.submits()[0].ticket;
    EXPECT_EQ(ticket.order.limitPrice, px("4.7"));
    EXPECT_EQ(ticket.order.quantity, test::shares("10")) << "of 5,000 dollars: 10 x 100 x 4.7";
    EXPECT_EQ(ticket.worstNotional, usd("4700"));
}

TEST_F(Options, WithoutTheLevelOrLiveOnDerivedQuotesNothingIsBought)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.watchlist.push_back(kCall);
    config.instances[0].symbols = {kCall};
    config.instances[0].positionSizePct = Ratio::fromWhole(1);
    const auto tryOn = [&](Mode mode, OptionFeed feed, std::int32_t level) {
        TradingConfig with = config;
        with.feed.options = feed;
        const Rules rules = mode == Mode::Live ? Rules::Approval : Rules::Automatic;
        if (mode == Mode::Live)
            with.limits = LimitTable::defaults(rules);
        EngineRig asked{rules, with};
        asked.mode = mode;
        asked.account.optionsLevel = level;
        asked.start();
        asked.send(Command{command::Arm{}});
        asked.send(input::AssetNews{{contract()}});
        asked.quote(kCall, "4.40", "4.60");
        asked.trade(kCall, "4.5");
        std::vector<Limit> denied;
        for (const AuditEntry* entry : asked.audits(AuditKind::Denied)) {
            for (const LimitCheck& each : entry->checks) {
                if (each.result == LimitResult::Denied)
                    denied.push_back(each.limit);
            }
        }
        return denied;
    };
    EXPECT_EQ(tryOn(Mode::Paper, OptionFeed::Indicative, 2), std::vector<Limit>{});
    EXPECT_EQ(tryOn(Mode::Paper, OptionFeed::Indicative, 1), std::vector{Limit::BrokerRules});
    const auto live = tryOn(Mode::Live, OptionFeed::Indicative, 2);
    EXPECT_NE(std::find(live.begin(), live.end(), Limit::QuoteUsable), live.end());
    const auto opra = tryOn(Mode::Live, OptionFeed::Opra, 2);
    EXPECT_EQ(std::find(opra.begin(), opra.end(), Limit::QuoteUsable), opra.end());
}

} // namespace
} // namespace tapedeck
