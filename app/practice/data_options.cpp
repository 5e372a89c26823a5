#include "app/practice/bar_frame.h"
#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "app/practice/rest_parameters.h"
#include "wire/market_body.h"

#include <algorithm>
#include <array>

// Options on the data host: bars, trades, the newest, snapshots.
namespace tapedeck::practice {

namespace {

constexpr std::size_t kSymbolsMax = 100;
constexpr int kRouteNotFound = 40410000;
constexpr int kPlanRefused = 42210000;

using Name = std::pair<std::string_view, std::string_view>;
constexpr std::array<Name, 17> kOptionExchanges{{{"A", "NYSE American Options"},
                                                 {"B", "BOX Options"},
                                                 {"C", "Cboe Options"},
                                                 {"D", "MIAX Emerald"},
                                                 {"E", "Cboe EDGX Options"},
                                                 {"H", "Nasdaq GEMX"},
                                                 {"I", "Nasdaq ISE"},
                                                 {"J", "Nasdaq MRX"},
                                                 {"M", "MIAX Options"},
                                                 {"N", "NYSE Arca Options"},
                                                 {"O", "OPRA"},
                                                 {"P", "MIAX Pearl"},
                                                 {"Q", "Nasdaq Options"},
                                                 {"T", "Nasdaq BX Options"},
                                                 {"U", "MEMX Options"},
                                                 {"W", "Cboe C2 Options"},
                                                 {"X", "Nasdaq PHLX"}}};
/// alpaca.md, section 2.7, and those of the samples.
constexpr std::array<Name, 6> kOptionTrades{{{" ", "Regular Sale"},
                                             {"I", "Automatic Execution"},
                                             {"S", "Intermarket Sweep"},
                                             {"a", "Single Leg Auction Non ISO"},
                                             {"e", "Single Leg Floor Trade"},
                                             {"g", "Multi Leg Auction"}}};
constexpr std::array<Name, 3> kOptionQuotes{{{" ", "Regular Trading"},
                                             {"A", "Eligible for Automatic Execution"},
                                             {"B", "Bid Contains Customer Trading Interest"}}};

HttpAnswer mapOf(std::span<const Name> names)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    for (const auto& [code, name] : names)
        json.key(code).string(name);
    json.endObject();
    return {200, out, {}};
}

/// What a list of snapshots may be narrowed by.
struct SnapshotQuery
{
    std::size_t limit = 100;
    std::string after; ///< the last symbol of the page before
    std::optional<Timestamp> updatedSince;
};

Result<SnapshotQuery> snapshotQueryOf(const HttpRequest& request)
{
    SnapshotQuery query;
    const auto limit = countParameter(request, "limit", 100, 1'000);
    const auto since = timeParameter(request, "updated_since");
    if (!limit)
        return tl::unexpected<Error>{limit.error()};
    if (!since)
        return tl::unexpected<Error>{since.error()};
    query.limit = *limit;
    query.updatedSince = *since;
    if (const auto text = request.parameter("page_token"); text && !text->empty()) {
        auto token = parsePageToken(*text);
        if (!token)
            return tl::unexpected<Error>{token.error()};
        query.after = std::move(token->symbol);
    }
    return query;
}

} // namespace

std::optional<HttpAnswer> DataApi::refusedOptionFeed(const HttpRequest& request) const
{
    const std::string_view feed = request.parameter("feed").value_or("");
    if (!feed.empty() && feed != "opra" && feed != "indicative")
        return errorAnswer(400, 0, "invalid feed: " + std::string{feed.substr(0, 40)});
    if (feed == "opra" && m_plan == DataPlan::Basic)
        return errorAnswer(403, kPlanRefused, "subscription does not permit querying OPRA data");
    return std::nullopt;
}

HttpAnswer DataApi::options(const HttpRequest& request, Path path) const
{
    const std::size_t depth = path.size();
    const auto is = [&](std::size_t i, std::string_view word) {
        return i < depth && path[i] == word;
    };
    if (is(1, "meta") && is(2, "exchanges") && depth == 3)
        return mapOf(kOptionExchanges);
    if (is(1, "meta") && is(2, "conditions") && depth == 4) {
        if (path[3] != "trade" && path[3] != "quote")
            return errorAnswer(400, 0, "invalid ticktype: it must be trade or quote");
        return path[3] == "trade" ? mapOf(kOptionTrades) : mapOf(kOptionQuotes);
    }
    if (auto refused = refusedOptionFeed(request))
        return *refused;
    if (is(1, "snapshots") && depth == 3)
        return optionChain(request, path[2]);
    const bool history = depth == 2 && (is(1, "bars") || is(1, "trades"));
    const bool latest = depth == 3 && (is(1, "quotes") || is(1, "trades")) && is(2, "latest");
    const bool snapshots = depth == 2 && is(1, "snapshots");
    if (!history && !latest && !snapshots)
        return errorAnswer(404, kRouteNotFound, "endpoint not found");
    const auto symbols = symbolsOf(request.parameter("symbols").value_or(""));
    if (!symbols)
        return errorAnswer(400, 0, symbols.error().what);
    if (symbols->size() > kSymbolsMax)
        return errorAnswer(400, 0, "too many symbols: the limit is 100");
    for (const std::string& symbol : *symbols) {
        if (!isOptionSymbol(symbol))
            return errorAnswer(400, 0, "invalid symbol: " + symbol);
    }
    if (history)
        return optionHistory(request, path[1] == "bars", *symbols);
    if (latest)
        return optionLatest(path[1] == "quotes", *symbols);
    return optionSnapshots(request, *symbols);
}

HttpAnswer DataApi::optionHistory(const HttpRequest& request,
                                  bool wantsBars,
                                  const std::vector<std::string>& symbols) const
{
    const auto window = dataWindowOf(request, m_venue.now());
    if (!window)
        return errorAnswer(400, 0, window.error().what);
    if (!wantsBars)
        return {200, ticks(Ticks::OptionTrades, *window, symbols, {}), {}};
    const auto frame = BarFrame::parse(request.parameter("timeframe").value_or(""));
    if (!frame || frame->unit > BarFrame::Unit::Day)
        return errorAnswer(400, 0, "invalid timeframe");
    return bars(*frame, {}, *window, symbols, {});
}

HttpAnswer DataApi::optionLatest(bool wantsQuotes, const std::vector<std::string>& symbols) const
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key(wantsQuotes ? "quotes" : "trades").beginObject();
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        const auto quote = id && wantsQuotes ? m_venue.ticks().lastQuote(*id) : std::nullopt;
        const auto trade = id && !wantsQuotes ? m_venue.ticks().lastTrade(*id) : std::nullopt;
        if (quote)
            writeOptionQuote(json.key(symbol), *quote);
        if (trade)
            writeOptionTrade(json.key(symbol), *trade);
    }
    json.endObject().endObject();
    return {200, out, {}};
}

HttpAnswer DataApi::optionSnapshots(const HttpRequest& request,
                                    const std::vector<std::string>& symbols) const
{
    const auto query = snapshotQueryOf(request);
    if (!query)
        return errorAnswer(400, 0, query.error().what);
    std::string out;
    JsonWriter json{out};
    std::size_t room = query->limit;
    std::string last;
    bool more = false;
    json.beginObject().key("snapshots").beginObject();
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id || (!query->after.empty() && symbol <= query->after))
            continue;
        const auto trade = m_venue.ticks().lastTrade(*id);
        const auto quote = m_venue.ticks().lastQuote(*id);
        const Timestamp updated =
            std::max(trade ? trade->at : Timestamp::min(), quote ? quote->at : Timestamp::min());
        if ((!trade && !quote) || (query->updatedSince && updated < *query->updatedSince))
            continue;
        more = room == 0;
        if (more)
            break;
        --room;
        last = symbol;
        json.key(symbol).beginObject();
        const auto days = m_venue.bars().days(*id);
        const auto minutes = m_venue.bars().minutes(*id);
        if (!days.empty())
            writeBar(json.key("dailyBar"), days.back());
        if (quote)
            writeOptionQuote(json.key("latestQuote"), *quote);
        if (trade)
            writeOptionTrade(json.key("latestTrade"), *trade);
        if (!minutes.empty())
            writeBar(json.key("minuteBar"), minutes.back());
        if (days.size() > 1)
            writeBar(json.key("prevDailyBar"), days.end()[-2]);
        json.endObject();
    }
    json.endObject();
    writePageToken(json,
                   more ? encodePageToken({last, Timestamp{std::chrono::seconds{1}}, 1})
                        : std::string{});
    json.endObject();
    return {200, out, {}};
}

HttpAnswer DataApi::optionChain(const HttpRequest& request, const std::string& underlying) const
{
    auto filter = ContractFilter::parse(request, m_venue.now(), ContractFilter::For::Chain);
    if (!filter)
        return errorAnswer(400, 0, filter.error().what);
    std::vector<std::string> symbols;
    for (const auto& [symbol, contract] : m_venue.contracts().all()) {
        if (contract.terms.underlying == underlying && filter->wants(contract))
            symbols.push_back(symbol);
    }
    return optionSnapshots(request, symbols);
}

} // namespace tapedeck::practice
