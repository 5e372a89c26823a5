#include "practice_support.h"
#include "wire/json_value.h"
#include "wire/rest_bodies.h"
#include "wire/trading_stream.h"

#include <gmock/gmock.h>

// Orders of every kind, replacing them, closing positions, and the account's configuration.
namespace tapedeck::practice {
namespace {

using test::Answer;
using test::Client;
using test::kAuth;
using test::ServerTest;
using test::Stream;
using test::view;
using testing::HasSubstr;

QByteArray idOf(const Answer& answer)
{
    const auto document = JsonDocument::parse(view(answer.body));
    return document ? QByteArray::fromStdString(document->root()["id"].text()) : QByteArray{};
}

std::string textOf(const Answer& answer, std::string_view key)
{
    const auto document = JsonDocument::parse(view(answer.body));
    return document ? document->root()[key].text() : std::string{"no JSON"};
}

constexpr const char* kBuy =
    R"({"symbol":"AAPL","qty":"10","side":"buy","type":"market","time_in_force":"day"})";
constexpr const char* kBracket =
    R"({"symbol":"AAPL","qty":10,"side":"buy","type":"limit","limit_price":150,)"
    R"("time_in_force":"gtc","order_class":"bracket","take_profit":{"limit_price":"180"},)"
    R"("stop_loss":{"stop_price":"140","limit_price":139.5},"somebody_elses_key":1})";

class OrdersTest : public ServerTest
{};

TEST_F(OrdersTest, ABracketAnswersWithItsLegsAndListsThemBothWays)
{
    Client client{start()};
    const Answer posted = client.post("/v2/orders", kBracket);
    ASSERT_EQ(posted.status, 200) << posted.body.toStdString();
    const auto document = JsonDocument::parse(view(posted.body)).value();
    EXPECT_EQ(document.root()["order_class"].text(), "bracket");
    const JsonValue legs = document.root()["legs"];
    ASSERT_EQ(legs.size(), 2U);
    std::vector<std::string> types;
    for (const JsonValue leg : legs) {
        EXPECT_EQ(leg["status"].text(), "held");
        EXPECT_EQ(leg["side"].text(), "sell");
        types.push_back(leg["type"].text());
    }
    EXPECT_THAT(types, testing::ElementsAre("limit", "stop_limit"));
    const auto count = [&](const QByteArray& query) {
        return JsonDocument::parse(view(client.get("/v2/orders" + query).body))
            .value()
            .root()
            .size();
    };
    EXPECT_EQ(count(""), 3U) << "flat, each its own row";
    EXPECT_EQ(count("?nested=true"), 1U);
    const QByteArray id = idOf(posted);
    EXPECT_THAT(client.get("/v2/orders/" + id).body.toStdString(), HasSubstr(R"("legs":null)"));
    EXPECT_THAT(client.get("/v2/orders/" + id + "?nested=true").body.toStdString(),
                HasSubstr(R"("legs":[{)"));
    EXPECT_EQ(client.remove("/v2/orders/" + id).status, 204);
    EXPECT_EQ(count(""), 0U) << "its legs went with it";
}

TEST_F(OrdersTest, AFilledEntrysLegsAreToldOfInOrder)
{
    Client client{start()};
    Stream stream{m_port, "/stream"};
    stream.send(kAuth);
    EXPECT_FALSE(stream.next().isEmpty());
    stream.send(R"({"action":"listen","data":{"streams":["trade_updates"]}})");
    EXPECT_FALSE(stream.next().isEmpty());
    const Answer posted = client.post(
        "/v2/orders",
        R"({"symbol":"AAPL","qty":"10","side":"buy","type":"market","time_in_force":"day",)"
        R"("order_class":"bracket","take_profit":{"limit_price":"180"},)"
        R"("stop_loss":{"stop_price":"140"}})");
    ASSERT_EQ(posted.status, 200) << posted.body.toStdString();
    std::vector<std::string> told;
    std::set<std::string> executions;
    for (int i = 0; i < 7; ++i) {
        const QByteArray bytes = stream.next();
        const auto frame = parseTradingFrame(view(bytes));
        ASSERT_TRUE(frame) << bytes.toStdString();
        const auto& update = std::get<OrderUpdate>(*frame);
        told.push_back(std::string{toString(update.order.spec.type)} + " " +
                       std::string{toString(update.event)});
    }
    EXPECT_THAT(told,
                testing::ElementsAre("market pending_new",
                                     "limit held",
                                     "stop held",
                                     "market new",
                                     "market fill",
                                     "limit new",
                                     "stop new"));
}

TEST_F(OrdersTest, ReplacingGivesAnotherOrderAndBothSayIt)
{
    Client client{start()};
    const Answer posted =
        client.post("/v2/orders",
                    R"({"symbol":"AAPL","qty":"10","side":"buy","type":"limit",)"
                    R"("limit_price":"150","time_in_force":"day","client_order_id":"first"})");
    const QByteArray id = idOf(posted);
    const Answer replaced =
        client.send("PATCH", "/v2/orders/" + id, R"({"qty":"7","limit_price":"151"})");
    ASSERT_EQ(replaced.status, 200) << replaced.body.toStdString();
    EXPECT_NE(idOf(replaced), id);
    EXPECT_EQ(textOf(replaced, "replaces"), id.toStdString());
    EXPECT_EQ(textOf(replaced, "qty"), "7");
    EXPECT_EQ(textOf(replaced, "limit_price"), "151");
    const Answer old = client.get("/v2/orders/" + id);
    EXPECT_EQ(textOf(old, "status"), "replaced");
    EXPECT_EQ(textOf(old, "replaced_by"), idOf(replaced).toStdString());
    EXPECT_NE(textOf(old, "replaced_at"), "");
    const Answer again = client.send("PATCH", "/v2/orders/" + id, R"({"qty":"8"})");
    EXPECT_EQ(again.status, 422);
    EXPECT_THAT(again.body.toStdString(), HasSubstr(R"(already in \"replaced\" state)"));
    const Answer taken = client.send(
        "PATCH", "/v2/orders/" + idOf(replaced), R"({"qty":"8","client_order_id":"first"})");
    EXPECT_EQ(taken.status, 422);
    EXPECT_THAT(taken.body.toStdString(), HasSubstr("client_order_id must be unique"));
    EXPECT_EQ(client.send("PATCH", "/v2/orders/" + idOf(replaced), "[").status, 400);
    EXPECT_EQ(
        client.send("PATCH", "/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d", R"({"qty":1})")
            .status,
        404);
    EXPECT_EQ(client.send("PATCH", "/v2/orders/nonsense", R"({"qty":1})").status, 422);
}

TEST_F(OrdersTest, ATrailingStopShowsItsTrailMarkAndStop)
{
    Client client{start()};
    ASSERT_EQ(client.post("/v2/orders", kBuy).status, 200);
    const Answer posted =
        client.post("/v2/orders",
                    R"({"symbol":"AAPL","qty":"10","side":"sell","type":"trailing_stop",)"
                    R"("trail_price":"5","time_in_force":"gtc"})");
    ASSERT_EQ(posted.status, 200) << posted.body.toStdString();
    EXPECT_EQ(textOf(posted, "trail_price"), "5");
    EXPECT_EQ(textOf(posted, "trail_percent"), "");
    EXPECT_EQ(textOf(posted, "hwm"), "170.05");
    EXPECT_EQ(textOf(posted, "stop_price"), "165.05");
    const Answer replaced = client.send("PATCH", "/v2/orders/" + idOf(posted), R"({"trail":"3"})");
    ASSERT_EQ(replaced.status, 200) << replaced.body.toStdString();
    EXPECT_EQ(textOf(replaced, "trail_price"), "3");
}

TEST_F(OrdersTest, ClosesByQuantityByPercentageAndAll)
{
    Client client{start()};
    EXPECT_EQ(client.remove("/v2/positions/AAPL").status, 404);
    ASSERT_EQ(client.post("/v2/orders", kBuy).status, 200);
    EXPECT_EQ(client.remove("/v2/positions/AAPL?qty=-1").status, 422);
    EXPECT_EQ(client.remove("/v2/positions/AAPL?percentage=101").status, 422);
    EXPECT_EQ(client.remove("/v2/positions/AAPL?qty=1&percentage=1").status, 422);
    const Answer part = client.remove("/v2/positions/AAPL?qty=4");
    ASSERT_EQ(part.status, 200) << part.body.toStdString();
    EXPECT_EQ(textOf(part, "side"), "sell");
    EXPECT_EQ(textOf(client.get("/v2/positions/AAPL"), "qty"), "6");
    EXPECT_EQ(client.remove("/v2/positions/AAPL?percentage=50").status, 200);
    EXPECT_EQ(textOf(client.get("/v2/positions/AAPL"), "qty"), "3");
    ASSERT_EQ(client
                  .post("/v2/orders",
                        R"({"symbol":"AAPL","qty":"3","side":"sell","type":"stop",)"
                        R"("stop_price":"100","time_in_force":"gtc"})")
                  .status,
              200);
    const Answer blocked = client.remove("/v2/positions/AAPL");
    EXPECT_EQ(blocked.status, 403);
    EXPECT_THAT(blocked.body.toStdString(), HasSubstr(R"("held_for_orders":"3")"));
    const Answer all = client.remove("/v2/positions?cancel_orders=true");
    EXPECT_EQ(all.status, 207);
    EXPECT_THAT(all.body.toStdString(), HasSubstr(R"([{"symbol":"AAPL","status":200,"body":{)"));
    EXPECT_EQ(client.get("/v2/positions").body, "[]");
    EXPECT_EQ(client.get("/v2/orders").body, "[]");
}

TEST_F(OrdersTest, ASuspendedAccountTakesNoOrdersUntilItIsReleased)
{
    m_options.dataFolder = m_folder / "data";
    Client client{start()};
    const QByteArray path = "/v2/account/configurations";
    EXPECT_EQ(textOf(client.get(path), "suspend_trade"), "false");
    const Answer changed = client.send("PATCH", path, R"({"suspend_trade":true})");
    ASSERT_EQ(changed.status, 200) << changed.body.toStdString();
    EXPECT_EQ(textOf(changed, "suspend_trade"), "true");
    EXPECT_EQ(textOf(client.get("/v2/account"), "trade_suspended_by_user"), "true");
    const Answer refused = client.post("/v2/orders", kBuy);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body,
              R"({"code":40310000,"message":"new orders are rejected by user request"})");
    restart();
    Client later{m_port};
    EXPECT_EQ(textOf(later.get(path), "suspend_trade"), "true") << "it is the account's";
    EXPECT_EQ(later.send("PATCH", path, R"({"max_margin_multiplier":"3"})").status, 422);
    EXPECT_EQ(later.send("PATCH", path, R"({"suspend_trade":"maybe"})").status, 422);
    EXPECT_EQ(later.send("PATCH", path, R"({"suspend_trade":false})").status, 200);
    EXPECT_EQ(later.post("/v2/orders", kBuy).status, 200);
}

TEST_F(OrdersTest, ClassesThatAreNotSpokenAreRefused)
{
    Client client{start()};
    const Answer legs =
        client.post("/v2/orders",
                    R"({"order_class":"mleg","qty":"1","type":"limit","limit_price":"1.00",)"
                    R"("time_in_force":"day","legs":[]})");
    EXPECT_EQ(legs.status, 422);
    EXPECT_THAT(legs.body.toStdString(), HasSubstr("order_class mleg is not supported"));
    const Answer bare = client.post(
        "/v2/orders",
        R"({"symbol":"AAPL","qty":"1","side":"buy","type":"market","time_in_force":"day",)"
        R"("order_class":"bracket","take_profit":{"limit_price":"180"}})");
    EXPECT_EQ(bare.status, 422);
    EXPECT_THAT(bare.body.toStdString(), HasSubstr("require take_profit and stop_loss"));
    EXPECT_EQ(client.get("/v2/orders?status=all").body, "[]") << "a refused order leaves no trace";
}

} // namespace
} // namespace tapedeck::practice
