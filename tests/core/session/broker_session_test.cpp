#include "session/broker_session.h"

#include <gmock/gmock.h>

#include <deque>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

/// A world that the test plays: requests and timers wait until it says what becomes of them.
class World final : public BrokerPort
{
public:
    struct Sent
    {
        RestCall call;
        RestReply reply;
    };

    void send(RestCall call, RestReply reply, RestHooks /*hooks*/) override
    {
        sent.push_back({std::move(call), std::move(reply)});
    }
    void after(Nanoseconds wait, std::function<void()> act) override
    {
        waits.push_back(wait);
        acts.push_back(std::move(act));
    }
    void tell(std::vector<InputWhat> batch) override
    {
        for (InputWhat& what : batch)
            told.push_back(std::move(what));
    }
    void openTrades() override { ++opened; }
    void closeTrades() override { ++closed; }
    void expectEcho(const std::string& clientOrderId) override { echoes.push_back(clientOrderId); }
    [[nodiscard]] Timestamp now() const override { return Timestamp{steady}; }
    [[nodiscard]] Nanoseconds steadyNow() const override { return steady; }

    void answer(int status, std::string body)
    {
        RestAnswer answer;
        answer.kind = RestAnswer::Kind::Answered;
        answer.status = status;
        answer.body = std::move(body);
        const Sent first = std::move(sent.front());
        sent.pop_front();
        first.reply(answer);
    }

    std::deque<Sent> sent;
    std::vector<Nanoseconds> waits;
    std::vector<std::function<void()>> acts;
    std::vector<InputWhat> told;
    std::vector<std::string> echoes;
    int opened = 0;
    int closed = 0;
    Nanoseconds steady{};
};

class BrokerSessionTest : public testing::Test
{
protected:
    World m_world;
    KillLatch m_latch;
    BrokerSession m_session{m_world, m_latch, "iex", 1};
};

TEST_F(BrokerSessionTest, AsksAgainForWhatItFetchesUntilTheBrokerAnswers)
{
    m_session.on(request::FetchAccount{});
    m_session.on(request::FetchAccount{});
    ASSERT_THAT(m_world.sent, SizeIs(1)) << "one at a time";
    m_world.answer(503, "");
    ASSERT_THAT(m_world.told, SizeIs(1));
    EXPECT_EQ(std::get<input::RequestFailed>(m_world.told[0]).what, "account");
    ASSERT_THAT(m_world.acts, SizeIs(1));
    m_world.acts[0]();
    m_world.answer(503, "");
    EXPECT_THAT(m_world.told, SizeIs(1)) << "the same reason is told once";
    EXPECT_GT(m_world.waits[1], m_world.waits[0]);
}

TEST_F(BrokerSessionTest, GivesUpWhatTheBrokerRefuses)
{
    m_session.on(request::FetchAccount{});
    m_world.answer(403, R"({"code":40310000,"message":"forbidden"})");
    EXPECT_THAT(m_world.acts, IsEmpty());
    EXPECT_THAT(m_world.told, SizeIs(1));
}

TEST_F(BrokerSessionTest, ANewerQuestionMakesTheAnswerToAnOlderOneWorthless)
{
    m_session.on(output::Reconcile{});
    m_session.on(output::Reconcile{});
    ASSERT_THAT(m_world.sent, SizeIs(2));
    m_world.answer(200, "[]");
    EXPECT_THAT(m_world.sent, SizeIs(1)) << "the first round is not continued";
    m_world.answer(200, "[]");
    EXPECT_THAT(m_world.sent, SizeIs(1)) << "the second is";
}

TEST_F(BrokerSessionTest, LooksUpAnOrderThatItHasToCancelAndCannotName)
{
    m_session.on(output::CancelOrder{"c-1", ""});
    ASSERT_THAT(m_world.sent, SizeIs(1));
    EXPECT_EQ(m_world.sent[0].call.path, "/v2/orders:by_client_order_id");
    m_world.answer(504, "");
    ASSERT_THAT(m_world.told, SizeIs(1));
    const auto& reply = std::get<input::CancelReply>(m_world.told[0]);
    EXPECT_TRUE(std::holds_alternative<input::NoAnswer>(reply.answer));
    EXPECT_THAT(m_world.sent, IsEmpty());
}

TEST_F(BrokerSessionTest, AHoleOfTheStreamIsFilledByATruthThatWasAskedForAfterIt)
{
    m_session.onTradeState(LinkState::Live, "");
    m_world.steady = 1min;
    m_session.onTradeState(LinkState::Stale, "gone");
    m_session.onTradeState(LinkState::Live, "");
    EXPECT_EQ(m_session.gaps().counts().filled, 0);
    EXPECT_EQ(std::get<input::GapNews>(m_world.told.back()).gap.cause, "gone");
    m_session.on(output::OpenTradeStream{});
    m_session.on(output::CloseTradeStream{});
    EXPECT_EQ(m_world.opened, 1);
    EXPECT_EQ(m_world.closed, 1);
}

TEST_F(BrokerSessionTest, SaysHowTheBrokersRestIsWhenThatChanges)
{
    m_session.onRestState(LinkState::Live, "");
    m_session.onRestState(LinkState::Live, "");
    m_session.onRestState(LinkState::Stale, "no answer");
    EXPECT_THAT(m_world.told, SizeIs(2));
}

/// The engine catches up with a night of the machine's sleep, and has asked each second of it.
TEST_F(BrokerSessionTest, AsksForAListOnceMoreHoweverOftenItIsWanted)
{
    for (int i = 0; i < 30'000; ++i) {
        m_session.on(output::ListOpenOrders{});
        m_session.on(output::CancelAllOrders{});
        m_session.on(output::LookupOrder{"c-1"});
        m_session.on(output::CancelOrder{"c-2", "b-2"});
    }
    EXPECT_THAT(m_world.sent, SizeIs(12)) << "three of a kind: one may be on a silent connection";
    for (int i = 0; i < 12; ++i)
        m_world.answer(500, "");
    EXPECT_THAT(m_world.sent, SizeIs(4)) << "once more, since the answers may be of before";
    for (int i = 0; i < 4; ++i)
        m_world.answer(500, "");
    EXPECT_THAT(m_world.sent, IsEmpty());
    EXPECT_THAT(m_world.told, SizeIs(16)) << "each question that was sent is answered";
}

TEST_F(BrokerSessionTest, OrdersNothingWhereThatIsForbiddenAndCancelsStill)
{
    m_session.forbidOrders("live trading is locked");
    m_session.on(output::CancelOrder{"c-2", "b-2"});
    EXPECT_THAT(m_world.sent, SizeIs(1));
}

} // namespace
} // namespace tapedeck
