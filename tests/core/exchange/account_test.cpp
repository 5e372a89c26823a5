#include "floor.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(ExchangeAccount, StartsWithItsCash)
{
    Floor floor;
    const Account account = floor.exchange.account();
    EXPECT_EQ(account.status, "ACTIVE");
    EXPECT_EQ(account.cash, usd("100000"));
    EXPECT_EQ(account.equity, usd("100000"));
    EXPECT_EQ(account.lastEquity, usd("100000"));
    EXPECT_EQ(account.buyingPower, usd("100000"));
    EXPECT_EQ(account.nonMarginableBuyingPower, usd("100000"));
}

TEST(ExchangeAccount, FillsMoveCashAndThePositionIsWorthItsLastPrint)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("100"));
    floor.trade("10.01", "100");
    const Account account = floor.exchange.account();
    EXPECT_EQ(account.cash, usd("98998"));
    EXPECT_EQ(account.longMarketValue, usd("1001"));
    EXPECT_EQ(account.equity, usd("99999"));
    EXPECT_EQ(account.buyingPower, usd("98998"));
    const auto position = floor.exchange.position("ABC");
    ASSERT_TRUE(position);
    EXPECT_EQ(position->quantity, shares("100"));
    EXPECT_EQ(position->averageEntryPrice, px("10.02"));
    EXPECT_EQ(position->costBasis, usd("1002"));
    EXPECT_EQ(position->currentPrice, px("10.01"));
}

TEST(ExchangeAccount, OpenBuysReduceBuyingPowerUntilTheyEnd)
{
    Floor floor;
    const auto first = floor.submit(buy("100").limit("10.00"));
    floor.submit(buyFor("500").limit("10.00"));
    floor.trade("8.00", "1", " ", "XYZ");
    floor.submit(buy("10", "XYZ"));
    floor.submit(buy("10", "XYZ").stop("9.00")); // may pay up to 9.36
    const Account account = floor.exchange.account();
    EXPECT_EQ(account.buyingPower, usd("98326.4"));
    EXPECT_EQ(account.nonMarginableBuyingPower, usd("98326.4"));
    EXPECT_EQ(account.cash, usd("100000"));
    ASSERT_TRUE(floor.exchange.cancel(first, floor.now, floor.updates));
    EXPECT_EQ(floor.exchange.account().buyingPower, usd("99326.4"));
}

TEST(ExchangeAccount, MarginMultipliesEquity)
{
    auto config = floorConfig();
    config.marginMultiplier = 2;
    Floor floor{config};
    floor.quote("10.00", "100", "10.00", "100");
    floor.quote("9.98", "100", "10.00", "100");
    floor.submit(buy("100"));
    floor.trade("10.00", "1");
    EXPECT_EQ(floor.exchange.account().buyingPower, usd("199000"));
    EXPECT_EQ(floor.refusal(buy("19901").limit("10.00")), "403 40310000 insufficient buying power");
    floor.submit(buy("19900").limit("10.00"));
    EXPECT_EQ(floor.exchange.account().buyingPower, usd("0"));
    EXPECT_EQ(floor.exchange.account().nonMarginableBuyingPower, usd("0"));
}

TEST(ExchangeAccount, TheAverageEntryIsExactCostOverQuantityAndSalesKeepIt)
{
    Floor floor;
    floor.quote("1.00", "100", "1.01", "1");
    floor.submit(buy("1"));
    floor.quote("1.00", "100", "1.02", "2");
    floor.submit(buy("2"));
    EXPECT_EQ(floor.exchange.position("ABC")->averageEntryPrice, px("1.016666667"));
    floor.submit(sell("1"));
    EXPECT_EQ(floor.exchange.position("ABC")->averageEntryPrice, px("1.016666667"));
    EXPECT_EQ(floor.exchange.position("ABC")->costBasis, usd("2.033333333"));
    floor.submit(sell("2"));
    EXPECT_FALSE(floor.exchange.position("ABC"));
    floor.quote("1.00", "100", "1.01", "1");
    floor.submit(buy("1"));
    EXPECT_EQ(floor.exchange.position("ABC")->costBasis, usd("1.01")) << "no dust from before";
}

TEST(ExchangeAccount, AnUnknownPositionIsAlpacasNotFound)
{
    Floor floor;
    const auto position = floor.exchange.position("ABC");
    ASSERT_FALSE(position);
    EXPECT_EQ(position.error().error, (BrokerError{404, 40410000, "position does not exist"}));
}

TEST(ExchangeAccount, LastEquityIsTheEquityAtTheCloseFromTheEndOfTheDay)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("100"));
    floor.trade("11.00", "100");
    floor.at("16:00:00");
    floor.trade("12.00", "100", "T");
    EXPECT_EQ(floor.exchange.account().lastEquity, usd("100000"));
    EXPECT_EQ(floor.exchange.previousClose("ABC"), std::nullopt);
    floor.at("20:00:00");
    EXPECT_EQ(floor.exchange.account().lastEquity, usd("100098"));
    EXPECT_EQ(floor.exchange.account().equity, usd("100198"));
    EXPECT_EQ(floor.exchange.previousClose("ABC"), px("11"));
}

TEST(ExchangeAccount, SeededPositionsWereBoughtBeforeAndAreOnRecord)
{
    auto config = floorConfig();
    config.assets[0].previousClose = px("10.50");
    const Timestamp yesterday = onThursday("15:00:00") - std::chrono::hours{24};
    config.positions = {{"ABC", shares("100"), px("10"), yesterday},
                        {"XYZ", shares("50"), px("20"), yesterday}};
    Floor floor{config, "09:25:00"};
    const Account account = floor.exchange.account();
    EXPECT_EQ(account.cash, usd("98000"));
    EXPECT_EQ(account.equity, usd("100050"));
    EXPECT_EQ(account.lastEquity, usd("100050"));
    EXPECT_EQ(floor.exchange.positions().size(), 2U);
    EXPECT_EQ(floor.exchange.position("XYZ")->currentPrice, px("20"));
    const auto fills = floor.exchange.fills({});
    ASSERT_EQ(fills.size(), 2U);
    EXPECT_EQ(fills[1].id.substr(0, 19), "20131009150000000::");
    EXPECT_EQ(floor.order(fills[0].execution.orderId).status, OrderStatus::Filled);
    EXPECT_TRUE(floor.exchange.orders({}).empty());
    EXPECT_TRUE(floor.exchange.hasChanges());
}

TEST(ExchangeAccount, ImpossibleConfigurationsAreRefused)
{
    const Symbols symbols;
    auto twice = floorConfig();
    twice.assets.push_back(stock("ABC"));
    EXPECT_EQ(Exchange::create(twice, symbols).error().code, ErrorCode::Conflict);
    auto dear = floorConfig();
    dear.positions = {{"ABC", shares("100"), px("10000"), onThursday("01:00:00")}};
    EXPECT_EQ(Exchange::create(dear, symbols).error().code, ErrorCode::OutOfRange);
    dear.positions[0].symbol = "NOPE";
    EXPECT_EQ(Exchange::create(dear, symbols).error().code, ErrorCode::NotFound);
    auto lavish = floorConfig();
    lavish.marginMultiplier = 3;
    EXPECT_EQ(Exchange::create(lavish, symbols).error().code, ErrorCode::OutOfRange);
}

TEST(ExchangeAccount, FillsAreListedByPageWithIdsOfTheirOwn)
{
    Floor floor;
    for (int i = 0; i < 5; ++i) {
        floor.at(floor.now + std::chrono::milliseconds{1});
        floor.quote("10.00", "100", "10.02", "7");
        floor.submit(buy("7"));
    }
    FillQuery query;
    query.pageSize = 2;
    std::vector<FillActivity> all;
    for (;;) {
        const auto page = floor.exchange.fills(query);
        all.insert(all.end(), page.begin(), page.end());
        if (page.size() < query.pageSize)
            break;
        query.pageToken = page.back().id;
    }
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[0].number, 4U) << "newest first";
    EXPECT_EQ(all[0].id.substr(0, 19), "20131010100000005::");
    EXPECT_NE(all[0].id.substr(19), all[0].execution.id);
    query = {};
    query.after = all[3].execution.at;
    query.until = all[0].execution.at;
    query.ascending = true;
    ASSERT_EQ(floor.exchange.fills(query).size(), 2U);
    EXPECT_EQ(floor.exchange.fills(query)[0], all[2]);
}

TEST(ExchangeAccount, MoneyBeyondOurNumbersStopsFillsAndNothingElse)
{
    auto config = floorConfig();
    config.initialCash = usd("1000000000");
    config.marginMultiplier = 4;
    Floor floor{config};
    floor.quote("0.98", "1", "1.00", "1000000000");
    floor.submit(buy("1000000000"));
    floor.quote("9999999.00", "1000000000", "9999999.01", "1000000000");
    floor.trade("9999999.00", "1");
    const auto id = floor.submit(sell("1000000000").limit("1.00"));
    EXPECT_EQ(floor.storyOf(id), "pending_new new");
    EXPECT_EQ(floor.exchange.account().equity, Money::fromNanos(INT64_MAX));
    EXPECT_EQ(floor.exchange.position("ABC")->quantity, shares("1000000000"));
}

TEST(ExchangeAccount, TransfersMoveCashAndAreListedWithTheirTime)
{
    Floor floor;
    const auto in = floor.exchange.transfer(usd("500.25"), floor.now, floor.updates);
    ASSERT_TRUE(in) << in.error().what;
    EXPECT_EQ(in->madeAt, floor.now);
    const auto out = floor.exchange.transfer(usd("-100500.25"), floor.now, floor.updates);
    ASSERT_TRUE(out) << out.error().what;
    EXPECT_EQ(floor.exchange.account().cash, Money{});
    EXPECT_EQ(floor.exchange.account().lastEquity, usd("100000"));
    FillQuery query;
    EXPECT_EQ(floor.exchange.transfers(query), (std::vector<CashTransfer>{*out, *in}));
    query.ascending = true;
    query.pageToken = in->id;
    EXPECT_EQ(floor.exchange.transfers(query), (std::vector<CashTransfer>{*out}));
    query.pageToken.clear();
    query.after = floor.now;
    EXPECT_TRUE(floor.exchange.transfers(query).empty());
}

TEST(ExchangeAccount, NoMoreGoesOutThanIsFree)
{
    Floor floor;
    floor.submit(buy("100").limit("10.00"));
    for (const char* amount : {"0", "-99000.01", "9200000000"})
        EXPECT_FALSE(floor.exchange.transfer(usd(amount), floor.now, floor.updates)) << amount;
    EXPECT_TRUE(floor.exchange.transfers({}).empty());
    EXPECT_TRUE(floor.exchange.transfer(usd("-99000"), floor.now, floor.updates));
}

TEST(ExchangeAccount, TransfersAreSavedWholeAndAsChanges)
{
    Floor floor;
    ExchangeState known = floor.exchange.state();
    (void)floor.exchange.takeChanges();
    EXPECT_FALSE(floor.exchange.hasChanges());
    ASSERT_TRUE(floor.exchange.transfer(usd("7"), floor.now, floor.updates));
    EXPECT_TRUE(floor.exchange.hasChanges());
    applyChanges(known, floor.exchange.takeChanges());
    EXPECT_TRUE(floor.exchange.takeChanges().transfers.empty());
    EXPECT_EQ(known.transfers, floor.exchange.state().transfers);
    Symbols symbols;
    const auto again = Exchange::restore(floorConfig(), symbols, known);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(again->transfers({}), floor.exchange.transfers({}));
    EXPECT_EQ(again->account().cash, usd("100007"));
}

} // namespace
} // namespace tapedeck
