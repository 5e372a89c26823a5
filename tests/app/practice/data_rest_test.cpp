#include "app/practice/bar_frame.h"
#include "app/practice/corporate_actions.h"
#include "app/practice/data_query.h"
#include "app/practice/tick_book.h"
#include "market/new_york.h"
#include "practice_support.h"
#include "wire/json_value.h"
#include "wire/rest_bodies.h"

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Client;
using test::ServerTest;
using test::view;
using testing::ElementsAre;
using testing::HasSubstr;

Timestamp at(std::string_view text)
{
    return *parseTimestamp(text);
}

/// A bar of a minute or a day, its figures from one number.
Bar bar(std::string_view start, int price, int volume, Timeframe timeframe = Timeframe::Minute1)
{
    Bar made;
    made.timeframe = timeframe;
    made.start = at(start);
    made.open = Price::fromWhole(price);
    made.high = Price::fromWhole(price + 2);
    made.low = Price::fromWhole(price - 2);
    made.close = Price::fromWhole(price + 1);
    made.volume = Quantity::fromWhole(volume);
    made.tradeCount = 3;
    made.vwap = Price::fromWhole(price);
    return made;
}

TEST(BarFrameTest, ReadsWhatTheBrokerOffersAndNothingElse)
{
    for (const std::string_view good : {"1Min",
                                        "59Min",
                                        "5T",
                                        "1Hour",
                                        "23H",
                                        "1Day",
                                        "1D",
                                        "1Week",
                                        "1W",
                                        "1Month",
                                        "2M",
                                        "3Month",
                                        "6M",
                                        "12Month"})
        EXPECT_TRUE(BarFrame::parse(good)) << good;
    for (const std::string_view bad : {"",
                                       "Min",
                                       "0Min",
                                       "60Min",
                                       "24Hour",
                                       "2Day",
                                       "2Week",
                                       "5Month",
                                       "13Month",
                                       "1min",
                                       "1",
                                       "-1Min",
                                       "1.5Hour",
                                       "01Min",
                                       "99999999999Min",
                                       "1Minute"})
        EXPECT_FALSE(BarFrame::parse(bad)) << bad;
}

TEST(BarFrameTest, BarsStartByTheClockAndCalendarOfNewYork)
{
    const auto start = [](std::string_view frame, std::string_view t) {
        return toRfc3339(BarFrame::parse(frame)->startOf(at(t)));
    };
    EXPECT_EQ(start("5Min", "2024-03-12T13:34:59Z"), "2024-03-12T13:30:00Z");
    EXPECT_EQ(start("7Min", "2024-03-12T13:34:59Z"), "2024-03-12T13:34:00Z") << "82 x 7 minutes";
    EXPECT_EQ(start("1Hour", "2024-03-12T13:34:59Z"), "2024-03-12T13:00:00Z");
    EXPECT_EQ(start("4Hour", "2024-03-12T13:34:59Z"), "2024-03-12T12:00:00Z") << "08:00 there";
    EXPECT_EQ(start("1Week", "2024-03-10T23:00:00Z"), "2024-03-04T05:00:00Z") << "a Sunday";
    EXPECT_EQ(start("1Week", "2024-03-12T13:34:59Z"), "2024-03-11T04:00:00Z");
    EXPECT_EQ(start("1Month", "2024-03-31T23:00:00Z"), "2024-03-01T05:00:00Z");
    EXPECT_EQ(start("3Month", "2024-06-30T23:00:00Z"), "2024-04-01T04:00:00Z");
    EXPECT_EQ(start("12Month", "2024-06-30T23:00:00Z"), "2024-01-01T05:00:00Z");
}

TEST(FrameWalkTest, JoinsFirstOpenLastCloseExtremesAndSums)
{
    std::vector<Bar> minutes{bar("2024-03-12T13:31:00Z", 10, 100),
                             bar("2024-03-12T13:33:00Z", 20, 300),
                             bar("2024-03-12T13:35:00Z", 30, 100)};
    FrameWalk walk{minutes,
                   *BarFrame::parse("5Min"),
                   at("2024-03-12T13:30:00Z"),
                   at("2024-03-12T14:00:00Z"),
                   true};
    const auto first = walk.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->bar.start, at("2024-03-12T13:30:00Z"));
    EXPECT_EQ(first->bar.open, Price::fromWhole(10));
    EXPECT_EQ(first->bar.close, Price::fromWhole(21));
    EXPECT_EQ(first->bar.high, Price::fromWhole(22));
    EXPECT_EQ(first->bar.low, Price::fromWhole(8));
    EXPECT_EQ(first->volumeNanos, Quantity::fromWhole(400).nanos());
    EXPECT_EQ(first->bar.tradeCount, 6);
    EXPECT_EQ(first->bar.vwap, Price::parse("17.5").value());
    EXPECT_TRUE(walk.next());
    EXPECT_FALSE(walk.next());
}

TEST(FrameWalkTest, BothDirectionsGiveTheBarsThatStartWithinTheBounds)
{
    std::vector<Bar> minutes;
    for (int minute = 0; minute < 60; ++minute)
        minutes.push_back(bar("2024-03-12T13:00:00Z", 10 + minute, 100));
    for (std::size_t i = 0; i < minutes.size(); ++i)
        minutes[i].start += std::chrono::minutes{i};
    const auto starts = [&](bool ascending, std::string_view from, std::string_view to) {
        FrameWalk walk{minutes, *BarFrame::parse("10Min"), at(from), at(to), ascending};
        std::vector<std::string> seen;
        while (const auto joined = walk.next()) {
            EXPECT_EQ(joined->volumeNanos, Quantity::fromWhole(1000).nanos()) << "whole bars only";
            seen.push_back(toRfc3339(joined->bar.start).substr(11, 5));
        }
        return seen;
    };
    EXPECT_THAT(starts(true, "2024-03-12T13:05:00Z", "2024-03-12T13:30:00Z"),
                ElementsAre("13:10", "13:20", "13:30"));
    EXPECT_THAT(starts(false, "2024-03-12T13:05:00Z", "2024-03-12T13:30:00Z"),
                ElementsAre("13:30", "13:20", "13:10"));
    EXPECT_THAT(starts(true, "2024-03-12T13:51:00Z", "2024-03-12T15:00:00Z"), ElementsAre());
}

TEST(FrameWalkTest, AYearOfABusySymbolIsMoreThanAQuantityHolds)
{
    std::vector<Bar> days;
    for (int i = 0; i < 5; ++i) {
        days.push_back(bar("2024-03-11T04:00:00Z", 10, 1, Timeframe::Day1));
        days.back().start += std::chrono::days{i};
        days.back().volume = Quantity::fromWhole(9'000'000'000);
    }
    FrameWalk walk{days,
                   *BarFrame::parse("1Week"),
                   at("2024-03-01T00:00:00Z"),
                   at("2024-04-01T00:00:00Z"),
                   true};
    const auto week = walk.next();
    ASSERT_TRUE(week);
    std::string out;
    JsonWriter json{out};
    writeBar(json, week->bar, week->volumeNanos);
    EXPECT_THAT(out, HasSubstr(R"("v":45000000000)"));
}

Trade trade(SymbolId symbol, std::string_view time, std::int64_t id, std::string_view price = "1")
{
    Trade made;
    made.symbol = symbol;
    made.at = at(time);
    made.id = id;
    made.price = Price::parse(price).value();
    made.size = Quantity::fromWhole(100);
    made.exchange = 'V';
    made.tape = 'C';
    (void)made.conditions.add('@');
    return made;
}

std::vector<std::int64_t> idsOf(const TickBook& book, const TickWindow& window)
{
    std::vector<std::int64_t> ids;
    book.trades(SymbolId{0}, window, [&](const Trade& t, TradeFate) {
        ids.push_back(t.id);
        return true;
    });
    return ids;
}

TEST(TickBookTest, GivesBackEveryTickAsItCameWhetherItPacksOrNot)
{
    TickBook book;
    std::vector<Trade> all{
        trade(SymbolId{0}, "2024-03-12T13:30:00.000000001Z", INT64_MAX, "429496.7295"),
        trade(SymbolId{0}, "2024-03-12T13:30:00.000000002Z", -5, "0.0001"),
        trade(SymbolId{0}, "2024-03-12T13:30:01Z", 7, "170.12345"),
        trade(SymbolId{0}, "2024-03-12T13:30:02Z", 8, "9000000.01")};
    all[1].size = Quantity::parse("0.5").value();
    all[3].conditions = {};
    Quote quote;
    quote.symbol = SymbolId{0};
    quote.at = at("2024-03-12T13:30:03Z");
    quote.ask = Price::parse("170.1").value();
    quote.askSize = Quantity::fromWhole(300);
    quote.askExchange = 'Q';
    (void)quote.conditions.add('R');
    (void)quote.conditions.add('Y');
    Quote odd = quote;
    odd.bid = Price::parse("0.000000001").value();
    for (const Trade& each : all)
        book.onEvent(each);
    book.onEvent(quote);
    book.onEvent(odd);
    std::vector<Trade> trades;
    std::vector<Quote> quotes;
    const TickWindow window{Timestamp::min(), Timestamp::max(), true, {}, 0};
    book.trades(SymbolId{0}, window, [&](const Trade& t, TradeFate) {
        trades.push_back(t);
        return true;
    });
    book.quotes(SymbolId{0}, window, [&](const Quote& q, TradeFate) {
        quotes.push_back(q);
        return true;
    });
    EXPECT_EQ(trades, all);
    EXPECT_THAT(quotes, ElementsAre(quote, odd));
}

TEST(TickBookTest, PagesResumeInTheMiddleOfOneInstantInBothDirections)
{
    TickBook book;
    for (int i = 0; i < 5'000; ++i) // three chunks; ten at each millisecond
        book.onEvent(trade(SymbolId{0}, toRfc3339(at("2024-03-12T13:30:00Z") + i / 10 * 1ms), i));
    TickWindow window{at("2024-03-12T13:30:00.1Z"), at("2024-03-12T13:30:00.3Z"), true, {}, 0};
    EXPECT_EQ(idsOf(book, window).size(), 2'010U) << "both bounds are inclusive";
    window.resumeAt = at("2024-03-12T13:30:00.2Z");
    window.resumeSkip = 3;
    EXPECT_EQ(idsOf(book, window).front(), 2'003);
    EXPECT_EQ(idsOf(book, window).size(), 1'007U);
    window.ascending = false;
    EXPECT_EQ(idsOf(book, window).front(), 2'006);
    EXPECT_EQ(idsOf(book, window).back(), 1'000);
}

TEST(TickBookTest, LateTicksGoToTheirPlaceAndTheOldestAreLetGo)
{
    TickBook book{3 * kTicksPerChunk};
    for (std::size_t i = 0; i < 3 * kTicksPerChunk; ++i)
        book.onEvent(trade(SymbolId{0},
                           toRfc3339(at("2024-03-12T13:30:00Z") + i * 2ms),
                           static_cast<std::int64_t>(i)));
    TickWindow all{Timestamp::min(), Timestamp::max(), true, {}, 0};
    EXPECT_EQ(idsOf(book, all).front(), 0);
    book.onEvent(trade(SymbolId{0}, "2024-03-12T13:30:06.001Z", -1));
    EXPECT_EQ(book.kept(), 2 * kTicksPerChunk + 1);
    const auto ids = idsOf(book, all);
    EXPECT_EQ(ids.front(), static_cast<std::int64_t>(kTicksPerChunk));
    const auto late = std::find(ids.begin(), ids.end(), -1);
    ASSERT_NE(late, ids.end());
    EXPECT_EQ(late[-1], 3'000);
    EXPECT_EQ(late[1], 3'001);
    EXPECT_EQ(book.lastTrade(SymbolId{0})->id, static_cast<std::int64_t>(3 * kTicksPerChunk - 1));
    EXPECT_EQ(book.lastTrade(SymbolId{0}, at("2024-03-12T13:30:06.001Z"))->id, -1);
}

TEST(TickBookTest, SaysWhatBecameOfATrade)
{
    TickBook book;
    for (int i = 1; i <= 3; ++i)
        book.onEvent(trade(SymbolId{0}, "2024-03-12T13:30:00Z", i));
    TradeCorrection correction{trade(SymbolId{0}, "2024-03-12T13:31:00Z", 2),
                               trade(SymbolId{0}, "2024-03-12T13:31:00Z", 4, "2")};
    book.onEvent(correction);
    book.onEvent(TradeCancel{trade(SymbolId{0}, "2024-03-12T13:32:00Z", 1), 'C'});
    std::vector<std::string> fates;
    book.trades(SymbolId{0},
                {Timestamp::min(), Timestamp::max(), true, {}, 0},
                [&](const Trade& t, TradeFate fate) {
                    fates.push_back(std::to_string(t.id) + std::string{toString(fate)});
                    return true;
                });
    EXPECT_THAT(fates, ElementsAre("1canceled", "2incorrect", "3", "4corrected"));
}

TEST(PageTokenTest, ReadsItsOwnAndNothingElse)
{
    const PageToken token{"BRK.B", at("2024-03-12T13:30:00.000000001Z"), 3};
    const auto back = parsePageToken(encodePageToken(token));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->symbol, "BRK.B");
    EXPECT_EQ(back->at, token.at);
    EXPECT_EQ(back->count, 3U);
    for (const std::string_view bad : {"x", "QUFQTA==", "QUFQTHwxfA==", "QUFQTHx8MQ==", "!!!!"})
        EXPECT_FALSE(parsePageToken(bad)) << bad;
}

TEST(CorporateActionsTest, AdjustsForWhatIsKnownOnTheDayOfTheRequest)
{
    const test::Folder folder;
    test::writeFile(
        folder / "actions.jsonl",
        R"({"type":"cash_dividend","symbol":"A","ex_date":"2024-03-08","rate":1,"last_cum_close":100})"
        "\n"
        R"({"type":"forward_split","symbol":"A","ex_date":"2024-03-12","new_rate":7,"old_rate":1})"
        "\n"
        R"({"type":"reverse_split","symbol":"A","ex_date":"2024-03-13","new_rate":1,"old_rate":20})"
        "\n");
    const auto actions = CorporateActions::read(folder / "actions.jsonl");
    ASSERT_TRUE(actions) << actions.error().what;
    const auto adjusted = [&](std::string_view adjustment, std::string_view now) {
        FrameBar made{bar("2024-03-07T05:00:00Z", 700, 100, Timeframe::Day1), 100'000'000'000};
        actions->of("A", *Adjustment::parse(adjustment), at(now)).apply(made);
        return made.bar.open.toString() + " " +
               std::to_string(static_cast<std::int64_t>(made.volumeNanos / kNanosPerUnit));
    };
    EXPECT_EQ(adjusted("raw", "2024-03-12T14:00:00Z"), "700 100");
    EXPECT_EQ(adjusted("split", "2024-03-12T14:00:00Z"), "100 700");
    EXPECT_EQ(adjusted("split", "2024-03-12T03:59:00Z"), "700 100") << "not its day yet";
    EXPECT_EQ(adjusted("split", "2024-03-13T14:00:00Z"), "2000 35");
    EXPECT_EQ(adjusted("dividend", "2024-03-12T14:00:00Z"), "693 100");
    EXPECT_EQ(adjusted("all", "2024-03-12T14:00:00Z"), "99 700");
    EXPECT_FALSE(Adjustment::parse("splits"));
    EXPECT_FALSE(CorporateActions::read(folder / "none.jsonl"));
    test::writeFile(folder / "bad.jsonl", R"({"type":"forward_split","symbol":"A"})");
    EXPECT_THAT(CorporateActions::read(folder / "bad.jsonl").error().what, HasSubstr("line 1"));
}

/// Every page of a request, and the items of one symbol joined.
std::vector<std::string>
allPages(Client& client, const QByteArray& query, std::string_view what, std::string_view symbol)
{
    std::vector<std::string> items;
    std::string token;
    do {
        const Answer answer = client.get(
            query + "&page_token=" + QUrl::toPercentEncoding(QString::fromStdString(token)));
        EXPECT_EQ(answer.status, 200) << answer.body.toStdString();
        const auto document = JsonDocument::parse(view(answer.body));
        if (!document)
            break;
        for (const JsonValue item : document->root()[what][symbol])
            items.emplace_back(item["t"].text());
        token = document->root()["next_page_token"].text();
    } while (!token.empty());
    return items;
}

TEST_F(ServerTest, HistoricalTradesAndQuotesPageOverAllSymbolsTogether)
{
    Client client{start()};
    const QByteArray query = "/v2/stocks/trades?symbols=MSFT,AAPL,NONE&limit=7"
                             "&start=2024-03-12T09:20:00-04:00&end=2024-03-12T09:20:09-04:00";
    EXPECT_EQ(allPages(client, query, "trades", "AAPL").size(), 10U) << "bounds are inclusive";
    EXPECT_EQ(allPages(client, query, "trades", "MSFT").size(), 10U);
    const auto back = allPages(client, query + "&sort=desc", "trades", "AAPL");
    ASSERT_EQ(back.size(), 10U);
    EXPECT_EQ(back.front(), "2024-03-12T13:20:09Z");
    const Answer first = client.get(query);
    EXPECT_THAT(first.body.toStdString(), testing::Not(HasSubstr("MSFT"))) << "by symbol first";
    EXPECT_THAT(first.body.toStdString(), HasSubstr(R"("p":170.05,"s":100,"t":"2024-03-12T13:20)"));
    const Answer quotes = client.get("/v2/stocks/AAPL/quotes?limit=1&start=2024-03-12");
    EXPECT_THAT(quotes.body.toStdString(),
                HasSubstr(R"({"quotes":[{"ap":170.1,"as":300,"ax":"V","bp":170,"bs":300,)"));
    EXPECT_THAT(quotes.body.toStdString(), HasSubstr(R"("symbol":"AAPL"})"));
    EXPECT_EQ(client.get("/v2/stocks/trades?symbols=NONE").body,
              R"({"trades":{},"next_page_token":null})");
}

TEST_F(ServerTest, NothingIsServedFromTheTapesFuture)
{
    Client client{start()};
    const auto trades = allPages(
        client, "/v2/stocks/trades?symbols=AAPL&start=2024-03-12&end=2024-03-13", "trades", "AAPL");
    const auto clock = parseClock(view(client.get("/v2/clock").body));
    ASSERT_TRUE(clock);
    ASSERT_FALSE(trades.empty());
    EXPECT_LE(at(trades.back()), clock->at);
    EXPECT_GE(at(trades.back()), at("2024-03-12T09:30:59-04:00"));
}

TEST_F(ServerTest, BarsAndTradesAreThoseThatTheStreamTold)
{
    m_options.speed = Ratio::fromWhole(60);
    Client client{start()};
    test::Stream stream{m_port, "/v2/iex"};
    stream.send(test::kAuth);
    EXPECT_FALSE(stream.nextWith("authenticated").isEmpty());
    stream.send(R"({"action":"subscribe","trades":["AAPL"],"bars":["AAPL"]})");
    EXPECT_FALSE(stream.nextWith("subscription").isEmpty());
    std::vector<std::string> trades;
    std::vector<std::string> bars;
    const auto figuresOf = [](const JsonValue& item) {
        std::string figures;
        for (const std::string_view key : {"i", "p", "s", "o", "h", "l", "c", "v", "n", "vw"}) {
            if (key != "c" || item[key].isNumber())
                figures += std::string{item[key].raw()} + " ";
        }
        return figures + item["t"].text();
    };
    while (bars.size() < 2) {
        const QByteArray frame = stream.next();
        ASSERT_FALSE(frame.isEmpty());
        const auto document = JsonDocument::parse(view(frame));
        ASSERT_TRUE(document);
        for (const JsonValue message : document->root())
            (message["T"].text() == "t" ? trades : bars).push_back(figuresOf(message));
    }
    const auto told = [&](const QByteArray& what, const std::vector<std::string>& seen) {
        const QByteArray from = QByteArray::fromStdString(seen.front()).split(' ').back();
        const QByteArray to = QByteArray::fromStdString(seen.back()).split(' ').back();
        const QByteArray body = client
                                    .get("/v2/stocks/AAPL/" + what + "?limit=10000&start=" + from +
                                         "&end=" + to + "&timeframe=1Min")
                                    .body;
        const auto document = JsonDocument::parse(view(body));
        std::vector<std::string> figures;
        for (const JsonValue item : document->root()[view(what)])
            figures.push_back(figuresOf(item));
        return figures;
    };
    EXPECT_EQ(told("trades", trades), trades);
    EXPECT_EQ(told("bars", bars), bars);
}

TEST_F(ServerTest, LongerBarsAreMadeOfTheMinutesAndAgree)
{
    Client client{start()};
    const auto volume = [&](const QByteArray& timeframe) {
        const QByteArray body =
            client.get("/v2/stocks/AAPL/bars?start=2024-03-12T04:00:00Z&timeframe=" + timeframe)
                .body;
        const auto document = JsonDocument::parse(view(body));
        double sum = 0;
        for (const JsonValue item : document->root()["bars"])
            sum += QByteArray::fromStdString(std::string{item["v"].raw()}).toDouble();
        return sum;
    };
    EXPECT_EQ(volume("1Min"), 66'000);
    for (const QByteArray timeframe : {"5Min", "15Min", "1Hour", "4Hour", "1Day"})
        EXPECT_EQ(volume(timeframe), 66'000) << timeframe.toStdString();
}

TEST_F(ServerTest, BadParametersOfDataAre400)
{
    Client client{start()};
    for (const QByteArray query : {"/v2/stocks/bars?timeframe=1Min",
                                   "/v2/stocks/bars?symbols=A%20B&timeframe=1Min",
                                   "/v2/stocks/AAPL/bars",
                                   "/v2/stocks/AAPL/bars?timeframe=2Day",
                                   "/v2/stocks/AAPL/bars?timeframe=1Min&adjustment=some",
                                   "/v2/stocks/AAPL/trades?limit=0",
                                   "/v2/stocks/AAPL/trades?limit=10001",
                                   "/v2/stocks/AAPL/trades?limit=ten",
                                   "/v2/stocks/AAPL/trades?sort=up",
                                   "/v2/stocks/AAPL/trades?start=soon",
                                   "/v2/stocks/AAPL/trades?start=2024-03-12&end=2024-03-11",
                                   "/v2/stocks/AAPL/trades?page_token=x",
                                   "/v2/stocks/AAPL/trades?feed=radio",
                                   "/v2/stocks/AAPL/trades/latest?feed=radio",
                                   "/v2/stocks/meta/conditions/trade",
                                   "/v2/stocks/meta/conditions/bar?tape=A",
                                   "/v1/corporate-actions?start=x",
                                   "/v1/corporate-actions?limit=1001"}) {
        const Answer answer = client.get(query);
        EXPECT_EQ(answer.status, 400) << query.toStdString();
        EXPECT_THAT(answer.body.toStdString(), HasSubstr(R"("message":")"));
    }
    EXPECT_EQ(client.get("/v2/stocks/bars?symbols=AAPL&timeframe=1Min&feed=iex").status, 200);
    EXPECT_THAT(client.get("/v2/stocks/meta/conditions/trade?tape=A").body.toStdString(),
                HasSubstr(R"(" ":"Regular Sale")"));
    EXPECT_THAT(client.get("/v2/stocks/meta/exchanges").body.toStdString(),
                HasSubstr(R"("V":"IEX")"));
}

TEST_F(ServerTest, ABasicPlanReadsNoRecentSipData)
{
    m_options.plan = DataPlan::Basic;
    Client client{start()};
    const Answer refused = client.get("/v2/stocks/AAPL/trades/latest?feed=sip");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body,
              R"({"code":42210000,)"
              R"("message":"subscription does not permit querying recent SIP data"})");
    EXPECT_EQ(client.get("/v2/stocks/AAPL/trades?feed=sip").status, 403);
    EXPECT_EQ(
        client.get("/v2/stocks/AAPL/bars?feed=sip&timeframe=1Day&start=2024-03-01&end=2024-03-12")
            .status,
        200);
    EXPECT_EQ(client.get("/v2/stocks/AAPL/trades/latest?feed=iex").status, 200);
    EXPECT_EQ(client.get("/v2/stocks/AAPL/trades/latest").status, 200);
}

TEST_F(ServerTest, LatestAndSnapshotsAgreeWithTheHistory)
{
    Client client{start()};
    const Answer latest = client.get("/v2/stocks/bars/latest?symbols=AAPL");
    EXPECT_THAT(latest.body.toStdString(),
                HasSubstr(R"({"bars":{"AAPL":{"c":170.05,"h":170.05,"l":170.05,"n":60,"o":170.05,)"
                          R"("t":"2024-03-12T13:30:00Z","v":6000,"vw":170.05}}})"));
    const Answer snapshot = client.get("/v2/stocks/AAPL/snapshot");
    EXPECT_THAT(snapshot.body.toStdString(), HasSubstr(R"({"dailyBar":{)"));
    EXPECT_THAT(snapshot.body.toStdString(), HasSubstr(R"("minuteBar":{"c":170.05)"));
    EXPECT_THAT(snapshot.body.toStdString(), HasSubstr(R"("symbol":"AAPL"})"));
    EXPECT_EQ(client.get("/v2/stocks/snapshots?symbols=NONE").body, "{}");
    EXPECT_EQ(client.get("/v2/stocks/NONE/trades/latest").status, 404);
    // Fifteen minutes back the tape had not begun.
    EXPECT_EQ(client.get("/v2/stocks/trades/latest?symbols=AAPL&feed=delayed_sip").body,
              R"({"trades":{}})");
}

TEST_F(ServerTest, CorporateActionsComeFromTheFileBesideTheTape)
{
    test::writeFile(
        m_folder / "corporate_actions.jsonl",
        R"({"type":"cash_dividend","symbol":"AAPL","ex_date":"2024-03-11","rate":0.24})"
        "\n"
        R"({"type":"forward_split","symbol":"AAPL","ex_date":"2024-03-12","new_rate":7,"old_rate":1})"
        "\n"
        R"({"type":"forward_split","symbol":"AAPL","ex_date":"2024-03-13","new_rate":2,"old_rate":1})"
        "\n");
    test::writeFile(
        m_folder / "bars_1d.jsonl",
        R"({"T":"d","S":"AAPL","o":700,"h":700,"l":700,"c":700,"v":9,"t":"2024-03-11T04:00:00Z"})"
        "\n");
    Client client{start()};
    EXPECT_EQ(client.get("/v1/corporate-actions").body,
              R"({"corporate_actions":{"forward_splits":[{"cusip":"","ex_date":"2024-03-12",)"
              R"("id":"AAPL-2024-03-12-forward_split","new_rate":7,"old_rate":1,)"
              R"("process_date":"2024-03-12","symbol":"AAPL"}]},"next_page_token":null})")
        << "today's, by default";
    const QByteArray all =
        client.get("/v1/corporate-actions?symbols=AAPL&start=2024-01-01&end=2025-01-01&limit=1")
            .body;
    EXPECT_THAT(all.toStdString(),
                HasSubstr(R"("cash_dividends":[{"cusip":"","ex_date":"2024-03-11")"));
    EXPECT_THAT(all.toStdString(), testing::Not(HasSubstr("forward_splits")));
    EXPECT_THAT(
        client.get("/v1/corporate-actions?start=2024-03-13&end=2024-03-20").body.toStdString(),
        HasSubstr(R"("new_rate":2,)"))
        << "announced before its day";
    EXPECT_EQ(client.get("/v1/corporate-actions?types=cash_dividend").body,
              R"({"corporate_actions":{},"next_page_token":null})");
    const QByteArray query = "/v2/stocks/AAPL/bars?timeframe=1Day&start=2024-03-11&end=2024-03-11";
    EXPECT_THAT(client.get(query).body.toStdString(), HasSubstr(R"("o":700,)"));
    EXPECT_THAT(client.get(query + "&adjustment=split").body.toStdString(),
                HasSubstr(R"("o":100,"t":"2024-03-11T04:00:00Z","v":63})"));
}

} // namespace
} // namespace tapedeck::practice
