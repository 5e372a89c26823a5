#include "gate_cases.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <set>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

std::string namesOf(const Verdict& verdict, LimitResult result)
{
    std::string names;
    for (const LimitCheck& check : verdict.checks) {
        if (check.result == result)
            names += (names.empty() ? "" : " ") + std::string{toString(check.limit)};
    }
    return names;
}

struct Spoiled
{
    const char* name;
    Limit limit;
    std::function<void(GateCase&)> spoil;
    std::int64_t value; ///< as the verdict must show them
    std::int64_t bound;

    friend void PrintTo(const Spoiled& spoiled, std::ostream* out) { *out << spoiled.name; }
};

constexpr std::int64_t kOne = kNanosPerUnit;
constexpr std::int64_t kYes = kOne;
constexpr std::int64_t kNo = 0;
constexpr std::int64_t seconds(std::int64_t count)
{
    return count * kOne;
}

TEST(Gate, LetsAnOrderPassThatKeepsEveryLimit)
{
    const Verdict verdict = goodEntry().verdict();
    EXPECT_EQ(namesOf(verdict, LimitResult::Denied), "");
    ASSERT_TRUE(verdict.approved.has_value());
    EXPECT_EQ(verdict.approved->ticket().order, goodEntry().proposal.order);
    EXPECT_FALSE(verdict.approved->ticket().isExit);
    EXPECT_EQ(verdict.approved->ticket().worstNotional, usd("1001"));
}

TEST(Gate, NamesEveryLimitOnceAndInOrder)
{
    for (const GateCase& good : {goodEntry(), goodExit()}) {
        const Verdict verdict = good.verdict();
        ASSERT_EQ(verdict.checks.size(), kLimitCount);
        for (std::size_t i = 0; i < kLimitCount; ++i)
            EXPECT_EQ(static_cast<std::size_t>(verdict.checks[i].limit), i);
    }
}

/// Every row at least once: what breaks it, and nothing else.
const std::vector<Spoiled> kSpoiled{
    Spoiled{"killed", Limit::KillSwitch, [](auto& c) { c.view.killed = true; }, kNo, kYes},
    Spoiled{"disarmed", Limit::Armed, [](auto& c) { c.view.armed = false; }, kNo, kYes},
    Spoiled{"account blocked",
            Limit::Account,
            [](auto& c) { c.view.account->accountBlocked = true; },
            kNo,
            kYes},
    Spoiled{"trading blocked",
            Limit::Account,
            [](auto& c) { c.view.account->tradingBlocked = true; },
            kNo,
            kYes},
    Spoiled{"trading suspended",
            Limit::Account,
            [](auto& c) { c.view.account->suspendedByUser = true; },
            kNo,
            kYes},
    Spoiled{"account not active",
            Limit::Account,
            [](auto& c) { c.view.account->status = "ONBOARDING"; },
            kNo,
            kYes},
    Spoiled{"off the tick",
            Limit::BrokerRules,
            [](auto& c) { c.proposal.order.limitPrice = px("100.105"); },
            3 * kOne,
            0},
    Spoiled{"no price",
            Limit::BrokerRules,
            [](auto& c) { c.proposal.order.type = OrderType::StopLimit; },
            2 * kOne,
            0},
    Spoiled{"a fraction of what has none",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.quantity = shares("1.5");
                c.view.asset->fractionable = false;
            },
            4 * kOne,
            0},
    Spoiled{"a fraction good till canceled",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.quantity = shares("1.5");
                c.proposal.order.timeInForce = TimeInForce::Gtc;
            },
            4 * kOne,
            0},
    Spoiled{"half a dollar",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.quantity.reset();
                c.proposal.order.notional = usd("0.5");
            },
            5 * kOne,
            0},
    Spoiled{"shares and dollars",
            Limit::BrokerRules,
            [](auto& c) { c.proposal.order.notional = usd("10"); },
            kOne,
            0},
    Spoiled{"neither shares nor dollars",
            Limit::BrokerRules,
            [](auto& c) { c.proposal.order.quantity.reset(); },
            kOne,
            0},
    Spoiled{"extended hours for longer than a day",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.extendedHours = true;
                c.proposal.order.timeInForce = TimeInForce::Gtc;
            },
            6 * kOne,
            0},
    Spoiled{"a market order before a person",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.type = OrderType::Market;
                c.proposal.order.limitPrice.reset();
            },
            8 * kOne,
            0},
    Spoiled{"dollars behind a stop",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.type = OrderType::StopLimit;
                c.proposal.order.stopPrice = px("100.05");
                c.proposal.order.quantity.reset();
                c.proposal.order.notional = usd("500");
            },
            10 * kOne,
            0},
    Spoiled{"a stop that may not wait",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.type = OrderType::StopLimit;
                c.proposal.order.stopPrice = px("100.05");
                c.proposal.order.timeInForce = TimeInForce::Ioc;
            },
            11 * kOne,
            0},
    Spoiled{"the opening auction, after the opening",
            Limit::BrokerRules,
            [](auto& c) { c.proposal.order.timeInForce = TimeInForce::Opg; },
            12 * kOne,
            0},
    Spoiled{"a stop that the market has passed",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.type = OrderType::StopLimit;
                c.proposal.order.stopPrice = px("99.95");
            },
            13 * kOne,
            0},
    Spoiled{"half a contract",
            Limit::BrokerRules,
            [](auto& c) {
                c.proposal.order.quantity = shares("1.5");
                c.view.isOption = true;
            },
            7 * kOne,
            0},
    Spoiled{"books differ", Limit::Agreement, [](auto& c) { c.view.agreed = false; }, kNo, kYes},
    Spoiled{"an order without an answer",
            Limit::UnknownOrder,
            [](auto& c) { c.view.unknownOrder = true; },
            kNo,
            kYes},
    Spoiled{"our clock is off",
            Limit::Clock,
            [](auto& c) { c.view.clockSkew = 1s + 1ns; },
            seconds(1) + 1,
            seconds(1)},
    Spoiled{"our clock was never compared",
            Limit::Clock,
            [](auto& c) { c.view.clockSkew.reset(); },
            INT64_MAX,
            seconds(1)},
    Spoiled{"not watched", Limit::Watchlist, [](auto& c) { c.view.watched = false; }, kNo, kYes},
    Spoiled{"blocked", Limit::Blocklist, [](auto& c) { c.view.blocked = true; }, kNo, kYes},
    Spoiled{"not tradable",
            Limit::Tradable,
            [](auto& c) { c.view.asset->tradable = false; },
            kNo,
            kYes},
    Spoiled{"inactive", Limit::Tradable, [](auto& c) { c.view.asset->active = false; }, kNo, kYes},
    Spoiled{"halted", Limit::Halt, [](auto& c) { c.view.halt = HaltState::Halted; }, kNo, kYes},
    Spoiled{"perhaps halted",
            Limit::Halt,
            [](auto& c) { c.view.halt = HaltState::Unknown; },
            kNo,
            kYes},
    Spoiled{"closed", Limit::Session, [](auto& c) { c.view.regularHours = false; }, kNo, kYes},
    Spoiled{"extended hours that nobody allowed",
            Limit::Session,
            [](auto& c) {
                c.view.regularHours = false;
                c.view.extendedHours = c.proposal.order.extendedHours = true;
            },
            kNo,
            kYes},
    Spoiled{"extended hours for an order without them",
            Limit::Session,
            [](auto& c) {
                c.view.regularHours = false;
                c.view.extendedHours = c.limits.allowExtendedHours = true;
            },
            kNo,
            kYes},
    Spoiled{"no quote",
            Limit::QuoteUsable,
            [](auto& c) { c.view.quote.reset(); },
            INT64_MAX,
            kOne / 100},
    Spoiled{"one-sided quote",
            Limit::QuoteUsable,
            [](auto& c) { c.view.quote->bid = Price{}; },
            INT64_MAX,
            kOne / 100},
    Spoiled{"crossed quote",
            Limit::QuoteUsable,
            [](auto& c) { c.view.quote->bid = px("100.02"); },
            INT64_MAX,
            kOne / 100},
    Spoiled{"a quote that is not firm",
            Limit::QuoteUsable,
            [](auto& c) { (void)c.view.quote->conditions.add('N'); },
            INT64_MAX,
            kOne / 100},
    Spoiled{"wide quote",
            Limit::QuoteUsable,
            [](auto& c) {
                c.view.quote->bid = px("99");
                c.view.quote->ask = px("101");
            },
            kOne / 50,
            kOne / 100},
    Spoiled{"old price",
            Limit::PriceAge,
            [](auto& c) { c.proposal.referenceAt = c.view.now - 5s - 1ns; },
            seconds(5) + 1,
            seconds(5)},
    Spoiled{"a price of the future",
            Limit::PriceAge,
            [](auto& c) { c.proposal.referenceAt = c.view.now + 1min; },
            -seconds(60),
            seconds(5)},
    Spoiled{"a limit far from the market",
            Limit::PriceDistance,
            [](auto& c) { c.proposal.order.limitPrice = px("94.99"); },
            50'100'000,
            50'000'000},
    Spoiled{"a limit beside no market",
            Limit::PriceDistance,
            [](auto& c) { c.proposal.reference = Price{}; },
            INT64_MAX,
            50'000'000},
    Spoiled{"a sale of what is not held",
            Limit::HeldQuantity,
            [](auto& c) {
                c.proposal.order.side = Side::Sell;
                c.proposal.isExit = true;
            },
            10 * kOne,
            0},
    Spoiled{"a second entry of the same instance",
            Limit::NoDoubling,
            [](auto& c) { c.view.sameOriginHolds = true; },
            kNo,
            kYes},
    Spoiled{"an entry where somebody else holds",
            Limit::NoDoubling,
            [](auto& c) { c.view.anyoneHolds = true; },
            kNo,
            kYes},
    Spoiled{"beyond the allocation",
            Limit::InstanceCash,
            [](auto& c) { c.view.instanceCommitted = usd("3999.01"); },
            5000 * kOne + kOne / 100,
            5000 * kOne},
    Spoiled{"position",
            Limit::PositionNotional,
            [](auto& c) { c.limits.positionPerSymbol = usd("1000.99"); },
            1001 * kOne,
            1000 * kOne + 990'000'000},
    Spoiled{"position with working buys",
            Limit::PositionNotional,
            [](auto& c) { c.view.workingBuyNotional = usd("999.01"); },
            2000 * kOne + kOne / 100,
            2000 * kOne},
    Spoiled{"exposure",
            Limit::TotalExposure,
            [](auto& c) { c.view.exposure = usd("3999.01"); },
            5000 * kOne + kOne / 100,
            5000 * kOne},
    Spoiled{"share of equity",
            Limit::EquityShare,
            [](auto& c) { c.limits.equityShare = ratio("0.05"); },
            50'050'000,
            50'000'000},
    Spoiled{"orders a day",
            Limit::OrdersPerDay,
            [](auto& c) { c.view.ordersToday = 10; },
            11 * kOne,
            10 * kOne},
    Spoiled{"orders a minute",
            Limit::OrdersPerMinute,
            [](auto& c) { c.view.ordersLastMinute = 10; },
            11 * kOne,
            10 * kOne},
    Spoiled{"notional in four hours",
            Limit::NotionalPer4h,
            [](auto& c) { c.view.notionalLast4h = usd("3999.01"); },
            5000 * kOne + kOne / 100,
            5000 * kOne},
    Spoiled{"too soon on the symbol",
            Limit::SymbolSpacing,
            [](auto& c) { c.view.lastOrderOnSymbol = c.view.now - 15min + 1ns; },
            seconds(900) - 1,
            seconds(900)},
    Spoiled{"a position beyond its stop",
            Limit::PositionLoss,
            [](auto& c) { c.view.positionReturn = ratio("-0.05"); },
            50'000'000,
            50'000'000},
    Spoiled{"loss on the day",
            Limit::DayLoss,
            [](auto& c) { c.view.equityNow = usd("19600"); },
            20'000'000,
            20'000'000},
    Spoiled{"loss behind a deposit",
            Limit::DayLoss,
            [](auto& c) {
                c.view.transfersToday = usd("500");
                c.view.equityNow = usd("20100");
            },
            20'000'000,
            20'000'000},
    Spoiled{"transfers that the broker did not name",
            Limit::DayLoss,
            [](auto& c) { c.view.transfersToday.reset(); },
            INT64_MAX,
            20'000'000},
    Spoiled{"borrowed money",
            Limit::BorrowedMoney,
            [](auto& c) { c.view.account->nonMarginableBuyingPower = usd("1000"); },
            kOne,
            0},
    Spoiled{"money that is committed elsewhere",
            Limit::BorrowedMoney,
            [](auto& c) {
                c.view.committedSinceAccount = usd("19000");
                c.view.account->buyingPower = usd("40000");
            },
            kOne,
            0},
    Spoiled{"proceeds that are not settled, in a cash account",
            Limit::BorrowedMoney,
            [](auto& c) { c.view.settledCash = usd("1000"); },
            kOne,
            0},
    Spoiled{"proceeds that are not settled, with margin in a cash account",
            Limit::BorrowedMoney,
            [](auto& c) {
                c.limits.allowMargin = true;
                c.view.settledCash = usd("1000");
            },
            kOne,
            0},
    Spoiled{"buying power",
            Limit::BuyingPower,
            [](auto& c) { c.view.account->buyingPower = usd("1000.5"); },
            1001 * kOne,
            1000 * kOne + kOne / 2}};

class BrokenLimit : public testing::TestWithParam<Spoiled>
{};

TEST_P(BrokenLimit, IsDeniedByAVerdictThatNamesItAloneWithValueAndBound)
{
    GateCase spoiled = goodEntry();
    GetParam().spoil(spoiled);
    const Verdict verdict = spoiled.verdict();
    EXPECT_FALSE(verdict.approved.has_value());
    EXPECT_TRUE(verdict.denies(GetParam().limit));
    EXPECT_EQ(namesOf(verdict, LimitResult::Denied), toString(GetParam().limit));
    EXPECT_EQ(spoiled.check(GetParam().limit).value, GetParam().value);
    EXPECT_EQ(spoiled.check(GetParam().limit).bound, GetParam().bound);
}

INSTANTIATE_TEST_SUITE_P(EachRow, BrokenLimit, testing::ValuesIn(kSpoiled));

TEST(Gate, HasNoLimitThatTheTableAboveDoesNotBreak)
{
    std::set<Limit> broken;
    for (const Spoiled& spoiled : kSpoiled)
        broken.insert(spoiled.limit);
    EXPECT_EQ(broken.size(), kLimitCount);
}

TEST(Gate, DeniesWhereTheBrokerHasSaidNothingYet)
{
    GateCase nothing = goodEntry();
    nothing.view.account.reset();
    EXPECT_TRUE(nothing.verdict().denies(Limit::Account));
    nothing.view.asset.reset();
    EXPECT_TRUE(nothing.verdict().denies(Limit::Tradable));
    EXPECT_FALSE(nothing.verdict().approved.has_value());
}

struct AtTheBound
{
    const char* name;
    std::function<void(GateCase&)> bring;
    friend void PrintTo(const AtTheBound& at, std::ostream* out) { *out << at.name; }
};

class ExactlyAtTheBound : public testing::TestWithParam<AtTheBound>
{};

TEST_P(ExactlyAtTheBound, PassesWhatDoesNotExceedIt)
{
    GateCase good = goodEntry();
    GetParam().bring(good);
    EXPECT_EQ(namesOf(good.verdict(), LimitResult::Denied), "");
}

INSTANTIATE_TEST_SUITE_P(
    EachRow,
    ExactlyAtTheBound,
    testing::Values(
        AtTheBound{"clock", [](auto& c) { c.view.clockSkew = 1s; }},
        AtTheBound{"age", [](auto& c) { c.proposal.referenceAt = c.view.now - 5s; }},
        AtTheBound{"distance", [](auto& c) { c.proposal.order.limitPrice = px("95"); }},
        AtTheBound{"position", [](auto& c) { c.limits.positionPerSymbol = usd("1001"); }},
        AtTheBound{"exposure", [](auto& c) { c.view.exposure = usd("3999"); }},
        AtTheBound{"share", [](auto& c) { c.limits.equityShare = ratio("0.05005"); }},
        AtTheBound{"day count", [](auto& c) { c.view.ordersToday = 9; }},
        AtTheBound{"minute count", [](auto& c) { c.view.ordersLastMinute = 9; }},
        AtTheBound{"four hours", [](auto& c) { c.view.notionalLast4h = usd("3999"); }},
        AtTheBound{"spacing", [](auto& c) { c.view.lastOrderOnSymbol = c.view.now - 15min; }},
        AtTheBound{"position loss", [](auto& c) { c.view.positionReturn = ratio("-0.049999999"); }},
        AtTheBound{"day loss", [](auto& c) { c.view.equityNow = usd("19600.01"); }},
        AtTheBound{"cash", [](auto& c) { c.view.account->nonMarginableBuyingPower = usd("1001"); }},
        AtTheBound{"allocation", [](auto& c) { c.view.instanceCommitted = usd("3999"); }},
        AtTheBound{"no bound at all",
                   [](auto& c) {
                       c.limits.ordersPerDay.reset();
                       c.limits.notionalPer4h.reset();
                       c.view.ordersToday = 1'000'000;
                       c.view.notionalLast4h = usd("1000000000");
                   }},
        AtTheBound{"adding where it is allowed",
                   [](auto& c) {
                       c.view.allowAdd = c.view.sameOriginHolds = c.view.anyoneHolds = true;
                       c.view.held = shares("9");
                   }},
        AtTheBound{"margin where it is allowed",
                   [](auto& c) {
                       c.limits.allowMargin = true;
                       c.view.account->multiplier = 2;
                       c.view.account->nonMarginableBuyingPower = Money{};
                   }},
        AtTheBound{"extended hours where they are allowed", [](auto& c) {
                       c.limits.allowExtendedHours = c.view.extendedHours = true;
                       c.view.regularHours = false;
                       c.proposal.order.extendedHours = true;
                   }}));

TEST(GateForExits, SkipsTheRowsOfEntriesSoThatNoCountTrapsALosingPosition)
{
    GateCase exit = goodExit();
    exit.view.armed = exit.view.watched = false;
    exit.view.blocked = true;
    exit.view.exposure = exit.view.notionalLast4h = usd("1000000");
    exit.view.instanceCommitted = usd("1000000");
    exit.view.ordersToday = exit.view.ordersLastMinute = 1'000;
    exit.view.lastOrderOnSymbol = exit.view.now;
    exit.view.equityNow = usd("1");
    exit.view.positionReturn = ratio("-0.5");
    exit.view.account->buyingPower = exit.view.account->nonMarginableBuyingPower = Money{};
    const Verdict verdict = exit.verdict();
    EXPECT_EQ(namesOf(verdict, LimitResult::Denied), "");
    ASSERT_TRUE(verdict.approved.has_value());
    EXPECT_TRUE(verdict.approved->ticket().isExit);
}

TEST(GateForExits, OnlyWarnsOfWhatIsNotCertain)
{
    GateCase exit = goodExit();
    exit.view.agreed = false;
    exit.view.unknownOrder = true;
    exit.view.clockSkew.reset();
    exit.view.quote.reset();
    exit.view.halt = HaltState::Unknown;
    exit.proposal.referenceAt = exit.view.now - 10min;
    exit.proposal.reference = px("200");
    exit.view.account.reset();
    const Verdict verdict = exit.verdict();
    EXPECT_TRUE(verdict.approved.has_value());
    EXPECT_EQ(namesOf(verdict, LimitResult::Warned),
              "account agreement unknown_order clock halt quote_usable price_age price_distance");
}

struct ExitDenial
{
    const char* name;
    Limit limit;
    std::function<void(GateCase&)> spoil;
    friend void PrintTo(const ExitDenial& denial, std::ostream* out) { *out << denial.name; }
};

class ExitKeeps : public testing::TestWithParam<ExitDenial>
{};

TEST_P(ExitKeeps, TheRowsThatHoldForExitsToo)
{
    GateCase exit = goodExit();
    GetParam().spoil(exit);
    EXPECT_EQ(namesOf(exit.verdict(), LimitResult::Denied), toString(GetParam().limit));
    EXPECT_FALSE(exit.verdict().approved.has_value());
}

INSTANTIATE_TEST_SUITE_P(
    EachRow,
    ExitKeeps,
    testing::Values(
        ExitDenial{"the kill switch", Limit::KillSwitch, [](auto& c) { c.view.killed = true; }},
        ExitDenial{"tradable", Limit::Tradable, [](auto& c) { c.view.asset->tradable = false; }},
        ExitDenial{"halt", Limit::Halt, [](auto& c) { c.view.halt = HaltState::Halted; }},
        ExitDenial{"session", Limit::Session, [](auto& c) { c.view.regularHours = false; }},
        ExitDenial{
            "the account", Limit::Account, [](auto& c) { c.view.account->tradingBlocked = true; }},
        ExitDenial{"the broker's rules", Limit::BrokerRules, [](auto& c) {
                       c.proposal.order.limitPrice = px("99.905");
                   }}));

TEST(GateWhileKilled, LetsNothingPassButAPersonsClosingOrder)
{
    GateCase closing = goodExit();
    closing.view.killed = true;
    EXPECT_FALSE(closing.verdict().approved.has_value());
    closing.proposal.byPerson = true;
    EXPECT_TRUE(closing.verdict().approved.has_value());

    GateCase opening = goodEntry();
    opening.view.killed = opening.proposal.byPerson = true;
    EXPECT_TRUE(opening.verdict().denies(Limit::KillSwitch));
    opening.proposal.isExit = true; // saying so does not make it one
    EXPECT_TRUE(opening.verdict().denies(Limit::KillSwitch));
}

struct Reduction
{
    const char* name;
    const char* held;
    const char* workingSell;
    const char* workingBuy;
    Side side;
    const char* quantity;
    bool isExit;
    bool approved;

    friend void PrintTo(const Reduction& reduction, std::ostream* out) { *out << reduction.name; }
};

class Reducing : public testing::TestWithParam<Reduction>
{};

TEST_P(Reducing, MeansSmallerWithoutCrossingZero)
{
    GateCase c = goodEntry();
    c.view.held = shares(GetParam().held);
    c.view.workingSell = shares(GetParam().workingSell);
    c.view.workingBuy = shares(GetParam().workingBuy);
    c.proposal.order.side = GetParam().side;
    c.proposal.order.quantity = shares(GetParam().quantity);
    c.limits.totalExposure = c.limits.positionPerSymbol = usd("100000");
    // An entry can be told by a row that exits skip.
    c.view.watched = false;
    EXPECT_EQ(c.check(Limit::Watchlist).result == LimitResult::Skipped, GetParam().isExit);
    c.view.watched = true;
    EXPECT_EQ(c.verdict().approved.has_value(), GetParam().approved);
}

INSTANTIATE_TEST_SUITE_P(
    Sizes,
    Reducing,
    testing::Values(
        Reduction{"selling part of a long", "10", "0", "0", Side::Sell, "4", true, true},
        Reduction{"selling all of a long", "10", "0", "0", Side::Sell, "10", true, true},
        Reduction{"selling through zero", "10", "0", "0", Side::Sell, "12", false, false},
        Reduction{"selling what a working sell has", "10", "7", "0", Side::Sell, "4", false, false},
        Reduction{
            "selling what a working sell leaves", "10", "7", "0", Side::Sell, "3", true, true},
        Reduction{"selling from nothing", "0", "0", "0", Side::Sell, "1", false, false},
        Reduction{"selling from a short", "-5", "0", "0", Side::Sell, "1", false, false},
        Reduction{"buying back part of a short", "-10", "0", "0", Side::Buy, "4", true, true},
        Reduction{"buying back through zero", "-10", "0", "0", Side::Buy, "12", false, true},
        Reduction{"buying back what works already", "-10", "0", "8", Side::Buy, "4", false, true},
        Reduction{"a fraction more than held",
                  "10",
                  "0",
                  "0",
                  Side::Sell,
                  "10.000000001",
                  false,
                  false}));

TEST(GateForNotionalOrders, CountsTheDollarsAndSellsNone)
{
    GateCase dollars = goodEntry();
    dollars.proposal.order.quantity.reset();
    dollars.proposal.order.notional = usd("1500");
    EXPECT_EQ(dollars.verdict().worstNotional, usd("1500"));
    EXPECT_TRUE(dollars.verdict().approved.has_value());
    dollars.limits.positionPerSymbol = usd("1499.99");
    EXPECT_TRUE(dollars.verdict().denies(Limit::PositionNotional));

    GateCase sale = goodExit();
    sale.proposal.order.quantity.reset();
    sale.proposal.order.notional = usd("500");
    EXPECT_TRUE(sale.verdict().denies(Limit::HeldQuantity)); // how many shares nobody knows
}

TEST(GateForMarketOrders, AssumesOnePercentBeyondTheMarketOrTheStopsCollar)
{
    GateCase market = goodEntry();
    market.limits.liveAllowMarket = true;
    market.proposal.order.type = OrderType::Market;
    market.proposal.order.limitPrice.reset();
    EXPECT_EQ(market.verdict().worstPrice, px("101.0101")); // the ask is above the last price
    market.view.quote->ask = px("99.995");
    EXPECT_EQ(market.verdict().worstPrice, px("101"));
    market.proposal.order.type = OrderType::Stop;
    market.proposal.order.stopPrice = px("110");
    EXPECT_EQ(market.verdict().worstPrice, px("114.4"));
}

TEST(Gate, PinsWhatMoneyCannotHoldAndDeniesIt)
{
    const auto far = [](std::int64_t nanos) { return Money::fromNanos(nanos); };
    for (const std::int64_t extreme : {INT64_MAX, INT64_MIN + 1}) {
        GateCase huge = goodEntry();
        huge.proposal.order.quantity = Quantity::fromNanos(INT64_MAX);
        huge.view.equityNow = far(extreme);
        huge.view.exposure = far(INT64_MAX);
        huge.view.notionalLast4h = huge.view.instanceCommitted = far(INT64_MAX);
        huge.view.workingBuyNotional = huge.view.committedSinceAccount = far(INT64_MAX);
        huge.view.transfersToday = far(-extreme);
        huge.view.held = Quantity::fromNanos(extreme);
        huge.view.workingSell = huge.view.workingBuy = Quantity::fromNanos(INT64_MAX);
        huge.view.account->lastEquity = far(INT64_MAX);
        huge.view.account->nonMarginableBuyingPower = far(INT64_MIN + 1);
        for (const Side side : {Side::Buy, Side::Sell}) {
            huge.proposal.order.side = side;
            EXPECT_FALSE(huge.verdict().approved.has_value());
        }
    }
}

TEST(Gate, ACashAccountsExitsAreFreeOfWhatIsSettledAndAMarginAccountsEntriesToo)
{
    GateCase exit = goodExit();
    exit.view.settledCash = usd("-5000");
    EXPECT_TRUE(exit.verdict().approved);
    GateCase entry = goodEntry();
    entry.view.settledCash = Money{};
    EXPECT_FALSE(entry.verdict().approved);
    entry.view.account->multiplier = 2;
    EXPECT_TRUE(entry.verdict().approved);
}

TEST(Gate, IsAPureFunction)
{
    for (const GateCase& once : {goodEntry(), goodExit()}) {
        const Verdict first = once.verdict();
        const Verdict second = once.verdict();
        EXPECT_EQ(first.checks, second.checks);
        EXPECT_EQ(first.approved->ticket(), second.approved->ticket());
    }
}

} // namespace
} // namespace tapedeck
