#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "wire/market_body.h"

#include <algorithm>

// The newest trade, quote and bar of a symbol, and snapshots.
namespace tapedeck::practice {

namespace {

/// The last bar that was whole at `by`; without one, the last.
std::optional<Bar> lastMinute(std::span<const Bar> minutes, std::optional<Timestamp> by)
{
    for (auto bar = minutes.rbegin(); bar != minutes.rend(); ++bar) {
        if (!by || bar->start + std::chrono::minutes{1} <= *by)
            return *bar;
    }
    return std::nullopt;
}

/// Where a feed stands back: the instant up to which it shows.
std::optional<Timestamp> horizonOf(const HttpRequest& request, Timestamp now)
{
    if (request.parameter("feed").value_or("") == "delayed_sip")
        return now - kDelay;
    return std::nullopt;
}

std::optional<Trade> lastTrade(const TickBook& ticks, SymbolId symbol, std::optional<Timestamp> by)
{
    return by ? ticks.lastTrade(symbol, *by) : ticks.lastTrade(symbol);
}

std::optional<Quote> lastQuote(const TickBook& ticks, SymbolId symbol, std::optional<Timestamp> by)
{
    return by ? ticks.lastQuote(symbol, *by) : ticks.lastQuote(symbol);
}

void write(JsonWriter& json, const Trade& trade)
{
    writeTrade(json, trade);
}
void write(JsonWriter& json, const Quote& quote)
{
    writeQuote(json, quote);
}
void write(JsonWriter& json, const Bar& bar)
{
    writeBar(json, bar);
}

} // namespace

HttpAnswer DataApi::latest(const HttpRequest& request,
                           const std::string& what,
                           const std::string& single) const
{
    const auto symbols = symbolsOf(single.empty() ? request.parameter("symbols").value_or("")
                                                  : std::string_view{single});
    if (!symbols)
        return errorAnswer(400, 0, symbols.error().what);
    if (auto refused = refusedFeed(request, true, m_venue.now()))
        return *refused;
    const auto by = horizonOf(request, m_venue.now());
    const std::string one = what.substr(0, what.size() - 1);
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    if (single.empty())
        json.key(what).beginObject();
    bool any = false;
    const auto put = [&](const std::string& symbol, const auto& value) {
        if (!value)
            return;
        any = true;
        write(json.key(single.empty() ? symbol : one), *value);
    };
    for (const std::string& symbol : *symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id)
            continue;
        if (what == "trades")
            put(symbol, lastTrade(m_venue.ticks(), *id, by));
        else if (what == "quotes")
            put(symbol, lastQuote(m_venue.ticks(), *id, by));
        else
            put(symbol, lastMinute(m_venue.bars().minutes(*id), by));
    }
    if (!single.empty() && !any)
        return errorAnswer(404, 0, "no " + one + " found for " + single.substr(0, 60));
    if (!single.empty())
        json.key("symbol").string(single);
    else
        json.endObject();
    json.endObject();
    return {200, out, {}};
}

HttpAnswer DataApi::snapshots(const HttpRequest& request, const std::string& single) const
{
    const auto symbols = symbolsOf(single.empty() ? request.parameter("symbols").value_or("")
                                                  : std::string_view{single});
    if (!symbols)
        return errorAnswer(400, 0, symbols.error().what);
    if (auto refused = refusedFeed(request, true, m_venue.now()))
        return *refused;
    const auto by = horizonOf(request, m_venue.now());
    std::string out;
    JsonWriter json{out};
    if (single.empty())
        json.beginObject();
    for (const std::string& symbol : *symbols) {
        const auto id = m_venue.symbols().find(symbol);
        if (!id && single.empty())
            continue;
        if (single.empty())
            json.key(symbol);
        json.beginObject();
        if (id)
            writeSnapshot(json, *id, by);
        if (!single.empty())
            json.key("symbol").string(symbol);
        json.endObject();
    }
    if (single.empty())
        json.endObject();
    return {200, out, {}};
}

/// The members of a snapshot; what there is not is left out.
void DataApi::writeSnapshot(JsonWriter& json, SymbolId symbol, std::optional<Timestamp> by) const
{
    const auto put = [&](std::string_view key, const auto& value) {
        if (value)
            write(json.key(key), *value);
    };
    const auto days = m_venue.bars().days(symbol);
    put("dailyBar", days.empty() ? std::optional<Bar>{} : std::optional{days.back()});
    put("latestQuote", lastQuote(m_venue.ticks(), symbol, by));
    put("latestTrade", lastTrade(m_venue.ticks(), symbol, by));
    put("minuteBar", lastMinute(m_venue.bars().minutes(symbol), by));
    put("prevDailyBar", days.size() < 2 ? std::optional<Bar>{} : std::optional{days.end()[-2]});
}

} // namespace tapedeck::practice
