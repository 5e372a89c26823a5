#include "floor.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(ExchangeState, ARestoredExchangeHasTheSameState)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    floor.submit(buy("150"));
    const auto saved = floor.exchange.saveState();
    const auto restored = Exchange::restore(floorConfig(), floor.symbols, saved);
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->saveState(), saved);
    EXPECT_EQ(restored->account(), floor.exchange.account());
    EXPECT_EQ(restored->orders({}), floor.exchange.orders({}));
    EXPECT_FALSE(restored->hasChanges());
}

TEST(ExchangeState, QuotesAndPrintsAloneAskForNothingDurable)
{
    Floor floor;
    EXPECT_TRUE(floor.exchange.hasChanges()) << "a new account";
    static_cast<void>(floor.exchange.takeChanges());
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    EXPECT_FALSE(floor.exchange.hasChanges());
    const auto changes = floor.exchange.takeChanges();
    ASSERT_EQ(changes.books.size(), 1U);
    EXPECT_EQ(changes.books[0].last, px("10.01"));
    EXPECT_TRUE(changes.orders.empty() && changes.fills.empty());
    floor.submit(buy("1"));
    EXPECT_TRUE(floor.exchange.hasChanges());
}

TEST(ExchangeState, ChangesHoldWhatChangedAndNotTheRest)
{
    Floor floor;
    floor.submit(buy("1").limit("1.00"));
    static_cast<void>(floor.exchange.takeChanges());
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("1"));
    const auto changes = floor.exchange.takeChanges();
    ASSERT_EQ(changes.orders.size(), 1U);
    EXPECT_EQ(changes.orders[0].order.id, id);
    ASSERT_EQ(changes.fills.size(), 1U);
    EXPECT_EQ(changes.account.cash, usd("99989.98"));
    EXPECT_TRUE(floor.exchange.takeChanges().orders.empty());
}

TEST(ExchangeState, AnotherAccountsOrALesserListsStateIsRefused)
{
    Floor floor;
    floor.submit(buy("1", "XYZ").limit("1.00"));
    const auto saved = floor.exchange.saveState();
    auto other = floorConfig();
    other.seed = "another";
    EXPECT_EQ(Exchange::restore(other, floor.symbols, saved).error().code, ErrorCode::Conflict);
    auto fewer = floorConfig();
    fewer.assets.pop_back();
    EXPECT_EQ(Exchange::restore(fewer, floor.symbols, saved).error().code, ErrorCode::NotFound);
}

TEST(ExchangeState, DamagedBytesAreRefusedOrHarmless)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.trade("10.01", "1");
    floor.submit(buy("50"));
    floor.submit(sell("20").stop("9.00"));
    floor.submit(sell("20").limit("12.00"));
    floor.submit(buyFor("20", "XYZ").limit("3.00"));
    const auto saved = floor.exchange.saveState();
    for (std::size_t i = 0; i < saved.size(); ++i) {
        EXPECT_FALSE(Exchange::restore(floorConfig(), floor.symbols, saved.substr(0, i)));
        for (const int flip : {0x01, 0x80, 0xFF}) {
            auto bytes = saved;
            bytes[i] = static_cast<char>(bytes[i] ^ flip);
            auto restored = Exchange::restore(floorConfig(), floor.symbols, bytes);
            if (!restored)
                continue;
            std::vector<OrderUpdate> updates;
            static_cast<void>(restored->submit(buy("1"), floor.now, updates));
            static_cast<void>(restored->positions());
            restored->cancelAll(floor.now, updates);
        }
    }
}

TEST(ExchangeState, AJournalOfChangesReadsBackAsTheWhole)
{
    Floor floor;
    ExchangeState journal;
    const auto note = [&] {
        applyChanges(journal, floor.exchange.takeChanges());
        EXPECT_EQ(journal, floor.exchange.state());
    };
    note();
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("150"));
    note();
    floor.quote("10.00", "100", "10.02", "10");
    note();
    ASSERT_TRUE(floor.exchange.cancel(id, floor.now, floor.updates));
    floor.submit(sell("60").limit("11.00").gtc());
    note();
    floor.at("23:00:00");
    note();
}

TEST(ExchangeState, AnAssetListedLaterTradesFromThenOn)
{
    Floor floor;
    floor.quote("5.00", "100", "5.02", "100", "LATE");
    EXPECT_EQ(floor.refusal(buy("1", "LATE")), "422 42210000 asset \"LATE\" not found");
    ASSERT_TRUE(floor.exchange.addAsset(stock("LATE")));
    EXPECT_FALSE(floor.exchange.addAsset(stock("LATE")));
    floor.quote("5.00", "100", "5.02", "100", "LATE");
    EXPECT_EQ(floor.fillsOf(floor.submit(buy("1", "LATE"))), "1 @ 5.02");
    ASSERT_NE(floor.exchange.asset("LATE"), nullptr);
    EXPECT_EQ(floor.exchange.asset(floor.exchange.asset("LATE")->id)->symbol, "LATE");
}

} // namespace
} // namespace tapedeck
