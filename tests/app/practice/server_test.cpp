#include "practice_support.h"
#include "wire/json_value.h"
#include "wire/rest_bodies.h"
#include "wire/trading_stream.h"

#include <QTest>

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Client;
using test::kAuth;
using test::kPatienceMs;
using test::ServerTest;
using test::Stream;
using test::view;
using testing::HasSubstr;

const QByteArray kMarketBuy = R"({"symbol":"AAPL","qty":"10","side":"buy","type":"market",)"
                              R"("time_in_force":"day","client_order_id":"mine-1"})";
const QByteArray kRestingBuy = R"({"symbol":"AAPL","qty":"10","side":"buy","type":"limit",)"
                               R"("limit_price":"150","time_in_force":"day",)"
                               R"("client_order_id":"resting"})";

TEST_F(ServerTest, AnswersOnlyThoseWithTheKeys)
{
    m_options.rateLimit = 100;
    Client client{start()};
    EXPECT_EQ(client.get("/v2/account").status, 200);
    client.secret = "wrong";
    const Answer trading = client.get("/v2/account");
    EXPECT_EQ(trading.status, 401);
    EXPECT_EQ(trading.body, R"({"code":40110000,"message":"request is not authorized"})");
    const Answer data = client.get("/v2/stocks/bars?symbols=AAPL&timeframe=1Day");
    EXPECT_EQ(data.status, 403);
    EXPECT_EQ(data.body, R"({"message":"forbidden."})");
    EXPECT_EQ(data.header("X-RateLimit-Remaining"), "100") << "told on every answer, not counted";
}

TEST_F(ServerTest, ClockIsTheTapesAndSaysHowFastItRuns)
{
    m_options.speed = Ratio::fromWhole(3);
    Client client{start()};
    const Answer answer = client.get("/v2/clock");
    EXPECT_EQ(answer.header("X-Practice-Speed"), "3");
    EXPECT_NE(answer.header("X-Request-ID"), "");
    const auto clock = parseClock(view(answer.body));
    ASSERT_TRUE(clock) << clock.error().what;
    EXPECT_TRUE(clock->isOpen);
    const Timestamp start = *parseTimestamp("2024-03-12T09:31:00-04:00");
    EXPECT_GE(clock->at, start);
    EXPECT_LT(clock->at, start + 5min);
    EXPECT_EQ(clock->nextClose, *parseTimestamp("2024-03-12T16:00:00-04:00"));
    // The value that the application's clock is made of says the same.
    const TapeTime time = m_server->tapeTime();
    EXPECT_EQ(time.speed, Ratio::fromWhole(3));
    EXPECT_GE(time.at(steadyNow()), clock->at);
}

TEST_F(ServerTest, CalendarAndAssetsReadAsTheBrokersDo)
{
    Client client{start()};
    const auto days =
        parseCalendar(view(client.get("/v2/calendar?start=2024-07-01&end=2024-07-05").body));
    ASSERT_TRUE(days);
    EXPECT_TRUE(days->unreadable.empty());
    ASSERT_EQ(days->items.size(), 4U) << "the fourth is a holiday";
    EXPECT_EQ(days->items[2].close, *parseTimestamp("2024-07-03T13:00:00-04:00"));
    const auto assets = parseAssets(view(client.get("/v2/assets?status=active").body));
    ASSERT_TRUE(assets);
    ASSERT_EQ(assets->items.size(), 2U);
    EXPECT_EQ(assets->items[1].symbol, "MSFT");
    const auto byId = client.get("/v2/assets/" + QByteArray::fromStdString(assets->items[1].id));
    EXPECT_EQ(parseAsset(view(byId.body)).value().symbol, "MSFT");
    EXPECT_EQ(client.get("/v2/assets/NOPE").status, 404);
    EXPECT_EQ(client.get("/v2/assets?status=inactive").body, "[]");
}

TEST_F(ServerTest, AnOrderFillsAndEveryListAgrees)
{
    Client client{start()};
    const Answer posted = client.post("/v2/orders", kMarketBuy);
    ASSERT_EQ(posted.status, 200) << posted.body.toStdString();
    const auto order = parseOrder(view(posted.body));
    ASSERT_TRUE(order) << order.error().what;
    EXPECT_EQ(order->status, OrderStatus::PendingNew) << "200 means accepted for processing";
    const QByteArray id = QByteArray::fromStdString(order->id);

    const auto filled = parseOrder(view(client.get("/v2/orders/" + id).body));
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->status, OrderStatus::Filled);
    EXPECT_EQ(filled->filledAveragePrice, Price::parse("170.1").value());
    const Answer byClient = client.get("/v2/orders:by_client_order_id?client_order_id=mine-1");
    EXPECT_EQ(parseOrder(view(byClient.body)).value(), *filled);
    EXPECT_EQ(client.get("/v2/orders").body, "[]") << "open ones by default";
    EXPECT_EQ(parseOrders(view(client.get("/v2/orders?status=closed").body)).value().items.size(),
              1U);

    const auto position = parsePosition(view(client.get("/v2/positions/AAPL").body));
    ASSERT_TRUE(position) << position.error().what;
    EXPECT_EQ(position->quantity, Quantity::fromWhole(10));
    EXPECT_EQ(position->costBasis, Money::fromWhole(1701));
    EXPECT_EQ(parsePositions(view(client.get("/v2/positions").body)).value().items.size(), 1U);
    const auto account = parseAccount(view(client.get("/v2/account").body));
    EXPECT_EQ(account.value().cash, Money::fromWhole(100'000 - 1701));
    const auto fills = parseActivities(view(client.get("/v2/account/activities/FILL").body));
    ASSERT_EQ(fills.value().items.size(), 1U);
    const auto& fill = std::get<Execution>(fills->items[0]);
    EXPECT_EQ(fill.orderId, order->id);
    EXPECT_EQ(fill.quantity, Quantity::fromWhole(10));
    EXPECT_EQ(client.get("/v2/account/activities/DIV").body, "[]");
}

TEST_F(ServerTest, RefusesOrdersInTheBrokersWords)
{
    Client client{start()};
    ASSERT_EQ(client.post("/v2/orders", kMarketBuy).status, 200);
    const Answer again = client.post("/v2/orders", kMarketBuy);
    EXPECT_EQ(again.status, 422);
    EXPECT_EQ(again.body, R"({"code":40010001,"message":"client_order_id must be unique"})");
    const Answer broken = client.post("/v2/orders", "{oops");
    EXPECT_EQ(broken.status, 400);
    const Answer poor = client.post(
        "/v2/orders",
        R"({"symbol":"AAPL","qty":"9000","side":"buy","type":"market","time_in_force":"day"})");
    EXPECT_EQ(poor.status, 403);
    EXPECT_THAT(poor.body.toStdString(), HasSubstr("insufficient buying power"));
    const Answer subPenny = client.post(
        "/v2/orders",
        R"({"symbol":"AAPL","qty":"1","side":"buy","type":"limit","limit_price":"1.001",)"
        R"("time_in_force":"day"})");
    EXPECT_EQ(subPenny.status, 422);
    EXPECT_THAT(subPenny.body.toStdString(), HasSubstr("sub-penny"));
    const Answer oversold = client.post(
        "/v2/orders",
        R"({"symbol":"AAPL","qty":"11","side":"sell","type":"market","time_in_force":"day"})");
    EXPECT_EQ(oversold.status, 403);
    EXPECT_THAT(oversold.body.toStdString(), HasSubstr(R"("existing_qty":"10")"));
}

TEST_F(ServerTest, CancelsOneOrderAndAll)
{
    Client client{start()};
    const auto order = parseOrder(view(client.post("/v2/orders", kRestingBuy).body));
    const QByteArray path = "/v2/orders/" + QByteArray::fromStdString(order.value().id);
    const Answer canceled = client.remove(path);
    EXPECT_EQ(canceled.status, 204);
    EXPECT_EQ(canceled.body, "");
    const Answer again = client.remove(path);
    EXPECT_EQ(again.status, 422);
    EXPECT_EQ(again.body,
              R"({"code":42210000,"message":"order is already in \"canceled\" state"})");
    EXPECT_EQ(client.remove("/v2/orders/none").status, 422);
    EXPECT_EQ(client.remove("/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d").status, 404);

    QByteArray second = kRestingBuy;
    ASSERT_EQ(client.post("/v2/orders", second.replace("resting", "resting-2")).status, 200);
    const Answer all = client.remove("/v2/orders");
    EXPECT_EQ(all.status, 207);
    const auto outcomes = parseCancelOutcomes(view(all.body));
    ASSERT_EQ(outcomes.value().size(), 1U);
    EXPECT_EQ(outcomes->front().httpStatus, 200);
    EXPECT_EQ(client.remove("/v2/orders").body, "[]");
}

TEST_F(ServerTest, OtherPathsAndVerbsAreJsonErrorsToo)
{
    Client client{start()};
    EXPECT_EQ(client.get("/v2/wallets").status, 404);
    EXPECT_EQ(client.get("/").status, 404);
    EXPECT_EQ(client.send("PATCH", "/v2/account", "{}").status, 405);
    EXPECT_EQ(client.send("PUT", "/v2/orders/x", "{}").status, 405);
    for (const QByteArray path : {"/v2/orders?limit=0",
                                  "/v2/orders?limit=501",
                                  "/v2/orders?status=odd",
                                  "/v2/orders?after=yesterday",
                                  "/v2/account/activities?page_size=101"}) {
        const Answer answer = client.get(path);
        EXPECT_EQ(answer.status, 422) << path.toStdString();
        EXPECT_THAT(answer.body.toStdString(), HasSubstr("message"));
    }
}

TEST_F(ServerTest, LimitsTheRateOfEachSurface)
{
    m_options.rateLimit = 3;
    Client client{start()};
    // A minute may turn between two requests: then the count begins anew.
    int status = 0;
    for (int i = 0; i < 10 && status != 429; ++i)
        status = client.get("/v2/clock").status;
    EXPECT_EQ(status, 429);
    const Answer refused = client.get("/v2/clock");
    EXPECT_EQ(refused.header("X-RateLimit-Limit"), "3");
    EXPECT_GT(refused.header("X-RateLimit-Reset").toLongLong(), 1'500'000'000);
    EXPECT_EQ(client.get("/v2/stocks/AAPL/bars?timeframe=1Day").status, 200)
        << "market data has a budget of its own";
}

TEST_F(ServerTest, ServesTheBarsOfWhatHasPlayedAndNoMore)
{
    test::writeFile(
        m_folder / "bars_1d.jsonl",
        R"({"T":"d","S":"AAPL","o":1,"h":2,"l":1,"c":2,"v":9,"t":"2024-03-08T05:00:00Z"})"
        "\n"
        R"({"T":"d","S":"AAPL","o":2,"h":3,"l":2,"c":3,"v":9,"t":"2024-03-11T04:00:00Z"})"
        "\n"
        R"({"T":"d","S":"AAPL","o":9,"h":9,"l":9,"c":9,"v":9,"t":"2024-03-12T04:00:00Z"})"
        "\n");
    Client client{start()};
    Symbols symbols;
    const auto daily = parseBars(
        view(client.get("/v2/stocks/bars?symbols=AAPL,MSFT&timeframe=1Day&start=2024-03-01").body),
        Timeframe::Day1,
        symbols);
    ASSERT_TRUE(daily);
    ASSERT_EQ(daily->items.size(), 4U) << "two days before, and the growing day of each";
    EXPECT_EQ(daily->items[1].close, Price::fromWhole(3));
    EXPECT_EQ(daily->items[2].open, Price::parse("170.05").value())
        << "made of trades, not the file";
    const QByteArray minutes =
        client.get("/v2/stocks/AAPL/bars?timeframe=1Min&start=2024-03-12T09:20:00-04:00").body;
    const auto page = parseBars(view(minutes), Timeframe::Minute1, symbols);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->items.size(), 11U) << minutes.toStdString();
    EXPECT_EQ(page->items.back().start, *parseTimestamp("2024-03-12T09:30:00-04:00"));
    EXPECT_EQ(page->items.back().volume, Quantity::fromWhole(6000));
}

TEST_F(ServerTest, PagesOfBarsJoinWithoutGapOrDouble)
{
    Client client{start()};
    const QByteArray query = "/v2/stocks/bars?symbols=MSFT,AAPL&timeframe=1Min&limit=4"
                             "&start=2024-03-12T09:21:00-04:00&end=2024-03-12T09:29:00-04:00";
    std::vector<std::string> seen;
    std::string token;
    do {
        const Answer answer = client.get(
            query + "&page_token=" + QUrl::toPercentEncoding(QString::fromStdString(token)));
        Symbols symbols;
        const auto page = parseBars(view(answer.body), Timeframe::Minute1, symbols);
        ASSERT_TRUE(page);
        ASSERT_LE(page->items.size(), 4U);
        for (const Bar& bar : page->items)
            seen.push_back(std::string{symbols.text(bar.symbol)} + toRfc3339(bar.start));
        token = page->nextPageToken;
    } while (!token.empty());
    EXPECT_EQ(seen.size(), 18U) << "start and end are inclusive";
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
    EXPECT_EQ(client.get(query + "&page_token=nonsense").status, 400);
    EXPECT_EQ(client.get("/v2/stocks/bars?symbols=AAPL&timeframe=60Min").status, 400);
    EXPECT_EQ(client.get("/v2/stocks/bars?timeframe=1Min").status, 400);
}

TEST_F(ServerTest, StreamsTheMarketFromItsStartInOrder)
{
    m_options.speed = Ratio::fromWhole(60);
    Stream stream{start(), "/v2/iex"};
    EXPECT_EQ(stream.next(), R"([{"T":"success","msg":"connected"}])");
    stream.send(kAuth);
    EXPECT_EQ(stream.next(), R"([{"T":"success","msg":"authenticated"}])");
    stream.send(R"({"action":"subscribe","trades":["*"],"bars":["*"],"dailyBars":["AAPL"]})");
    EXPECT_THAT(stream.next().toStdString(), HasSubstr(R"("bars":["*"],"updatedBars":[])"));
    const QByteArray bar = stream.nextWith(R"("T":"b")");
    EXPECT_THAT(bar.toStdString(), HasSubstr(R"("v":6000)"));
    EXPECT_FALSE(stream.lastWasBinary);
    const QByteArray day = bar.contains(R"("T":"d")") ? bar : stream.nextWith(R"("T":"d")");
    EXPECT_THAT(day.toStdString(), HasSubstr(R"("t":"2024-03-12T04:00:00Z")"));
    stream.send(R"({"action":"unsubscribe","trades":["*"],"bars":["*"],"dailyBars":["AAPL"]})");
    EXPECT_FALSE(stream.nextWith(R"("trades":[],"quotes":[],"bars":[])").isEmpty());
}

TEST_F(ServerTest, KeysInTheUpgradesHeadersAuthenticateAStream)
{
    Stream stream{start(),
                  "/v2/sip",
                  {{"APCA-API-KEY-ID", "PKPRACTICE"}, {"APCA-API-SECRET-KEY", "practice-secret"}}};
    EXPECT_EQ(stream.next(), R"([{"T":"success","msg":"connected"}])");
    EXPECT_EQ(stream.next(), R"([{"T":"success","msg":"authenticated"}])");
}

TEST_F(ServerTest, RefusesStreamsThatItDoesNotSpeak)
{
    start();
    Stream packed{m_port, "/v2/iex", {{"Content-Type", "application/xml"}}};
    EXPECT_TRUE(packed.waitForClose());
    Stream news{m_port, "/v1beta1/gossip"};
    EXPECT_TRUE(news.waitForClose());
}

TEST_F(ServerTest, ASecondConnectionHears406UntilTheFirstIsGone)
{
    m_options.connections = 1;
    start();
    auto first = std::make_unique<Stream>(m_port, "/v2/iex");
    first->send(kAuth);
    EXPECT_FALSE(first->nextWith("authenticated").isEmpty());
    Stream second{m_port, "/v2/iex"};
    second.send(kAuth);
    EXPECT_FALSE(second.nextWith("406").isEmpty());
    Stream elsewhere{m_port, "/v2/sip"};
    elsewhere.send(kAuth);
    EXPECT_FALSE(elsewhere.nextWith("authenticated").isEmpty()) << "slots are by endpoint";
    first.reset();
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
            second.send(kAuth);
            return second.next().contains("authenticated");
        },
        kPatienceMs));
}

TEST_F(ServerTest, ASilentStreamIsToldAndClosed)
{
    m_options.timeouts.streamAuth = 100ms;
    start();
    Stream data{m_port, "/v2/iex"};
    EXPECT_FALSE(data.nextWith(R"("code":404)").isEmpty());
    EXPECT_TRUE(data.waitForClose());
    Stream trading{m_port, "/stream"};
    EXPECT_TRUE(trading.waitForClose());
}

TEST_F(ServerTest, AMessageThatIsTooLargeClosesWith1009)
{
    Stream stream{start(), "/v2/iex"};
    EXPECT_FALSE(stream.next().isEmpty());
    stream.socket().setOutgoingFrameSize(1 << 20);
    stream.send(QByteArray(40'000, ' '));
    EXPECT_TRUE(stream.waitForClose());
    EXPECT_EQ(stream.socket().closeCode(), QWebSocketProtocol::CloseCodeTooMuchData);
}

TEST_F(ServerTest, OrderUpdatesComeAsBinaryFramesInOrder)
{
    Client client{start()};
    Stream stream{m_port, "/stream"};
    stream.send(kAuth);
    EXPECT_FALSE(stream.next().isEmpty());
    EXPECT_TRUE(stream.lastWasBinary);
    stream.send(R"({"action":"listen","data":{"streams":["trade_updates"]}})");
    EXPECT_FALSE(stream.next().isEmpty());
    ASSERT_EQ(client.post("/v2/orders", kMarketBuy).status, 200);
    std::vector<OrderEvent> events;
    for (int i = 0; i < 3; ++i) {
        const QByteArray bytes = stream.next();
        EXPECT_TRUE(stream.lastWasBinary);
        const auto frame = parseTradingFrame(view(bytes));
        ASSERT_TRUE(frame) << frame.error().what;
        const auto& update = std::get<OrderUpdate>(*frame);
        events.push_back(update.event);
        EXPECT_EQ(update.order.clientOrderId, "mine-1");
        if (update.event == OrderEvent::Fill) {
            ASSERT_TRUE(update.execution);
            EXPECT_EQ(update.execution->price, Price::parse("170.1").value());
            EXPECT_EQ(update.positionQuantity, Quantity::fromWhole(10));
        }
    }
    EXPECT_THAT(events,
                testing::ElementsAre(OrderEvent::PendingNew, OrderEvent::New, OrderEvent::Fill));
}

TEST_F(ServerTest, ARelaunchGoesOnWhereItEnded)
{
    m_options.dataFolder = m_folder / "data";
    m_options.speed = Ratio::fromWhole(20);
    start();
    {
        Client client{m_port};
        ASSERT_EQ(client.post("/v2/orders", kMarketBuy).status, 200);
        ASSERT_EQ(client.post("/v2/orders", kRestingBuy).status, 200);
    }
    Client before{m_port};
    const QByteArray positions = before.get("/v2/positions/AAPL").body;
    const auto ended = parseClock(view(before.get("/v2/clock").body));
    restart();
    Client client{m_port};
    const auto resumed = parseClock(view(client.get("/v2/clock").body));
    EXPECT_GE(resumed.value().at, ended.value().at);
    EXPECT_LT(resumed->at, ended->at + 2min);
    EXPECT_EQ(parsePosition(view(client.get("/v2/positions/AAPL").body)).value().quantity,
              parsePosition(view(positions)).value().quantity);
    EXPECT_EQ(parseOrders(view(client.get("/v2/orders").body)).value().items.size(), 1U);
    EXPECT_EQ(client.post("/v2/orders", kMarketBuy).status, 422) << "client ids stay unique";
}

TEST_F(ServerTest, AFreshStartSetsTheOldAccountAside)
{
    m_options.dataFolder = m_folder / "data";
    start();
    {
        Client client{m_port};
        ASSERT_EQ(client.post("/v2/orders", kMarketBuy).status, 200);
    }
    m_options.resume = false;
    restart();
    Client client{m_port};
    EXPECT_EQ(client.get("/v2/orders?status=all").body, "[]");
    EXPECT_TRUE(std::filesystem::exists(m_options.dataFolder / "exchange-1.sqlite"));
}

TEST_F(ServerTest, RefusesTheAccountOfAnotherTapeAndAFolderInUse)
{
    m_options.dataFolder = m_folder / "data";
    start();
    PracticeServer second{m_options.clone(), PracticeServer::Runs::OnItsOwnThread};
    EXPECT_EQ(second.start().error().code, ErrorCode::Unavailable);
    m_server.reset();
    test::writeFile(m_folder / "other.jsonl",
                    test::quoteLine("AAPL", "09:20:00", "1", "2") +
                        test::tradeLine("AAPL", "10:00:00", "1.5"));
    m_options.tape = m_folder / "other.jsonl";
    PracticeServer other{m_options.clone(), PracticeServer::Runs::OnItsOwnThread};
    EXPECT_EQ(other.start().error().code, ErrorCode::Conflict);
}

TEST_F(ServerTest, AFreshAccountHoldsTwoPositionsFromTheDayBefore)
{
    m_options.account = StartingAccount::Seeded;
    Client client{start()};
    const auto positions = parsePositions(view(client.get("/v2/positions").body));
    ASSERT_EQ(positions.value().items.size(), 2U);
    EXPECT_EQ(positions->items[0].symbol, "AAPL");
    const auto fills = parseActivities(view(client.get("/v2/account/activities").body));
    ASSERT_EQ(fills.value().items.size(), 2U);
    EXPECT_LT(std::get<Execution>(fills->items[0]).at, *parseTimestamp("2024-03-12T04:00:00Z"));
}

TEST_F(ServerTest, WhenTheTapeEndsTheDayGoesOnToItsCloseAndTimeStandsStill)
{
    m_options.speed = Ratio::fromWhole(200'000);
    start();
    const Timestamp close = *parseTimestamp("2024-03-12T20:00:00-04:00");
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_server->tapeTime().speed.isZero(); }, kPatienceMs));
    EXPECT_EQ(m_server->tapeTime().tape, close);
    Client client{m_port};
    const Answer clock = client.get("/v2/clock");
    EXPECT_EQ(parseClock(view(clock.body)).value().at, close);
    EXPECT_EQ(clock.header("X-Practice-Speed"), "0");
    const Answer late = client.post("/v2/orders", kRestingBuy);
    EXPECT_EQ(parseOrder(view(late.body)).value().status, OrderStatus::Accepted)
        << "it waits for the next open";
}

TEST_F(ServerTest, ALoopPlaysTheTapeAgainAsTheNextTradingDay)
{
    m_options.speed = Ratio::fromWhole(2'000);
    m_options.loop = true;
    start();
    Stream stream{m_port, "/v2/iex"};
    stream.send(kAuth);
    stream.send(R"({"action":"subscribe","trades":["AAPL"]})");
    const QByteArray next = stream.nextWith(R"("t":"2024-03-13T13:31)");
    EXPECT_FALSE(next.isEmpty()) << "from --start of the next day";
    EXPECT_FALSE(stream.nextWith(R"("t":"2024-03-14T13:)").isEmpty());
}

TEST_F(ServerTest, TheSyntheticMarketNeedsNoTape)
{
    m_options.tape.clear();
    m_options.account = StartingAccount::Seeded;
    Client client{start()};
    const auto assets = parseAssets(view(client.get("/v2/assets").body));
    EXPECT_GE(assets.value().items.size(), 10U);
    EXPECT_EQ(parsePositions(view(client.get("/v2/positions").body)).value().items.size(), 2U);
    const QByteArray symbol = QByteArray::fromStdString(assets->items[0].symbol);
    Symbols symbols;
    const auto daily = parseBars(
        view(client.get("/v2/stocks/" + symbol + "/bars?timeframe=1Day&start=2025-04-01").body),
        Timeframe::Day1,
        symbols);
    EXPECT_GT(daily.value().items.size(), 30U);
}

TEST_F(ServerTest, TheTestStreamHasItsOwnChannels)
{
    Stream stream{start(), "/v2/test"};
    stream.send(kAuth);
    EXPECT_FALSE(stream.nextWith("authenticated").isEmpty());
    stream.send(R"({"action":"subscribe","quotes":["FAKEPACA"]})");
    EXPECT_EQ(stream.next(),
              R"([{"T":"subscription","trades":[],"quotes":["FAKEPACA"],"bars":[]}])");
    EXPECT_FALSE(stream.nextWith(R"("S":"FAKEPACA")").isEmpty());
}

TEST_F(ServerTest, RunsInTheCallersThreadToo)
{
    PracticeServer server{m_options.clone(), PracticeServer::Runs::Here};
    const auto port = server.start();
    ASSERT_TRUE(port);
    Client client{*port};
    EXPECT_EQ(client.get("/v2/clock").status, 200);
    server.stop();
    server.stop();
    EXPECT_EQ(client.get("/v2/clock").status, 0);
}

} // namespace
} // namespace tapedeck::practice
