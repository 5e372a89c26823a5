#include "market/new_york.h"
#include "session/bars_fetch.h"
#include "wire/bars_body.h"

#include <gtest/gtest.h>

#include <map>

namespace tapedeck {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::string parameter(const RestCall& call, const std::string& name)
{
    for (const auto& [key, value] : call.query) {
        if (key == name)
            return value;
    }
    return "";
}

RestAnswer ok(std::string body)
{
    RestAnswer answer;
    answer.status = 200;
    answer.body = std::move(body);
    return answer;
}

TEST(BarsFetch, DailyBarsEndTheDayBeforeAndBeginAtNewYorksMidnight)
{
    auto steps =
        BarsSteps::daily({"AAPL", "MSFT"}, 30, Date{std::chrono::year{2013} / 10 / 10}, "iex");
    const RestCall call = std::get<RestCall>(steps.first());
    EXPECT_EQ(call.path, "/v2/stocks/bars");
    EXPECT_EQ(call.host, RestHost::Data);
    EXPECT_EQ(parameter(call, "symbols"), "AAPL,MSFT");
    EXPECT_EQ(parameter(call, "start"), "2013-09-10T04:00:00Z");
    EXPECT_EQ(parameter(call, "end"), "2013-10-10T03:59:59Z");
    EXPECT_EQ(parameter(call, "feed"), "iex");
}

TEST(BarsFetch, MinuteBarsEndBeforeTheMinuteThatStillGrows)
{
    const Timestamp now = parseTimestamp("2013-10-10T13:45:30.5Z").value();
    auto steps = BarsSteps::minutes({"AAPL"}, hours{30}, now, "sip");
    const RestCall call = std::get<RestCall>(steps.first());
    EXPECT_EQ(parameter(call, "timeframe"), "1Min");
    EXPECT_EQ(parameter(call, "start"), "2013-10-09T07:45:30Z");
    EXPECT_EQ(parameter(call, "end"), "2013-10-10T13:44:59Z");
}

TEST(BarsFetch, CollectsEveryPageOfEverySymbolInTheirOrder)
{
    std::vector<std::string> symbols;
    Symbols ids;
    std::map<std::string, std::vector<Bar>> truth;
    for (std::size_t i = 0; i < BarsSteps::kSymbolsPerCall + 20; ++i) {
        symbols.push_back("S" + std::to_string(i));
        const SymbolId id = ids.intern(symbols.back()).value();
        for (std::size_t day = 0; day < i % 7; ++day) {
            Bar bar;
            bar.symbol = id;
            bar.timeframe = Timeframe::Day1;
            bar.start = fromNewYork(
                Date{std::chrono::sys_days{std::chrono::year{2013} / 9 / 10} + days{day}}, {});
            bar.open = bar.high = bar.low = bar.close = Price::fromWhole(10);
            bar.volume = Quantity::fromWhole(100);
            truth[symbols.back()].push_back(bar);
        }
    }
    auto steps = BarsSteps::daily(symbols, 30, Date{std::chrono::year{2013} / 10 / 10}, "iex");
    BarsSteps::Next next = steps.first();
    while (const auto* call = std::get_if<RestCall>(&next)) {
        // Pages of five bars over all symbols of the call.
        std::vector<Bar> bars;
        std::string list = parameter(*call, "symbols") + ",";
        while (!list.empty()) {
            const auto& own = truth[list.substr(0, list.find(','))];
            bars.insert(bars.end(), own.begin(), own.end());
            list.erase(0, list.find(',') + 1);
        }
        const std::string token = parameter(*call, "page_token");
        const std::size_t from = token.empty() ? 0 : std::stoul(token);
        const std::size_t end = std::min(from + 5, bars.size());
        auto answer = steps.onAnswer(ok(encodeBars(std::span{bars}.subspan(from, end - from),
                                                   ids,
                                                   end == bars.size() ? "" : std::to_string(end))));
        ASSERT_TRUE(answer) << answer.error().what;
        next = std::move(*answer);
    }
    const auto& histories = std::get<BarsSteps::Histories>(next);
    ASSERT_EQ(histories.size(), symbols.size());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        EXPECT_EQ(histories[i].symbol, symbols[i]);
        ASSERT_EQ(histories[i].bars.size(), truth[symbols[i]].size()) << symbols[i];
        for (std::size_t day = 0; day < histories[i].bars.size(); ++day)
            EXPECT_EQ(histories[i].bars[day].start, truth[symbols[i]][day].start);
    }
}

TEST(BarsFetch, ARefusalAndAnEndlessListAreErrors)
{
    RestAnswer refused;
    refused.status = 403;
    refused.body = R"({"message":"subscription does not permit"})";
    auto steps = BarsSteps::daily({"AAPL"}, 30, Date{std::chrono::year{2013} / 10 / 10}, "sip");
    (void)steps.first();
    EXPECT_EQ(steps.onAnswer(refused).error().code, ErrorCode::Refused);

    auto endless = BarsSteps::daily({"AAPL"}, 30, Date{std::chrono::year{2013} / 10 / 10}, "iex");
    (void)endless.first();
    EXPECT_TRUE(endless.onAnswer(ok(R"({"bars":{},"next_page_token":"x"})")));
    EXPECT_FALSE(endless.onAnswer(ok(R"({"bars":{},"next_page_token":"x"})")));
}

TEST(BarsFetch, NothingWantedIsNothingAsked)
{
    auto steps = BarsSteps::daily({}, 30, Date{std::chrono::year{2013} / 10 / 10}, "iex");
    EXPECT_TRUE(std::holds_alternative<BarsSteps::Histories>(steps.first()));
}

} // namespace
} // namespace tapedeck
