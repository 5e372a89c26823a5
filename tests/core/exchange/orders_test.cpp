#include "floor.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace tapedeck {
namespace {

TEST(Orders, TheAnswerIsPendingNewAndTheRestIsTold)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    const auto answer = floor.exchange.submit(buy("10").client("mine"), floor.now, floor.updates);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, OrderStatus::PendingNew);
    EXPECT_EQ(answer->clientOrderId, "mine");
    EXPECT_EQ(floor.storyOf(answer->id), "pending_new new fill");
    EXPECT_EQ(floor.exchange.orderByClientId("mine")->status, OrderStatus::Filled);
}

TEST(Orders, IdsLookLikeUuidsAndNeverRepeat)
{
    Floor floor;
    std::set<std::string> ids;
    for (int i = 0; i < 200; ++i) {
        const BrokerOrder& order = floor.order(floor.submit(buy("1").limit("1.00")));
        for (const std::string& id : {order.id, order.clientOrderId}) {
            EXPECT_EQ(id.size(), 36U);
            EXPECT_EQ(id[8], '-');
            EXPECT_EQ(id[14], '4');
            EXPECT_TRUE(ids.insert(id).second);
        }
    }
}

TEST(Orders, AClientOrderIdIsUniqueForEver)
{
    Floor floor;
    const auto id = floor.submit(buy("1").limit("1.00").client("once"));
    ASSERT_TRUE(floor.exchange.cancel(id, floor.now, floor.updates));
    EXPECT_EQ(floor.refusal(buy("1").limit("1.00").client("once")),
              "422 40010001 client_order_id must be unique");
    EXPECT_EQ(floor.refusal(buy("1").client(std::string(129, 'x'))),
              "422 40010001 client_order_id must be no more than 128 characters");
}

TEST(Orders, ARefusedOrderLeavesItsClientIdFree)
{
    Floor floor;
    EXPECT_NE(floor.refusal(buy("1").limit("1.001").client("again")), "accepted");
    EXPECT_EQ(floor.storyOf(floor.submit(buy("1").limit("1.00").client("again"))),
              "pending_new new");
}

struct RefusedOrder
{
    const char* name;
    OrderRequest request;
    const char* refusal;
};
void PrintTo(const RefusedOrder& order, std::ostream* out)
{
    *out << order.name;
}

OrderRequest with(Ticket ticket, const std::function<void(OrderRequest&)>& change)
{
    change(ticket);
    return ticket;
}

class AnOrderThatBreaksARule : public testing::TestWithParam<RefusedOrder>
{};

TEST_P(AnOrderThatBreaksARule, IsRefusedAsAlpacaDoes)
{
    auto config = floorConfig();
    config.assets.push_back(stock("WHOLE"));
    config.assets.back().asset.fractionable = false;
    config.assets.push_back(stock("GONE"));
    config.assets.back().asset.active = false;
    config.assets.push_back(stock("SHUT"));
    config.assets.back().asset.tradable = false;
    Floor floor{config};
    for (const char* symbol : {"ABC", "WHOLE"}) {
        floor.quote("10.00", "100", "10.02", "100", symbol);
        floor.trade("10.01", "1", " ", symbol);
    }
    EXPECT_EQ(floor.refusal(GetParam().request), GetParam().refusal);
}

const auto kRefusedOrders = testing::Values(
    RefusedOrder{"unknownAsset", buy("1", "NOPE"), "422 42210000 asset \"NOPE\" not found"},
    RefusedOrder{"inactiveAsset", buy("1", "GONE"), "422 42210000 asset GONE is not active"},
    RefusedOrder{"untradableAsset", buy("1", "SHUT"), "422 42210000 asset SHUT is not tradable"},
    RefusedOrder{"nothingAsked",
                 with(buy("1"), [](auto& o) { o.spec.quantity.reset(); }),
                 "422 40010001 qty or notional is required"},
    RefusedOrder{"bothAsked",
                 with(buy("1"), [](auto& o) { o.spec.notional = usd("5"); }),
                 "422 40010001 only one of qty or notional is accepted"},
    RefusedOrder{"zeroQuantity", buy("0"), "422 42210000 qty must be > 0"},
    RefusedOrder{"negativeQuantity", buy("-1"), "422 42210000 qty must be > 0"},
    RefusedOrder{"hugeQuantity", buy("1000000001"), "422 42210000 qty must be <= 1000000000"},
    RefusedOrder{"tooFewDollars", buyFor("0.99"), "422 42210000 notional must be >= 1.00"},
    RefusedOrder{"subPenny",
                 buy("1").limit("290.123"),
                 "422 42210000 invalid limit_price 290.123. sub-penny increment does not fulfill "
                 "minimum pricing criteria"},
    RefusedOrder{"subPennyBelowADollar",
                 buy("1").limit("0.12345"),
                 "422 42210000 invalid limit_price 0.12345. sub-penny increment does not fulfill "
                 "minimum pricing criteria"},
    RefusedOrder{"subPennyStop",
                 buy("1").stop("10.505"),
                 "422 42210000 invalid stop_price 10.505. sub-penny increment does not fulfill "
                 "minimum pricing criteria"},
    RefusedOrder{"negativeLimit", buy("1").limit("-1"), "422 42210000 limit_price must be > 0"},
    RefusedOrder{"limitWithoutPrice",
                 with(buy("1"), [](auto& o) { o.spec.type = OrderType::Limit; }),
                 "422 40010001 limit orders require limit price"},
    RefusedOrder{"marketWithPrice",
                 with(buy("1").limit("1"), [](auto& o) { o.spec.type = OrderType::Market; }),
                 "422 40010001 market orders require no limit price"},
    RefusedOrder{"stopWithoutPrice",
                 with(buy("1"), [](auto& o) { o.spec.type = OrderType::Stop; }),
                 "422 40010001 stop orders require stop price"},
    RefusedOrder{"fractionGtc",
                 buy("1.5").limit("10.00").gtc(),
                 "422 42210000 fractional orders must be DAY orders"},
    RefusedOrder{"fractionOfWholeAsset", buy("1.5", "WHOLE"), "422 42210000 qty must be integer"},
    RefusedOrder{"dollarsOfWholeAsset",
                 buyFor("5", "WHOLE"),
                 "422 42210000 asset WHOLE is not fractionable"},
    RefusedOrder{"fractionInExtendedHours",
                 buy("1.5").limit("10.00").extended(),
                 "422 42210000 asset ABC is not fractionable in extended hours"},
    RefusedOrder{"dollarsWithAStop",
                 buyFor("5").stop("11.00"),
                 "422 42210000 notional orders must be market or limit orders"},
    RefusedOrder{"extendedMarket",
                 buy("1").extended(),
                 "422 42210000 extended hours order must be a limit order"},
    RefusedOrder{"extendedIoc",
                 buy("1").limit("10.00").tif(TimeInForce::Ioc).extended(),
                 "422 42210000 extended hours order must be DAY or GTC limit orders"},
    RefusedOrder{"openingTooLate",
                 buy("1").tif(TimeInForce::Opg),
                 "422 42210000 opg orders must be submitted after 7:00pm and before 9:28am ET"},
    RefusedOrder{"openingStop",
                 buy("1").stop("11.00").tif(TimeInForce::Opg),
                 "422 42210000 opg orders must be market or limit orders"},
    RefusedOrder{"iocStop",
                 buy("1").stop("11.00").tif(TimeInForce::Ioc),
                 "422 42210000 ioc orders must be market or limit orders"},
    RefusedOrder{"bracketWithoutLegs",
                 with(buy("1"), [](auto& o) { o.orderClass = OrderClass::Bracket; }),
                 "422 40010001 bracket orders require take_profit and stop_loss"},
    RefusedOrder{"simpleWithALeg",
                 with(buy("1"), [](auto& o) { o.takeProfitLimit = px("11.00"); }),
                 "422 40010001 simple orders require no take_profit and no stop_loss"},
    RefusedOrder{"bracketOfAFraction",
                 bracket(buy("1.5"), "11.00", "9.00"),
                 "422 42210000 fractional orders must be simple orders"},
    RefusedOrder{"bracketIoc",
                 bracket(buy("1").tif(TimeInForce::Ioc), "11.00", "9.00"),
                 "422 42210000 bracket orders must be DAY or GTC orders"},
    RefusedOrder{"bracketTargetBelowTheEntry",
                 bracket(buy("1").limit("10.00"), "10.00", "9.00"),
                 "422 42210000 take_profit.limit_price must be >= base_price + 0.01"},
    RefusedOrder{"bracketStopAboveTheEntry",
                 bracket(buy("1").limit("10.00"), "11.00", "10.00"),
                 "422 42210000 stop_loss.stop_price must be <= base_price - 0.01"},
    RefusedOrder{"bracketCrossed",
                 bracket(buy("1").limit("10.00"), "9.00", "9.00"),
                 "422 42210000 take_profit.limit_price must be >= stop_loss.stop_price + 0.01"},
    RefusedOrder{"bracketSubPenny",
                 bracket(buy("1").limit("10.00"), "11.001", "9.00"),
                 "422 42210000 invalid take_profit.limit_price 11.001. sub-penny increment does "
                 "not fulfill minimum pricing criteria"},
    RefusedOrder{"bracketShort",
                 bracket(sell("1"), "11.00", "9.00"),
                 "422 42210000 bracket orders of this exchange buy, at the market or a limit"},
    RefusedOrder{
        "otoWithBoth",
        with(bracket(buy("1"), "11.00", "9.00"), [](auto& o) { o.orderClass = OrderClass::Oto; }),
        "422 40010001 oto orders require one of take_profit or stop_loss"},
    RefusedOrder{
        "ocoAtTheMarket",
        with(bracket(sell("1"), "11.00", "9.00"), [](auto& o) { o.orderClass = OrderClass::Oco; }),
        "422 42210000 oco orders must be limit orders"},
    RefusedOrder{"ocoWithoutAPosition",
                 with(bracket(sell("1").limit("11.00"), "11.00", "9.00"),
                      [](auto& o) { o.orderClass = OrderClass::Oco; }),
                 "403 40310000 account is not allowed to short"},
    RefusedOrder{"trailingWithoutATrail",
                 with(buy("1"), [](auto& o) { o.spec.type = OrderType::TrailingStop; }),
                 "422 40010001 trailing_stop orders require one of trail_price or trail_percent"},
    RefusedOrder{"trailingByAll",
                 with(buy("1"),
                      [](auto& o) {
                          o.spec.type = OrderType::TrailingStop;
                          o.spec.trailPercent = Ratio::fromWhole(100);
                      }),
                 "422 42210000 trail_percent must be > 0 and < 100"},
    RefusedOrder{"marketWithATrail",
                 with(buy("1"), [](auto& o) { o.spec.trailPrice = px("1"); }),
                 "422 40010001 market orders require no trail"},
    RefusedOrder{"buyStopBelowTheMarket",
                 buy("1").stop("10.01"),
                 "422 42210000 stop price must be greater than current price"},
    RefusedOrder{"sellStopAboveTheMarket",
                 sell("1").stop("10.01"),
                 "422 42210000 stop price must be less than current price"},
    RefusedOrder{"short", sell("1"), "403 40310000 account is not allowed to short"},
    RefusedOrder{
        "fractionShort", sell("0.5"), "422 42210000 fractional orders cannot be sold short"},
    RefusedOrder{"tooDear", buy("9981"), "403 40310000 insufficient buying power"},
    RefusedOrder{"tooManyDollars", buyFor("100000.01"), "403 40310000 insufficient buying power"},
    RefusedOrder{"noPriceKnown", buy("1", "XYZ"), "422 42210000 no price of XYZ is known yet"});

INSTANTIATE_TEST_SUITE_P(Orders,
                         AnOrderThatBreaksARule,
                         kRefusedOrders,
                         testing::PrintToStringParamName());

TEST(Orders, SellingMoreThanIsFreeNamesWhatIsHeld)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("3"));
    floor.submit(sell("2").limit("20.00"));
    const auto answer = floor.exchange.submit(sell("2").limit("30.00"), floor.now, floor.updates);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error.message,
              "insufficient qty available for order (requested: 2, available: 1)");
    EXPECT_EQ(answer.error().fields,
              (std::vector<ErrorField>{{"available", "1"},
                                       {"existing_qty", "3"},
                                       {"held_for_orders", "2"},
                                       {"symbol", "ABC"}}));
}

TEST(Orders, OrdersThatCouldMeetEachOtherAreAWashTrade)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("10"));
    const auto stop = floor.submit(sell("5").stop("9.00"));
    const auto answer = floor.exchange.submit(buy("1").limit("8.00"), floor.now, floor.updates);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error,
              (BrokerError{403, 40310000, "potential wash trade detected. use complex orders"}));
    EXPECT_EQ(
        answer.error().fields,
        (std::vector<ErrorField>{{"existing_order_id", stop},
                                 {"reject_reason", "opposite side market/stop order exists"}}));
    EXPECT_EQ(floor.storyOf(floor.submit(buy("1", "XYZ").limit("8.00"))), "pending_new new");
}

TEST(Orders, TwoLimitsAreAWashTradeOnlyWhereTheyCross)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("10"));
    floor.submit(sell("5").limit("11.00"));
    EXPECT_EQ(floor.storyOf(floor.submit(buy("1").limit("9.00"))), "pending_new new");
    EXPECT_NE(floor.refusal(buy("1").limit("11.00")), "accepted");
    EXPECT_NE(floor.refusal(buy("1")), "accepted");
}

TEST(Orders, CancelEndsAnOrderAtOnceAndOnlyOnce)
{
    Floor floor;
    const auto id = floor.submit(buy("1").limit("1.00"));
    const auto canceled = floor.exchange.cancel(id, floor.now, floor.updates);
    ASSERT_TRUE(canceled);
    EXPECT_EQ(canceled->status, OrderStatus::Canceled);
    EXPECT_EQ(canceled->canceledAt, floor.now);
    EXPECT_EQ(floor.storyOf(id), "pending_new new canceled");
    const auto again = floor.exchange.cancel(id, floor.now, floor.updates);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().error,
              (BrokerError{422, 42210000, "order is already in \"canceled\" state"}));
    const auto unknown = floor.exchange.cancel("no such id", floor.now, floor.updates);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().error, (BrokerError{404, 40410000, "order not found"}));
}

TEST(Orders, CancelAllLeavesNoOpenOrder)
{
    Floor floor;
    const auto first = floor.submit(buy("1", "XYZ").limit("1.00"));
    const auto second = floor.submit(buy("1").limit("1.00"));
    EXPECT_EQ(floor.exchange.cancelAll(floor.now, floor.updates),
              (std::vector<CancelResult>{{first, 200}, {second, 200}}));
    EXPECT_TRUE(floor.exchange.orders({}).empty());
    EXPECT_TRUE(floor.exchange.cancelAll(floor.now, floor.updates).empty());
}

TEST(Orders, TheListIsFilteredOrderedAndBounded)
{
    Floor floor;
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        floor.at(floor.now + std::chrono::seconds{1});
        ids.push_back(floor.submit(buy("1", i == 2 ? "XYZ" : "ABC").limit("1.00")));
    }
    ASSERT_TRUE(floor.exchange.cancel(ids[1], floor.now, floor.updates));
    const auto listed = [&](const OrderQuery& query) {
        std::vector<std::size_t> numbers;
        for (const BrokerOrder& order : floor.exchange.orders(query))
            numbers.push_back(static_cast<std::size_t>(std::find(ids.begin(), ids.end(), order.id) -
                                                       ids.begin()));
        return numbers;
    };
    using Numbers = std::vector<std::size_t>;
    OrderQuery query;
    EXPECT_EQ(listed(query), (Numbers{4, 3, 2, 0})) << "open, newest first";
    query.limit = 2;
    EXPECT_EQ(listed(query), (Numbers{4, 3}));
    query = {};
    query.status = StatusFilter::Closed;
    EXPECT_EQ(listed(query), Numbers{1});
    query.status = StatusFilter::All;
    query.ascending = true;
    query.symbols = {"ABC"};
    EXPECT_EQ(listed(query), (Numbers{0, 1, 3, 4}));
    query.after = floor.order(ids[0]).submittedAt;
    query.until = floor.order(ids[4]).submittedAt;
    EXPECT_EQ(listed(query), (Numbers{1, 3}));
    query.side = Side::Sell;
    EXPECT_EQ(listed(query), Numbers{});
}

} // namespace
} // namespace tapedeck
