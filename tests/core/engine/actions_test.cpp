#include "engine_rig.h"
#include "market/new_york.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr Date kDay{std::chrono::year{2013}, std::chrono::October, std::chrono::day{10}};
constexpr Date kNextDay{std::chrono::year{2013}, std::chrono::October, std::chrono::day{11}};

CorporateAction splitOf(std::string_view newRate, std::string_view oldRate, Date day = kNextDay)
{
    CorporateAction action;
    action.id = "split";
    action.kind = ActionKind::Split;
    action.word = newRate > oldRate ? "forward_split" : "reverse_split";
    action.symbol = "ABC";
    action.effective = day;
    action.newRate = Ratio::parse(newRate).value();
    action.oldRate = Ratio::parse(oldRate).value();
    return action;
}

CorporateAction other(std::string word, ActionKind kind = ActionKind::Other)
{
    CorporateAction action = splitOf("1", "1");
    action.id = action.word = std::move(word);
    action.kind = kind;
    return action;
}

TradingConfig withLimits(Rules rules)
{
    TradingConfig config = benchConfig(rules);
    config.instances.at(0).limitOrders = true; // orders for shares, not for dollars
    return config;
}

/// ABC bought at 100 by the holder on the tenth, and its stop at 95.
class Actions : public testing::Test
{
protected:
    void buy(EngineRig& to)
    {
        to.market("ABC", "100");
        const IntentRecord intent = to.submits().at(0);
        to.accept(intent);
        to.fill(intent, intent.ticket.order.quantity->toString(), "100");
        bought = *intent.ticket.order.quantity;
        to.positions = {{"ABC", bought, bought, px("100"), {}, {}}};
        to.account.cash = usd("100000") - *notional(px("100"), bought);
        to.forget();
    }
    void SetUp() override
    {
        rig.start();
        buy(rig);
        ASSERT_TRUE(bought.isPositive());
    }
    void passTo(EngineRig& which, std::string_view newYork, Date day = kNextDay)
    {
        const int hours = std::stoi(std::string{newYork.substr(0, 2)});
        const int minutes = std::stoi(std::string{newYork.substr(3, 2)});
        const auto at = fromNewYork(day, std::chrono::hours{hours} + std::chrono::minutes{minutes});
        while (which.now < at)
            which.pass(std::min<Nanoseconds>(at - which.now, 10min));
    }
    [[nodiscard]] Quantity times(std::int64_t n) const
    {
        return Quantity::fromNanos(bought.nanos() * n);
    }
    [[nodiscard]] static const PositionRow&
    row(EngineRig& of, Snapshot& keep, std::string_view symbol = "ABC")
    {
        keep = of.look();
        for (const PositionRow& each : keep.positions) {
            if (each.symbol == symbol)
                return each;
        }
        ADD_FAILURE() << "no position in " << symbol;
        static const PositionRow none;
        return none;
    }

    EngineRig rig{Rules::Automatic, withLimits(Rules::Automatic)};
    Quantity bought;
    Snapshot shown;
};

TEST_F(Actions, AreAskedForAtTheStartAndBeforeEverySession)
{
    EngineRig fresh;
    fresh.start();
    ASSERT_EQ(fresh.all<output::FetchCorporateActions>().size(), 1U);
    const auto& asked = *fresh.all<output::FetchCorporateActions>()[0];
    EXPECT_EQ(asked.symbols, (std::vector<std::string>{"ABC", "XYZ"}));
    EXPECT_LT(asked.from, kDay);
    EXPECT_GT(asked.to, kNextDay);
    passTo(fresh, "09:31");
    // After hours, closed, pre-market, regular.
    EXPECT_EQ(fresh.all<output::FetchCorporateActions>().size(), 5U);
    fresh.send(Command{command::SetWatchlist{{"ABC", "XYZ", "NEW"}}});
    ASSERT_EQ(fresh.all<output::FetchCorporateActions>().size(), 6U);
    EXPECT_EQ(fresh.all<output::FetchCorporateActions>()[5]->symbols.size(), 3U);
}

TEST_F(Actions, ASplitInTheNightMovesBooksMarksAndStopsAndSellsNothing)
{
    rig.announce({splitOf("7", "1")});
    rig.trade("ABC", "105");
    const Money equity = rig.look().account.equity;
    passTo(rig, "03:59");
    EXPECT_EQ(rig.held("ABC"), bought) << "not its day yet";
    passTo(rig, "04:01");
    EXPECT_EQ(row(rig, shown).quantity, times(7));
    EXPECT_EQ(row(rig, shown).last, px("15"));
    EXPECT_EQ(row(rig, shown).stopPrice, px("13.571428572")) << "95 / 7";
    EXPECT_EQ(rig.look().account.equity, equity) << "nobody is richer for it";
    EXPECT_EQ(rig.look().watchlist.at(0).previousClose, px("15"));
    EXPECT_EQ(rig.audits(AuditKind::CorporateAction).size(), 1U);
    // The broker has booked it in the night.
    rig.positions = {{"ABC", times(7), times(7), px("14.285714286"), {}, {}}};
    rig.truth();
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    passTo(rig, "09:31");
    rig.market("ABC", "14.5");
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty()) << "14.5 is no fall from 100";
    rig.market("ABC", "13.5");
    rig.pass(2s);
    ASSERT_EQ(rig.submits().size(), 1U) << "but this is below the stop";
    EXPECT_EQ(rig.submits()[0].ticket.order.quantity, times(7));
}

TEST_F(Actions, WithoutTheAnnouncementTheSameNightWouldHaveFired)
{
    passTo(rig, "09:31");
    rig.market("ABC", "14.5");
    rig.pass(2s);
    EXPECT_EQ(rig.submits().size(), 1U) << "the tests above can fail";
}

TEST_F(Actions, TheInstancesBooksFollowAndTheirCostStays)
{
    const auto invested = [&] { return rig.look().instances.at(0).invested; };
    const Money before = invested();
    rig.announce({splitOf("1", "4")});
    passTo(rig, "04:01");
    EXPECT_EQ(rig.held("ABC"), Quantity::fromNanos(bought.nanos() / 4));
    EXPECT_EQ(row(rig, shown).holder, "holder");
    EXPECT_EQ(invested(), before);
    EXPECT_NEAR(row(rig, shown).averagePrice.toDouble(), 400, 1e-5);
}

TEST_F(Actions, AFractionThatTheBrokerPaysInCashIsNoDifference)
{
    rig.announce({splitOf("1", "3")});
    passTo(rig, "04:01");
    const Quantity whole = Quantity::fromWhole(bought.nanos() / 3 / kNanosPerUnit);
    ASSERT_NE(rig.held("ABC"), whole) << "or the test says nothing";
    rig.positions = {{"ABC", whole, whole, px("300"), {}, {}}};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), whole);
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_TRUE(row(rig, shown).blocked.empty());
}

TEST_F(Actions, WhileTheBrokerHasNotBookedItNothingIsRepairedEnteredOrStopped)
{
    rig.announce({splitOf("7", "1")});
    passTo(rig, "09:31");
    rig.truth(); // its positions are still of yesterday
    EXPECT_EQ(rig.held("ABC"), times(7)) << "ours stands";
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    rig.forget();
    rig.market("ABC", "10");
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty()) << "the broker does not know these shares yet";
    rig.positions = {{"ABC", times(7), times(7), px("14.285714286"), {}, {}}};
    rig.truth();
    rig.market("ABC", "10");
    rig.pass(2s);
    EXPECT_EQ(rig.submits().size(), 1U) << "now the stop works";
}

TEST_F(Actions, TheBrokersOwnBooksMayHaveItAnHourBeforeUs)
{
    rig.announce({splitOf("7", "1")});
    passTo(rig, "02:30");
    rig.positions = {{"ABC", times(7), times(7), px("14.285714286"), {}, {}}};
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), times(7));
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    passTo(rig, "04:01");
    EXPECT_EQ(rig.held("ABC"), times(7)) << "once";
}

TEST_F(Actions, ARestartAfterTheSplitKnowsIt)
{
    EngineRig next{Rules::Automatic, withLimits(Rules::Automatic)};
    next.now = rig.now;
    next.shareBroker(rig);
    next.runId = "run2";
    next.now = fromNewYork(kNextDay, std::chrono::hours{10});
    next.positions = {{"ABC", times(7), times(7), px("14.285714286"), {}, {}}};
    next.announces = false;
    next.startFrom(rig.saved, false, false);
    // The broker's positions come before its announcements, and a price, too.
    next.truth();
    next.market("ABC", "14.5");
    next.pass(1s);
    EXPECT_TRUE(next.submits().empty());
    EXPECT_TRUE(next.audits(AuditKind::Difference).empty());
    next.announce({splitOf("7", "1")});
    next.pass(3s);
    next.truth();
    EXPECT_EQ(next.held("ABC"), times(7));
    next.market("ABC", "14.5");
    next.pass(3s);
    EXPECT_TRUE(next.submits().empty());
    EXPECT_TRUE(next.audits(AuditKind::Difference).empty());
    // And the restart after that applies nothing twice.
    EngineRig third{Rules::Automatic, withLimits(Rules::Automatic)};
    third.now = next.now + 1h;
    third.runId = "run3";
    third.shareBroker(next);
    third.startFrom(next.saved);
    third.announce({splitOf("7", "1")});
    third.pass(2s);
    EXPECT_EQ(third.held("ABC"), times(7));
    EXPECT_TRUE(third.audits(AuditKind::Difference).empty());
}

TEST_F(Actions, WithoutAnAnswerStopsAndRepairsWaitTenSecondsOnly)
{
    EngineRig next{Rules::Automatic, withLimits(Rules::Automatic)};
    next.now = rig.now + 1min;
    next.runId = "run2";
    next.shareBroker(rig);
    next.announces = false;
    next.startFrom(rig.saved, false, false);
    next.truth();
    next.market("ABC", "90");
    next.pass(5s);
    EXPECT_TRUE(next.submits().empty());
    next.pass(6s);
    next.market("ABC", "90");
    next.pass(1s);
    EXPECT_EQ(next.submits().size(), 1U);
}

TEST_F(Actions, AQuantityThatNothingExplainsBlocksItsSymbolUntilAPersonAccepts)
{
    rig.positions.push_back({"XYZ", shares("5"), shares("5"), px("50"), {}, {}});
    rig.truthTwice();
    EXPECT_TRUE(rig.audits(AuditKind::Blocked).empty()) << "bought elsewhere, and welcome";
    rig.positions.back().quantity = shares("8");
    rig.truthTwice();
    EXPECT_EQ(rig.held("XYZ"), shares("8")) << "repaired from the broker's side";
    EXPECT_EQ(rig.audits(AuditKind::Blocked).size(), 1U);
    EXPECT_FALSE(row(rig, shown, "XYZ").blocked.empty());
    rig.positions.pop_back();
    rig.pass(10s);
    rig.truthTwice();
    EXPECT_FALSE(row(rig, shown, "XYZ").blocked.empty()) << "though it is flat";
    // It outlives a restart.
    EngineRig next{Rules::Automatic, withLimits(Rules::Automatic)};
    next.now = rig.now + 1min;
    next.runId = "run2";
    next.shareBroker(rig);
    next.startFrom(rig.saved);
    next.market("XYZ", "50");
    EXPECT_TRUE(next.submits().empty());
    ASSERT_FALSE(next.audits(AuditKind::Denied).empty());
    EXPECT_EQ(next.audits(AuditKind::Denied)[0]
                  ->checks.at(static_cast<std::size_t>(Limit::Agreement))
                  .result,
              LimitResult::Denied);
    next.send(Command{command::AcceptPosition{"XYZ"}});
    EXPECT_EQ(next.audits(AuditKind::Unblocked).size(), 1U);
    next.pass(60min);
    next.market("XYZ", "50");
    EXPECT_EQ(next.submits().size(), 1U);
}

TEST_F(Actions, AMergerBlocksWhatIsHeldAndTheBrokersFiguresAreTaken)
{
    rig.announce({other("cash_merger")});
    passTo(rig, "04:01");
    EXPECT_FALSE(row(rig, shown).blocked.empty());
    EXPECT_EQ(rig.held("ABC"), bought);
    rig.truth(); // not yet
    rig.pass(1h);
    rig.positions.clear();
    rig.account.cash = usd("104200");
    rig.truth();
    EXPECT_EQ(rig.held("ABC"), Quantity{});
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
}

TEST_F(Actions, ANewNameMovesTheBooksTheWatchlistAndTheStream)
{
    CorporateAction rename = other("name_change", ActionKind::NameChange);
    rename.newSymbol = "META";
    rig.announce({rename});
    passTo(rig, "04:01");
    EXPECT_EQ(rig.held("ABC"), Quantity{});
    EXPECT_EQ(rig.held("META"), bought);
    ASSERT_FALSE(rig.all<output::Subscribe>().empty());
    const auto wanted = rig.all<output::Subscribe>().back()->symbols;
    EXPECT_EQ(wanted, (std::vector<std::string>{"META", "XYZ"}));
    rig.truth(); // the broker still has the old name
    EXPECT_EQ(rig.held("META"), bought);
    EXPECT_EQ(rig.held("ABC"), Quantity{});
    rig.positions = {{"META", bought, bought, px("100"), {}, {}}};
    rig.truth();
    EXPECT_EQ(rig.held("META"), bought);
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_TRUE(rig.audits(AuditKind::Adopted).empty());
}

TEST_F(Actions, ADividendTakesTheStopDownByWhatIsPaid)
{
    CorporateAction dividend = other("cash_dividend", ActionKind::CashDividend);
    dividend.cash = px("10");
    rig.announce({dividend});
    EXPECT_EQ(row(rig, shown).stopPrice, px("95"));
    passTo(rig, "04:01");
    EXPECT_EQ(row(rig, shown).stopPrice, px("85.5")) << "five percent below 100 - 10";
    passTo(rig, "09:31");
    rig.market("ABC", "90");
    rig.pass(2s);
    EXPECT_TRUE(rig.submits().empty());
    rig.market("ABC", "85");
    rig.pass(2s);
    EXPECT_EQ(rig.submits().size(), 1U);
}

TEST_F(Actions, WhatIsTakenBackBeforeItsDayNeverHappens)
{
    rig.announce({splitOf("7", "1")});
    rig.pass(1min);
    rig.announce();
    passTo(rig, "04:01");
    EXPECT_EQ(rig.held("ABC"), bought);
}

TEST_F(Actions, WhatWasBoughtOnTheDayIsInNewSharesAlready)
{
    EngineRig late{Rules::Automatic, withLimits(Rules::Automatic)};
    late.now = fromNewYork(kNextDay, std::chrono::hours{10});
    late.start();
    buy(late);
    late.announce({splitOf("7", "1")}); // an hour late
    EXPECT_EQ(late.held("ABC"), bought);
    EXPECT_EQ(late.look().watchlist.at(0).last, px("100"));
}

TEST_F(Actions, HistoryThatWasToldOnTheDayIsInNewSharesAlready)
{
    const auto tell = [](EngineRig& to, std::string_view close) {
        input::History history;
        history.symbol = "ABC";
        Bar bar;
        bar.timeframe = Timeframe::Day1;
        bar.start = parseTimestamp("2013-10-09T04:00:00Z").value();
        bar.open = bar.high = bar.low = bar.close = px(close);
        bar.volume = shares("700");
        history.bars = {bar};
        to.send(history);
    };
    const auto closeOf = [](EngineRig& of) { return of.look().watchlist.at(0).previousClose; };
    EngineRig before;
    before.start();
    tell(before, "98");
    before.announce({splitOf("7", "1")});
    passTo(before, "04:01");
    EXPECT_EQ(closeOf(before), px("14"));
    ChartRequest chart;
    chart.symbol = "ABC";
    chart.timeframe = Timeframe::Day1;
    const Candle candle = before.engine.snapshot(chart).chart.candles.at(0);
    EXPECT_EQ(candle.close, px("14"));
    EXPECT_EQ(candle.volume, shares("4900"));

    EngineRig after;
    after.now = fromNewYork(kNextDay, std::chrono::hours{8});
    after.start();
    tell(after, "14");
    after.announce({splitOf("7", "1")});
    passTo(after, "09:00");
    EXPECT_EQ(closeOf(after), px("14"));
}

TEST_F(Actions, SuggestionsOfBeforeAreWithdrawn)
{
    EngineRig careful{Rules::Approval};
    careful.start();
    careful.market("ABC", "100");
    ASSERT_EQ(careful.look().suggestions.size(), 1U);
    careful.announce({splitOf("7", "1", kDay)}); // heard in the middle of its day
    EXPECT_TRUE(careful.look().suggestions.empty());
    EXPECT_EQ(careful.audits(AuditKind::Withdrawn).size(), 1U);
}

TEST_F(Actions, OptionsOnItHaveNewStrikesAndAreMoreOfThem)
{
    const CorporateAction split = splitOf("7", "1");
    const auto becomes = contractsAfter(split, "ABC140621C00650000", shares("2"));
    ASSERT_TRUE(becomes);
    EXPECT_EQ(becomes->symbol, "ABC140621C00092860") << "as AAPL's of June 2014";
    EXPECT_EQ(becomes->quantity, shares("14"));
    EXPECT_FALSE(contractsAfter(splitOf("3", "2"), "ABC140621C00650000", shares("2")));
    EXPECT_FALSE(contractsAfter(splitOf("1", "7"), "ABC140621C00650000", shares("2")));

    rig.positions.push_back({"ABC140621C00650000", shares("2"), shares("2"), px("9.1"), {}, {}});
    rig.truthTwice();
    rig.announce({split});
    passTo(rig, "04:01");
    EXPECT_EQ(rig.held("ABC140621C00092860"), shares("14"));
    EXPECT_EQ(rig.held("ABC140621C00650000"), Quantity{});
    rig.positions = {{"ABC", times(7), times(7), px("14.285714286"), {}, {}},
                     {"ABC140621C00092860", shares("14"), shares("14"), px("1.3"), {}, {}}};
    rig.truth();
    EXPECT_TRUE(rig.audits(AuditKind::Difference).empty());
    EXPECT_EQ(rig.held("ABC140621C00092860"), shares("14"));
}

} // namespace
} // namespace tapedeck
