#include "audit/paper_record.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tapedeck {
namespace {

/// Writes the rows of a record and the broker's list of the same fills.
class Paper
{
public:
    void fill(const std::string& id,
              const std::string& symbol,
              Side side,
              std::int64_t shares,
              OriginKind by = OriginKind::Strategy)
    {
        AuditEntry entry;
        entry.kind = AuditKind::PartiallyFilled;
        entry.at = now;
        entry.symbol = symbol;
        entry.origin = {by, "momentum"};
        entry.clientOrderId = id;
        entry.order.emplace();
        entry.order->symbol = symbol;
        entry.order->side = side;
        entry.quantity = Quantity::fromWhole(shares);
        record.add(entry);
        ids[id] = "broker-" + id;
        Execution execution;
        execution.id = std::to_string(fills.size());
        execution.orderId = ids[id];
        execution.symbol = symbol;
        execution.side = side;
        execution.quantity = Quantity::fromWhole(shares);
        execution.at = now;
        fills.push_back(execution);
    }
    void trip(const std::string& id, const std::string& symbol = "ABC")
    {
        fill(id + "b", symbol, Side::Buy, 2);
        fill(id + "s", symbol, Side::Sell, 2);
    }
    void row(AuditKind kind, const std::string& symbol)
    {
        AuditEntry entry;
        entry.kind = kind;
        entry.at = now;
        entry.symbol = symbol;
        record.add(entry);
    }
    [[nodiscard]] ConfirmedRecord confirmed() const
    {
        return confirm(record, ids, fills, MarketCalendar{});
    }

    Timestamp now = parseTimestamp("2024-03-04T15:00:00Z").value(); // a Monday
    PaperRecord record;
    std::map<std::string, std::string> ids;
    std::vector<Execution> fills;
};

TEST(PaperRecord, ARoundTripIsFromFlatToFlatInPartsToo)
{
    Paper paper;
    paper.fill("1", "ABC", Side::Buy, 1);
    paper.fill("1", "ABC", Side::Buy, 2);
    paper.fill("2", "ABC", Side::Sell, 2);
    EXPECT_TRUE(paper.record.roundTrips().empty());
    paper.fill("3", "ABC", Side::Sell, 1);
    ASSERT_EQ(paper.record.roundTrips().size(), 1U);
    EXPECT_EQ(paper.record.roundTrips()[0].orders, (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_EQ(paper.confirmed(), (ConfirmedRecord{1, 1, 0}));
}

TEST(PaperRecord, OrdersThatWerePlacedElsewhereMakeNoTrade)
{
    Paper paper;
    paper.fill("1", "ABC", Side::Buy, 1, OriginKind::External);
    paper.fill("2", "ABC", Side::Sell, 1, OriginKind::External);
    EXPECT_EQ(paper.confirmed(), ConfirmedRecord{});
}

TEST(PaperRecord, SellingWhatWasHeldBeforeIsNoRoundTrip)
{
    Paper paper;
    paper.fill("1", "ABC", Side::Sell, 5);
    paper.fill("2", "XYZ", Side::Buy, 1);
    paper.fill("3", "XYZ", Side::Sell, 4);
    EXPECT_TRUE(paper.record.roundTrips().empty());
}

TEST(PaperRecord, DaysAreThoseOfTheExchange)
{
    Paper paper;
    paper.trip("1");
    paper.now += std::chrono::hours{2};
    paper.trip("2");
    EXPECT_EQ(paper.confirmed().tradingDays, 1);
    paper.now += std::chrono::hours{24};
    paper.trip("3");
    EXPECT_EQ(paper.confirmed().tradingDays, 2);
    EXPECT_EQ(paper.record.since(), parseTimestamp("2024-03-04T15:00:00Z").value());
}

TEST(PaperRecord, WhatTheBrokerDoesNotHaveDoesNotCount)
{
    const auto spoilt = [](const auto& spoil) {
        Paper paper;
        paper.trip("1");
        paper.now += std::chrono::hours{24};
        paper.trip("2");
        spoil(paper);
        return paper.confirmed();
    };
    const ConfirmedRecord half{2, 1, 1};
    EXPECT_EQ(spoilt([](Paper&) {}), (ConfirmedRecord{2, 2, 0}));
    EXPECT_EQ(spoilt([](Paper& paper) { paper.fills.pop_back(); }), half);
    EXPECT_EQ(spoilt([](Paper& paper) { paper.fills.back().quantity = Quantity::fromWhole(1); }),
              half);
    EXPECT_EQ(spoilt([](Paper& paper) { paper.fills.back().symbol = "XYZ"; }), half);
    EXPECT_EQ(spoilt([](Paper& paper) { paper.fills.back().side = Side::Buy; }), half);
    EXPECT_EQ(spoilt([](Paper& paper) { paper.ids.erase("2s"); }), half);
    EXPECT_EQ(spoilt([](Paper& paper) { paper.fills.clear(); }), (ConfirmedRecord{0, 0, 2}));
    // One order at the broker cannot stand for two.
    EXPECT_EQ(spoilt([](Paper& paper) { paper.ids["2b"] = paper.ids["1b"]; }).roundTrips, 0);
}

TEST(PaperRecord, DifferencesAreKeptAndTakeTheirSymbolsOpenTripAway)
{
    Paper paper;
    paper.fill("1", "ABC", Side::Buy, 1);
    paper.row(AuditKind::Difference, "ABC");
    paper.fill("2", "ABC", Side::Sell, 1);
    EXPECT_TRUE(paper.record.roundTrips().empty());
    EXPECT_EQ(paper.record.differences(), std::vector{paper.now});
}

/// A record that was cut off may have lost a difference with the rest.
TEST(PaperRecord, ABrokenRecordIsADifferenceThatNothingExplains)
{
    for (const AuditKind kind : {AuditKind::RecordBroken, AuditKind::RecordAccepted}) {
        Paper paper;
        paper.fill("1", "ABC", Side::Buy, 1);
        paper.row(kind, "");
        paper.fill("2", "ABC", Side::Sell, 1);
        EXPECT_TRUE(paper.record.roundTrips().empty());
        EXPECT_EQ(paper.record.differences(), std::vector{paper.now});
    }
}

/// Against a plain recount: positions by symbol, in order.
TEST(PaperRecord, CountsWhatAPlainRecountDoes)
{
    std::mt19937_64 random{11};
    for (int round = 0; round < 200; ++round) {
        Paper paper;
        std::map<std::string, std::int64_t> held;
        std::size_t trips = 0;
        for (int i = 0; i < 60; ++i) {
            const std::string symbol = random() % 2 == 0 ? "ABC" : "XYZ";
            std::int64_t& position = held[symbol];
            const bool sells = position > 0 && random() % 2 == 0;
            const auto most = static_cast<std::uint64_t>(sells ? position : 3);
            const auto shares = 1 + static_cast<std::int64_t>(random() % most);
            paper.fill(std::to_string(i), symbol, sells ? Side::Sell : Side::Buy, shares);
            position += sells ? -shares : shares;
            trips += sells && position == 0 ? 1U : 0U;
        }
        EXPECT_EQ(paper.record.roundTrips().size(), trips);
        EXPECT_EQ(paper.confirmed().roundTrips, static_cast<std::int32_t>(trips));
    }
}

} // namespace
} // namespace tapedeck
