#include "session/news_fetch.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

const Timestamp kFrom = *parseTimestamp("2024-03-12T14:00:00Z");
const Timestamp kTo = *parseTimestamp("2024-03-12T15:00:00Z");

RestAnswer answerOf(int status, std::string body)
{
    RestAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

std::string pageOf(int id, const std::string& token)
{
    return R"({"news":[{"id":)" + std::to_string(id) +
           R"(,"headline":"h","created_at":"2024-03-12T14:30:00Z",)"
           R"("updated_at":"2024-03-12T14:30:00Z","symbols":["AAPL"]}],"next_page_token":)" +
           (token.empty() ? "null" : '"' + token + '"') + "}";
}

TEST(NewsSteps, GoesFromPageToPageAndEnds)
{
    NewsSteps steps{{"AAPL", "MSFT"}, kFrom, kTo};
    const RestCall first = steps.first();
    EXPECT_EQ(first.path, "/v1beta1/news");
    EXPECT_EQ(first.purpose, CallPurpose::News);
    using Pair = std::pair<std::string, std::string>;
    const auto has = [](const RestCall& call, const Pair& pair) {
        return std::find(call.query.begin(), call.query.end(), pair) != call.query.end();
    };
    EXPECT_TRUE(has(first, {"symbols", "AAPL,MSFT"}));
    EXPECT_TRUE(has(first, {"start", "2024-03-12T14:00:00Z"}));
    auto page = steps.onAnswer(answerOf(200, pageOf(1, "next")));
    ASSERT_TRUE(page && page->next);
    EXPECT_EQ(page->items.at(0).id, 1);
    EXPECT_TRUE(has(*page->next, {"page_token", "next"}));
    page = steps.onAnswer(answerOf(200, pageOf(2, "")));
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->next);
}

TEST(NewsSteps, PagesThatDoNotEndAreEnded)
{
    NewsSteps same{{}, kFrom, kTo};
    ASSERT_TRUE(same.onAnswer(answerOf(200, pageOf(1, "t")))->next);
    EXPECT_FALSE(same.onAnswer(answerOf(200, pageOf(1, "t")))->next) << "the same token again";
    NewsSteps many{{}, kFrom, kTo};
    std::size_t pages = 0;
    bool more = true;
    for (; more; ++pages)
        more = many.onAnswer(answerOf(200, pageOf(1, std::to_string(pages))))->next.has_value();
    EXPECT_EQ(pages, NewsSteps::kPagesMax);
}

TEST(NewsSteps, SaysWhatWasWrong)
{
    NewsSteps steps{{}, kFrom, kTo};
    EXPECT_EQ(steps.onAnswer(answerOf(403, "{}")).error().code, ErrorCode::Refused);
    EXPECT_EQ(steps.onAnswer(answerOf(500, "")).error().code, ErrorCode::Unavailable);
    EXPECT_EQ(steps.onAnswer(answerOf(200, "[]")).error().code, ErrorCode::Malformed);
}

} // namespace
} // namespace tapedeck
