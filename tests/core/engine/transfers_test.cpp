#include "engine/cash_transfers.h"
#include "engine_rig.h"

#include <gtest/gtest.h>

#include <random>

// Cash that comes in or goes out is neither profit nor loss.
namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// Thursday, 2013-10-10; the close before was on Wednesday at 16:00 in New York, 20:00 UTC.
CashTransfer moved(std::string_view amount, std::string_view at, std::string id = "")
{
    static int count = 0;
    CashTransfer transfer;
    transfer.id = id.empty() ? "t" + std::to_string(++count) : std::move(id);
    transfer.date = parseDate(at.substr(0, 10)).value();
    if (at.size() > 10)
        transfer.madeAt = parseTimestamp(at).value();
    transfer.amount = usd(amount);
    return transfer;
}

Money sumOn(std::string_view day,
            const std::vector<CashTransfer>& rows,
            Timestamp openedAt = Timestamp{})
{
    CashTransfers transfers;
    transfers.set(rows);
    return transfers.on(parseDate(day).value(), MarketCalendar{}, openedAt);
}

TEST(CashTransfers, CountForTheDayWhoseEquityIsHeldAgainstTheCloseBeforeThem)
{
    const std::vector<CashTransfer> rows{moved("1", "2013-10-09T19:59:59Z"),
                                         moved("20", "2013-10-09T20:00:00Z"),
                                         moved("300", "2013-10-10T14:00:00Z"),
                                         moved("-4000", "2013-10-10T20:30:00Z")};
    EXPECT_EQ(sumOn("2013-10-09", rows), usd("-3679"));
    EXPECT_EQ(sumOn("2013-10-10", rows), usd("-3680"));
    EXPECT_EQ(sumOn("2013-10-11", rows), usd("-4000"));
    EXPECT_EQ(sumOn("2013-10-14", rows), Money{});
}

TEST(CashTransfers, OfAWeekendOrAHalfDaysAfternoonCountForTheNextTradingDay)
{
    // The Friday after Thanksgiving closes at 13:00, 18:00 UTC.
    const std::vector<CashTransfer> rows{moved("1", "2013-11-29T17:59:00Z"),
                                         moved("20", "2013-11-29T18:00:00Z"),
                                         moved("300", "2013-11-30T15:00:00Z"),
                                         moved("4000", "2013-12-01")};
    EXPECT_EQ(sumOn("2013-12-02", rows), usd("4320"));
    EXPECT_EQ(sumOn("2013-12-03", rows), Money{});
}

TEST(CashTransfers, WithoutATimeADepositOnTheDayOfTheCloseCountsAndAWithdrawalDoesNot)
{
    EXPECT_EQ(sumOn("2013-10-10", {moved("500", "2013-10-09"), moved("-700", "2013-10-09")}),
              usd("500"));
    EXPECT_EQ(sumOn("2013-10-10", {moved("500", "2013-10-10"), moved("-700", "2013-10-10")}),
              usd("-200"));
    EXPECT_EQ(sumOn("2013-10-10", {moved("500", "2013-10-08")}), Money{});
}

TEST(CashTransfers, CountOnceEach)
{
    const CashTransfer deposit = moved("500", "2013-10-10T14:00:00Z");
    EXPECT_EQ(sumOn("2013-10-10", {deposit, moved("1", "2013-10-10T14:00:00Z"), deposit}),
              usd("501"));
}

TEST(CashTransfers, WhatAnAccountIsOpenedWithIsInItsLastEquity)
{
    // The times of the paper account in alpaca.md's samples.
    const Timestamp opened = parseTimestamp("2026-07-22T00:40:26.776619Z").value();
    const CashTransfer first = moved("100000", "2026-07-22T00:44:58.928215Z");
    const CashTransfer second = moved("500", "2026-07-22T00:50:00Z");
    EXPECT_EQ(sumOn("2026-07-22", {second, first}, opened), usd("500"));
    EXPECT_EQ(sumOn("2026-07-22", {second, first}), usd("100500"));
    const CashTransfer later = moved("100000", "2026-07-22T15:00:00Z");
    EXPECT_EQ(sumOn("2026-07-22", {later}, opened), usd("100000"));
}

TEST(CashTransfers, ArePinnedWhereTheyDoNotFit)
{
    const auto huge = [](std::int64_t nanos) {
        CashTransfer transfer = moved("0", "2013-10-10T14:00:00Z");
        transfer.amount = Money::fromNanos(nanos);
        return transfer;
    };
    EXPECT_EQ(sumOn("2013-10-10", {huge(INT64_MAX), huge(INT64_MAX)}), Money::fromNanos(INT64_MAX));
    EXPECT_EQ(sumOn("2013-10-10", {huge(INT64_MIN), huge(INT64_MIN)}),
              Money::fromNanos(-INT64_MAX));
}

class TransfersTest : public testing::Test
{
protected:
    /// The broker moves cash and lists it.
    void move(std::string_view amount)
    {
        lose(Money{} - usd(amount));
        list(amount);
    }
    void list(std::string_view amount)
    {
        CashTransfer transfer = moved(amount, "2013-10-10");
        transfer.madeAt = rig.now;
        rig.transfers->push_back(transfer);
    }
    void lose(Money loss) { rig.account.cash -= loss; }
    /// Whether an entry passes now; the rows of its verdict are kept.
    bool enters()
    {
        rig.forget();
        rig.pass(6s);
        rig.market("ABC", "100");
        for (const AuditEntry* row : rig.audits(AuditKind::Denied)) {
            dayLoss = row->checks.at(static_cast<std::size_t>(Limit::DayLoss));
            for (const LimitCheck& check : row->checks) {
                EXPECT_TRUE(check.result != LimitResult::Denied || check.limit == Limit::DayLoss)
                    << toString(check.limit);
            }
        }
        return !rig.submits().empty();
    }
    void tell()
    {
        rig.forget();
        rig.truth();
        asked = rig.now;
    }
    /// After which time the broker is asked again of our own accord.
    Nanoseconds asksAgainAfter()
    {
        rig.forget();
        for (int i = 0; i < 300 && rig.all<output::Reconcile>().empty(); ++i)
            rig.pass(100ms);
        return rig.all<output::Reconcile>().empty() ? Nanoseconds{0} : rig.now - asked;
    }

    EngineRig rig; // automatic rules: the bound is five percent
    LimitCheck dayLoss;
    Timestamp asked;
};

TEST_F(TransfersTest, ADepositHidesNoLoss)
{
    rig.start();
    lose(usd("5000"));
    move("20000");
    tell();
    const AccountView view = rig.look().account;
    EXPECT_EQ(view.equity, usd("115000"));
    EXPECT_EQ(view.transfersToday, usd("20000"));
    EXPECT_EQ(view.dayProfit, usd("-5000"));
    EXPECT_EQ(view.dayReturn, Ratio::parse("-0.05").value());
    EXPECT_FALSE(enters());
    EXPECT_EQ(dayLoss.value, 50'000'000);
}

TEST_F(TransfersTest, AWithdrawalIsNoLoss)
{
    rig.start();
    move("-20000");
    lose(usd("4999.99"));
    tell();
    EXPECT_EQ(rig.look().account.dayProfit, usd("-4999.99"));
    EXPECT_TRUE(enters());
}

TEST_F(TransfersTest, WhereTheBrokerDoesNotNameThemNothingIsEntered)
{
    rig.transfers.reset();
    rig.start();
    EXPECT_FALSE(enters());
    EXPECT_EQ(dayLoss.value, INT64_MAX);
    rig.transfers.emplace();
    tell();
    EXPECT_TRUE(enters());
}

TEST_F(TransfersTest, TheBrokerIsAskedAgainForThemAndTheRecordSaysOnceThatItIsSilent)
{
    rig.start();
    rig.forget();
    const auto silent = [&] {
        rig.send(input::BrokerTruth{rig.account, {}, {}, {}, {}, "transfers: no answer"});
        asked = rig.now;
    };
    silent();
    silent();
    ASSERT_EQ(rig.audits(AuditKind::FeedChanged).size(), 1U);
    EXPECT_EQ(rig.audits(AuditKind::FeedChanged)[0]->detail, "transfers: no answer");
    EXPECT_EQ(asksAgainAfter(), 15s);
    tell();
    silent();
    EXPECT_EQ(rig.audits(AuditKind::FeedChanged).size(), 1U);
}

TEST_F(TransfersTest, CashThatMovedAndIsNotNamedIsLookedAtAgain)
{
    rig.start();
    lose(usd("-500")); // the row of it follows
    tell();
    EXPECT_EQ(rig.look().account.dayProfit, usd("500"));
    EXPECT_EQ(asksAgainAfter(), 2s);
    list("500");
    tell();
    EXPECT_EQ(rig.look().account.dayProfit, Money{});
    EXPECT_EQ(asksAgainAfter(), 2s);
    tell();
    EXPECT_EQ(asksAgainAfter(), 0s);
    move("70");
    tell();
    EXPECT_EQ(asksAgainAfter(), 0s);
}

TEST_F(TransfersTest, AreAskedForSinceTheCloseBefore)
{
    rig.start();
    const auto since = [&] { return rig.all<output::Reconcile>().at(0)->transfersAfter; };
    EXPECT_EQ(since(), parseTimestamp("2013-10-09T20:00:00Z").value());
    rig.forget();
    rig.now = parseTimestamp("2013-10-14T14:00:00Z").value(); // over a weekend
    rig.send(input::CheckDue{});
    EXPECT_EQ(since(), parseTimestamp("2013-10-11T20:00:00Z").value());
}

TEST_F(TransfersTest, OutliveARestartAndEndWithTheirDay)
{
    rig.start();
    lose(usd("5000"));
    move("20000");
    tell();
    EngineRig next;
    next.shareBroker(rig);
    next.now = rig.now;
    next.transfers.reset(); // the broker is silent just now
    next.startFrom(rig.saved);
    EXPECT_EQ(next.look().account.transfersToday, usd("20000"));
    EXPECT_EQ(next.look().account.dayProfit, usd("-5000"));
    next.pass(6s);
    next.market("ABC", "100");
    EXPECT_TRUE(next.submits().empty());
    next.pass(12h); // 22:00 in New York
    EXPECT_EQ(next.look().account.transfersToday, Money{});
}

/// The same figures, summed by hand.
TEST(TransfersProperty, TheStopFiresExactlyWhenEquityWithoutTransfersIsBelowTheBound)
{
    int stopped = 0;
    int entered = 0;
    for (std::uint64_t seed = 1; seed <= 400 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random{seed};
        const auto below = [&](std::int64_t bound) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
        };
        EngineRig rig;
        rig.start();
        Int128 result = 0;
        for (std::int64_t i = below(6); i >= 0; --i) {
            rig.pass(Nanoseconds{below(60'000'000'000)});
            const Money cents = Money::fromNanos((below(600'000) - 300'000) * 10'000'000);
            switch (below(3)) {
            case 0: { // a fee, or interest
                result += cents.nanos();
                break;
            }
            case 1: { // to the cent around the bound
                const Int128 to =
                    Int128{-5'000} * kNanosPerUnit + Int128{below(3) - 1} * 10'000'000;
                rig.account.cash +=
                    Money::fromNanos(static_cast<std::int64_t>(to - result)) - cents;
                result = to;
                break;
            }
            default: {
                CashTransfer transfer = moved("0", "2013-10-10");
                transfer.madeAt = rig.now;
                transfer.amount = cents;
                rig.transfers->push_back(transfer);
                if (below(4) == 0)
                    rig.transfers->push_back(transfer);
                break;
            }
            }
            rig.account.cash += cents;
            rig.truth();
        }
        EXPECT_EQ(Int128{rig.look().account.dayProfit.nanos()}, result);
        rig.market("ABC", "100");
        const bool stops = result <= Int128{-5'000} * kNanosPerUnit;
        EXPECT_EQ(rig.submits().empty(), stops);
        ++(stops ? stopped : entered);
    }
    EXPECT_GT(stopped, 50);
    EXPECT_GT(entered, 50);
}

} // namespace
} // namespace tapedeck
