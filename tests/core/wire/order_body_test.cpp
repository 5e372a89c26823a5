#include "decoded.h"
#include "samples.h"
#include "wire/order_body.h"

#include <gmock/gmock.h>

#include <ostream>
#include <random>

namespace tapedeck {
namespace {

using test::at;
using test::keysOf;
using test::price;
using test::shares;

Money money(std::string_view text)
{
    return Money::parse(text).value();
}

TEST(OrderBody, ReadsACapturedOrder)
{
    const auto sample = test::restSamples("rest_trading", "GET /v2/orders").at(0);
    const auto orders = parseOrders(sample.body);
    ASSERT_TRUE(orders.has_value());
    ASSERT_EQ(orders->items.size(), 1U);
    EXPECT_TRUE(orders->unreadable.empty());
    const BrokerOrder& order = orders->items.front();
    EXPECT_EQ(order.clientOrderId, "manual/hitl-gate/v1:SANITIZED0000000000001");
    EXPECT_EQ(order.spec.symbol, "SPY");
    EXPECT_EQ(order.spec.side, Side::Buy);
    EXPECT_EQ(order.spec.type, OrderType::Market);
    EXPECT_EQ(order.spec.timeInForce, TimeInForce::Day);
    EXPECT_EQ(order.spec.quantity, shares("1"));
    EXPECT_EQ(order.spec.notional, std::nullopt);
    EXPECT_EQ(order.status, OrderStatus::Filled);
    EXPECT_EQ(order.filledQuantity, shares("1"));
    EXPECT_EQ(order.filledAveragePrice, price("737.91"));
    EXPECT_EQ(order.createdAt, at("2026-07-24T14:42:49.337646391Z"));
    EXPECT_EQ(order.filledAt, at("2026-07-24T14:42:50.129256359Z"));
    EXPECT_EQ(order.canceledAt, std::nullopt);
    EXPECT_EQ(order.expiresAt, at("2026-07-24T20:00:00Z"));
}

TEST(OrderBody, ReadsEveryDocumentedOrder)
{
    for (const auto& sample : test::restSamples("rest_trading", "POST /v2/orders")) {
        const auto order = parseOrder(sample.body);
        ASSERT_TRUE(order.has_value()) << order.error().what;
        EXPECT_EQ(order->spec.type, OrderType::Limit);
        EXPECT_TRUE(order->spec.limitPrice.has_value());
    }
}

TEST(OrderBody, WritesTheKeysOfACapturedOrder)
{
    const auto sample = test::restSamples("rest_trading", "GET /v2/orders").at(0);
    const BrokerOrder order = parseOrders(sample.body)->items.front();
    EXPECT_EQ(keysOf(encodeOrder(order)), keysOf(sample.body));
}

TEST(OrderBody, SpellsACapturedOrderLikeTheCapture)
{
    const auto sample = test::restSamples("rest_trading", "GET /v2/orders").at(0);
    const BrokerOrder order = parseOrders(sample.body)->items.front();
    OrderExtras extras;
    extras.assetId = "00000000-0000-0000-0000-000000000002";
    EXPECT_EQ("[" + encodeOrder(order, extras) + "]", sample.body);
}

/// Random orders that a broker could show.
class RandomOrders
{
public:
    explicit RandomOrders(std::uint64_t seed) : m_random{seed} {}

    OrderSpec spec()
    {
        OrderSpec spec;
        spec.symbol = m_random() % 2 == 0 ? "BRK.B" : "SPY";
        spec.side = m_random() % 2 == 0 ? Side::Buy : Side::Sell;
        spec.type = static_cast<OrderType>(m_random() % 4);
        spec.timeInForce = static_cast<TimeInForce>(m_random() % 6);
        if (m_random() % 2 == 0)
            spec.quantity = Quantity::fromNanos(nanos());
        else
            spec.notional = Money::fromNanos(nanos());
        if (m_random() % 2 == 0)
            spec.limitPrice = Price::fromNanos(nanos());
        if (m_random() % 2 == 0)
            spec.stopPrice = Price::fromNanos(nanos());
        spec.extendedHours = m_random() % 2 == 0;
        return spec;
    }
    BrokerOrder order()
    {
        BrokerOrder order;
        order.id = "id-" + std::to_string(m_random());
        order.clientOrderId = "client/\"" + std::to_string(m_random());
        order.spec = spec();
        order.status = static_cast<OrderStatus>(m_random() % 17);
        order.filledQuantity = Quantity::fromNanos(nanos());
        if (m_random() % 2 == 0)
            order.filledAveragePrice = Price::fromNanos(nanos());
        order.createdAt = timestampOf(nanos());
        order.updatedAt = timestampOf(nanos());
        for (auto* time : {&order.submittedAt,
                           &order.filledAt,
                           &order.canceledAt,
                           &order.expiredAt,
                           &order.failedAt,
                           &order.expiresAt}) {
            if (m_random() % 2 == 0)
                *time = timestampOf(nanos());
        }
        if (m_random() % 4 == 0)
            order.replacedBy = "next";
        if (m_random() % 4 == 0)
            order.replaces = "earlier";
        return order;
    }

private:
    std::int64_t nanos()
    {
        return static_cast<std::int64_t>(m_random() >> 1U) >> (m_random() % 60);
    }
    std::mt19937_64 m_random;
};

TEST(OrderBody, ReadingWhatItWroteGivesTheOrderAgain)
{
    RandomOrders random{20};
    for (int round = 0; round < 5'000; ++round) {
        const BrokerOrder order = random.order();
        const std::string body = encodeOrder(order);
        const auto parsed = parseOrder(body);
        ASSERT_TRUE(parsed.has_value()) << parsed.error().what << body;
        ASSERT_EQ(*parsed, order) << body;
    }
}

TEST(OrderBody, ARequestReadByTheServerIsWhatTheClientAsked)
{
    RandomOrders random{21};
    for (int round = 0; round < 5'000; ++round) {
        const OrderSpec spec = random.spec();
        const auto request = parseOrderRequest(encodeOrderRequest(spec, "run-7"));
        ASSERT_TRUE(request.has_value()) << request.error().message;
        OrderRequestBody expected;
        expected.spec = spec;
        expected.clientOrderId = "run-7";
        ASSERT_EQ(*request, expected);
    }
}

TEST(OrderBody, WritesTheDocumentedRequest)
{
    OrderSpec spec;
    spec.symbol = "AAPL";
    spec.side = Side::Buy;
    spec.type = OrderType::Limit;
    spec.timeInForce = TimeInForce::Gtc;
    spec.quantity = shares("2");
    spec.limitPrice = price("150");
    EXPECT_EQ(encodeOrderRequest(spec, "c1"),
              R"({"symbol":"AAPL","qty":"2","side":"buy","type":"limit","time_in_force":"gtc",)"
              R"("limit_price":"150","client_order_id":"c1"})");
}

TEST(OrderBody, TheServerTakesNumbersForTexts)
{
    const auto samples = test::wireSamples("client_requests");
    EXPECT_EQ(parseOrderRequest(samples.at(11))->spec.notional, money("500.75"));
    EXPECT_EQ(parseOrderRequest(samples.at(12))->spec.quantity, shares("3.654"));
    EXPECT_EQ(parseOrderRequest(samples.at(17))->spec.limitPrice, price("150"));
    EXPECT_EQ(parseOrderRequest(samples.at(18))->spec.symbol, "AAPL250620C00100000");
}

struct Refused
{
    const char* name;
    const char* body;
    int status;
    const char* message; ///< a part of it

    friend void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }
};

class RefusedRequests : public testing::TestWithParam<Refused>
{};

TEST_P(RefusedRequests, AreAnsweredAsAlpacaWould)
{
    const auto request = parseOrderRequest(GetParam().body);
    ASSERT_FALSE(request.has_value());
    EXPECT_EQ(request.error().httpStatus, GetParam().status);
    EXPECT_THAT(request.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Requests,
    RefusedRequests,
    testing::Values(
        Refused{"no JSON", "symbol=AAPL", 400, "format is invalid"},
        Refused{"a list", "[]", 400, "format is invalid"},
        Refused{"nothing to buy",
                R"({"symbol":"A","side":"buy","type":"market","time_in_force":"day"})",
                422,
                "qty or notional is required"},
        Refused{
            "both sizes",
            R"({"symbol":"A","qty":"1","notional":"1","side":"buy","type":"market","time_in_force":"day"})",
            422,
            "only one of qty or notional is accepted"},
        Refused{"no symbol",
                R"({"qty":"1","side":"buy","type":"market","time_in_force":"day"})",
                422,
                "'symbol'"},
        Refused{"an unknown type",
                R"({"symbol":"A","qty":"1","side":"buy","type":"iceberg","time_in_force":"day"})",
                422,
                "unknown word 'iceberg'"},
        Refused{
            "ten decimals",
            R"({"symbol":"A","qty":"1.0000000001","side":"buy","type":"market","time_in_force":"day"})",
            422,
            "'qty': more than nine decimals"},
        Refused{"a quantity in words",
                R"({"symbol":"A","qty":"one","side":"buy","type":"market","time_in_force":"day"})",
                422,
                "'qty'"},
        Refused{
            "a class that is not spoken",
            R"({"symbol":"A","qty":"1","side":"buy","type":"market","time_in_force":"day","order_class":"mleg"})",
            422,
            "order_class mleg"},
        Refused{
            "a leg's price in words",
            R"({"symbol":"A","qty":"1","side":"buy","type":"market","time_in_force":"day","order_class":"oto","stop_loss":{"stop_price":"low"}})",
            422,
            "'stop_price'"}));

TEST(OrderBody, TheDocumentedGroupsAndTrailsAreRead)
{
    const auto samples = test::wireSamples("client_requests");
    std::size_t brackets = 0;
    std::size_t trails = 0;
    for (const std::string& line : samples) {
        if (line.find("\"bracket\"") == std::string::npos &&
            line.find("\"oco\"") == std::string::npos &&
            line.find("\"oto\"") == std::string::npos &&
            line.find("trailing_stop") == std::string::npos)
            continue;
        const auto request = parseOrderRequest(line);
        ASSERT_TRUE(request.has_value()) << line << ": " << request.error().message;
        const auto said = JsonDocument::parse(line).value();
        EXPECT_EQ(toString(request->orderClass), said.root()["order_class"].text());
        const auto same = [&](const std::optional<Price>& read, JsonValue value) {
            EXPECT_EQ(read ? read->toString() : std::string{},
                      value.isNull() ? std::string{} : price(value.text()).toString())
                << line;
        };
        same(request->stopLossStop, said.root()["stop_loss"]["stop_price"]);
        same(request->stopLossLimit, said.root()["stop_loss"]["limit_price"]);
        same(request->takeProfitLimit, said.root()["take_profit"]["limit_price"]);
        same(request->spec.trailPrice, said.root()["trail_price"]);
        brackets += request->orderClass != OrderClass::Simple ? 1U : 0U;
        trails += request->spec.type == OrderType::TrailingStop ? 1U : 0U;
    }
    EXPECT_GE(brackets, 2U);
    EXPECT_GE(trails, 1U);
}

TEST(OrderBody, AReplacementReadByTheServerIsWhatTheClientAsked)
{
    ReplaceRequestBody request;
    EXPECT_EQ(parseReplaceRequest(encodeReplaceRequest(request)).value(), request);
    request.quantity = shares("3.5");
    request.timeInForce = TimeInForce::Gtc;
    request.limitPrice = price("1.25");
    request.stopPrice = price("1.5");
    request.trail = Ratio::parse("0.7").value();
    request.clientOrderId = "next";
    EXPECT_EQ(parseReplaceRequest(encodeReplaceRequest(request)).value(), request);
    EXPECT_EQ(parseReplaceRequest("7").error().httpStatus, 400);
    EXPECT_EQ(parseReplaceRequest(R"({"time_in_force":"never"})").error().httpStatus, 422);
}

TEST(OrderBody, AClientOrderIdHas128CharactersAtMost)
{
    const auto body = [](std::size_t size) {
        return R"({"symbol":"A","qty":"1","side":"buy","type":"market","time_in_force":"day",)"
               R"("client_order_id":")" +
               std::string(size, 'x') + "\"}";
    };
    EXPECT_TRUE(parseOrderRequest(body(128)).has_value());
    EXPECT_FALSE(parseOrderRequest(body(129)).has_value());
}

std::string orderWith(std::string_view field, std::string_view value)
{
    return R"({"id":"o1","client_order_id":"c","symbol":"A","side":"buy","type":"limit",)"
           R"("time_in_force":"day","status":"new","created_at":"2026-01-02T15:00:00Z","qty":"1",")" +
           std::string{field} + "\":" + std::string{value} + "}";
}

TEST(OrderBody, RefusesATenthDecimalInWhatIsOwedAndNamesTheField)
{
    for (const char* field : {"qty", "filled_qty", "limit_price", "stop_price", "notional"}) {
        const auto order = parseOrder(orderWith(field, "\"1.0000000001\""));
        ASSERT_FALSE(order.has_value()) << field;
        EXPECT_EQ(order.error().code, ErrorCode::TooPrecise);
        EXPECT_THAT(order.error().what, testing::HasSubstr(std::string{"'"} + field + "'"));
        EXPECT_THAT(order.error().what, testing::HasSubstr("o1"));
    }
}

TEST(OrderBody, RoundsTheBrokersAverageAndCounts)
{
    BodyCounts counts;
    const auto order = parseOrder(orderWith("filled_avg_price", "\"1.00000000050001\""), &counts);
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->filledAveragePrice, price("1.000000001"));
    EXPECT_EQ(counts.rounded, 1U);
}

TEST(OrderBody, TakesAnUnknownStatusForAnOpenOrder)
{
    BodyCounts counts;
    const auto order = parseOrder(orderWith("status", "\"pending_review\""), &counts);
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->status, OrderStatus::Unrecognised);
    EXPECT_FALSE(isTerminal(order->status));
    EXPECT_EQ(counts.unknownWords, 1U);
}

TEST(OrderBody, OneUnreadableOrderDoesNotHideTheOthers)
{
    const std::string multiLeg = R"({"id":"m1","symbol":"","side":"","type":"limit",)"
                                 R"("time_in_force":"day","status":"new"})";
    const auto orders =
        parseOrders(encodeList({orderWith("qty", "2"), multiLeg, "7", orderWith("qty", "3")}));
    ASSERT_TRUE(orders.has_value());
    EXPECT_EQ(orders->items.size(), 2U);
    ASSERT_EQ(orders->unreadable.size(), 2U);
    EXPECT_THAT(orders->unreadable[0].what, testing::HasSubstr("element 1"));
    EXPECT_THAT(orders->unreadable[0].what, testing::HasSubstr("m1"));
}

TEST(OrderBody, ReadsWhatBecameOfEachOrderWhenAllAreCanceled)
{
    const auto sample = test::restSamples("rest_trading", "DELETE /v2/orders").at(0);
    const auto outcomes = parseCancelOutcomes(sample.body);
    ASSERT_TRUE(outcomes.has_value());
    ASSERT_EQ(outcomes->size(), 2U);
    EXPECT_EQ(outcomes->at(0).httpStatus, 200);
    EXPECT_FALSE(outcomes->at(0).error.has_value());
    EXPECT_EQ(outcomes->at(1).error, (BrokerError{404, 40410000, "order not found"}));
    EXPECT_EQ(encodeCancelOutcomes(*outcomes), sample.body);
}

} // namespace
} // namespace tapedeck
