#include "session/gap_fill.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kStart = parseTimestamp("2026-11-27T15:00:30Z").value();

Gap gapOf(Nanoseconds length)
{
    Gap gap;
    gap.number = 1;
    gap.start = kStart;
    gap.end = kStart + length;
    gap.symbols = {"AAPL", "MSFT"};
    gap.state = GapState::Filling;
    return gap;
}

RestAnswer answer(std::string body, int status = 200)
{
    RestAnswer answer;
    answer.kind = RestAnswer::Kind::Answered;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

std::string valueOf(const RestCall& call, std::string_view name)
{
    for (const auto& [key, value] : call.query) {
        if (key == name)
            return value;
    }
    return "";
}

const RestCall& callIn(const GapFillSteps::Next& next)
{
    return std::get<RestCall>(next);
}

TEST(GapFill, TheTradesOfAShortHoleComePageByPageInTimeOrder)
{
    GapFillSteps steps{gapOf(seconds{20}), "iex"};
    const auto first = steps.first();
    EXPECT_EQ(callIn(first).path, "/v2/stocks/trades");
    EXPECT_EQ(callIn(first).purpose, CallPurpose::GapFill);
    EXPECT_EQ(valueOf(callIn(first), "symbols"), "AAPL,MSFT");
    EXPECT_EQ(valueOf(callIn(first), "start"), "2026-11-27T15:00:30Z");
    EXPECT_EQ(valueOf(callIn(first), "end"), "2026-11-27T15:00:50Z");
    const auto second = steps.onAnswer(answer(
        R"({"trades":{"AAPL":[{"t":"2026-11-27T15:00:31Z","p":1,"s":1,"i":1},
            {"t":"2026-11-27T15:00:41Z","p":2,"s":1,"i":2}]},"next_page_token":"more"})"));
    ASSERT_TRUE(second);
    EXPECT_EQ(valueOf(callIn(*second), "page_token"), "more");
    const auto last = steps.onAnswer(answer(
        R"({"trades":{"MSFT":[{"t":"2026-11-27T15:00:35Z","p":3,"s":1,"i":3}]},
            "next_page_token":null})"));
    ASSERT_TRUE(last);
    const auto& found = std::get<GapFillSteps::Found>(*last);
    EXPECT_EQ(found.by, "trades");
    ASSERT_EQ(found.trades.size(), 3U);
    EXPECT_EQ(found.trades[1].id, 3);
    EXPECT_EQ(found.symbols.text(found.trades[1].symbol), "MSFT");
}

TEST(GapFill, AHoleOverAMinuteIsFilledByBarsToo)
{
    GapFillSteps steps{gapOf(minutes{2}), "iex"};
    (void)steps.first();
    const auto bars = steps.onAnswer(answer(R"({"trades":null})"));
    ASSERT_TRUE(bars);
    EXPECT_EQ(callIn(*bars).path, "/v2/stocks/bars");
    EXPECT_EQ(valueOf(callIn(*bars), "start"), "2026-11-27T15:00:00Z") << "the minute it began in";
    EXPECT_EQ(valueOf(callIn(*bars), "end"), "2026-11-27T15:01:59Z") << "and no growing one";
    const auto done = steps.onAnswer(answer(
        R"({"bars":{"AAPL":[{"t":"2026-11-27T15:01:00Z","o":1,"h":2,"l":1,"c":2,"v":9}]}})"));
    ASSERT_TRUE(done);
    const auto& found = std::get<GapFillSteps::Found>(*done);
    EXPECT_EQ(found.by, "trades and bars");
    EXPECT_EQ(found.bars[0].bars.size(), 1U);
}

TEST(GapFill, ALongHoleIsFilledByBarsAlone)
{
    GapFillSteps steps{gapOf(minutes{16}), "iex"};
    EXPECT_EQ(callIn(steps.first()).path, "/v2/stocks/bars");
    const auto done = steps.onAnswer(answer(R"({"bars":{}})"));
    ASSERT_TRUE(done);
    EXPECT_EQ(std::get<GapFillSteps::Found>(*done).by, "bars");
}

TEST(GapFill, WhereTradesAreRefusedTheBarsMustDo)
{
    GapFillSteps steps{gapOf(seconds{20}), "iex"};
    (void)steps.first();
    const auto bars = steps.onAnswer(answer(R"({"message":"no"})", 403));
    ASSERT_TRUE(bars);
    EXPECT_EQ(callIn(*bars).path, "/v2/stocks/bars");
    const auto failed = steps.onAnswer(answer(R"({"message":"no"})", 403));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().what.find("403"), std::string::npos);
}

TEST(GapFill, BarsThatFailLeaveTheTradesStanding)
{
    GapFillSteps steps{gapOf(minutes{2}), "iex"};
    (void)steps.first();
    ASSERT_TRUE(steps.onAnswer(
        answer(R"({"trades":{"AAPL":[{"t":"2026-11-27T15:00:31Z","p":1,"s":1,"i":1}]}})")));
    const auto done = steps.onAnswer(answer("", 500));
    ASSERT_TRUE(done);
    EXPECT_EQ(std::get<GapFillSteps::Found>(*done).by, "trades");
}

TEST(GapFill, PagesThatDoNotEndAreNoHalfTruth)
{
    GapFillSteps steps{gapOf(seconds{20}), "iex"};
    auto next = Result<GapFillSteps::Next>{steps.first()};
    int pages = 0;
    while (callIn(*next).path == "/v2/stocks/trades") {
        ++pages;
        next = steps.onAnswer(answer(
            R"({"trades":{"AAPL":[{"t":"2026-11-27T15:00:31Z","p":1,"s":1,"i":1}]},
                "next_page_token":"t)" +
            std::to_string(pages) + R"("})"));
        ASSERT_TRUE(next);
    }
    EXPECT_EQ(pages, static_cast<int>(GapFillSteps::kPagesMax));
    const auto done = steps.onAnswer(answer(R"({"bars":{}})"));
    ASSERT_TRUE(done);
    EXPECT_TRUE(std::get<GapFillSteps::Found>(*done).trades.empty());
    EXPECT_EQ(std::get<GapFillSteps::Found>(*done).by, "bars");
}

} // namespace
} // namespace tapedeck
