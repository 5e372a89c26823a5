#include "session/latest_fetch.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using std::chrono::seconds;

const Timestamp kNow = parseTimestamp("2026-11-27T15:00:00Z").value();

Trade tradeAt(Nanoseconds ago, std::int64_t dollars)
{
    Trade trade;
    trade.at = kNow - ago;
    trade.price = Price::fromWhole(dollars);
    return trade;
}

TEST(LatestFetch, AsksForAllSymbolsAtOnce)
{
    const RestCall call = latestTradesCall({"AAPL", "BRK.B"}, "iex", CallPurpose::Check);
    EXPECT_EQ(call.path, "/v2/stocks/trades/latest");
    EXPECT_EQ(call.query[0].second, "AAPL,BRK.B");
    EXPECT_EQ(call.query[1].second, "iex");
    EXPECT_EQ(call.purpose, CallPurpose::Check);
}

TEST(LatestFetch, AnAnswerThatIsNoneIsAnError)
{
    Symbols symbols;
    RestAnswer none;
    none.kind = RestAnswer::Kind::NoAnswer;
    none.reason = "no route";
    EXPECT_EQ(readLatestTrades(none, symbols).error().code, ErrorCode::Unavailable);
    none.kind = RestAnswer::Kind::Answered;
    none.status = 403;
    EXPECT_EQ(readSnapshots(none, symbols, 1).error().code, ErrorCode::Refused);
    none.status = 200;
    none.body = "[]";
    EXPECT_EQ(readSnapshots(none, symbols, 1).error().code, ErrorCode::Malformed);
    none.body =
        R"({"A":{"latestQuote":{"bp":1,"bs":2,"ap":1.1,"as":3,"t":"2024-01-02T15:00:00Z"}},"B":7})";
    const auto good = readSnapshots(none, symbols, 100);
    ASSERT_TRUE(good);
    ASSERT_EQ(good->size(), 1U) << "one that cannot be read hides no other";
    EXPECT_EQ(good->front().latestQuote->askSize, Quantity::fromWhole(300));
    EXPECT_FALSE(good->front().latestTrade);
}

struct Missed
{
    const char* name;
    std::optional<ToldPrice> told;
    Trade theirs;
    bool missed;
    friend void PrintTo(const Missed& row, std::ostream* out) { *out << row.name; }
};
class WhatTheStreamMissed : public testing::TestWithParam<Missed>
{};

TEST_P(WhatTheStreamMissed, IsSeen)
{
    const Missed& row = GetParam();
    EXPECT_EQ(hasMissed(row.told, row.theirs, kNow - std::chrono::minutes{10}, kNow), row.missed);
}

const ToldPrice kTold{kNow - seconds{30}, Price::fromWhole(1'000)};

INSTANTIATE_TEST_SUITE_P(
    Rows,
    WhatTheStreamMissed,
    testing::Values(
        Missed{"a newer trade at another price", kTold, tradeAt(seconds{10}, 1'010), true},
        Missed{"within the tolerance", kTold, tradeAt(seconds{10}, 1'001), false},
        Missed{"below as above", kTold, tradeAt(seconds{10}, 990), true},
        Missed{"the same trade", kTold, tradeAt(seconds{30}, 1'010), false},
        Missed{"it may be on its way", kTold, tradeAt(seconds{4}, 1'010), false},
        Missed{"nothing was told yet", std::nullopt, tradeAt(seconds{10}, 1), true},
        Missed{
            "from before the stream", std::nullopt, tradeAt(std::chrono::minutes{11}, 1), false}));

} // namespace
} // namespace tapedeck
