#include "floor.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(Sessions, AnOrderBeforeTheOpenIsAcceptedAndRoutedAtTheOpen)
{
    Floor floor{floorConfig(), "08:00:00"};
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("10").limit("11.00"));
    floor.trade("10.01", "100", "T");
    EXPECT_EQ(floor.storyOf(id), "accepted");
    floor.at("09:30:00");
    EXPECT_EQ(floor.storyOf(id), "accepted new");
    EXPECT_EQ(floor.updates.back().at, onThursday("09:30:00"));
    floor.quote("10.00", "100", "10.05", "100");
    EXPECT_EQ(floor.fillsOf(id), "10 @ 10.05") << "the first quote of the session";
}

TEST(Sessions, TheQuoteFromBeforeTheOpenFillsNothingAfterIt)
{
    Floor floor{floorConfig(), "08:00:00"};
    floor.quote("10.00", "100", "10.02", "100");
    floor.at("09:30:00");
    EXPECT_EQ(floor.storyOf(floor.submit(buy("10").limit("11.00"))), "pending_new new");
}

TEST(Sessions, AMarketEventAfterTheOpenLetsTheOpenHappenFirst)
{
    Floor floor{floorConfig(), "08:00:00"};
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("10"));
    floor.now = onThursday("09:30:01");
    floor.quote("10.00", "100", "10.05", "100");
    EXPECT_EQ(floor.storyOf(id), "accepted new fill");
    EXPECT_EQ(floor.updates[1].at, onThursday("09:30:00"));
}

TEST(Sessions, ADayOrderExpiresAtTheClose)
{
    Floor floor;
    floor.quote("10.00", "30", "10.02", "30");
    const auto id = floor.submit(buy("100"));
    EXPECT_EQ(floor.order(id).expiresAt, onThursday("16:00:00"));
    floor.at("15:59:59.999999999");
    EXPECT_EQ(floor.statusOf(id), "partially_filled");
    floor.at("16:00:00");
    EXPECT_EQ(floor.storyOf(id), "pending_new new partial_fill expired");
    EXPECT_EQ(floor.order(id).expiredAt, onThursday("16:00:00"));
    EXPECT_EQ(floor.order(id).filledQuantity, shares("30"));
}

TEST(Sessions, ADayOrderAfterTheCloseIsOneForTheNextDay)
{
    Floor floor{floorConfig(), "17:00:00"};
    const auto id = floor.submit(buy("1").limit("10.00"));
    const auto friday = std::chrono::hours{24};
    floor.at(onThursday("09:30:00") + friday);
    EXPECT_EQ(floor.storyOf(id), "accepted new");
    floor.at(onThursday("16:00:00") + friday);
    EXPECT_EQ(floor.storyOf(id), "accepted new expired");
}

TEST(Sessions, ALimitForExtendedHoursWorksFromFourToEight)
{
    Floor floor{floorConfig(), "03:00:00"};
    const auto id = floor.submit(buy("100").limit("10.05").extended());
    EXPECT_EQ(floor.storyOf(id), "accepted");
    floor.at("04:00:00");
    EXPECT_EQ(floor.storyOf(id), "accepted new");
    floor.quote("10.00", "30", "10.02", "30");
    EXPECT_EQ(floor.fillsOf(id), "30 @ 10.02");
    floor.at("17:00:00");
    floor.quote("10.00", "30", "10.07", "30");
    floor.trade("10.03", "20", "T");
    EXPECT_EQ(floor.fillsOf(id), "30 @ 10.02, 20 @ 10.03");
    floor.at("20:00:00");
    EXPECT_EQ(floor.storyOf(id), "accepted new partial_fill partial_fill expired");
}

TEST(Sessions, FormTPrintsSetNothingInRegularHours)
{
    Floor floor;
    floor.quote("10.00", "30", "10.07", "30");
    const auto id = floor.submit(buy("100").limit("10.05"));
    floor.trade("10.03", "20", "T");
    EXPECT_EQ(floor.fillsOf(id), "");
}

TEST(Sessions, OthersDoNotTradeInExtendedHours)
{
    Floor floor;
    floor.quote("10.00", "30", "10.07", "30");
    const auto id = floor.submit(buy("100").limit("10.05").gtc());
    floor.at("17:00:00");
    floor.quote("10.00", "30", "10.02", "30");
    floor.trade("10.01", "30", "T");
    EXPECT_EQ(floor.storyOf(id), "pending_new new");
    floor.at(onThursday("09:30:00") + std::chrono::hours{24});
    floor.quote("10.00", "30", "10.02", "30");
    EXPECT_EQ(floor.fillsOf(id), "30 @ 10.02") << "good till canceled";
}

TEST(Sessions, StopsAreNotTriggeredOutsideRegularHours)
{
    Floor floor;
    floor.quote("10.00", "100", "10.02", "100");
    floor.submit(buy("100"));
    const auto id = floor.submit(sell("100").stop("9.90").gtc());
    floor.at("17:00:00");
    floor.quote("9.00", "100", "9.10", "100");
    floor.trade("9.05", "100", "T");
    floor.at(onThursday("09:30:00") + std::chrono::hours{24});
    floor.quote("10.00", "100", "10.02", "100");
    EXPECT_EQ(floor.fillsOf(id), "");
}

TEST(Sessions, AGoodTillCanceledOrderExpiresAfterNinetyDays)
{
    Floor floor;
    const auto id = floor.submit(buy("1").limit("1.00").gtc());
    floor.at(onThursday("12:00:00") + std::chrono::days{89});
    EXPECT_EQ(floor.statusOf(id), "new");
    floor.at(onThursday("23:00:00") + std::chrono::days{90});
    EXPECT_EQ(floor.statusOf(id), "expired");
}

TEST(Sessions, AnImmediateOrderOutsideItsSessionIsCanceled)
{
    Floor floor{floorConfig(), "08:00:00"};
    floor.quote("10.00", "100", "10.02", "100");
    const auto id = floor.submit(buy("1").tif(TimeInForce::Ioc));
    EXPECT_EQ(floor.storyOf(id), "accepted canceled");
}

TEST(Sessions, AnOrderBeyondTheCalendarWaits)
{
    auto config = floorConfig();
    config.calendar.resize(1);
    Floor floor{config};
    const auto id = floor.submit(buy("1").limit("1.00"));
    EXPECT_EQ(floor.order(id).expiresAt, std::nullopt);
    floor.at(floor.now + std::chrono::days{400});
    EXPECT_EQ(floor.storyOf(id), "accepted");
}

TEST(Sessions, YesterdaysQuoteFillsNothingToday)
{
    Floor floor{floorConfig(), "19:00:00"};
    floor.quote("10.00", "100", "10.02", "100");
    floor.at(onThursday("05:00:00") + std::chrono::hours{24});
    const auto id = floor.submit(buy("1").limit("11.00").extended());
    EXPECT_EQ(floor.storyOf(id), "pending_new new");
}

TEST(Sessions, TimeNeverGoesBack)
{
    Floor floor;
    floor.exchange.advance(onThursday("09:00:00"), floor.updates);
    EXPECT_EQ(floor.exchange.now(), onThursday("10:00:00"));
}

TEST(Sessions, TheClockNamesTheNextOpenAndClose)
{
    Floor floor{floorConfig(), "08:00:00"};
    const auto tomorrow = std::chrono::hours{24};
    EXPECT_EQ(floor.exchange.clock().isOpen, false);
    EXPECT_EQ(floor.exchange.clock().nextOpen, onThursday("09:30:00"));
    EXPECT_EQ(floor.exchange.clock().nextClose, onThursday("16:00:00"));
    floor.at("09:30:00");
    EXPECT_EQ(floor.exchange.clock().isOpen, true);
    EXPECT_EQ(floor.exchange.clock().nextOpen, onThursday("09:30:00") + tomorrow);
    EXPECT_EQ(floor.exchange.clock().nextClose, onThursday("16:00:00"));
    floor.at("16:00:00");
    EXPECT_EQ(floor.exchange.clock().isOpen, false);
    EXPECT_EQ(floor.exchange.clock().nextClose, onThursday("16:00:00") + tomorrow);
}

TEST(Splits, TakeEffectBeforeTheDaysFirstSessionAndCancelWhatWorks)
{
    ExchangeConfig config = floorConfig();
    config.splits = {
        {"ABC", parseDate("2013-10-11").value(), Ratio::fromWhole(2), Ratio::fromWhole(3)}};
    Floor floor{config};
    const auto held = [&] { return floor.exchange.positions().at(0); };
    const auto friday = [](std::string_view clock) {
        return onThursday(clock) + std::chrono::hours{24};
    };
    floor.quote("29.99", "1000", "30.00", "1000");
    floor.trade("30", "100");
    (void)floor.submit(buy("101"));
    const auto resting = floor.submit(sell("1").limit("40.00").gtc());
    ASSERT_EQ(held().quantity, shares("101"));
    const Money equity = floor.exchange.account().equity;
    floor.at(friday("03:59:59"));
    EXPECT_EQ(held().quantity, shares("101"));
    floor.at(friday("04:00:00"));
    EXPECT_EQ(held().quantity, shares("151.5"));
    EXPECT_EQ(held().averageEntryPrice, px("20"));
    EXPECT_EQ(floor.exchange.account().equity, equity);
    EXPECT_EQ(floor.exchange.previousClose("ABC"), px("20"));
    EXPECT_EQ(floor.statusOf(resting), "canceled");
    floor.at(friday("04:00:00") + std::chrono::hours{96});
    EXPECT_EQ(held().quantity, shares("151.5")) << "once";
}

} // namespace
} // namespace tapedeck
