#include "app/practice/http_connection.h"
#include "app/practice/rest_api.h"
#include "app/practice/rest_parameters.h"
#include "market/new_york.h"
#include "wire/bars_body.h"
#include "wire/json_writer.h"

#include <algorithm>
#include <charconv>

// Bars, and the newest trade, quote and bar of a symbol (alpaca.md, section 4.12).
namespace tapedeck::practice {

namespace {

HttpAnswer badRequest(const std::string& why)
{
    return errorAnswer(400, 0, why);
}

std::optional<Timeframe> timeframeOf(std::string_view word) noexcept
{
    if (word == "1Min" || word == "1T")
        return Timeframe::Minute1;
    if (word == "1Day" || word == "1D")
        return Timeframe::Day1;
    return std::nullopt;
}

void writeConditions(JsonWriter& json, const Conditions& conditions)
{
    json.key("c").beginArray();
    for (const char& code : conditions.all())
        json.string({&code, 1});
    json.endArray();
}

void write(JsonWriter& json, const Trade& trade)
{
    json.beginObject();
    writeConditions(json, trade.conditions);
    json.key("i").integer(trade.id).key("p").number(trade.price).key("s").number(trade.size);
    json.key("t").time(trade.at).key("x").string({&trade.exchange, 1});
    json.key("z").string({&trade.tape, 1}).endObject();
}

void write(JsonWriter& json, const Quote& quote)
{
    json.beginObject().key("ap").number(quote.ask).key("as").number(quote.askSize);
    json.key("ax").string({&quote.askExchange, 1}).key("bp").number(quote.bid);
    json.key("bs").number(quote.bidSize).key("bx").string({&quote.bidExchange, 1});
    writeConditions(json, quote.conditions);
    json.key("t").time(quote.at).key("z").string({&quote.tape, 1}).endObject();
}

void write(JsonWriter& json, const Bar& bar)
{
    json.beginObject().key("c").number(bar.close).key("h").number(bar.high);
    json.key("l").number(bar.low);
    if (bar.tradeCount)
        json.key("n").integer(*bar.tradeCount);
    json.key("o").number(bar.open).key("t").time(bar.start).key("v").number(bar.volume);
    if (bar.vwap)
        json.key("vw").number(*bar.vwap);
    json.endObject();
}

/// "SYMBOL|nanos" of the last bar that was sent.
struct PageToken
{
    std::string symbol;
    Timestamp start;
};

std::optional<PageToken> parseToken(std::string_view text)
{
    const std::size_t bar = text.find('|');
    if (bar == std::string_view::npos)
        return std::nullopt;
    std::int64_t nanos = 0;
    const auto [end, trouble] =
        std::from_chars(text.data() + bar + 1, text.data() + text.size(), nanos);
    if (trouble != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return PageToken{std::string{text.substr(0, bar)}, timestampOf(nanos)};
}

/// What a request for bars asks for, once its symbols are known.
struct BarsQuery
{
    Timeframe timeframe{};
    Timestamp from;
    Timestamp to;
    std::size_t limit = 1000;
    bool ascending = true;
    std::optional<PageToken> after;
};

Result<BarsQuery> barsQueryOf(const HttpRequest& request, Timestamp now)
{
    const auto timeframe = timeframeOf(request.parameter("timeframe").value_or(""));
    const auto limit = countParameter(request, "limit", 1000, 10'000);
    const auto ascending = ascendingParameter(request, "sort", true);
    const auto from = timeParameter(request, "start");
    const auto to = timeParameter(request, "end");
    if (!timeframe)
        return fail(ErrorCode::Unsupported, "timeframe must be 1Min or 1Day here");
    if (!limit)
        return tl::unexpected<Error>{limit.error()};
    if (!ascending)
        return tl::unexpected<Error>{ascending.error()};
    for (const auto* time : {&from, &to}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    BarsQuery query{*timeframe, {}, {}, *limit, *ascending, std::nullopt};
    query.from = from->value_or(newYorkMidnight(now));
    query.to = to->value_or(now);
    if (const auto token = request.parameter("page_token"); token && !token->empty()) {
        query.after = parseToken(*token);
        if (!query.after)
            return fail(ErrorCode::Malformed, "invalid page_token");
    }
    return query;
}

/// The bars of one symbol that the query wants, in its order, behind the token.
std::vector<Bar> chosen(std::vector<Bar> bars, const BarsQuery& query, std::string_view symbol)
{
    const bool isToken = query.after && query.after->symbol == symbol;
    bars.erase(std::remove_if(bars.begin(),
                              bars.end(),
                              [&](const Bar& bar) {
                                  const bool sent =
                                      isToken &&
                                      (query.ascending ? bar.start <= query.after->start
                                                       : bar.start >= query.after->start);
                                  return bar.start < query.from || bar.start > query.to || sent;
                              }),
               bars.end());
    if (!query.ascending)
        std::reverse(bars.begin(), bars.end());
    return bars;
}

} // namespace

HttpAnswer RestApi::data(const HttpRequest& request) const
{
    // /v2/stocks/bars?symbols=A,B, /v2/stocks/{symbol}/bars, and both with /latest behind.
    const auto& path = request.path;
    const auto isWord = [](const std::string& word) {
        return word == "bars" || word == "trades" || word == "quotes" || word == "snapshots";
    };
    const bool multi = path.size() > 2 && isWord(path[2]);
    const std::size_t place = multi ? 2 : 3;
    if (path.size() <= place || (!multi && !isWord(path[place]) && path[place] != "snapshot"))
        return errorAnswer(404, 0, "endpoint not found");
    if (request.method != "GET")
        return errorAnswer(405, 0, "method not allowed");
    std::vector<std::string> symbols = multi ? commaList(request.parameter("symbols").value_or(""))
                                             : std::vector<std::string>{path[2]};
    if (symbols.empty())
        return badRequest("symbols is required");
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    const std::string& what = path[place];
    const bool latest = path.size() == place + 2 && path.back() == "latest";
    if (what == "bars" && path.size() == place + 1)
        return getBars(request, std::move(symbols), !multi);
    if (latest && (what == "bars" || what == "trades" || what == "quotes"))
        return getLatest(what, symbols, !multi);
    if (path.size() == place + 1 && what == (multi ? "snapshots" : "snapshot"))
        return getSnapshots(symbols, !multi);
    return errorAnswer(404, 0, "endpoint not found");
}

HttpAnswer
RestApi::getBars(const HttpRequest& request, std::vector<std::string> symbols, bool single) const
{
    const auto query = barsQueryOf(request, m_venue.now());
    if (!query)
        return badRequest(query.error().what);
    std::vector<Bar> page;
    bool more = false;
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id || (query->after && symbol < query->after->symbol))
            continue;
        std::vector<Bar> bars;
        if (query->timeframe == Timeframe::Day1) {
            bars = m_venue.bars().days(*id);
        } else {
            const auto minutes = m_venue.bars().minutes(*id);
            bars.assign(minutes.begin(), minutes.end());
        }
        for (const Bar& bar : chosen(std::move(bars), *query, symbol)) {
            more = page.size() == query->limit;
            if (more)
                break;
            page.push_back(bar);
        }
        if (more)
            break;
    }
    std::string token;
    if (more)
        token = std::string{m_venue.symbols().text(page.back().symbol)} + "|" +
                std::to_string(nanosOf(page.back().start));
    return {200,
            single ? encodeBarsOf(symbols.front(), page, token)
                   : encodeBars(page, m_venue.symbols(), token),
            {}};
}

HttpAnswer RestApi::getLatest(const std::string& what,
                              const std::vector<std::string>& symbols,
                              bool single) const
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    if (!single)
        json.key(what).beginObject();
    bool any = false;
    const auto put = [&](const std::string& symbol, const auto& value) {
        if (!value)
            return;
        any = true;
        json.key(single ? what.substr(0, what.size() - 1) : symbol);
        write(json, *value);
    };
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id)
            continue;
        const auto minutes = m_venue.bars().minutes(*id);
        if (what == "trades")
            put(symbol, m_venue.bars().lastTrade(*id));
        else if (what == "quotes")
            put(symbol, m_venue.bars().lastQuote(*id));
        else
            put(symbol, minutes.empty() ? std::optional<Bar>{} : std::optional{minutes.back()});
    }
    if (single && !any)
        return errorAnswer(404, 0, "no " + what + " found for " + symbols.front().substr(0, 60));
    if (single)
        json.key("symbol").string(symbols.front());
    else
        json.endObject();
    json.endObject();
    return {200, out, {}};
}

HttpAnswer RestApi::getSnapshots(const std::vector<std::string>& symbols, bool single) const
{
    std::string out;
    JsonWriter json{out};
    if (!single)
        json.beginObject();
    for (const std::string& symbol : symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id && !single)
            continue;
        if (!single)
            json.key(symbol);
        json.beginObject();
        const auto put = [&](std::string_view key, const auto& value) {
            if (value)
                write(json.key(key), *value);
        };
        if (id) {
            const BarBook& bars = m_venue.bars();
            const auto minutes = bars.minutes(*id);
            const auto days = bars.days(*id);
            put("latestTrade", bars.lastTrade(*id));
            put("latestQuote", bars.lastQuote(*id));
            put("minuteBar",
                minutes.empty() ? std::optional<Bar>{} : std::optional{minutes.back()});
            put("dailyBar", days.empty() ? std::optional<Bar>{} : std::optional{days.back()});
            put("prevDailyBar",
                days.size() < 2 ? std::optional<Bar>{} : std::optional{days.end()[-2]});
        }
        if (single)
            json.key("symbol").string(symbol);
        json.endObject();
    }
    if (!single)
        json.endObject();
    return {200, out, {}};
}

} // namespace tapedeck::practice
