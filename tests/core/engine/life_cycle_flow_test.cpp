#include "engine/order_keeper.h"
#include "engine_rig.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// One order and its keeper: each step of the life cycle comes as what the world says, not as a
/// call of the table.
class OneOrder
{
public:
    OneOrder()
    {
        m_state.now = parseTimestamp("2013-10-10T14:00:00Z").value();
        m_state.out = &m_outputs;
        (void)m_state.symbols.intern("ABC");
        IntentRecord intent;
        intent.clientOrderId = kId;
        intent.ticket.order.symbol = "ABC";
        intent.ticket.order.quantity = shares("10");
        m_state.decisive.orders.add(intent, m_state.now);
    }

    [[nodiscard]] TrackedOrder& order() { return *m_state.decisive.orders.find(kId); }
    [[nodiscard]] std::size_t illegal() const
    {
        std::size_t count = 0;
        for (const Output& output : m_outputs) {
            const auto* row = std::get_if<output::AppendAudit>(&output);
            count += row != nullptr && row->entry.kind == AuditKind::IllegalTransition ? 1U : 0U;
        }
        return count;
    }
    [[nodiscard]] const std::vector<Output>& outputs() const { return m_outputs; }

    void bringTo(OrderPhase phase)
    {
        switch (phase) {
        case OrderPhase::Intended:
            return;
        case OrderPhase::Submitting:
            return say(OrderStep::MadeDurable);
        case OrderPhase::Unknown:
            say(OrderStep::MadeDurable);
            return say(OrderStep::NoAnswer);
        case OrderPhase::Working:
            return say(OrderStep::Acknowledged);
        case OrderPhase::Canceling:
            say(OrderStep::Acknowledged);
            return say(OrderStep::CancelAsked);
        case OrderPhase::Done:
            say(OrderStep::Acknowledged);
            return say(OrderStep::Ended);
        }
    }

    void say(OrderStep step)
    {
        switch (step) {
        case OrderStep::MadeDurable:
            return m_keeper.onDurable({kId});
        case OrderStep::NotDurable:
            return m_keeper.onLost({kId, "disk full"});
        case OrderStep::NotSent:
            return m_keeper.onReply(input::SubmitReply{kId, input::NotSent{"killed"}});
        case OrderStep::Acknowledged:
            return m_keeper.onReply(input::SubmitReply{kId, seen(OrderStatus::New)});
        case OrderStep::Refused:
            return m_keeper.onReply(input::SubmitReply{kId, BrokerError{403, 0, "no"}});
        case OrderStep::NoAnswer:
            return m_keeper.onReply(input::SubmitReply{kId, input::NoAnswer{"time-out"}});
        case OrderStep::NeverArrived:
            for (int i = 0; i < 4; ++i) {
                m_state.now += 3s;
                m_keeper.onReply(input::LookupReply{kId, input::NotFound{}});
            }
            return;
        case OrderStep::CancelAsked:
            return m_keeper.requestCancel(order());
        case OrderStep::CancelRefused:
            return m_keeper.onReply(input::CancelReply{kId, BrokerError{422, 0, "too late"}});
        case OrderStep::Ended:
            OrderUpdate update;
            update.event = OrderEvent::Canceled;
            update.order = seen(OrderStatus::Canceled);
            return m_keeper.onUpdate(update);
        }
    }

private:
    static constexpr const char* kId = "run-1";

    [[nodiscard]] BrokerOrder seen(OrderStatus status) const
    {
        BrokerOrder order;
        order.id = "broker-1";
        order.clientOrderId = kId;
        order.spec.symbol = "ABC";
        order.spec.quantity = shares("10");
        order.status = status;
        return order;
    }

    EngineState m_state;
    std::vector<Output> m_outputs;
    OrderKeeper m_keeper{m_state};
};

struct Pair
{
    OrderPhase phase;
    OrderStep step;
    friend void PrintTo(const Pair& pair, std::ostream* out)
    {
        *out << toString(pair.phase) << " + " << toString(pair.step);
    }
};

std::vector<Pair> everyPair()
{
    std::vector<Pair> pairs;
    for (std::size_t phase = 0; phase < kOrderPhaseCount; ++phase) {
        for (std::size_t step = 0; step < kOrderStepCount; ++step)
            pairs.push_back({static_cast<OrderPhase>(phase), static_cast<OrderStep>(step)});
    }
    return pairs;
}

/// What never becomes a step: nobody waits for this look-up, or the order has ended already and
/// there is nothing to cancel.
bool isNotHeard(const Pair& pair)
{
    if (pair.step == OrderStep::NeverArrived)
        return pair.phase != OrderPhase::Unknown;
    return pair.phase == OrderPhase::Done &&
           (pair.step == OrderStep::CancelAsked || pair.step == OrderStep::CancelRefused);
}

class EveryTransition : public testing::TestWithParam<Pair>
{};

INSTANTIATE_TEST_SUITE_P(OfTheTable,
                         EveryTransition,
                         testing::ValuesIn(everyPair()),
                         [](const auto& pair) {
                             return std::string{toString(pair.param.phase)} + "_" +
                                    std::string{toString(pair.param.step)};
                         });

TEST_P(EveryTransition, IsAppliedAsTheTableSaysOrAuditedAndNotApplied)
{
    const auto [phase, step] = GetParam();
    OneOrder one;
    one.bringTo(phase);
    ASSERT_EQ(one.order().phase, phase);
    ASSERT_EQ(one.illegal(), 0U) << "on the way there";
    const std::string before = canonicalBytes(one.order());
    one.say(step);
    const auto next = nextPhase(phase, step);
    if (isNotHeard(GetParam())) {
        EXPECT_EQ(one.order().phase, phase);
        EXPECT_EQ(one.illegal(), 0U);
    } else if (next) {
        EXPECT_EQ(one.order().phase, *next);
        EXPECT_EQ(one.illegal(), 0U);
    } else {
        EXPECT_EQ(canonicalBytes(one.order()), before) << "an illegal step changes nothing";
        EXPECT_EQ(one.illegal(), 1U);
    }
    for (const Output& output : one.outputs())
        EXPECT_FALSE(std::holds_alternative<output::SubmitOrder>(output)) << "sent again";
}

TEST(UnknownOrder, KeepsEveryInstanceOutOfItsSymbolAndNoExitIn)
{
    TradingConfig config = benchConfig(Rules::Automatic);
    config.instances.push_back(config.instances[0]);
    config.instances[1].name = "second";
    config.limits.symbolSpacing = Nanoseconds{};
    EngineRig rig{Rules::Automatic, config};
    rig.positions = {{"ABC", shares("10"), shares("10"), px("100"), usd("1000"), {}}};
    rig.start();
    rig.send(Command{command::EnableInstance{"second", false}});
    rig.market("ABC", "100");
    ASSERT_EQ(rig.submits().size(), 1U);
    const IntentRecord lost = rig.submits()[0];
    rig.send(input::IntentDurable{lost.clientOrderId});
    rig.send(input::SubmitReply{lost.clientOrderId, input::NoAnswer{"time-out"}});
    ASSERT_TRUE(rig.order(lost.clientOrderId)->unresolved);
    rig.forget();
    rig.send(Command{command::EnableInstance{"second", true}});
    rig.pass(6s);
    rig.market("ABC", "100");
    EXPECT_TRUE(rig.submits().empty());
    ASSERT_FALSE(rig.audits(AuditKind::Denied).empty());
    const auto resultOf = [](const AuditEntry& entry) {
        return entry.checks.at(static_cast<std::size_t>(Limit::UnknownOrder)).result;
    };
    EXPECT_EQ(rig.audits(AuditKind::Denied)[0]->origin.name, "second");
    EXPECT_EQ(resultOf(*rig.audits(AuditKind::Denied)[0]), LimitResult::Denied);

    rig.send(Command{command::ClosePosition{"ABC"}});
    ASSERT_EQ(rig.submits().size(), 1U) << "what is held can be closed";
    EXPECT_EQ(resultOf(*rig.audits(AuditKind::Allowed).back()), LimitResult::Warned);
    rig.send(input::IntentLost{rig.submits()[0].clientOrderId, "not of interest here"});

    rig.send(input::LookupReply{lost.clientOrderId, rig.brokerOrder(lost, OrderStatus::Rejected)});
    rig.forget();
    rig.pass(6s);
    rig.market("ABC", "100");
    EXPECT_FALSE(rig.submits().empty()) << "the broker has answered";
}

} // namespace
} // namespace tapedeck
