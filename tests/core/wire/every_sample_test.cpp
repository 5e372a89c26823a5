#include "market/option_terms.h"
#include "samples.h"
#include "wire/market_body.h"
#include "wire/news_body.h"
#include "wire/rest_bodies.h"
#include "wire/stock_decoder.h"
#include "wire/stock_encoder.h"
#include "wire/trades_body.h"
#include "wire/trading_stream.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>

/// Every line of every sample is read by whoever reads its kind, and what we send of that kind is
/// written back to the same values. No file and no line can be left out unnoticed.
namespace tapedeck::test {
namespace {

/// What differs between what the broker sent and what we write of it; empty: nothing. Keys that
/// only one of the two has are passed over, texts of numbers and times are compared by value.
class Difference
{
public:
    explicit Difference(std::set<std::string> besides = {}) : m_besides{std::move(besides)} {}

    std::string of(std::string_view theirs, std::string_view ours)
    {
        const auto a = JsonDocument::parse(theirs);
        const auto b = JsonDocument::parse(ours);
        if (!a || !b)
            return "not JSON: " + std::string{a ? ours : theirs};
        return between(a->root(), b->root(), "");
    }
    [[nodiscard]] int compared() const noexcept { return m_compared; }

private:
    static std::string show(const JsonValue& value) { return std::string{value.raw()}; }
    static bool sameValue(const JsonValue& a, const JsonValue& b)
    {
        if (a.kind() == b.kind() && a.text() == b.text())
            return true;
        const auto x = Ratio::parse(a.text(), ExtraDecimals::RoundHalfEven);
        const auto y = Ratio::parse(b.text(), ExtraDecimals::RoundHalfEven);
        if (x && y)
            return *x == *y;
        const auto s = parseTimestamp(a.text());
        const auto t = parseTimestamp(b.text());
        return s && t && *s == *t;
    }
    std::string between(const JsonValue& theirs, const JsonValue& ours, const std::string& path)
    {
        if (theirs.isObject() && ours.isObject()) {
            for (const JsonValue member : ours) {
                const JsonValue other = theirs[member.key()];
                if (m_besides.contains(member.key()) || (other.isNull() && !hasKey(theirs, member)))
                    continue;
                if (auto found = between(other, member, path + "." + member.key()); !found.empty())
                    return found;
            }
            return {};
        }
        if (theirs.isArray() && ours.isArray()) {
            if (theirs.size() != ours.size())
                return path + ": other lengths";
            auto a = theirs.begin();
            for (const JsonValue element : ours) {
                if (auto found = between(*a, element, path + "[]"); !found.empty())
                    return found;
                ++a;
            }
            return {};
        }
        ++m_compared;
        if (sameValue(theirs, ours))
            return {};
        return path + ": " + show(theirs) + " became " + show(ours);
    }
    static bool hasKey(const JsonValue& object, const JsonValue& member)
    {
        for (const JsonValue other : object) {
            if (other.key() == member.key())
                return true;
        }
        return false;
    }

    std::set<std::string> m_besides;
    int m_compared = 0;
};

void expectSame(std::string_view theirs, std::string_view ours, std::set<std::string> besides = {})
{
    Difference difference{std::move(besides)};
    EXPECT_EQ(difference.of(theirs, ours), "") << theirs << "\n" << ours;
    EXPECT_GT(difference.compared(), 0) << theirs;
}

void readMarket(const std::string& line)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    ASSERT_TRUE(decoder.decode(line, events, controls)) << line;
    EXPECT_TRUE(decoder.problems().empty()) << line;
    EXPECT_GT(events.size() + controls.size() + decoder.counts().unknownTypes, 0U) << line;
    if (!events.empty())
        expectSame(
            line, encodeStockFrame(events, symbols), {"rm"}); // a reason's words: its code is kept
    for (const StreamControl& control : controls)
        expectSame(line, encodeControl(control));
}

void readOption(const std::string& line)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    ASSERT_TRUE(decoder.decode(line, events, controls)) << line;
    ASSERT_EQ(events.size(), 1U) << line;
    const auto& trade = std::get<Trade>(events[0]);
    EXPECT_EQ(symbols.text(trade.symbol), "AAPL240315C00172500");
    EXPECT_EQ(trade.price, Price::parse("2.84").value());
    EXPECT_EQ(toRfc3339(trade.at), "2024-03-11T13:35:35.13312256Z");
}

/// Out of scope: nothing of it may be fatal, and books of orders are of an unknown kind.
void readCrypto(const std::string& line)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    ASSERT_TRUE(decoder.decode(line, events, controls)) << line;
    EXPECT_EQ(events.size() + decoder.problems().size() + decoder.counts().unknownTypes, 1U)
        << line;
}

void readNewsLine(const std::string& line)
{
    const auto frame = parseNewsFrame(line);
    ASSERT_TRUE(frame) << line;
    ASSERT_TRUE(frame->unreadable.empty()) << line;
    for (const auto& message : frame->messages) {
        if (const auto* item = std::get_if<NewsItem>(&message))
            expectSame(line, "[" + encodeNews(*item) + "]");
        else
            expectSame(line, encodeControl(std::get<StreamControl>(message)));
    }
}

void readTrading(const std::string& line)
{
    const auto frame = parseTradingFrame(line);
    ASSERT_TRUE(frame) << frame.error().what << "\n" << line;
    if (const auto* update = std::get_if<OrderUpdate>(&*frame)) {
        EXPECT_NE(update->event, OrderEvent::Unrecognised) << line;
        TradeUpdateExtras extras;
        // What is no part of an update for us, or stands in its extras.
        expectSame(line,
                   encodeTradeUpdate(*update, extras),
                   {"at",
                    "event_id",
                    "execution_id",
                    "timestamp",
                    "settlement_date",
                    "asset_id",
                    "asset_class",
                    "order_class",
                    "legs",
                    "cancel_requested_at",
                    "updated_at"});
    } else if (const auto* authorization = std::get_if<TradingAuthorization>(&*frame)) {
        expectSame(line, encodeAuthorization(*authorization), {"message", "action"});
    } else if (const auto* listening = std::get_if<TradingListening>(&*frame)) {
        expectSame(line, encodeListening(listening->streams));
    }
}

void readRequest(const std::string& line)
{
    const auto document = JsonDocument::parse(line);
    ASSERT_TRUE(document);
    const JsonValue root = document->root();
    if (root["action"].text() == "listen" || root["action"].text() == "authenticate") {
        // Keys only: whoever comes with a token of OAuth is told that it is not understood.
        EXPECT_EQ(parseTradingRequest(line).has_value(), line.find("oauth") == std::string::npos)
            << line;
    } else if (!root["action"].isNull()) {
        const auto request = parseStreamRequest(line);
        ASSERT_TRUE(request) << line;
        const auto* subscribe = std::get_if<StreamSubscribe>(&*request);
        if (subscribe == nullptr)
            return;
        std::string written;
        for (const std::string& message : encodeSubscribe(subscribe->lists, subscribe->add))
            written = message;
        expectSame(line, written);
    } else if (root["symbol"].isNull()) {
        const auto replace = parseReplaceRequest(line);
        ASSERT_TRUE(replace) << line;
        expectSame(line, encodeReplaceRequest(*replace));
    } else {
        const auto order = parseOrderRequest(line);
        ASSERT_TRUE(order) << line << "\n" << order.error().message;
        expectSame(line, encodeOrderRequest(order->spec, order->clientOrderId));
    }
}

/// Fails the test unless every element could be read; gives them.
template <class T>
std::vector<T> whole(const Result<BodyList<T>>& list, const RestSample& sample)
{
    EXPECT_TRUE(list) << sample.request;
    if (!list)
        return {};
    for (const Error& error : list->unreadable)
        ADD_FAILURE() << sample.request << ": " << error.what;
    return list->items;
}

template <class T>
void wholePage(const Result<DataPage<T>>& page, const RestSample& sample)
{
    ASSERT_TRUE(page) << sample.request;
    EXPECT_TRUE(page->unreadable.empty()) << sample.request;
}

void readOrders(const RestSample& sample)
{
    const std::set<std::string> besides{
        "asset_id", "asset_class", "legs", "order_class", "source", "subtag", "updated_at"};
    if (sample.body.starts_with("[")) {
        std::string ours = "[";
        for (const BrokerOrder& order : whole(parseOrders(sample.body), sample))
            ours += (ours.size() > 1 ? "," : "") + encodeOrder(order);
        expectSame(sample.body, ours + "]", besides);
        return;
    }
    const auto order = parseOrder(sample.body);
    if (order)
        expectSame(sample.body, encodeOrder(*order), besides);
    else // an order of several legs has no symbol: it is named, and not taken for one of ours
        EXPECT_EQ(order.error().code, ErrorCode::Unsupported) << order.error().what;
}

/// What of an account is no part of ours: the encoder knows it otherwise, or not.
const std::set<std::string> kBesidesOfAnAccount{"id",
                                                "account_number",
                                                "crypto_status",
                                                "currency",
                                                "accrued_fees",
                                                "position_market_value",
                                                "long_market_value",
                                                "options_approved_level",
                                                "options_trading_level",
                                                "options_buying_power",
                                                "sma",
                                                "maintenance_margin",
                                                "initial_margin",
                                                "last_maintenance_margin",
                                                "shorting_enabled",
                                                "portfolio_value",
                                                "created_at",
                                                "balance_asof",
                                                "multiplier",
                                                "regt_buying_power",
                                                "non_marginable_buying_power",
                                                "effective_buying_power",
                                                "short_market_value",
                                                "pending_transfer_in",
                                                "intraday_adjustments",
                                                "pending_reg_taf_fees",
                                                "crypto_tier",
                                                "trade_suspended_by_user",
                                                "transfers_blocked",
                                                "admin_configurations",
                                                "user_configurations"};

void readAccountSample(const RestSample& sample)
{
    const auto account = parseAccount(sample.body);
    ASSERT_TRUE(account) << account.error().what;
    expectSame(sample.body, encodeAccount(*account), kBesidesOfAnAccount);
}

void readClockSample(const RestSample& sample)
{
    const auto clock = parseClock(sample.body);
    ASSERT_TRUE(clock);
    expectSame(sample.body, encodeClock(*clock));
}

void readCancelOutcomes(const RestSample& sample)
{
    const auto outcomes = parseCancelOutcomes(sample.body);
    ASSERT_TRUE(outcomes);
    EXPECT_FALSE(outcomes->empty());
}

void readPositions(const RestSample& sample)
{
    EXPECT_FALSE(whole(parsePositions(sample.body), sample).empty());
}

void readAssetSample(const RestSample& sample)
{
    if (!sample.body.starts_with("[")) {
        EXPECT_TRUE(parseAsset(sample.body)) << sample.body;
        return;
    }
    std::string ours = "[";
    for (const Asset& asset : whole(parseAssets(sample.body), sample))
        ours += (ours.size() > 1 ? "," : "") + encodeAsset(asset);
    expectSame(sample.body, ours + "]", {"attributes", "borrow_status"});
}

void readActivitySample(const RestSample& sample)
{
    EXPECT_FALSE(whole(parseActivities(sample.body), sample).empty());
}

void readBarsSample(const RestSample& sample)
{
    Symbols symbols;
    wholePage(parseBars(sample.body, Timeframe::Day1, symbols), sample);
}

void readTradesSample(const RestSample& sample)
{
    Symbols symbols;
    wholePage(parseTrades(sample.body, symbols), sample);
}

void readQuotesSample(const RestSample& sample)
{
    Symbols symbols;
    wholePage(parseQuotes(sample.body, symbols), sample);
}

void readNewsSample(const RestSample& sample)
{
    const auto page = parseNewsPage(sample.body);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->news.unreadable.empty());
    std::string ours;
    JsonWriter json{ours};
    json.beginObject().key("news").beginArray();
    for (const NewsItem& item : page->news.items)
        writeNews(json, item, true);
    json.endArray().endObject();
    expectSame(sample.body, ours, {"images"});
}

using Reader = void (*)(const RestSample&);

/// By the beginning of the request; the longest that fits.
void readContracts(const RestSample& sample)
{
    const auto document = JsonDocument::parse(sample.body);
    BodyCounts counts;
    std::size_t read = 0;
    for (const JsonValue each : document->root()["option_contracts"]) {
        const auto contract = readContract(each, counts);
        ASSERT_TRUE(contract) << contract.error().what;
        EXPECT_EQ(contract->symbol, each["symbol"].text());
        EXPECT_EQ(contract->name, each["name"].text());
        ++read;
    }
    EXPECT_GT(read, 0U);
}

void readConfigurationSample(const RestSample& sample)
{
    const auto configuration = parseConfiguration(sample.body);
    ASSERT_TRUE(configuration) << configuration.error().what;
    expectSame(sample.body, encodeConfiguration(*configuration));
}

void readPortfolioSample(const RestSample& sample)
{
    const auto past = parsePortfolioPast(sample.body);
    ASSERT_TRUE(past) << past.error().what;
    EXPECT_FALSE(past->points.empty());
    expectSame(sample.body, encodePortfolioPast(*past), {"base_value_asof", "cashflow"});
}

void readWatchlistSample(const RestSample& sample)
{
    const auto document = JsonDocument::parse(sample.body);
    BodyCounts counts;
    const auto check = [&](const JsonValue& each) {
        const auto list = readWatchlist(each, counts);
        ASSERT_TRUE(list) << list.error().what;
        EXPECT_EQ(list->name, each["name"].text());
        EXPECT_EQ(list->symbols.size(), each["assets"].size());
        EXPECT_EQ(parseWatchlist(encodeWatchlistHead(*list, "a"))->created, list->created);
    };
    if (document->root().isObject())
        check(document->root());
    for (const JsonValue each : document->root()) {
        if (document->root().isArray())
            check(each);
    }
}

void readSnapshotSample(const RestSample& sample)
{
    Symbols symbols;
    const auto snapshots = parseSnapshots(sample.body, symbols);
    ASSERT_TRUE(snapshots) << snapshots.error().what;
    EXPECT_TRUE(snapshots->unreadable.empty());
    ASSERT_FALSE(snapshots->items.empty());
    for (const MarketSnapshot& snapshot : snapshots->items) {
        ASSERT_TRUE(snapshot.latestTrade && snapshot.latestQuote);
        const std::string symbol{symbols.text(snapshot.symbol)};
        std::string trade;
        std::string quote;
        JsonWriter tradeJson{trade};
        JsonWriter quoteJson{quote};
        const bool isOption = isOptionSymbol(symbol);
        isOption ? writeOptionTrade(tradeJson, *snapshot.latestTrade)
                 : writeTrade(tradeJson, *snapshot.latestTrade);
        isOption ? writeOptionQuote(quoteJson, *snapshot.latestQuote)
                 : writeQuote(quoteJson, *snapshot.latestQuote);
        const auto document = JsonDocument::parse(sample.body);
        const JsonValue root = document->root();
        const JsonValue all = root["snapshots"].isObject() ? root["snapshots"] : root;
        const JsonValue own = root["symbol"].text() == symbol ? root : all[symbol];
        for (const auto& [key, written] :
             {std::pair{"latestTrade", &trade}, std::pair{"latestQuote", &quote}}) {
            const auto ours = JsonDocument::parse(*written);
            for (const JsonValue member : own[key])
                EXPECT_EQ(ours->root()[member.key()].text(), member.text())
                    << symbol << " " << key << " " << member.key();
        }
        if (!isOption) {
            ASSERT_TRUE(snapshot.minuteBar && snapshot.dailyBar && snapshot.previousDailyBar);
            EXPECT_EQ(snapshot.dailyBar->close.toString(), own["dailyBar"]["c"].text());
            EXPECT_EQ(snapshot.previousDailyBar->open.toString(), own["prevDailyBar"]["o"].text());
        }
    }
}

void readCloseOutcomes(const RestSample& sample)
{
    const auto outcomes = parseCloseOutcomes(sample.body);
    ASSERT_TRUE(outcomes) << outcomes.error().what;
    ASSERT_FALSE(outcomes->empty());
    for (const CloseOutcome& outcome : *outcomes) {
        EXPECT_FALSE(outcome.symbol.empty());
        EXPECT_EQ(outcome.httpStatus / 100 == 2, outcome.order.has_value());
        EXPECT_NE(outcome.order.has_value(), outcome.error.has_value());
        ASSERT_TRUE(outcome.order) << "the sample has no refusal";
        EXPECT_EQ(outcome.order->spec.symbol, outcome.symbol);
    }
}

const std::map<std::string, Reader> kReaders{
    {"GET /v2/account", &readAccountSample},
    {"GET /v2/account/activities", &readActivitySample},
    {"GET /v2/clock", &readClockSample},
    {"GET /v2/orders", &readOrders},
    {"POST /v2/orders", &readOrders},
    {"DELETE /v2/orders", &readCancelOutcomes},
    {"GET /v2/positions", &readPositions},
    {"GET /v2/assets", &readAssetSample},
    {"GET /v2/stocks/bars", &readBarsSample},
    {"GET /v2/stocks/AAPL/bars", &readBarsSample},
    {"GET /v2/stocks/trades", &readTradesSample},
    {"GET /v2/stocks/quotes", &readQuotesSample},
    {"GET /v2/stocks/AAPL/quotes", &readQuotesSample},
    {"GET /v1beta1/news", &readNewsSample},
    {"GET /v2/options/contracts", &readContracts},
    {"GET /v2/account/configurations", &readConfigurationSample},
    {"GET /v2/account/portfolio/history", &readPortfolioSample},
    {"GET /v2/watchlists", &readWatchlistSample},
    {"DELETE /v2/positions", &readCloseOutcomes},
    {"GET /v2/stocks/snapshots", &readSnapshotSample},
    {"GET /v2/stocks/AAPL/snapshot", &readSnapshotSample},
    {"GET /v1beta1/options/snapshots", &readSnapshotSample},
};

/// Answers that nobody here asks for yet: no reader of ours has to know them.
const std::set<std::string> kUnread{
    "GET /v1beta3/crypto", "GET /v1beta1/screener", "GET /v2/stocks/auctions"};

void readRest(const std::string& file)
{
    for (const RestSample& sample : restSamples(file, "")) {
        SCOPED_TRACE(sample.request);
        ASSERT_TRUE(JsonDocument::parse(sample.body)) << "every sample is JSON";
        const auto fits = [&](const std::string& start) {
            return sample.request.starts_with(start);
        };
        if (std::any_of(kUnread.begin(), kUnread.end(), fits))
            continue;
        Reader reader = nullptr;
        for (const auto& [start, read] : kReaders) {
            if (fits(start))
                reader = read; // in ascending order: the longest is the last
        }
        ASSERT_NE(reader, nullptr) << "nobody reads this";
        reader(sample);
    }
}

void readErrors(const std::string&)
{
    for (const RestSample& sample : restSamples("rest_errors", "")) {
        const BrokerError error = parseBrokerError(sample.status, sample.body);
        EXPECT_EQ(error.httpStatus, sample.status);
        EXPECT_FALSE(error.message.empty()) << sample.body;
        expectSame(sample.body, encodeBrokerError(error));
    }
}

/// What a line of each file is.
const std::map<std::string, std::function<void(const std::string&)>>& files()
{
    static const std::map<std::string, std::function<void(const std::string&)>> all{
        {"md_control", &readMarket},
        {"md_stock", &readMarket},
        {"md_options", &readOption},
        {"md_crypto", &readCrypto},
        {"md_news", &readNewsLine},
        {"trading_stream", &readTrading},
        {"client_requests", &readRequest},
    };
    return all;
}

TEST(EverySample, IsReadAndWrittenBackToTheSameValues)
{
    std::size_t read = 0;
    for (const auto& entry : std::filesystem::directory_iterator{TAPEDECK_TEST_DATA "/wire"}) {
        if (entry.path().extension() != ".jsonl")
            continue;
        ++read;
        const std::string name = entry.path().stem().string();
        SCOPED_TRACE(name);
        if (name == "rest_errors") {
            readErrors(name);
        } else if (name.starts_with("rest_")) {
            readRest(name);
        } else {
            const auto known = files().find(name);
            ASSERT_NE(known, files().end()) << "nobody reads this file";
            for (const std::string& line : wireSamples(name))
                known->second(line);
        }
    }
    EXPECT_EQ(read, 10U);
}

} // namespace
} // namespace tapedeck::test
