#include "decoded.h"
#include "samples.h"
#include "wire/rest_bodies.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <random>

namespace tapedeck {
namespace {

using test::at;
using test::keysOf;
using test::price;
using test::restSamples;
using test::shares;

Money money(std::string_view text)
{
    return Money::parse(text).value();
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
}

TEST(AccountBody, ReadsTheOfficialExampleAndRoundsItsLastEquity)
{
    BodyCounts counts;
    const auto account =
        parseAccount(restSamples("rest_trading", "GET /v2/account").at(1).body, &counts);
    ASSERT_TRUE(account.has_value()) << account.error().what;
    EXPECT_EQ(account->status, "ACTIVE");
    EXPECT_EQ(account->cash, money("122086.5"));
    EXPECT_EQ(account->equity, money("123346.11"));
    EXPECT_EQ(account->lastEquity, money("122011.097511113")) << "122011.09751111286868";
    EXPECT_EQ(account->buyingPower, money("245432.61"));
    EXPECT_EQ(account->nonMarginableBuyingPower, money("122086.5"));
    EXPECT_EQ(account->longMarketValue, money("1259.61"));
    EXPECT_EQ(account->multiplier, 2);
    EXPECT_FALSE(account->tradingBlocked);
    EXPECT_EQ(counts.rounded, 1U);
}

TEST(AccountBody, WritesTheKeysOfACapturedAccountAndReadsThemBack)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/account").at(0).body;
    const Account account = parseAccount(sample).value();
    const std::string body = encodeAccount(account);
    EXPECT_EQ(keysOf(body), keysOf(sample));
    EXPECT_EQ(parseAccount(body).value(), account);
}

TEST(AccountBody, RefusesATenthDecimalOfCashAndAMissingBlock)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/account").at(0).body;
    for (const char* field : {"cash", "buying_power", "non_marginable_buying_power"}) {
        const std::string name = std::string{"\""} + field + "\":\"";
        const auto account = parseAccount(replaced(sample, name, name + "0.0000000001"));
        ASSERT_FALSE(account.has_value()) << field;
        EXPECT_THAT(account.error().what, testing::HasSubstr(std::string{"'"} + field + "'"));
    }
    const auto unblocked = parseAccount(replaced(sample, "\"account_blocked\":false,", ""));
    ASSERT_FALSE(unblocked.has_value());
    EXPECT_THAT(unblocked.error().what, testing::HasSubstr("'account_blocked': missing"));
}

TEST(PositionBody, ReadsACapturedPositionAndWritesItLikeTheCapture)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/positions").at(0).body;
    const auto positions = parsePositions(sample);
    ASSERT_TRUE(positions.has_value());
    ASSERT_EQ(positions->items.size(), 1U);
    const BrokerPosition& position = positions->items.front();
    EXPECT_EQ(position.symbol, "SPY");
    EXPECT_EQ(position.quantity, shares("1"));
    EXPECT_EQ(position.availableQuantity, shares("1"));
    EXPECT_EQ(position.averageEntryPrice, price("737.91"));
    EXPECT_EQ(position.costBasis, money("737.91"));
    EXPECT_EQ(position.currentPrice, price("737.99"));

    PositionExtras extras;
    extras.exchange = "ARCA";
    extras.lastDayPrice = price("738.18");
    const std::string body = encodePosition(position, extras);
    EXPECT_EQ(keysOf(body), keysOf(sample));
    EXPECT_EQ(parsePosition(body).value(), position);
    const auto document = JsonDocument::parse(body).value();
    EXPECT_EQ(document.root()["market_value"].text(), "737.99");
    EXPECT_EQ(document.root()["unrealized_pl"].text(), "0.08");
    EXPECT_EQ(document.root()["unrealized_plpc"].text(), "0.000108414");
    EXPECT_EQ(document.root()["change_today"].text(), "-0.00025739");
}

TEST(PositionBody, AShortIsNegativeHoweverItIsSpelled)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/positions").at(0).body;
    const auto positions =
        parsePositions(replaced(sample, "\"side\":\"long\"", "\"side\":\"short\""));
    ASSERT_TRUE(positions.has_value());
    EXPECT_EQ(positions->items.at(0).quantity, shares("-1"));

    const auto unpriced =
        parsePositions(replaced(sample, "\"current_price\":\"737.99\"", "\"current_price\":null"));
    ASSERT_TRUE(unpriced.has_value());
    EXPECT_EQ(unpriced->items.at(0).currentPrice, std::nullopt);
    EXPECT_EQ(parsePosition(encodePosition(unpriced->items[0])).value(), unpriced->items[0]);
}

TEST(AssetBody, ReadsCapturedAssetsAndWritesTheirKeys)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/assets").at(0).body;
    const auto assets = parseAssets(sample);
    ASSERT_TRUE(assets.has_value());
    ASSERT_EQ(assets->items.size(), 1U);
    const Asset& asset = assets->items.front();
    EXPECT_EQ(asset.symbol, "NJDCY");
    EXPECT_EQ(asset.assetClass, "us_equity");
    EXPECT_TRUE(asset.active);
    EXPECT_FALSE(asset.tradable);
    EXPECT_FALSE(asset.fractionable);
    EXPECT_EQ(keysOf(encodeAsset(asset)), keysOf(sample));
    EXPECT_EQ(parseAsset(encodeAsset(asset)).value(), asset);

    Asset other = asset;
    other.active = false;
    other.tradable = other.marginable = other.shortable = true;
    other.fractionable = other.fractionableExtendedHours = true;
    EXPECT_EQ(parseAsset(encodeAsset(other)).value(), other);

    const auto crypto = parseAsset(restSamples("rest_trading", "GET /v2/assets/DOGE").at(0).body);
    ASSERT_TRUE(crypto.has_value());
    EXPECT_EQ(crypto->assetClass, "crypto");
}

TEST(ClockBody, ReadsAndWritesTheCaptureToTheLetter)
{
    const std::string sample = restSamples("rest_trading", "GET /v2/clock").at(0).body;
    const auto clock = parseClock(sample);
    ASSERT_TRUE(clock.has_value());
    EXPECT_TRUE(clock->isOpen);
    EXPECT_EQ(clock->at, at("2026-07-24T14:42:48.601374373Z"));
    EXPECT_EQ(clock->nextClose, at("2026-07-24T20:00:00Z"));
    EXPECT_EQ(clock->nextOpen, at("2026-07-27T13:30:00Z"));
    const std::string body = encodeClock(*clock);
    EXPECT_EQ(keysOf(body), keysOf(sample));
    EXPECT_THAT(body, testing::HasSubstr(R"("timestamp":"2026-07-24T10:42:48.601374373-04:00")"));
    EXPECT_EQ(parseClock(body).value(), *clock);

    BrokerClock winter = *clock;
    winter.at = at("2026-12-24T14:42:48Z");
    EXPECT_THAT(encodeClock(winter), testing::HasSubstr("2026-12-24T09:42:48-05:00"));
}

TEST(CalendarBody, TurnsWallTimesOfNewYorkIntoInstants)
{
    const std::string body =
        R"([{"date":"2018-01-03","open":"09:30","close":"16:00","session_open":"0400",)"
        R"("session_close":"2000","settlement_date":"2018-01-05"},)"
        R"({"date":"2018-07-03","open":"09:30","close":"13:00"}])";
    const auto days = parseCalendar(body);
    ASSERT_TRUE(days.has_value());
    ASSERT_EQ(days->items.size(), 2U);
    EXPECT_EQ(days->items[0].open, at("2018-01-03T14:30:00Z"));
    EXPECT_EQ(days->items[0].close, at("2018-01-03T21:00:00Z"));
    EXPECT_EQ(days->items[0].sessionOpen, at("2018-01-03T09:00:00Z"));
    EXPECT_EQ(days->items[0].sessionClose, at("2018-01-04T01:00:00Z"));
    EXPECT_EQ(days->items[1].close, at("2018-07-03T17:00:00Z"));
    EXPECT_EQ(days->items[1].sessionOpen, at("2018-07-03T08:00:00Z"));

    const std::string encoded = encodeCalendarDay(days->items[0], parseDate("2018-01-05").value());
    EXPECT_EQ(encoded,
              R"({"date":"2018-01-03","open":"09:30","close":"16:00","session_open":"0400",)"
              R"("session_close":"2000","settlement_date":"2018-01-05"})");
}

TEST(CalendarBody, NamesADayThatMakesNoSense)
{
    for (const char* day : {R"({"date":"2018-02-30","open":"09:30","close":"16:00"})",
                            R"({"date":"9018-02-03","open":"09:30","close":"16:00"})",
                            R"({"date":"0018-02-03","open":"09:30","close":"16:00"})",
                            R"({"date":"2018-01-03","open":"9:30","close":"16:00"})",
                            R"({"date":"2018-01-03","close":"16:00"})",
                            R"({"date":"2018-01-03","open":"09:30","close":"16-00"})",
                            R"({"date":"2018-01-03","open":"09:30","close":"16:60"})",
                            R"({"date":"2018-01-03","open":"-1:30","close":"16:00"})",
                            R"({"date":"2018-01-03","open":"16:00","close":"09:30"})"}) {
        const auto days = parseCalendar("[" + std::string{day} + "]");
        ASSERT_TRUE(days.has_value());
        EXPECT_EQ(days->unreadable.size(), 1U) << day;
    }
}

TEST(ActivityBody, ReadsDocumentedActivitiesOfEveryKind)
{
    std::vector<Activity> activities;
    for (const auto& sample : restSamples("rest_trading", "GET /v2/account/activities")) {
        const auto page = parseActivities(sample.body);
        ASSERT_TRUE(page.has_value());
        EXPECT_TRUE(page->unreadable.empty());
        std::copy(page->items.begin(), page->items.end(), std::back_inserter(activities));
    }
    ASSERT_EQ(activities.size(), 4U);
    const auto& fill = std::get<Execution>(activities[0]);
    EXPECT_EQ(fill.id, "20220202135509981::2d7be4ff-d1f3-43e9-856a-0f5cf5c5088e");
    EXPECT_EQ(fill.orderId, "b5abe576-6a8a-49f3-a353-46b72c1ccae9");
    EXPECT_EQ(fill.side, Side::Buy);
    EXPECT_EQ(fill.price, price("174.78"));
    EXPECT_EQ(fill.quantity, shares("2"));
    EXPECT_EQ(fill.cumulativeQuantity, shares("2"));
    EXPECT_EQ(fill.at, at("2022-02-02T18:55:09.981482Z"));
    const auto& dividend = std::get<NonTradeActivity>(activities[1]);
    EXPECT_EQ(dividend.type, "DIV");
    EXPECT_EQ(dividend.subType, "SDIV");
    EXPECT_EQ(dividend.netAmount, money("1.02"));
    EXPECT_EQ(dividend.date, parseDate("2019-08-01").value());
    EXPECT_EQ(cashTransferIn(dividend), std::nullopt);
    const auto& journal = std::get<NonTradeActivity>(activities[2]);
    EXPECT_EQ(journal.type, "JNLC");
    EXPECT_EQ(cashTransferIn(journal),
              (CashTransfer{"20260721000000000::00000000-0000-0000-0000-000000000001",
                            parseDate("2026-07-21").value(),
                            at("2026-07-22T00:44:58.928215Z"),
                            money("100000")}));
    EXPECT_EQ(std::get<Execution>(activities[3]).quantity, shares("0.07"));
}

TEST(ActivityBody, ATransferOfCashIsADepositAWithdrawalOrAJournalThatWasNotCanceled)
{
    const auto read = [](const std::string& type, const std::string& rest) {
        const auto page =
            parseActivities(R"([{"id":"1","activity_type":")" + type + "\"" + rest + "}]");
        EXPECT_TRUE(page.has_value());
        return *page;
    };
    const auto transfer = [&](const std::string& type, const std::string& rest) {
        const auto page = read(type, rest);
        return page.items.empty() ? std::nullopt
                                  : cashTransferIn(std::get<NonTradeActivity>(page.items.front()));
    };
    const std::string whole = R"(,"date":"2026-07-21","net_amount":"-500.25")";
    for (const char* type : {"CSD", "CSW", "TRANS", "JNLC", "JNL", "ACATC"}) {
        const auto moved = transfer(type, whole);
        ASSERT_TRUE(moved) << type;
        EXPECT_EQ(moved->amount, money("-500.25"));
        EXPECT_FALSE(moved->madeAt);
        EXPECT_EQ(transfer(type, whole + R"(,"created_at":"yesterday")"), moved);
        EXPECT_EQ(transfer(type, whole + R"(,"status":"canceled")"), std::nullopt);
        EXPECT_FALSE(read(type, R"(,"date":"2026-07-21")").unreadable.empty());
        EXPECT_FALSE(read(type, R"(,"net_amount":"1")").unreadable.empty());
    }
    for (const char* type : {"DIV", "FEE", "CFEE", "INT", "JNLS", "ACATS", "OPEXP", "NEW"})
        EXPECT_EQ(transfer(type, whole), std::nullopt) << type;
}

TEST(ActivityBody, WritesATransferAsItIsRead)
{
    for (const char* amount : {"100000", "-0.000000001"}) {
        const CashTransfer out{"20260721204458928::u",
                               parseDate("2026-07-21").value(),
                               at("2026-07-22T00:44:58.928215Z"),
                               money(amount)};
        const auto page = parseActivities("[" + encodeTransferActivity(out) + "]");
        ASSERT_TRUE(page && page->items.size() == 1);
        EXPECT_EQ(cashTransferIn(std::get<NonTradeActivity>(page->items[0])), out);
    }
}

TEST(ActivityBody, WritesTheDocumentedFillToTheLetter)
{
    const std::string sample =
        restSamples("rest_trading", "GET /v2/account/activities/FILL").at(0).body;
    const auto page = parseActivities(sample);
    const auto& fill = std::get<Execution>(page->items.at(0));
    EXPECT_EQ("[" + encodeFillActivity(fill, {}) + "]", sample);
    EXPECT_EQ(lastActivityId(sample), fill.id);
    EXPECT_EQ(lastActivityId("[]"), "");
    EXPECT_THAT(encodeFillActivity(fill, {shares("3"), OrderStatus::PartiallyFilled}),
                testing::AllOf(testing::HasSubstr(R"("type":"partial_fill")"),
                               testing::HasSubstr(R"("leaves_qty":"3")")));
}

TEST(BarsBody, ReadsPagesOfOneAndOfSeveralSymbols)
{
    Symbols symbols;
    const auto samples = restSamples("rest_data", "GET /v2/stocks/");
    const auto bars = [&](std::size_t index, Timeframe timeframe) {
        auto page = parseBars(samples.at(index).body, timeframe, symbols);
        EXPECT_TRUE(page.has_value());
        EXPECT_TRUE(page->unreadable.empty());
        return page.value();
    };
    const DataPage<Bar> first = bars(0, Timeframe::Minute1);
    ASSERT_EQ(first.items.size(), 1U);
    EXPECT_EQ(first.nextPageToken, "QUFQTHxNfDIwMjItMDEtMDNUMDk6MDA6MDAuMDAwMDAwMDAwWg==");
    EXPECT_EQ(first.items[0].close, price("178.21"));
    EXPECT_EQ(first.items[0].tradeCount, 65);
    EXPECT_EQ(first.items[0].vwap, price("178.235733"));
    EXPECT_EQ(bars(1, Timeframe::Minute1).items, first.items) << "the single-symbol form";

    const DataPage<Bar> two = bars(2, Timeframe::Day1);
    ASSERT_EQ(two.items.size(), 6U);
    EXPECT_EQ(symbols.text(two.items[5].symbol), "NIO");
    EXPECT_EQ(two.items[5].timeframe, Timeframe::Day1);
    EXPECT_EQ(two.items[5].volume, shares("48138793"));
    EXPECT_EQ(two.nextPageToken, "");
}

TEST(BarsBody, ReadsEmptyAndLatestForms)
{
    Symbols symbols;
    const auto empty = restSamples("rest_data", "GET /v2/stocks/bars?symbols=X").at(0).body;
    EXPECT_TRUE(parseBars(empty, Timeframe::Day1, symbols)->items.empty());
    EXPECT_TRUE(parseBars(R"({"bars":null})", Timeframe::Day1, symbols)->items.empty());
    const auto latest = restSamples("rest_data", "GET /v2/stocks/bars/latest").at(0).body;
    EXPECT_EQ(parseBars(latest, Timeframe::Minute1, symbols)->items.size(), 2U);
    EXPECT_FALSE(parseBars("[]", Timeframe::Day1, symbols).has_value());
    EXPECT_FALSE(parseBars(R"({"bars":"x"})", Timeframe::Day1, symbols).has_value());
}

TEST(BarsBody, OneBadBarDoesNotHideTheOthers)
{
    Symbols symbols;
    const auto page =
        parseBars(R"({"bars":{"A":[{"t":"2021-10-13T04:00:00Z","o":1,"h":1,"l":1,"c":1,"v":1},)"
                  R"({"t":"2021-10-14T04:00:00Z","o":1,"h":1,"l":0,"c":1,"v":1},)"
                  R"({"t":"2021-10-15T04:00:00Z","o":1,"h":1,"l":1,"c":1,"v":-1},7]}})",
                  Timeframe::Day1,
                  symbols);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->items.size(), 1U);
    EXPECT_EQ(page->unreadable.size(), 3U);
}

TEST(BarsBody, ReadingWhatItWroteGivesTheBarsAgain)
{
    Symbols symbols;
    const auto sample = restSamples("rest_data", "GET /v2/stocks/bars?symbols=AAPL,NIO").at(0).body;
    const DataPage<Bar> page = parseBars(sample, Timeframe::Day1, symbols).value();
    const std::string body = encodeBars(page.items, symbols, "next");
    EXPECT_EQ(parseBars(body, Timeframe::Day1, symbols)->items, page.items);
    EXPECT_EQ(parseBars(body, Timeframe::Day1, symbols)->nextPageToken, "next");

    const auto official = restSamples("rest_data", "GET /v2/stocks/AAPL/bars").at(0).body;
    const DataPage<Bar> one = parseBars(official, Timeframe::Minute1, symbols).value();
    EXPECT_EQ(encodeBarsOf("AAPL", one.items, one.nextPageToken), official);
    const auto several = restSamples("rest_data", "GET /v2/stocks/bars?symbols=AAPL").at(0).body;
    EXPECT_EQ(encodeBars(one.items, symbols, one.nextPageToken), several);
}

TEST(ContractBody, IsAnAssetOfManyShares)
{
    const std::string body =
        R"({"id":"c","symbol":"AAPL240223C00095000","name":"AAPL Feb 23 2024 95 Call",)"
        R"("status":"active","tradable":true,"strike_price":"95","size":"100"})";
    const auto contract = parseContract(body);
    ASSERT_TRUE(contract) << contract.error().what;
    EXPECT_EQ(contract->symbol, "AAPL240223C00095000");
    EXPECT_EQ(contract->assetClass, "us_option");
    EXPECT_EQ(contract->multiplier, 100) << "a standard contract's, where nobody says";
    EXPECT_TRUE(contract->active && contract->tradable);
    EXPECT_FALSE(contract->pennyTicks || contract->fractionable);
    const auto adjusted = parseContract(
        replaced(body, R"("size":"100")", R"("size":"150","multiplier":"10","ppind":true)"));
    ASSERT_TRUE(adjusted);
    EXPECT_EQ(adjusted->multiplier, 10) << "the deliverable's size is another thing";
    EXPECT_TRUE(adjusted->pennyTicks);
    EXPECT_FALSE(parseContract(replaced(body, R"("size":"100")", R"("multiplier":"0")")));
    EXPECT_FALSE(parseContract(replaced(body, "AAPL240223C00095000", "AAPL")));
}

TEST(ErrorBody, ReadsEveryDocumentedError)
{
    for (const auto& sample : restSamples("rest_errors", "")) {
        const BrokerError error = parseBrokerError(sample.status, sample.body);
        const auto document = JsonDocument::parse(sample.body).value();
        EXPECT_EQ(error.httpStatus, sample.status);
        EXPECT_EQ(error.message, document.root()["message"].text());
        EXPECT_EQ(std::to_string(error.code),
                  document.root()["code"].isNull() ? "0" : document.root()["code"].raw());
    }
}

TEST(ErrorBody, KeepsTheDetailsOfAnInsufficientQuantity)
{
    const auto sample = restSamples("rest_errors", "POST /v2/orders").at(3);
    std::vector<ErrorDetail> details;
    const BrokerError error = parseBrokerError(403, sample.body, &details);
    EXPECT_EQ(error.code, 40310000);
    EXPECT_THAT(
        details,
        testing::ElementsAre(ErrorDetail{"available", "0"},
                             ErrorDetail{"existing_qty", "3"},
                             ErrorDetail{"held_for_orders", "3"},
                             ErrorDetail{"related_orders", "fe46998e-bb31-49a5-9266-8e5d99d84363"},
                             ErrorDetail{"symbol", "F"}));
    EXPECT_EQ(parseBrokerError(403, encodeBrokerError(error, details)), error);
}

TEST(ErrorBody, MakesASentenceOfAnythingElse)
{
    for (const char* body :
         {"", "<html><h1>401</h1></html>", "null", "[]", "{}", "{\"code\":[1]}"}) {
        const BrokerError error = parseBrokerError(502, body);
        EXPECT_EQ(error.httpStatus, 502);
        EXPECT_EQ(error.code, 0);
        EXPECT_THAT(error.message, testing::HasSubstr("502")) << body;
    }
    EXPECT_EQ(parseBrokerError(403, R"({"code":"40310000","message":"no locate"})").code, 40310000)
        << "the locates pages send the code as a text";
    const std::string lengthy(10'000, 'x');
    EXPECT_LE(parseBrokerError(500, R"({"message":")" + lengthy + "\"}").message.size(), 500U);
}

TEST(RestBodies, NoTruncationIsTakenForAWhole)
{
    Symbols symbols;
    for (const char* file : {"rest_trading", "rest_data", "rest_errors"}) {
        for (const auto& sample : restSamples(file, "")) {
            for (std::size_t size = 0; size < sample.body.size(); ++size) {
                const std::vector<char> bytes{sample.body.begin(),
                                              sample.body.begin() + static_cast<long>(size)};
                const std::string_view body{bytes.data(), bytes.size()};
                ASSERT_FALSE(parseOrder(body).has_value());
                ASSERT_FALSE(parseOrders(body).has_value());
                ASSERT_FALSE(parseAccount(body).has_value());
                ASSERT_FALSE(parsePositions(body).has_value());
                ASSERT_FALSE(parseActivities(body).has_value());
                ASSERT_FALSE(parseClock(body).has_value());
                ASSERT_FALSE(parseBars(body, Timeframe::Day1, symbols).has_value());
                ASSERT_FALSE(parseOrderRequest(body).has_value());
                (void)parseBrokerError(500, body);
            }
        }
    }
}

TEST(RestBodies, FlippedBytesNeverCrashAReader)
{
    std::mt19937_64 random{9};
    Symbols symbols;
    std::vector<std::string> bodies;
    for (const char* file : {"rest_trading", "rest_data"}) {
        for (const auto& sample : restSamples(file, ""))
            bodies.push_back(sample.body);
    }
    for (int round = 0; round < 20'000; ++round) {
        std::string body = bodies[random() % bodies.size()];
        for (auto flips = 1 + random() % 3; flips > 0; --flips)
            body[random() % body.size()] = static_cast<char>(' ' + random() % 95);
        if (const auto orders = parseOrders(body)) {
            for (const BrokerOrder& order : orders->items)
                ASSERT_EQ(parseOrder(encodeOrder(order)).value(), order);
        }
        if (const auto positions = parsePositions(body)) {
            for (const BrokerPosition& position : positions->items)
                ASSERT_FALSE(encodePosition(position).empty());
        }
        if (const auto account = parseAccount(body)) {
            ASSERT_EQ(parseAccount(encodeAccount(*account)).value(), *account);
        }
        (void)parseActivities(body);
        (void)parseAssets(body);
        (void)parseCalendar(body);
        (void)parseClock(body);
        (void)parseBars(body, Timeframe::Minute1, symbols);
        (void)parseCancelOutcomes(body);
    }
}

} // namespace
} // namespace tapedeck
