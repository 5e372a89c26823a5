#include "app/practice/rest_api.h"
#include "app/practice/venue.h"
#include "practice_support.h"
#include "session/reconcile.h"
#include "wire/rest_bodies.h"

#include <gtest/gtest.h>

// Cash in and out, from the exchange's account to what a reconciliation makes of its activities.
namespace tapedeck::practice {
namespace {

Secret practiceSecret()
{
    std::string text{kPracticeSecret};
    return Secret::takeFrom(text);
}

class TransfersTest : public testing::Test
{
protected:
    TransfersTest()
    {
        test::writeSmallTape(m_folder / "tape.jsonl");
        m_options.tape = m_folder / "tape.jsonl";
        m_options.start = std::chrono::hours{9} + std::chrono::minutes{31};
        m_options.dataFolder = m_folder / "data";
        open();
    }
    void open()
    {
        m_venue.reset();
        m_venue = std::move(Venue::open(m_options).value());
        m_api.emplace(*m_venue, m_keys, m_options, [](const Error&) { FAIL(); });
    }
    RestAnswer ask(const RestCall& call)
    {
        HttpRequest request;
        request.method = "GET";
        std::string_view path = call.path;
        while (!path.empty()) {
            path.remove_prefix(1);
            request.path.emplace_back(path.substr(0, path.find('/')));
            path.remove_prefix(request.path.back().size());
        }
        request.query = call.query;
        request.headers = {{"apca-api-key-id", std::string{kPracticeKey}},
                           {"apca-api-secret-key", std::string{kPracticeSecret}}};
        const HttpAnswer told = m_api->handle(request, 0);
        RestAnswer answer;
        answer.status = told.status;
        answer.body = told.body;
        return answer;
    }
    Result<input::BrokerTruth> reconcile(Timestamp transfersAfter)
    {
        ReconcileSteps steps{{{}, transfersAfter, transfersAfter}};
        RestCall call = steps.first();
        while (true) {
            auto next = steps.onAnswer(ask(call));
            if (!next)
                return tl::unexpected<Error>{next.error()};
            if (auto* truth = std::get_if<input::BrokerTruth>(&*next))
                return std::move(*truth);
            call = std::get<RestCall>(*next);
        }
    }
    [[nodiscard]] std::string bodyOf(std::vector<std::pair<std::string, std::string>> query)
    {
        RestCall call;
        call.path = "/v2/account/activities";
        call.query = std::move(query);
        return ask(call).body;
    }

    test::Folder m_folder;
    PracticeOptions m_options;
    Credentials m_keys{std::string{kPracticeKey}, practiceSecret()};
    std::unique_ptr<Venue> m_venue;
    std::optional<RestApi> m_api;
};

TEST_F(TransfersTest, AReconciliationHearsOfThemAlsoAfterARestartOfTheExchange)
{
    const auto in = m_venue->transfer(Money::parse("2500.5").value());
    const auto out = m_venue->transfer(Money::parse("-100").value());
    ASSERT_TRUE(in && out);
    for (int run = 0; run < 2; ++run) {
        const Timestamp now = m_venue->now();
        const auto truth = reconcile(now - Nanoseconds{1});
        ASSERT_TRUE(truth) << truth.error().what;
        EXPECT_EQ(truth->transfers, (std::vector<CashTransfer>{*in, *out}));
        EXPECT_EQ(truth->account.cash, m_venue->exchange().account().cash);
        EXPECT_EQ(reconcile(now).value().transfers, std::vector<CashTransfer>{});
        open();
    }
}

TEST_F(TransfersTest, AreListedByTypeByCategoryAndAmongFillsPageByPage)
{
    ASSERT_TRUE(m_venue->transfer(Money::fromWhole(1)));
    ASSERT_TRUE(m_venue->transfer(Money::fromWhole(-2)));
    const auto count = [&](std::vector<std::pair<std::string, std::string>> query) {
        return parseActivities(bodyOf(std::move(query))).value().items.size();
    };
    const std::size_t fills = count({{"category", "trade_activity"}});
    EXPECT_EQ(count({{"activity_types", "FILL"}}), fills);
    EXPECT_EQ(count({{"category", "non_trade_activity"}}), 2U);
    EXPECT_EQ(count({{"activity_types", "TRANS"}}), 2U);
    EXPECT_EQ(count({{"activity_types", "CSW,DIV"}}), 1U);
    EXPECT_EQ(count({}), fills + 2);
    std::string token;
    std::size_t seen = 0;
    for (; seen <= fills + 2; ++seen) {
        const std::string body =
            bodyOf({{"page_size", "1"}, {"direction", "asc"}, {"page_token", token}});
        token = lastActivityId(body);
        if (token.empty())
            break;
    }
    EXPECT_EQ(seen, fills + 2);
}

} // namespace
} // namespace tapedeck::practice
