#include "floor.h"

#include <gtest/gtest.h>

// Brackets, OCO, OTO, trailing stops, replacements, closing positions.
namespace tapedeck {
namespace {

/// A floor with a tight market and a bracket whose entry rests at 9.90.
struct Bracket : Floor
{
    Bracket()
    {
        quote("10.00", "500", "10.02", "500");
        trade("10.01", "100");
        entry = submit(bracket(buy("100").limit("9.90"), "11.00", "9.00"));
        target = exchange.legsOf(entry).at(0).id;
        stop = exchange.legsOf(entry).at(1).id;
    }
    /// The market comes down to the entry.
    void fillEntry() { quote("9.88", "500", "9.90", "500"); }
    [[nodiscard]] Quantity available() const { return exchange.position("ABC")->availableQuantity; }

    std::string entry;
    std::string target;
    std::string stop;
};

TEST(Groups, LegsOfABracketWaitForItsEntryAndHoldNothing)
{
    Bracket floor;
    EXPECT_EQ(floor.storyOf(floor.entry), "pending_new new");
    EXPECT_EQ(floor.storyOf(floor.target), "held");
    EXPECT_EQ(floor.storyOf(floor.stop), "held");
    const BrokerOrder& target = floor.order(floor.target);
    EXPECT_EQ(target.spec.side, Side::Sell);
    EXPECT_EQ(target.spec.type, OrderType::Limit);
    EXPECT_EQ(target.spec.limitPrice, px("11.00"));
    EXPECT_EQ(target.orderClass, OrderClass::Bracket);
    EXPECT_EQ(target.parentId, floor.entry);
    EXPECT_EQ(floor.order(floor.stop).spec.type, OrderType::Stop);
    EXPECT_EQ(floor.order(floor.stop).spec.stopPrice, px("9.00"));
    floor.quote("11.50", "500", "11.52", "500");
    floor.trade("11.51", "100");
    EXPECT_EQ(floor.statusOf(floor.target), "held") << "though the market is at its price";
}

TEST(Groups, AFilledEntryPutsBothLegsToWorkAndTheyHoldItsSharesOnce)
{
    Bracket floor;
    floor.fillEntry();
    EXPECT_EQ(floor.statusOf(floor.entry), "filled");
    EXPECT_EQ(floor.storyOf(floor.target), "held new");
    EXPECT_EQ(floor.storyOf(floor.stop), "held new");
    EXPECT_EQ(floor.available(), shares("0"));
}

TEST(Groups, ATargetThatFillsCancelsItsStop)
{
    Bracket floor;
    floor.fillEntry();
    floor.quote("11.00", "500", "11.02", "500");
    EXPECT_EQ(floor.fillsOf(floor.target), "100 @ 11");
    EXPECT_EQ(floor.storyOf(floor.stop), "held new canceled");
    EXPECT_FALSE(floor.exchange.position("ABC"));
}

TEST(Groups, AStopThatFillsCancelsItsTarget)
{
    Bracket floor;
    floor.fillEntry();
    floor.quote("8.98", "500", "9.02", "500");
    floor.trade("9.00", "100");
    EXPECT_EQ(floor.fillsOf(floor.stop), "100 @ 8.98");
    EXPECT_EQ(floor.storyOf(floor.target), "held new canceled");
}

TEST(Groups, APartThatOneFillsIsTakenOffTheOther)
{
    Bracket floor;
    floor.fillEntry();
    floor.quote("11.00", "30", "11.02", "500");
    EXPECT_EQ(floor.fillsOf(floor.target), "30 @ 11");
    EXPECT_EQ(floor.storyOf(floor.stop), "held new restated");
    EXPECT_EQ(floor.order(floor.stop).spec.quantity, shares("70"));
    EXPECT_EQ(floor.available(), shares("0"));
    floor.quote("8.98", "500", "9.02", "500");
    floor.trade("9.00", "100");
    EXPECT_EQ(floor.fillsOf(floor.stop), "70 @ 8.98");
    EXPECT_EQ(floor.statusOf(floor.target), "canceled");
    EXPECT_FALSE(floor.exchange.position("ABC"));
}

TEST(Groups, AnEntryThatIsCanceledTakesItsLegsWithIt)
{
    Bracket floor;
    ASSERT_TRUE(floor.exchange.cancel(floor.entry, floor.now, floor.updates));
    for (const std::string& id : {floor.entry, floor.target, floor.stop})
        EXPECT_EQ(floor.statusOf(id), "canceled");
    EXPECT_TRUE(floor.exchange.orders({}).empty());
}

TEST(Groups, CancellingOneLegCancelsTheOther)
{
    Bracket floor;
    floor.fillEntry();
    ASSERT_TRUE(floor.exchange.cancel(floor.target, floor.now, floor.updates));
    EXPECT_EQ(floor.statusOf(floor.stop), "canceled");
    EXPECT_EQ(floor.available(), shares("100"));
}

TEST(Groups, CancellingEverythingNamesEachOrderOnce)
{
    Bracket floor;
    const auto results = floor.exchange.cancelAll(floor.now, floor.updates);
    EXPECT_EQ(results.size(), 3U);
    EXPECT_EQ(floor.storyOf(floor.target), "held canceled");
}

TEST(Groups, LegsWorkOnlyForSharesThatAreFree)
{
    Bracket floor;
    floor.quote("9.88", "500", "9.90", "60");
    EXPECT_EQ(floor.statusOf(floor.entry), "partially_filled");
    floor.submit(oco("60", "12.00", "8.00"));
    floor.quote("9.88", "500", "9.90", "60");
    EXPECT_EQ(floor.statusOf(floor.entry), "filled");
    EXPECT_EQ(floor.order(floor.target).spec.quantity, shares("40"));
    EXPECT_EQ(floor.order(floor.stop).spec.quantity, shares("40"));
    EXPECT_EQ(floor.available(), shares("0"));
}

TEST(Groups, AnOcoSellsOnceWhateverComesFirst)
{
    for (const bool up : {true, false}) {
        Floor floor;
        floor.quote("10.00", "500", "10.02", "500");
        floor.trade("10.01", "100");
        floor.submit(buy("100"));
        const std::string target = floor.submit(oco("100", "11.00", "9.00"));
        const std::string stop = floor.exchange.legsOf(target).at(0).id;
        EXPECT_EQ(floor.statusOf(stop), "new");
        EXPECT_EQ(floor.exchange.position("ABC")->availableQuantity, shares("0"));
        floor.quote(up ? "11.00" : "8.98", "500", "11.02", "500");
        floor.trade(up ? "11.01" : "9.00", "100");
        EXPECT_EQ(floor.statusOf(target), up ? "filled" : "canceled");
        EXPECT_EQ(floor.statusOf(stop), up ? "canceled" : "filled");
        EXPECT_FALSE(floor.exchange.position("ABC"));
    }
}

TEST(Groups, AnOtoHasOneLeg)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    floor.trade("10.01", "100");
    Ticket ticket = buy("10");
    ticket.orderClass = OrderClass::Oto;
    ticket.stopLossStop = px("9.50");
    ticket.stopLossLimit = px("9.40");
    const std::string entry = floor.submit(ticket);
    const auto legs = floor.exchange.legsOf(entry);
    ASSERT_EQ(legs.size(), 1U);
    EXPECT_EQ(legs[0].spec.type, OrderType::StopLimit);
    EXPECT_EQ(legs[0].spec.limitPrice, px("9.40"));
    EXPECT_EQ(legs[0].status, OrderStatus::New) << "the entry filled at once";
}

TEST(Groups, WhatWaitsOverTheCloseEndsTogether)
{
    Bracket floor;
    floor.at("16:00:00");
    for (const std::string& id : {floor.entry, floor.target, floor.stop})
        EXPECT_NE(floor.statusOf(id).find("e"), std::string::npos);
    EXPECT_EQ(floor.statusOf(floor.entry), "expired");
    EXPECT_EQ(floor.statusOf(floor.target), "canceled");
    EXPECT_EQ(floor.statusOf(floor.stop), "canceled");
}

TEST(Trailing, ASellFollowsTheMarketUpAndNeverDown)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    floor.trade("10.01", "100");
    floor.submit(buy("10"));
    const std::string id = floor.submit(sell("10").trailing("0.50"));
    EXPECT_EQ(floor.order(id).highWaterMark, px("10.01"));
    EXPECT_EQ(floor.order(id).spec.stopPrice, px("9.51"));
    floor.quote("10.40", "500", "10.42", "500");
    floor.trade("10.41", "100");
    EXPECT_EQ(floor.order(id).spec.stopPrice, px("9.91"));
    floor.quote("10.00", "500", "10.02", "500");
    floor.trade("10.00", "100");
    EXPECT_EQ(floor.order(id).spec.stopPrice, px("9.91"));
    EXPECT_EQ(floor.statusOf(id), "new");
    floor.quote("9.89", "500", "9.92", "500");
    floor.trade("9.91", "100");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 9.89");
}

TEST(Trailing, ABuyFollowsDownByPercentOnATick)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    floor.trade("10.01", "100");
    Ticket ticket = buy("10");
    ticket.spec.type = OrderType::TrailingStop;
    ticket.spec.trailPercent = Ratio::parse("1.5").value();
    const std::string id = floor.submit(ticket);
    EXPECT_EQ(floor.order(id).spec.stopPrice, px("10.17")) << "10.16015, up to the cent";
    floor.quote("9.00", "500", "9.02", "500");
    floor.trade("9.01", "100");
    EXPECT_EQ(floor.order(id).spec.stopPrice, px("9.15"));
    floor.quote("9.14", "500", "9.16", "500");
    floor.trade("9.15", "100");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 9.16");
}

TEST(Replace, AnotherOrderStandsInItsPlace)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    const std::string old = floor.submit(buy("100").limit("9.00"));
    ReplaceRequest request;
    request.quantity = shares("60");
    request.limitPrice = px("9.10");
    request.clientOrderId = "second";
    const auto answer = floor.exchange.replace(old, request, floor.now, floor.updates);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->replaces, old);
    EXPECT_EQ(answer->clientOrderId, "second");
    EXPECT_EQ(answer->spec.quantity, shares("60"));
    EXPECT_EQ(answer->spec.limitPrice, px("9.10"));
    EXPECT_EQ(floor.order(old).replacedBy, answer->id);
    EXPECT_EQ(floor.storyOf(old), "pending_new new replaced");
    EXPECT_EQ(floor.storyOf(answer->id), "new");
    ASSERT_EQ(floor.exchange.orders({}).size(), 1U);
    EXPECT_EQ(floor.exchange.orders({})[0].id, answer->id);
    floor.quote("9.08", "500", "9.10", "500");
    EXPECT_EQ(floor.fillsOf(answer->id), "60 @ 9.1");
}

TEST(Replace, OfAPartlyFilledOrderStandsForTheRest)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "40");
    const std::string old = floor.submit(buy("100").limit("10.02"));
    ReplaceRequest request;
    request.quantity = shares("40");
    EXPECT_FALSE(floor.exchange.replace(old, request, floor.now, floor.updates));
    request.quantity = shares("70");
    const auto answer = floor.exchange.replace(old, request, floor.now, floor.updates);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->spec.quantity, shares("30"));
    floor.quote("10.00", "500", "10.02", "500");
    EXPECT_EQ(floor.exchange.position("ABC")->quantity, shares("70"));
}

TEST(Replace, ARefusalChangesNothing)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    const std::string old = floor.submit(buy("100").limit("9.00"));
    const auto before = floor.exchange.saveState();
    const auto refused = [&](const ReplaceRequest& request) {
        const auto answer = floor.exchange.replace(old, request, floor.now, floor.updates);
        return answer ? std::string{"accepted"} : answer.error().error.message;
    };
    ReplaceRequest request;
    request.limitPrice = px("9.001");
    EXPECT_NE(refused(request).find("sub-penny"), std::string::npos);
    request = {};
    request.quantity = shares("100000");
    EXPECT_EQ(refused(request), "insufficient buying power");
    request = {};
    request.quantity = shares("1.5");
    EXPECT_EQ(refused(request), "fractional qty cannot be replaced");
    request = {};
    request.stopPrice = px("11");
    EXPECT_EQ(refused(request), "limit orders require no stop price");
    request = {};
    request.clientOrderId = floor.order(old).clientOrderId;
    EXPECT_EQ(refused(request), "client_order_id must be unique");
    EXPECT_EQ(floor.exchange.saveState(), before);
    ASSERT_TRUE(floor.exchange.cancel(old, floor.now, floor.updates));
    EXPECT_EQ(refused({}), "order is already in \"canceled\" state");
    EXPECT_FALSE(floor.exchange.replace("nonsense", {}, floor.now, floor.updates));
}

TEST(Replace, WaitsUntilTheOrderIsRouted)
{
    Floor floor{floorConfig(), "08:00:00"};
    floor.quote("10.00", "500", "10.02", "500");
    const std::string old = floor.submit(buy("100").limit("9.00"));
    const auto answer = floor.exchange.replace(old, {}, floor.now, floor.updates);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error.message, "cannot replace order in accepted status");
}

TEST(Replace, ALegKeepsItsPlaceInItsGroup)
{
    Bracket floor;
    ReplaceRequest request;
    request.limitPrice = px("12.00");
    const auto waiting = floor.exchange.replace(floor.target, request, floor.now, floor.updates);
    ASSERT_TRUE(waiting);
    EXPECT_EQ(waiting->status, OrderStatus::Held);
    floor.fillEntry();
    request.limitPrice = px("11.50");
    const auto working = floor.exchange.replace(waiting->id, request, floor.now, floor.updates);
    ASSERT_TRUE(working);
    EXPECT_EQ(floor.available(), shares("0"));
    floor.quote("11.50", "500", "11.52", "500");
    EXPECT_EQ(floor.statusOf(working->id), "filled");
    EXPECT_EQ(floor.statusOf(floor.stop), "canceled");
}

TEST(Close, SellsAtTheMarketByQuantityPercentAndWhole)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    floor.submit(buy("100"));
    CloseRequest part;
    part.quantity = shares("10");
    ASSERT_TRUE(floor.exchange.closePosition("ABC", part, floor.now, floor.updates));
    EXPECT_EQ(floor.exchange.position("ABC")->quantity, shares("90"));
    part = {};
    part.percentage = Ratio::fromWhole(50);
    ASSERT_TRUE(floor.exchange.closePosition("ABC", part, floor.now, floor.updates));
    EXPECT_EQ(floor.exchange.position("ABC")->quantity, shares("45"));
    const std::string stop = floor.submit(sell("45").stop("9.00"));
    const auto blocked = floor.exchange.closePosition("ABC", {}, floor.now, floor.updates);
    ASSERT_FALSE(blocked);
    EXPECT_EQ(blocked.error().error.httpStatus, 403);
    const auto results = floor.exchange.closeAll(true, floor.now, floor.updates);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(results[0].answer);
    EXPECT_EQ(floor.statusOf(stop), "canceled");
    EXPECT_FALSE(floor.exchange.position("ABC"));
    const auto none = floor.exchange.closePosition("ABC", {}, floor.now, floor.updates);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().error.message, "position does not exist");
}

TEST(Auctions, AnOpeningOrderTakesTheFirstQuoteOrNothing)
{
    Floor floor{floorConfig(), "09:00:00"};
    floor.quote("10.00", "500", "10.02", "500");
    const std::string filled = floor.submit(buy("10").tif(TimeInForce::Opg));
    const std::string missed = floor.submit(buy("10").limit("9.00").tif(TimeInForce::Opg));
    EXPECT_EQ(floor.statusOf(filled), "accepted");
    floor.at("09:30:00");
    floor.quote("10.10", "500", "10.12", "500");
    EXPECT_EQ(floor.fillsOf(filled), "10 @ 10.12");
    EXPECT_EQ(floor.storyOf(missed), "accepted new canceled");
}

TEST(Auctions, AClosingOrderTakesTheLastQuoteBeforeTheClose)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    const std::string id = floor.submit(buy("10").tif(TimeInForce::Cls));
    EXPECT_EQ(floor.statusOf(id), "accepted");
    floor.at("15:59:59");
    floor.quote("10.20", "500", "10.22", "500");
    EXPECT_EQ(floor.statusOf(id), "accepted");
    floor.at("16:00:00");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 10.22");
}

TEST(Configuration, SuspendedTradeRefusesNewOrdersOnly)
{
    Floor floor;
    floor.quote("10.00", "500", "10.02", "500");
    const std::string open = floor.submit(buy("10").limit("9.00"));
    AccountConfiguration configuration;
    configuration.suspendTrade = true;
    floor.exchange.configure(configuration);
    EXPECT_TRUE(floor.exchange.account().suspendedByUser);
    EXPECT_EQ(floor.refusal(buy("1")), "403 40310000 new orders are rejected by user request");
    EXPECT_TRUE(floor.exchange.cancel(open, floor.now, floor.updates));
    floor.exchange.configure({});
    EXPECT_EQ(floor.statusOf(floor.submit(buy("1"))), "filled");
}

} // namespace
} // namespace tapedeck
