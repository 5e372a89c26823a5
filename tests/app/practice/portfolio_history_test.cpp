#include "app/practice/portfolio_history.h"
#include "practice_support.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <random>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Client;
using test::ServerTest;
using testing::HasSubstr;

/// Prices that walk, a quote and a trade of each symbol a second from 09:20 to 10:10.
void writeWalkingTape(const std::filesystem::path& file)
{
    std::mt19937 random{11};
    std::string text;
    int cents[2] = {17'000, 40'000};
    for (int second = 9 * 3600 + 20 * 60; second < 10 * 3600 + 600; ++second) {
        char time[16];
        std::snprintf(
            time, sizeof time, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
        for (int i = 0; i < 2; ++i) {
            cents[i] += static_cast<int>(random() % 7) - 3;
            const auto dollars = [&](int add) {
                char price[16];
                const int all = cents[i] + add;
                std::snprintf(price, sizeof price, "%d.%02d", all / 100, all % 100);
                return std::string{price};
            };
            const char* symbol = i == 0 ? "AAPL" : "MSFT";
            text += test::quoteLine(symbol, time, dollars(-1), dollars(1), 300);
            text += test::tradeLine(symbol, time, dollars(0));
        }
    }
    test::writeFile(file, text);
}

TEST(PortfolioHistory, IsWhatTheAccountWasWorthAtTheTime)
{
    const test::Folder folder;
    writeWalkingTape(folder / "tape.jsonl");
    PracticeOptions options;
    options.tape = folder / "tape.jsonl";
    options.start = 9h + 31min;
    options.seed = 3;
    options.account = StartingAccount::Empty;
    const auto venue = Venue::open(options).value();
    std::mt19937 random{5};
    std::vector<MarketEvent> heard;
    const auto runTo = [&](Timestamp now) {
        for (;;) {
            const auto progress = venue->run(now, 10'000, heard);
            ASSERT_TRUE(progress);
            if (*progress != Progress::Busy)
                return;
        }
    };
    std::vector<std::pair<Timestamp, Money>> known;
    Timestamp minute = *parseTimestamp("2024-03-12T09:31:00-04:00");
    int filled = 0;
    for (int i = 0; i < 35; ++i, minute += 1min) {
        runTo(minute + std::chrono::milliseconds{5'000 + random() % 40'000});
        OrderRequest request;
        request.spec.symbol = random() % 2 == 0 ? "AAPL" : "MSFT";
        request.spec.side = random() % 3 == 0 ? Side::Sell : Side::Buy;
        request.spec.type = OrderType::Market;
        request.spec.timeInForce = TimeInForce::Day;
        request.spec.quantity = Quantity::fromWhole(1 + static_cast<int>(random() % 20));
        const auto answer = venue->submit(request);
        ASSERT_TRUE(answer);
        filled += *answer ? 1 : 0;
        runTo(minute + 1min - 1ns);
        known.emplace_back(minute + 1min, venue->exchange().account().equity);
    }
    EXPECT_GT(filled, 20);
    runTo(minute + 30s);
    const PortfolioHistory history{*venue};
    for (const auto& [at, equity] : known)
        EXPECT_EQ(history.equityAt(at), equity) << toRfc3339(at);
    EXPECT_EQ(history.equityAt(venue->now()), venue->exchange().account().equity);
    EXPECT_EQ(history.equityAt(*parseTimestamp("2024-03-12T09:31:00-04:00")),
              Money::fromWhole(100'000));
    const Date day{std::chrono::year{2024}, std::chrono::month{3}, std::chrono::day{12}};
    const auto points = history.intraday(day, day, 5min, false);
    ASSERT_GT(points.size(), 5U);
    EXPECT_EQ(points.front().at, *parseTimestamp("2024-03-12T09:30:00-04:00"));
    EXPECT_EQ(points.front().before, Money::fromWhole(100'000));
    EXPECT_LE(points.back().at, venue->now());
}

TEST_F(ServerTest, TellsTheAccountsPastAndRefusesWhatMakesNoSense)
{
    Client client{start()};
    const Answer daily = client.get("/v2/account/portfolio/history?period=1M&timeframe=1D");
    EXPECT_EQ(daily.status, 200);
    const std::string body = daily.body.toStdString();
    EXPECT_THAT(body, HasSubstr(R"("base_value":100000)"));
    EXPECT_THAT(body, HasSubstr(R"("equity":[100000)"));
    EXPECT_THAT(body, HasSubstr(R"("timeframe":"1D")"));
    EXPECT_THAT(client.get("/v2/account/portfolio/history?period=1D").body.toStdString(),
                HasSubstr(R"("timeframe":"1Min")"));
    for (const char* wrong : {"period=0D",
                              "period=D",
                              "period=1X",
                              "period=1Dx",
                              "timeframe=2Min",
                              "period=1A&timeframe=1Min",
                              "date_end=yesterday"}) {
        const Answer answer = client.get(QByteArray{"/v2/account/portfolio/history?"} + wrong);
        EXPECT_EQ(answer.status / 100, 4) << wrong;
    }
    EXPECT_EQ(client.post("/v2/account/portfolio/history", "{}").status, 405);
}

} // namespace
} // namespace tapedeck::practice
