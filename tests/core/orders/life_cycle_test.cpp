#include "orders/life_cycle.h"

#include <gtest/gtest.h>

#include <vector>

namespace tapedeck {
namespace {

std::vector<OrderPhase> allPhases()
{
    std::vector<OrderPhase> all;
    for (std::size_t i = 0; i < kOrderPhaseCount; ++i)
        all.push_back(static_cast<OrderPhase>(i));
    return all;
}

std::vector<OrderStep> allSteps()
{
    std::vector<OrderStep> all;
    for (std::size_t i = 0; i < kOrderStepCount; ++i)
        all.push_back(static_cast<OrderStep>(i));
    return all;
}

TEST(LifeCycle, NeverLeavesTheEnd)
{
    for (const OrderStep step : allSteps()) {
        const auto next = nextPhase(OrderPhase::Done, step);
        EXPECT_TRUE(!next || *next == OrderPhase::Done) << toString(step);
    }
}

TEST(LifeCycle, EndsFromEverywhereWhenTheBrokerSaysSo)
{
    for (const OrderPhase phase : allPhases())
        EXPECT_EQ(nextPhase(phase, OrderStep::Ended), OrderPhase::Done) << toString(phase);
}

TEST(LifeCycle, NeverForgetsThatTheBrokerHasTheOrder)
{
    for (const OrderPhase phase : {OrderPhase::Working, OrderPhase::Canceling}) {
        for (const OrderStep step : allSteps()) {
            const auto next = nextPhase(phase, step);
            if (!next)
                continue;
            const bool ended = *next == OrderPhase::Done;
            EXPECT_EQ(ended, step == OrderStep::Ended) << toString(phase) << " " << toString(step);
            EXPECT_TRUE(ended || *next == OrderPhase::Working || *next == OrderPhase::Canceling);
        }
        for (const OrderStep step : {OrderStep::NotDurable,
                                     OrderStep::NotSent,
                                     OrderStep::Refused,
                                     OrderStep::NeverArrived})
            EXPECT_EQ(nextPhase(phase, step), std::nullopt) << toString(step);
    }
}

TEST(LifeCycle, NeverLooksUpWhatNobodyAskedAboutAndNeverSendsTwice)
{
    for (const OrderPhase phase : allPhases()) {
        for (const OrderStep step : allSteps()) {
            const auto next = nextPhase(phase, step);
            // The unknown state is left only by the broker's word, and never back to the start.
            if (phase == OrderPhase::Unknown && next) {
                EXPECT_NE(*next, OrderPhase::Submitting) << toString(step);
            }
            if (next == OrderPhase::Intended) {
                EXPECT_EQ(phase, OrderPhase::Intended) << toString(step);
            }
            if (next == OrderPhase::Submitting && phase != OrderPhase::Submitting) {
                EXPECT_EQ(phase, OrderPhase::Intended);
                EXPECT_EQ(step, OrderStep::MadeDurable);
            }
            if (next == OrderPhase::Unknown && phase != OrderPhase::Unknown) {
                EXPECT_EQ(step, OrderStep::NoAnswer) << toString(phase);
            }
        }
    }
}

TEST(LifeCycle, HasARoadFromTheDecisionToEveryPhase)
{
    std::vector<bool> reached(kOrderPhaseCount, false);
    std::vector<OrderPhase> open{OrderPhase::Intended};
    while (!open.empty()) {
        const OrderPhase phase = open.back();
        open.pop_back();
        if (reached[static_cast<std::size_t>(phase)])
            continue;
        reached[static_cast<std::size_t>(phase)] = true;
        for (const OrderStep step : allSteps()) {
            if (const auto next = nextPhase(phase, step))
                open.push_back(*next);
        }
    }
    for (const OrderPhase phase : allPhases())
        EXPECT_TRUE(reached[static_cast<std::size_t>(phase)]) << toString(phase);
}

TEST(LifeCycle, TakesTheStreamsWordBeforeTheAnswerAndTheAnswerBeforeTheDisks)
{
    for (const OrderPhase phase :
         {OrderPhase::Intended, OrderPhase::Submitting, OrderPhase::Unknown})
        EXPECT_EQ(nextPhase(phase, OrderStep::Acknowledged), OrderPhase::Working);
    EXPECT_EQ(nextPhase(OrderPhase::Working, OrderStep::MadeDurable), OrderPhase::Working);
    EXPECT_EQ(nextPhase(OrderPhase::Working, OrderStep::NoAnswer), OrderPhase::Working);
    EXPECT_EQ(nextPhase(OrderPhase::Canceling, OrderStep::CancelRefused), OrderPhase::Working);
}

} // namespace
} // namespace tapedeck
