#include "engine/proposer.h"
#include "gate_cases.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace test;

/// A person's approval on its way out, with the gate's own leave.
class ApprovedOrder : public testing::Test
{
protected:
    ApprovedOrder()
    {
        m_state.now = m_good.view.now;
        m_state.out = &m_outputs;
        (void)m_state.symbols.intern(m_good.proposal.order.symbol);
        m_suggestion.id = "card";
        m_suggestion.proposal = m_good.proposal;
        m_suggestion.digest = digestOf(m_good.proposal.order);
    }
    [[nodiscard]] bool send() { return m_proposer.sendApproved(m_suggestion, m_good.verdict()); }
    [[nodiscard]] std::size_t sent() const
    {
        std::size_t count = 0;
        for (const Output& output : m_outputs)
            count += std::holds_alternative<output::SubmitOrder>(output) ? 1U : 0U;
        return count;
    }
    [[nodiscard]] const AuditEntry* denied() const
    {
        for (const Output& output : m_outputs) {
            const auto* row = std::get_if<output::AppendAudit>(&output);
            if (row != nullptr && row->entry.kind == AuditKind::Denied)
                return &row->entry;
        }
        return nullptr;
    }

    GateCase m_good = goodEntry();
    Suggestion m_suggestion;
    EngineState m_state;
    std::vector<Output> m_outputs;
    OrderKeeper m_orders{m_state};
    Proposer m_proposer{m_state, m_orders};
};

TEST_F(ApprovedOrder, LeavesWhereItIsTheOneThatWasApproved)
{
    EXPECT_TRUE(send());
    EXPECT_EQ(sent(), 1U);
    EXPECT_EQ(denied(), nullptr);
}

TEST_F(ApprovedOrder, StaysWhereAnythingOfItIsAnother)
{
    using Change = void (*)(OrderSpec&);
    for (const Change change :
         {Change{[](OrderSpec& order) { order.quantity = shares("9"); }},
          Change{[](OrderSpec& order) { order.limitPrice = px("100.09"); }},
          Change{[](OrderSpec& order) { order.timeInForce = TimeInForce::Gtc; }}}) {
        m_outputs.clear();
        m_good = goodEntry();
        change(m_good.proposal.order);
        ASSERT_TRUE(m_good.verdict().approved) << "the gate has nothing against it";
        EXPECT_FALSE(send());
        EXPECT_EQ(sent(), 0U);
        ASSERT_NE(denied(), nullptr);
        EXPECT_EQ(denied()->detail, "it is not the order that was approved");
        EXPECT_EQ(denied()->suggestionId, "card");
        EXPECT_EQ(denied()->order, m_good.proposal.order);
    }
}

} // namespace
} // namespace tapedeck
