#include "market/halts.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

struct Step
{
    const char* name;
    HaltState before;
    char tape;
    const char* code;
    HaltState after;

    friend void PrintTo(const Step& step, std::ostream* out) { *out << step.name; }
};

class StatusCode : public testing::TestWithParam<Step>
{};

TEST_P(StatusCode, MovesTheHaltState)
{
    TradingStatus status;
    status.tape = GetParam().tape;
    status.status = ShortCode::of(GetParam().code);
    EXPECT_EQ(haltStateAfter(GetParam().before, status), GetParam().after);
}

constexpr auto kUnknown = HaltState::Unknown;
constexpr auto kTrading = HaltState::Trading;
constexpr auto kHalted = HaltState::Halted;

INSTANTIATE_TEST_SUITE_P(
    Tapes,
    StatusCode,
    testing::Values(Step{"CTA halt", kTrading, 'A', "2", kHalted},
                    Step{"CTA resume", kHalted, 'B', "3", kTrading},
                    Step{"CTA resume when unknown", kUnknown, 'B', "3", kTrading},
                    Step{"CTA short sale restriction", kTrading, 'A', "E", kTrading},
                    Step{"CTA indication in a halt", kHalted, 'A', "5", kHalted},
                    Step{"CTA imbalance when unknown", kUnknown, 'A', "7", kUnknown},
                    Step{"UTP letters mean nothing on CTA", kTrading, 'A', "H", kTrading},
                    Step{"UTP halt", kTrading, 'C', "H", kHalted},
                    Step{"UTP volatility pause", kTrading, 'O', "P", kHalted},
                    Step{"UTP quotation resumes, trading not yet", kHalted, 'C', "Q", kHalted},
                    Step{"UTP quotation only when unknown", kUnknown, 'C', "Q", kHalted},
                    Step{"UTP resume", kHalted, 'C', "T", kTrading},
                    Step{"CTA digits mean nothing on UTP", kTrading, 'C', "2", kTrading},
                    Step{"an unknown code", kHalted, 'C', "?", kHalted},
                    Step{"an empty code", kHalted, 'C', "", kHalted},
                    Step{"a long code", kTrading, 'C', "HH", kTrading},
                    Step{"no tape, either table", kTrading, ' ', "2", kHalted}));

TEST(HaltEvidence, EndsAnUnknownStateForAMinuteOfRegularHours)
{
    const Timestamp print = timestampOf(0);
    const auto judged = [&](HaltState known, Nanoseconds age, Session session) {
        return haltStateWithEvidence(known, print, print + age, session);
    };
    EXPECT_EQ(judged(kUnknown, 0s, Session::Regular), kTrading);
    EXPECT_EQ(judged(kUnknown, 60s - 1ns, Session::Regular), kTrading);
    EXPECT_EQ(judged(kUnknown, 60s, Session::Regular), kUnknown);
    EXPECT_EQ(judged(kUnknown, 0s, Session::PreMarket), kUnknown);
    EXPECT_EQ(judged(kHalted, 0s, Session::Regular), kHalted);
    EXPECT_EQ(judged(kTrading, 3600s, Session::Closed), kTrading);
    EXPECT_EQ(haltStateWithEvidence(kUnknown, std::nullopt, print, Session::Regular), kUnknown);
}

} // namespace
} // namespace tapedeck
