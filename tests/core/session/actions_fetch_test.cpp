#include "session/actions_fetch.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

output::FetchCorporateActions asked()
{
    return {{"AAPL", "MSFT"}, *parseDate("2014-06-02"), *parseDate("2014-08-08")};
}

RestAnswer answerOf(int status, std::string body)
{
    RestAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

std::string pageOf(const std::string& symbol, const std::string& token)
{
    return R"({"corporate_actions":{"forward_splits":[{"symbol":")" + symbol +
           R"(","new_rate":7,"old_rate":1,"ex_date":"2014-06-09"},{}]},"next_page_token":)" +
           (token.empty() ? "null" : '"' + token + '"') + "}";
}

TEST(ActionsSteps, GatherAllPagesIntoOneAnswer)
{
    ActionsSteps steps{asked()};
    const RestCall first = steps.first();
    EXPECT_EQ(first.path, "/v1/corporate-actions");
    EXPECT_EQ(first.host, RestHost::Data);
    using Pair = std::pair<std::string, std::string>;
    const std::vector<Pair> query{{"symbols", "AAPL,MSFT"},
                                  {"start", "2014-06-02"},
                                  {"end", "2014-08-08"},
                                  {"limit", "1000"}};
    EXPECT_EQ(first.query, query);
    auto next = steps.onAnswer(answerOf(200, pageOf("AAPL", "t")));
    ASSERT_TRUE(next && std::holds_alternative<RestCall>(*next));
    EXPECT_EQ(std::get<RestCall>(*next).query.back(), (Pair{"page_token", "t"}));
    next = steps.onAnswer(answerOf(200, pageOf("MSFT", "")));
    ASSERT_TRUE(next && std::holds_alternative<input::CorporateActions>(*next));
    const auto& found = std::get<input::CorporateActions>(*next);
    EXPECT_EQ(found.symbols, asked().symbols);
    EXPECT_EQ(found.from, asked().from);
    EXPECT_EQ(found.to, asked().to);
    ASSERT_EQ(found.actions.size(), 2U);
    EXPECT_EQ(found.actions[1].symbol, "MSFT");
    EXPECT_EQ(found.unreadable.size(), 2U) << "which is said, and hides nothing";
}

TEST(ActionsSteps, PagesWithoutAnEndAreAnError)
{
    ActionsSteps same{asked()};
    ASSERT_TRUE(same.onAnswer(answerOf(200, pageOf("AAPL", "t"))));
    EXPECT_EQ(same.onAnswer(answerOf(200, pageOf("AAPL", "t"))).error().code, ErrorCode::Malformed);
}

TEST(ActionsSteps, SayWhatWasWrong)
{
    ActionsSteps steps{asked()};
    EXPECT_EQ(steps.onAnswer(answerOf(403, "{}")).error().code, ErrorCode::Refused);
    EXPECT_EQ(steps.onAnswer(answerOf(500, "")).error().code, ErrorCode::Unavailable);
    EXPECT_EQ(steps.onAnswer(answerOf(200, "[]")).error().code, ErrorCode::Malformed);
}

} // namespace
} // namespace tapedeck
