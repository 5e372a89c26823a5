#include "app/practice/file_source.h"
#include "practice_support.h"
#include "support/real_data.h"
#include "tape/line_tape.h"
#include "wire/rest_bodies.h"

#include <QTest>

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using test::Client;
using test::kAuth;
using test::Stream;
using test::view;

/// Trades and quotes of the tape, as their wire spells them.
std::vector<MarketEvent> eventsOf(const std::filesystem::path& file, Symbols& symbols)
{
    auto source = FileSource::open(file);
    EXPECT_TRUE(source);
    LineTape tape{*source, symbols};
    std::vector<MarketEvent> events;
    TapeRecord record;
    while (tape.next(record).value_or(false))
        events.push_back(record.event);
    return events;
}

TEST(RealTapeTest, EveryEventOfTheOpenArrivesOnceAndInOrder)
{
    TAPEDECK_REAL_DATA(folder);
    PracticeOptions options;
    options.tape = std::filesystem::path{folder} / "tape_20131010_open.jsonl.zst";
    options.speed = Ratio::fromWhole(200);
    options.rateLimit = 0;
    options.seed = 1;
    Symbols symbols; // in the order of the tape: ids are the server's
    const auto expected = eventsOf(options.tape, symbols);
    ASSERT_GT(expected.size(), 29'000U);

    PracticeServer server{std::move(options), PracticeServer::Runs::OnItsOwnThread};
    const auto port = server.start();
    ASSERT_TRUE(port) << port.error().what;
    Stream stream{*port,
                  "/v2/iex",
                  {{"APCA-API-KEY-ID", "PKPRACTICE"}, {"APCA-API-SECRET-KEY", "practice-secret"}}};
    stream.send(R"({"action":"subscribe","trades":["*"],"quotes":["*"],"bars":["*"]})");
    ASSERT_FALSE(stream.nextWith("subscription").isEmpty());
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> heard;
    std::vector<StreamControl> controls;
    std::size_t bars = 0;
    while (heard.empty() || heard.back() != expected.back()) {
        const QByteArray frame = stream.next();
        ASSERT_FALSE(frame.isEmpty());
        std::vector<MarketEvent> events;
        ASSERT_TRUE(decoder.decode(view(frame), events, controls));
        for (const MarketEvent& event : events) {
            if (std::holds_alternative<BarEvent>(event))
                ++bars;
            else
                heard.push_back(event);
        }
    }
    // The stream began some moments after the tape: what was heard is the tape's end.
    ASSERT_GT(heard.size(), expected.size() / 2);
    EXPECT_TRUE(std::equal(heard.rbegin(), heard.rend(), expected.rbegin()));
    EXPECT_GT(bars, 8U);
    EXPECT_TRUE(controls.empty());

    Client client{*port};
    const auto daily = parseBars(
        view(client.get("/v2/stocks/bars?symbols=SPY&timeframe=1Day&start=2013-08-01").body),
        Timeframe::Day1,
        symbols);
    EXPECT_GT(daily.value().items.size(), 40U) << "baselines exist before the first live tick";
    EXPECT_LE(toRfc3339(daily->items.back().start), "2013-10-10T04:00:00Z");
    const auto positions = parsePositions(view(client.get("/v2/positions").body));
    EXPECT_EQ(positions.value().items.size(), 2U);
}

} // namespace
} // namespace tapedeck::practice
