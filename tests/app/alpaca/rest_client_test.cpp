#include "adapter_support.h"
#include "app/alpaca/key_test.h"
#include "app/alpaca/rest_client.h"
#include "scripted_server.h"
#include "wire/account_body.h"

#include <gtest/gtest.h>

namespace tapedeck::test {
namespace {

using Kind = HttpScript::Kind;

class RestClientTest : public testing::Test
{
protected:
    RestCall post()
    {
        RestCall call;
        call.method = RestMethod::Post;
        call.urgency = Urgency::Order;
        call.path = "/v2/orders";
        call.body = R"({"symbol":"AAPL"})";
        return call;
    }
    RestCall get(const std::string& path, Urgency urgency = Urgency::Background)
    {
        RestCall call;
        call.urgency = urgency;
        call.path = path;
        return call;
    }
    alpaca::RestClient client(RestOptions options = {})
    {
        return alpaca::RestClient{
            m_login, options, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    }

    ScriptedServer server;
    alpaca::Login m_login = loginTo(server.port());
    alpaca::LinkMonitor m_monitor{Link::BrokerRest, [] { return Timestamp{}; }};
};

TEST_F(RestClientTest, TheVetoIsAskedWhenTheConnectionStandsAndNotBefore)
{
    alpaca::RestClient rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    bool killed = false;
    int asked = 0;
    std::optional<RestAnswer> answer;
    RestHooks hooks;
    hooks.veto = [&] {
        ++asked;
        return std::string_view{killed ? "the kill switch is pressed" : ""};
    };
    rest.send(
        post(), [&](const RestAnswer& said) { answer = said; }, hooks);
    // Queued, throttled, handed to the network: and still it can be stopped.
    killed = true;
    EXPECT_EQ(asked, 0);
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs));
    EXPECT_EQ(answer->kind, RestAnswer::Kind::NotSent);
    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(server.requests.empty());
    // The next one goes.
    killed = false;
    server.onHttp = [](const HttpSeen&) { return HttpScript{Kind::Answer, 200, "{}", {}, false}; };
    answer.reset();
    rest.send(
        post(), [&](const RestAnswer& said) { answer = said; }, hooks);
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs));
    EXPECT_EQ(answer->status, 200);
    ASSERT_EQ(server.requests.size(), 1U);
    EXPECT_EQ(server.requests[0].body, R"({"symbol":"AAPL"})");
}

TEST_F(RestClientTest, AQueryIsSentThreeTimesAtMost)
{
    server.onHttp = [](const HttpSeen&) {
        return HttpScript{Kind::Answer, 502, "<html>", {}, false};
    };
    alpaca::RestClient rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    std::optional<RestAnswer> answer;
    rest.send(get("/v2/account"), [&](const RestAnswer& said) { answer = said; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs));
    EXPECT_EQ(answer->status, 502);
    EXPECT_EQ(server.requests.size(), 3U);
}

TEST_F(RestClientTest, NobodyIsFollowedElsewhereWithTheKeys)
{
    ScriptedServer elsewhere;
    server.onHttp = [&](const HttpSeen&) {
        const QByteArray place = "http://127.0.0.1:" + QByteArray::number(elsewhere.port());
        return HttpScript{Kind::Answer, 302, "", "Location: " + place + "/\r\n", false};
    };
    alpaca::RestClient rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    std::optional<RestAnswer> answer;
    rest.send(get("/v2/account"), [&](const RestAnswer& said) { answer = said; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs));
    EXPECT_EQ(answer->status, 302);
    EXPECT_FALSE(answer->isOk());
    EXPECT_TRUE(elsewhere.requests.empty()) << elsewhere.requests.front().head.toStdString();
}

TEST_F(RestClientTest, AnOrderOvertakesQueriesThatWait)
{
    server.onHttp = [](const HttpSeen& seen) -> HttpScript {
        if (seen.method == "POST")
            return {Kind::Answer, 200, "{}", {}, false};
        return {Kind::Silence, 0, {}, {}, false};
    };
    alpaca::RestClient rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    for (int i = 0; i < 20; ++i)
        rest.send(get("/v2/assets/" + std::to_string(i)), [](const RestAnswer&) {});
    std::optional<RestAnswer> answer;
    rest.send(post(), [&](const RestAnswer& said) { answer = said; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, 5'000));
    EXPECT_EQ(answer->status, 200);
}

TEST_F(RestClientTest, ACancellationOnALineThatFellSilentIsGivenUpSoonAndAnOrderIsNot)
{
    server.onHttp = [](const HttpSeen&) { return HttpScript{Kind::Silence, 0, {}, {}, false}; };
    RestOptions options;
    options.urgentTimeout = std::chrono::milliseconds{200};
    alpaca::RestClient rest{
        m_login, options, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    RestCall cancel = get("/v2/orders/1", Urgency::Safety);
    cancel.method = RestMethod::Delete;
    std::optional<RestAnswer> ordered;
    std::optional<RestAnswer> canceled;
    rest.send(post(), [&](const RestAnswer& said) { ordered = said; });
    rest.send(cancel, [&](const RestAnswer& said) { canceled = said; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return canceled.has_value(); }, 5'000));
    EXPECT_EQ(canceled->kind, RestAnswer::Kind::NoAnswer);
    EXPECT_EQ(canceled->reason, "no answer from the broker within 200 ms");
    EXPECT_FALSE(ordered) << "whether it arrived is not known yet";
}

TEST_F(RestClientTest, QueriesAreEscaped)
{
    alpaca::RestClient rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
    RestCall call = get("/v2/orders:by_client_order_id");
    call.query = {{"client_order_id", "a+b&c=d e/\xc3\xa9"}};
    std::optional<RestAnswer> answer;
    rest.send(call, [&](const RestAnswer& said) { answer = said; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs));
    ASSERT_EQ(server.requests.size(), 1U);
    EXPECT_EQ(server.requests[0].target,
              "/v2/orders:by_client_order_id?client_order_id=a%2Bb%26c%3Dd%20e%2F%C3%A9");
}

TEST_F(RestClientTest, EndingInTheMiddleOfRequestsIsQuiet)
{
    server.onHttp = [](const HttpSeen&) { return HttpScript{Kind::Silence, 0, {}, {}, false}; };
    bool answered = false;
    {
        alpaca::RestClient rest{
            m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr};
        rest.send(get("/v2/account"), [&](const RestAnswer&) { answered = true; });
        rest.send(post(), [&](const RestAnswer&) { answered = true; });
        ASSERT_TRUE(QTest::qWaitFor([&] { return server.requests.size() == 2; }, kPatienceMs));
    }
    EXPECT_FALSE(answered);
}

TEST_F(RestClientTest, TestingKeysSaysInASentenceWhatCameBack)
{
    Account account;
    account.status = "ACTIVE";
    account.id = "A1";
    account.equity = Money::fromWhole(100'000);
    bool good = true;
    server.onHttp = [&](const HttpSeen&) -> HttpScript {
        if (good)
            return {
                Kind::Answer, 200, QByteArray::fromStdString(encodeAccount(account)), {}, false};
        return {Kind::Answer, 401, "<html>", {}, false};
    };
    std::optional<Result<std::string>> said;
    const auto ask = [&] {
        said.reset();
        alpaca::testLogin(loginTo(server.port()),
                          [&](Result<std::string> reply) { said.emplace(std::move(reply)); });
        return QTest::qWaitFor([&] { return said.has_value(); }, kPatienceMs);
    };
    ASSERT_TRUE(ask());
    EXPECT_EQ(said->value(),
              "The keys open a practice account: ACTIVE, equity $100000, buying power $0.");
    good = false;
    ASSERT_TRUE(ask());
    EXPECT_EQ(said->error().code, ErrorCode::Refused);
}

TEST(Endpoints, HostsStandInTheCodeAndPracticeStaysOnThisMachine)
{
    using alpaca::Endpoints;
    EXPECT_EQ(Endpoints::paper(FeedSource::Iex).get().trading.toString(),
              QStringLiteral("https://paper-api.alpaca.markets"));
    EXPECT_EQ(Endpoints::live(FeedSource::Sip).get().marketStream.toString(),
              QStringLiteral("wss://stream.data.alpaca.markets/v2/sip"));
    EXPECT_EQ(Endpoints::live(FeedSource::Iex).get().tradingStream.toString(),
              QStringLiteral("wss://api.alpaca.markets/stream"));
    EXPECT_TRUE(Endpoints::practice("127.0.0.1", 80));
    EXPECT_TRUE(Endpoints::practice("localhost", 80));
    EXPECT_TRUE(Endpoints::practice("::1", 80));
    for (const char* host : {"10.0.0.1", "api.alpaca.markets", "", "0.0.0.0", "127.0.0.1.evil.net"})
        EXPECT_FALSE(Endpoints::practice(host, 80)) << host;
    EXPECT_FALSE(Endpoints::practice("127.0.0.1", 0));
    EXPECT_FALSE(Endpoints::practice("127.0.0.1", 65'536));
}

} // namespace
} // namespace tapedeck::test
