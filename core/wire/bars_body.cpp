#include "wire/bars_body.h"

#include "base/limits.h"
#include "wire/market_body.h"

namespace tapedeck {

namespace {

Price readPrice(BodyFields& fields, std::string_view key)
{
    const Price price = fields.requiredDecimal<Price>(key, ExtraDecimals::RoundHalfEven);
    if (!fields.error() && (!price.isPositive() || price > kMarketPriceMax))
        fields.refuse(ErrorCode::OutOfRange, key, "not a market price");
    return price;
}

Result<Bar> readBar(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "bar", counts};
    Bar bar;
    bar.start = fields.requiredTime("t");
    bar.open = readPrice(fields, "o");
    bar.high = readPrice(fields, "h");
    bar.low = readPrice(fields, "l");
    bar.close = readPrice(fields, "c");
    bar.volume = fields.requiredDecimal<Quantity>("v", ExtraDecimals::RoundHalfEven);
    if (bar.volume.isNegative() || bar.volume > kBarVolumeMax)
        fields.refuse(ErrorCode::OutOfRange, "v", "not a volume");
    bar.tradeCount = fields.integer("n");
    const auto vwap = fields.decimal<Price>("vw", ExtraDecimals::RoundHalfEven);
    if (vwap && vwap->isPositive() && *vwap <= kMarketPriceMax)
        bar.vwap = vwap;
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return bar;
}

/// The bars of one symbol: a list, or one alone.
void readSymbol(const JsonValue& value,
                const std::string& symbol,
                Timeframe timeframe,
                Symbols& symbols,
                BarsPage& page)
{
    const auto id = symbols.intern(symbol);
    if (!id) {
        page.unreadable.push_back(id.error());
        return;
    }
    const auto take = [&](const JsonValue& object) {
        auto bar = readBar(object, page.counts);
        if (!bar) {
            page.unreadable.push_back(
                Error{bar.error().code, bar.error().what + " (" + symbol + ")"});
            return;
        }
        bar->symbol = *id;
        bar->timeframe = timeframe;
        page.bars.push_back(*bar);
    };
    if (value.isObject())
        take(value);
    for (const JsonValue element : value) {
        if (value.isArray())
            take(element);
    }
}

} // namespace

Result<BarsPage> parseBars(std::string_view body, Timeframe timeframe, Symbols& symbols)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    if (!root.isObject())
        return fail(ErrorCode::Malformed, "body of bars is not an object");
    BarsPage page;
    page.nextPageToken = root["next_page_token"].text();
    const JsonValue bars = root["bars"];
    if (bars.isArray()) {
        readSymbol(bars, root["symbol"].text(), timeframe, symbols, page);
    } else if (bars.isObject()) {
        for (const JsonValue member : bars)
            readSymbol(member, member.key(), timeframe, symbols, page);
    } else if (!bars.isNull()) {
        return fail(ErrorCode::Malformed, "bars are neither a map nor a list");
    }
    return page;
}

std::string
encodeBars(std::span<const Bar> bars, const Symbols& symbols, std::string_view nextPageToken)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("bars").beginObject();
    for (std::size_t i = 0; i < bars.size();) {
        const SymbolId symbol = bars[i].symbol;
        json.key(symbols.text(symbol)).beginArray();
        for (; i < bars.size() && bars[i].symbol == symbol; ++i)
            writeBar(json, bars[i]);
        json.endArray();
    }
    json.endObject();
    writePageToken(json, nextPageToken);
    json.endObject();
    return out;
}

std::string
encodeBarsOf(std::string_view symbol, std::span<const Bar> bars, std::string_view nextPageToken)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("bars").beginArray();
    for (const Bar& bar : bars)
        writeBar(json, bar);
    json.endArray();
    writePageToken(json, nextPageToken);
    json.key("symbol").string(symbol).endObject();
    return out;
}

} // namespace tapedeck
