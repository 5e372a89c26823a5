#include "wire/snapshot_body.h"

#include "wire/bars_body.h"
#include "wire/trades_body.h"

namespace tapedeck {

namespace {

/// A part of a snapshot, if it is there. False: it cannot be read, and `error` says why.
template <class T, class Read>
bool readPart(const JsonValue& object,
              SymbolId symbol,
              const Read& read,
              std::optional<T>& part,
              std::optional<Error>& error)
{
    if (object.isNull())
        return true;
    Result<T> value = read(object);
    if (!value) {
        error = value.error();
        return false;
    }
    value->symbol = symbol;
    part = std::move(*value);
    return true;
}

Result<MarketSnapshot>
readSnapshot(const JsonValue& object, SymbolId symbol, BodyCounts& counts, std::int64_t lot)
{
    MarketSnapshot snapshot;
    snapshot.symbol = symbol;
    const auto trade = [&](const JsonValue& value) { return readTrade(value, counts); };
    const auto quote = [&](const JsonValue& value) { return readQuote(value, counts, lot); };
    const auto bar = [&](Timeframe timeframe) {
        return [&counts, timeframe](const JsonValue& value) {
            return readBar(value, counts, timeframe);
        };
    };
    std::optional<Error> error;
    const bool good =
        object.isObject() &&
        readPart(object["latestTrade"], symbol, trade, snapshot.latestTrade, error) &&
        readPart(object["latestQuote"], symbol, quote, snapshot.latestQuote, error) &&
        readPart(object["minuteBar"], symbol, bar(Timeframe::Minute1), snapshot.minuteBar, error) &&
        readPart(object["dailyBar"], symbol, bar(Timeframe::Day1), snapshot.dailyBar, error) &&
        readPart(
            object["prevDailyBar"], symbol, bar(Timeframe::Day1), snapshot.previousDailyBar, error);
    if (!good)
        return tl::unexpected<Error>{
            error.value_or(Error{ErrorCode::Malformed, "a snapshot is not an object"})};
    return snapshot;
}

} // namespace

Result<BodyList<MarketSnapshot>>
parseSnapshots(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    if (!root.isObject())
        return fail(ErrorCode::Malformed, "snapshots are not an object");
    BodyList<MarketSnapshot> list;
    const auto take = [&](const JsonValue& object, const std::string& symbol) {
        const auto id = symbols.intern(symbol);
        auto snapshot = id ? readSnapshot(object, *id, list.counts, sizeMultiplier)
                           : Result<MarketSnapshot>{tl::unexpected<Error>{id.error()}};
        if (snapshot)
            list.items.push_back(std::move(*snapshot));
        else
            list.unreadable.push_back(
                Error{snapshot.error().code, symbol + ": " + snapshot.error().what});
    };
    if (const std::string symbol = root["symbol"].text(); !symbol.empty()) {
        take(root, symbol);
        return list;
    }
    const JsonValue enveloped = root["snapshots"];
    for (const JsonValue member : enveloped.isObject() ? enveloped : root)
        take(member, member.key());
    return list;
}

} // namespace tapedeck
