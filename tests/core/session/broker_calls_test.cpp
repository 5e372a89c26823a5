#include "session/broker_calls.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

RestAnswer answered(int status, std::string body)
{
    RestAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}
RestAnswer missing(RestAnswer::Kind kind, std::string reason)
{
    RestAnswer answer;
    answer.kind = kind;
    answer.reason = std::move(reason);
    return answer;
}

std::string orderBody(const std::string& clientId)
{
    BrokerOrder order;
    order.id = "b1";
    order.clientOrderId = clientId;
    order.spec.symbol = "AAPL";
    order.spec.quantity = Quantity::fromWhole(3);
    order.createdAt = order.updatedAt = timestampOf(1'600'000'000'000'000'000);
    return encodeOrder(order);
}

template <class T>
bool isA(const input::SubmitReply& reply)
{
    return std::holds_alternative<T>(reply.answer);
}

TEST(BrokerCalls, AnOrdersFateIsKnownOnlyIfTheBrokerSaysIt)
{
    const auto reply = [](const RestAnswer& answer) { return submitReply("c1", answer); };
    EXPECT_TRUE(isA<BrokerOrder>(reply(answered(200, orderBody("c1")))));
    EXPECT_TRUE(isA<BrokerError>(reply(answered(403, R"({"message":"insufficient"})"))));
    EXPECT_TRUE(isA<BrokerError>(reply(answered(422, "<html>"))));
    EXPECT_TRUE(isA<BrokerError>(reply(answered(429, ""))));
    EXPECT_TRUE(isA<input::NotSent>(reply(missing(RestAnswer::Kind::NotSent, "no"))));
    // What else comes back leaves it open.
    EXPECT_TRUE(isA<input::NoAnswer>(reply(missing(RestAnswer::Kind::NoAnswer, "no"))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(200, "OK"))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(200, orderBody("c2")))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(500, "{}"))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(504, "<html>"))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(302, ""))));
    EXPECT_TRUE(isA<input::NoAnswer>(reply(answered(408, ""))));
}

TEST(BrokerCalls, NotFoundIsTheBrokersWordAndNoProxys)
{
    const auto reply = [](const RestAnswer& answer) { return lookupReply("c1", answer).answer; };
    EXPECT_TRUE(std::holds_alternative<input::NotFound>(
        reply(answered(404, R"({"code":40410000,"message":"order not found"})"))));
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(reply(answered(404, "<html>nginx"))));
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(
        reply(answered(404, R"({"message":"no such route"})"))));
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(reply(answered(200, orderBody("c2")))));
    EXPECT_TRUE(std::holds_alternative<BrokerOrder>(reply(answered(200, orderBody("c1")))));
}

TEST(BrokerCalls, AListThatIsNotWholeIsNoList)
{
    EXPECT_TRUE(readOpenOrders(answered(200, "[]")));
    EXPECT_TRUE(readOpenOrders(answered(200, encodeList({orderBody("a"), orderBody("b")}))));
    EXPECT_FALSE(readOpenOrders(answered(200, encodeList({orderBody("a"), R"({"id":"x"})"}))));
    EXPECT_FALSE(readOpenOrders(answered(200, "{}")));
    EXPECT_FALSE(readOpenOrders(answered(503, "[]")));
    const std::vector<std::string> full(kOrdersPageMax, orderBody("a"));
    EXPECT_FALSE(readOpenOrders(answered(200, encodeList(full))));
}

TEST(BrokerCalls, CancelingAllTellsWhatFailedAndNotWhatHadEnded)
{
    EXPECT_FALSE(cancelAllProblem(answered(207, R"([{"id":"a","status":200}])")));
    EXPECT_FALSE(cancelAllProblem(answered(207, "[]")));
    EXPECT_FALSE(cancelAllProblem(answered(
        207, R"([{"id":"a","status":404,"body":{"code":40410000,"message":"order not found"}}])")));
    const auto problem = cancelAllProblem(
        answered(207, R"([{"id":"a","status":200},{"id":"b","status":500,"body":{}}])"));
    ASSERT_TRUE(problem);
    EXPECT_NE(problem->find("1 of 2"), std::string::npos);
    EXPECT_TRUE(cancelAllProblem(missing(RestAnswer::Kind::NoAnswer, "gone")));
}

TEST(BrokerCalls, PathsAndIdsAreEscaped)
{
    EXPECT_EQ(cancelCall("a/b?c d").path, "/v2/orders/a%2Fb%3Fc%20d");
    EXPECT_EQ(assetCall("BRK.B").path, "/v2/assets/BRK.B");
}

TEST(BrokerCalls, ReasonsAreSentencesWithoutTheBodyOfAProxy)
{
    EXPECT_EQ(reasonOf(answered(403, R"({"code":40310000,"message":"insufficient buying power"})")),
              "the broker said: insufficient buying power (403)");
    EXPECT_EQ(reasonOf(answered(502, "<html>Bad Gateway</html>")),
              "the broker has an error of its own (502)");
    EXPECT_EQ(reasonOf(answered(401, "<html>")), "the broker does not accept the keys (401)");
}

TEST(BrokerCalls, OrdersGoBeforeTruthAndTruthBeforeTheRest)
{
    EXPECT_EQ(cancelCall("x").urgency, Urgency::Safety);
    EXPECT_EQ(cancelAllCall().urgency, Urgency::Safety);
    EXPECT_EQ(lookupCall("x").urgency, Urgency::Safety);
    EXPECT_EQ(openOrdersCall().urgency, Urgency::Truth);
    EXPECT_EQ(clockCall().urgency, Urgency::Background);
}

} // namespace
} // namespace tapedeck
