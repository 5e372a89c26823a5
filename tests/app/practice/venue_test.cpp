#include "app/practice/venue.h"
#include "base/canonical.h"
#include "practice_support.h"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using test::writeFile;
using testing::HasSubstr;

OrderRequest limitBuy(int number)
{
    OrderRequest request;
    request.spec.symbol = number % 2 == 0 ? "AAPL" : "MSFT";
    request.spec.side = Side::Buy;
    request.spec.type = OrderType::Limit;
    request.spec.timeInForce = TimeInForce::Day;
    request.spec.quantity = Quantity::fromWhole(1 + number % 5);
    request.spec.limitPrice = Price::fromWhole(number % 2 == 0 ? 171 : 399);
    request.clientOrderId = "order-" + std::to_string(number);
    return request;
}

class VenueTest : public testing::Test
{
protected:
    VenueTest()
    {
        test::writeSmallTape(m_folder / "tape.jsonl");
        m_options.tape = m_folder / "tape.jsonl";
        m_options.start = 9h + 31min;
        m_options.seed = 3;
        m_options.dataFolder = m_folder / "data";
    }
    [[nodiscard]] std::unique_ptr<Venue> open(const PracticeOptions& options) const
    {
        auto venue = Venue::open(options);
        EXPECT_TRUE(venue) << venue.error().what;
        return venue ? std::move(*venue) : nullptr;
    }
    [[nodiscard]] std::unique_ptr<Venue> open() const { return open(m_options); }
    /// Everything up to `now`; what was streamed.
    static std::vector<MarketEvent> runTo(Venue& venue, Timestamp now)
    {
        std::vector<MarketEvent> heard;
        while (true) {
            const auto progress = venue.run(now, 1'000, heard);
            EXPECT_TRUE(progress);
            if (!progress || *progress == Progress::Reached || *progress == Progress::Ended)
                return heard;
        }
    }

    test::Folder m_folder;
    PracticeOptions m_options;
    const Timestamp m_open = *parseTimestamp("2024-03-12T09:31:00-04:00");
};

TEST_F(VenueTest, WhatStandsBeforeTheStartIsHistory)
{
    const auto venue = open();
    EXPECT_EQ(venue->now(), m_open);
    const SymbolId apple = *venue->symbols().find("AAPL");
    EXPECT_EQ(venue->bars().minutes(apple).size(), 11U);
    EXPECT_EQ(venue->exchange().position("AAPL").value().currentPrice,
              Price::parse("170.05").value());
    const auto heard = runTo(*venue, m_open + 500ms);
    ASSERT_EQ(heard.size(), 4U);
    EXPECT_EQ(timeOf(heard.front()), m_open);
}

TEST_F(VenueTest, ATapeThatBeginsLaterPlaysFromItsFirstEvent)
{
    m_options.start = 9h;
    EXPECT_EQ(open()->now(), *parseTimestamp("2024-03-12T09:20:00-04:00"));
}

TEST_F(VenueTest, ATapeThatEndsBeforeTheStartIsRefused)
{
    m_options.start = 10h;
    EXPECT_EQ(Venue::open(m_options).error().code, ErrorCode::OutOfRange);
}

TEST_F(VenueTest, ARunWithStopsEndsLikeOneWithout)
{
    constexpr unsigned kSeed = 11;
    for (int round = 0; round < 5; ++round) {
        SCOPED_TRACE(round);
        std::mt19937 random{kSeed + static_cast<unsigned>(round)};
        PracticeOptions straight = m_options.clone();
        straight.dataFolder = m_folder / ("straight" + std::to_string(round));
        m_options.dataFolder = m_folder / ("stopped" + std::to_string(round));
        auto one = open(straight);
        auto other = open();
        for (int i = 0; i < 40; ++i) {
            const Timestamp now = m_open + i * 7s + Nanoseconds{random() % 1'000'000'000};
            const auto heard = runTo(*one, now);
            EXPECT_EQ(runTo(*other, now), heard);
            const auto expected = one->submit(limitBuy(i)).value();
            const auto got = other->submit(limitBuy(i)).value();
            ASSERT_EQ(got.has_value(), expected.has_value());
            if (expected) {
                EXPECT_EQ(*got, *expected);
            }
            EXPECT_EQ(other->takeUpdates(), one->takeUpdates());
            if (random() % 4 == 0) {
                ASSERT_TRUE(other->checkpoint());
                other.reset();
                other = open();
            }
        }
        runTo(*one, m_open + 24h);
        runTo(*other, m_open + 24h);
        EXPECT_EQ(other->exchange().saveState(), one->exchange().saveState());
        const SymbolId apple = *one->symbols().find("AAPL");
        EXPECT_TRUE(std::ranges::equal(one->bars().minutes(apple), other->bars().minutes(apple)));
    }
}

TEST_F(VenueTest, TheSyntheticMarketGoesOnWhereItStoppedToo)
{
    m_options.tape.clear();
    m_options.start = 9h + 25min;
    PracticeOptions straight = m_options.clone();
    straight.dataFolder.clear();
    auto one = open(straight);
    auto other = open();
    for (int i = 1; i <= 4; ++i) {
        const Timestamp now = one->now() + 20s;
        EXPECT_EQ(runTo(*other, now), runTo(*one, now));
        ASSERT_TRUE(other->checkpoint());
        other.reset();
        other = open();
        ASSERT_EQ(other->now(), one->now());
    }
    EXPECT_EQ(other->exchange().saveState(), one->exchange().saveState());
}

TEST_F(VenueTest, ALoopedTapeGoesOnInItsRound)
{
    m_options.loop = true;
    auto venue = open();
    std::vector<MarketEvent> heard;
    const Timestamp third = *parseTimestamp("2024-03-14T09:32:00-04:00");
    while (venue->now() < third)
        ASSERT_TRUE(venue->run(third, 5'000, heard));
    ASSERT_TRUE(venue->checkpoint());
    venue.reset();
    venue = open();
    EXPECT_EQ(venue->now(), third);
    heard.clear();
    ASSERT_TRUE(venue->run(third + 1s, 5'000, heard));
    ASSERT_FALSE(heard.empty());
    EXPECT_GE(timeOf(heard.front()), third);
    EXPECT_LE(timeOf(heard.back()), third + 1s);
}

TEST_F(VenueTest, OrdersThatFillWhileTheTapeRunsAreToldOnce)
{
    auto venue = open();
    OrderRequest request = limitBuy(0);
    request.spec.limitPrice = Price::fromWhole(160);
    ASSERT_TRUE(venue->submit(request).value());
    EXPECT_EQ(venue->takeUpdates().size(), 2U) << "pending_new and new";
    EXPECT_TRUE(venue->takeUpdates().empty());
    runTo(*venue, m_open + 24h);
    const auto updates = venue->takeUpdates();
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates.front().event, OrderEvent::Expired) << "at the close";
}

TEST_F(VenueTest, ADamagedAccountIsLeftAsItIsAndSaysSo)
{
    std::filesystem::create_directories(m_options.dataFolder);
    const auto file = m_options.dataFolder / "exchange.sqlite";
    writeFile(file, std::string(8192, 'x'));
    const auto refused = Venue::open(m_options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed) << refused.error().what;
    std::ifstream stream{file};
    std::string head(10, ' ');
    stream.read(head.data(), 10);
    EXPECT_EQ(head, std::string(10, 'x'));
}

TEST_F(VenueTest, ADamagedTapeSaysItsLine)
{
    writeFile(m_options.tape, "this is no tape\n");
    const auto refused = Venue::open(m_options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed) << "there is no event in it";
    EXPECT_THAT(refused.error().what, HasSubstr("tape.jsonl"));
}

} // namespace
} // namespace tapedeck::practice
