#include "adapter_support.h"
#include "app/alpaca/broker.h"
#include "scripted_server.h"
#include "wire/rest_bodies.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace tapedeck::test {
namespace {

using Kind = HttpScript::Kind;
using std::chrono::milliseconds;

class BrokerTest : public testing::Test
{
protected:
    BrokerTest()
    {
        options.rest.timeout = milliseconds{3'000};
        server.speakAlpaca();
    }
    void start()
    {
        broker.emplace(loginTo(server.port()), latch, heard, runtime::RunClock::utc(), options);
    }
    /// All answers the same.
    void answer(HttpScript script)
    {
        server.onHttp = [script](const HttpSeen&) { return script; };
    }
    /// Waits until a request that was posted now has been answered: whatever was under way has had
    /// its chance.
    void settle()
    {
        const auto before = heard.all<input::LookupReply>().size();
        broker->post(output::LookupOrder{"settle"});
        ASSERT_TRUE(heard.next<input::LookupReply>(before + 1));
    }

    ScriptedServer server;
    KillLatch latch;
    HeardInputs heard;
    alpaca::BrokerOptions options;
    std::optional<alpaca::Broker> broker;
};

TEST_F(BrokerTest, AnOrderIsPostedWithItsKeysAndItsAnswerComesBack)
{
    answer({Kind::Answer, 200, orderBody("c1"), {}, false});
    start();
    broker->post(submitOf("c1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_EQ(std::get<BrokerOrder>(reply->answer).id, "b-c1");
    ASSERT_EQ(server.requests.size(), 1U);
    const HttpSeen& seen = server.requests.front();
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v2/orders");
    EXPECT_TRUE(seen.head.contains("apca-api-key-id: pkpractice"));
    EXPECT_TRUE(seen.head.contains("apca-api-secret-key: practice-secret"));
    EXPECT_TRUE(seen.head.contains("content-type: application/json"));
    const auto body =
        parseOrderRequest({seen.body.constData(), static_cast<std::size_t>(seen.body.size())});
    ASSERT_TRUE(body);
    EXPECT_EQ(body->clientOrderId, "c1");
    EXPECT_EQ(body->spec.symbol, "AAPL");
}

struct Fate
{
    const char* name;
    HttpScript script;
    std::size_t index; ///< of SubmitReply::answer
    bool keptAlive;    ///< the connection has served before
    friend void PrintTo(const Fate& fate, std::ostream* out) { *out << fate.name; }
};

class SubmitFate : public BrokerTest, public testing::WithParamInterface<Fate>
{};

TEST_P(SubmitFate, IsToldAsItIsAndTheOrderIsSentOnce)
{
    options.rest.timeout = milliseconds{700};
    server.onHttp = [](const HttpSeen& seen) {
        if (seen.method != "POST")
            return HttpScript{Kind::Answer, 200, orderBody("settle"), {}, false};
        HttpScript script = GetParam().script;
        const auto soon = QDateTime::currentSecsSinceEpoch() + 1;
        script.headers += "X-RateLimit-Reset: " + QByteArray::number(soon) + "\r\n";
        return script;
    };
    start();
    if (GetParam().keptAlive)
        settle();
    broker->post(submitOf("c1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->answer.index(), GetParam().index);
    settle();
    EXPECT_EQ(server.seen("POST", "/v2/orders"), 1);
    EXPECT_EQ(heard.all<input::SubmitReply>().size(), 1U);
}

constexpr std::size_t kIsOrder = 0;
constexpr std::size_t kIsError = 1;
constexpr std::size_t kIsNoAnswer = 2;

INSTANTIATE_TEST_SUITE_P(
    Broker,
    SubmitFate,
    testing::Values(
        Fate{"accepted", {Kind::Answer, 200, orderBody("c1"), {}, false}, kIsOrder, false},
        Fate{"refused for money",
             {Kind::Answer,
              403,
              R"({"code":40310000,"message":"insufficient buying power"})",
              {},
              false},
             kIsError,
             false},
        Fate{"refused for its form", {Kind::Answer, 422, "<html>", {}, false}, kIsError, false},
        Fate{"one request too many", {Kind::Answer, 429, "", {}, false}, kIsError, false},
        Fate{"the broker broke", {Kind::Answer, 500, "<html>", {}, false}, kIsNoAnswer, false},
        Fate{"a gateway gave up", {Kind::Answer, 504, "", {}, true}, kIsNoAnswer, true},
        Fate{"sent elsewhere",
             {Kind::Answer, 307, "", "Location: http://127.0.0.1:1/v2/orders\r\n", false},
             kIsNoAnswer,
             false},
        Fate{"an answer for another order",
             {Kind::Answer, 200, orderBody("c2"), {}, false},
             kIsNoAnswer,
             false},
        Fate{"an answer that is cut off",
             {Kind::Answer, 200, orderBody("c1"), {}, true},
             kIsNoAnswer,
             false},
        Fate{"dropped on a new connection", {Kind::Drop, 0, {}, {}, false}, kIsNoAnswer, false},
        Fate{"dropped on an old connection", {Kind::Drop, 0, {}, {}, false}, kIsNoAnswer, true},
        Fate{"never answered", {Kind::Silence, 0, {}, {}, false}, kIsNoAnswer, false}));

TEST_F(BrokerTest, AnOrderThatWasDroppedAfterItArrivedIsFoundByItsClientId)
{
    std::optional<QByteArray> kept;
    server.onHttp = [&](const HttpSeen& seen) -> HttpScript {
        if (seen.method == "POST") {
            kept = orderBody("c1");
            return {Kind::Drop, 0, {}, {}, false};
        }
        EXPECT_EQ(seen.target, "/v2/orders:by_client_order_id?client_order_id=c1");
        return {Kind::Answer, 200, kept.value_or(""), {}, false};
    };
    start();
    broker->post(submitOf("c1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(reply->answer));
    broker->post(output::LookupOrder{"c1"});
    const auto found = heard.next<input::LookupReply>();
    ASSERT_TRUE(found);
    EXPECT_TRUE(std::holds_alternative<BrokerOrder>(found->answer));
    EXPECT_EQ(server.seen("POST", ""), 1);
}

TEST_F(BrokerTest, AnOrderForAHostThatIsNotThereIsCertainlyNotSent)
{
    server.stop();
    start();
    broker->post(submitOf("c1"));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<input::NotSent>(reply->answer));
}

TEST_F(BrokerTest, WhileKilledOnlyAPersonsClosingOrderPasses)
{
    server.onHttp = [](const HttpSeen&) {
        return HttpScript{Kind::Answer, 200, orderBody("close"), {}, false};
    };
    latch.set();
    start();
    broker->post(submitOf("c1"));
    const auto stopped = heard.next<input::SubmitReply>();
    ASSERT_TRUE(stopped);
    EXPECT_TRUE(std::holds_alternative<input::NotSent>(stopped->answer));
    EXPECT_EQ(server.seen("POST", ""), 0);
    broker->post(closingSubmitOf("close"));
    const auto passed = heard.next<input::SubmitReply>(2);
    ASSERT_TRUE(passed);
    EXPECT_TRUE(std::holds_alternative<BrokerOrder>(passed->answer));
    EXPECT_EQ(server.seen("POST", ""), 1);
}

TEST_F(BrokerTest, WhatWasDecidedBeforeAPressDoesNotLeaveAfterItsRelease)
{
    server.onHttp = [](const HttpSeen&) {
        return HttpScript{Kind::Answer, 200, orderBody("c2"), {}, false};
    };
    start();
    request::Submit before = submitOf("c1");
    latch.press();
    latch.askRelease();
    ASSERT_TRUE(latch.release());
    request::Submit after = submitOf("c2");
    after.decided.presses = latch.presses();
    broker->post(std::move(before));
    const auto stopped = heard.next<input::SubmitReply>();
    ASSERT_TRUE(stopped);
    EXPECT_TRUE(std::holds_alternative<input::NotSent>(stopped->answer));
    EXPECT_EQ(server.seen("POST", ""), 0);
    broker->post(std::move(after));
    const auto passed = heard.next<input::SubmitReply>(2);
    ASSERT_TRUE(passed);
    EXPECT_TRUE(std::holds_alternative<BrokerOrder>(passed->answer));
}

/// A disk that took a minute, a machine that slept: the price is another one by now.
TEST_F(BrokerTest, ADecisionOfLongAgoIsNotSent)
{
    start();
    request::Submit late = submitOf("c1");
    late.decided.at -= std::chrono::seconds{11};
    broker->post(std::move(late));
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    const auto* notSent = std::get_if<input::NotSent>(&reply->answer);
    ASSERT_NE(notSent, nullptr);
    EXPECT_NE(notSent->reason.find("too long ago"), std::string::npos) << notSent->reason;
    EXPECT_EQ(server.seen("POST", ""), 0);
}

TEST_F(BrokerTest, AnOrderThatMustWaitTooLongForTheBudgetIsNotSent)
{
    options.rest.orderWaitMax = milliseconds{400};
    const QByteArray reset = QByteArray::number(QDateTime::currentSecsSinceEpoch() + 50);
    server.onHttp = [&](const HttpSeen&) {
        return HttpScript{Kind::Answer, 429, "", "X-RateLimit-Reset: " + reset + "\r\n", false};
    };
    start();
    broker->post(output::CancelOrder{"c0", "b0"});
    ASSERT_TRUE(heard.next<input::CancelReply>());
    broker->post(submitOf("c1"));
    broker->post(output::LookupOrder{"c1"});
    const auto reply = heard.next<input::SubmitReply>();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<input::NotSent>(reply->answer));
    EXPECT_EQ(server.requests.size(), 1U) << "the host is closed until the reset";
    EXPECT_EQ(heard.statesOf(Link::BrokerRest), std::vector<LinkState>{LinkState::BackingOff});
}

TEST_F(BrokerTest, ACancellationIsDoneRefusedOrOpen)
{
    server.onHttp = [](const HttpSeen& seen) -> HttpScript {
        if (seen.target.endsWith("/b1"))
            return {Kind::Answer, 204, {}, {}, false};
        if (seen.target.endsWith("/b2"))
            return {
                Kind::Answer, 422, R"({"code":42210000,"message":"already filled"})", {}, false};
        return {Kind::Drop, 0, {}, {}, false};
    };
    start();
    broker->post(output::CancelOrder{"c1", "b1"});
    const auto done = heard.next<input::CancelReply>(1);
    broker->post(output::CancelOrder{"c2", "b2"});
    const auto refused = heard.next<input::CancelReply>(2);
    broker->post(output::CancelOrder{"c3", "b3"});
    const auto open = heard.next<input::CancelReply>(3);
    ASSERT_TRUE(done && refused && open);
    EXPECT_TRUE(std::holds_alternative<input::Done>(done->answer));
    EXPECT_EQ(std::get<BrokerError>(refused->answer).message, "already filled");
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(open->answer));
}

TEST_F(BrokerTest, ACancellationWithoutABrokersIdLooksForItFirst)
{
    server.onHttp = [](const HttpSeen& seen) -> HttpScript {
        if (seen.method == "GET")
            return {Kind::Answer, 200, orderBody("c1"), {}, false};
        return {Kind::Answer, seen.target.endsWith("/b-c1") ? 204 : 404, {}, {}, false};
    };
    start();
    broker->post(output::CancelOrder{"c1", ""});
    const auto reply = heard.next<input::CancelReply>();
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<input::Done>(reply->answer));
}

TEST_F(BrokerTest, AFetchIsTriedUntilTheBrokerAnswersAndItsFailureToldOnce)
{
    int times = 0;
    server.onHttp = [&](const HttpSeen&) -> HttpScript {
        if (++times <= 4)
            return {Kind::Answer, 503, "<html>", {}, false};
        Account account;
        account.id = "A1";
        account.status = "ACTIVE";
        return {Kind::Answer, 200, QByteArray::fromStdString(encodeAccount(account)), {}, false};
    };
    start();
    broker->post(request::FetchAccount{});
    broker->post(request::FetchAccount{});
    ASSERT_TRUE(heard.next<input::AccountNews>());
    ASSERT_EQ(heard.all<input::RequestFailed>().size(), 1U);
    EXPECT_EQ(heard.all<input::RequestFailed>()[0].what, "account");
    EXPECT_EQ(heard.statesOf(Link::BrokerRest),
              (std::vector<LinkState>{LinkState::Stale, LinkState::Live}));
}

TEST_F(BrokerTest, KeysThatAreRefusedEndAFetch)
{
    answer({Kind::Answer,
            401,
            R"({"code":40110000,"message":"request is not authorized"})",
            {},
            false});
    start();
    broker->post(request::FetchAccount{});
    const auto failed = heard.next<input::RequestFailed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->reason, "the broker does not accept the keys (401)");
    ASSERT_TRUE(heard.waitForLink(Link::BrokerRest, LinkState::Refused));
    EXPECT_EQ(server.requests.size(), 1U);
}

TEST_F(BrokerTest, AnAnswerWithoutEndIsCutOff)
{
    answer({Kind::Answer, 200, QByteArray{5 << 20, ' '}, {}, false});
    start();
    broker->post(output::ListOpenOrders{});
    const auto failed = heard.next<input::RequestFailed>();
    ASSERT_TRUE(failed);
    EXPECT_NE(failed->reason.find("larger"), std::string::npos) << failed->reason;
}

TEST_F(BrokerTest, AListWithAnUnreadableOrderIsNoList)
{
    answer({Kind::Answer, 200, "[" + orderBody("a") + R"(,{"id":"legs"}])", {}, false});
    start();
    broker->post(output::ListOpenOrders{});
    ASSERT_TRUE(heard.next<input::RequestFailed>());
    EXPECT_TRUE(heard.all<input::OpenOrders>().empty());
}

TEST_F(BrokerTest, TheClocksDifferenceIsMeasuredHalfWay)
{
    server.onHttp = [](const HttpSeen&) {
        BrokerClock clock;
        clock.at = runtime::RunClock::utc().now() - std::chrono::seconds{100};
        clock.nextOpen = clock.nextClose = clock.at;
        return HttpScript{
            Kind::Answer, 200, QByteArray::fromStdString(encodeClock(clock)), {}, false};
    };
    start();
    broker->post(request::FetchClock{});
    const auto reading = heard.next<input::ClockReading>();
    ASSERT_TRUE(reading);
    EXPECT_LT(reading->skew - std::chrono::seconds{100}, std::chrono::seconds{2});
    EXPECT_GT(reading->skew - std::chrono::seconds{100}, std::chrono::seconds{-2});
}

TEST_F(BrokerTest, TheTradingStreamBringsUpdatesInBinaryFramesToo)
{
    start();
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    OrderUpdate update;
    update.event = OrderEvent::New;
    update.at = timestampOf(1'600'000'000'000'000'000);
    update.order = parseOrder(orderBody("c1").toStdString()).value();
    const auto frame = QByteArray::fromStdString(encodeTradeUpdate(update, {}));
    server.streams.back()->sendBinaryMessage(frame);
    server.streams.back()->sendTextMessage(QString::fromUtf8(frame));
    ASSERT_TRUE(heard.next<OrderUpdate>(2));
    EXPECT_EQ(heard.all<OrderUpdate>()[0], heard.all<OrderUpdate>()[1]);
}

TEST_F(BrokerTest, GarbageOnTheTradingStreamAsksForTheTruthAndKeepsTheSocket)
{
    start();
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    for (const char* garbage : {"<html>", "{", "\x01\x02", "[]", R"({"stream":"trade_updates"})"})
        server.streams.back()->sendBinaryMessage(QByteArray{garbage});
    const auto failed = heard.next<input::RequestFailed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->what, "reconcile");
    broker->post(output::CloseTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Off));
    EXPECT_EQ(server.streams.size(), 1U);
    EXPECT_EQ(heard.all<input::RequestFailed>().size(), 1U) << "not one a frame";
}

TEST_F(BrokerTest, ATradingStreamThatWentDeafIsOpenedAgain)
{
    options.patience.pingEvery = milliseconds{300};
    options.patience.pongWithin = milliseconds{300};
    start();
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    // The socket stays open; only nothing comes through any more, pongs neither.
    server.streams.back()->blockSignals(true);
    server.deafAfterUpgrade = true;
    server.streams.back()->abort();
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Stale));
    EXPECT_NE(heard.reasonOf(Link::TradeUpdates).find("ping"), std::string::npos);
    server.deafAfterUpgrade = false;
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live, 2));
}

TEST_F(BrokerTest, AServerThatComesBackIsFoundAgain)
{
    start();
    broker->post(output::OpenTradeStream{});
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live));
    server.stop();
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::BackingOff));
    server.listenAgain();
    ASSERT_TRUE(heard.waitForLink(Link::TradeUpdates, LinkState::Live, 2));
    const auto health = broker->health();
    EXPECT_EQ(health[0].link, Link::TradeUpdates);
    EXPECT_GE(health[0].reconnects, 1);
    EXPECT_EQ(health[1].link, Link::BrokerRest);
}

TEST_F(BrokerTest, AfterItsEndItTakesNothingAndSaysNothing)
{
    start();
    broker->stop();
    broker->post(submitOf("c1"));
    broker->post(output::LookupOrder{"c1"});
    broker->stop();
    EXPECT_TRUE(server.requests.empty());
}

} // namespace
} // namespace tapedeck::test
