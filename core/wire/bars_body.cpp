#include "wire/bars_body.h"

#include "wire/market_body.h"

namespace tapedeck {

Result<Bar> readBar(JsonValue object, BodyCounts& counts, Timeframe timeframe)
{
    BodyFields fields{object, "bar", counts};
    Bar bar;
    bar.timeframe = timeframe;
    bar.start = fields.requiredTime("t");
    bar.open = readMarketPrice(fields, "o", false);
    bar.high = readMarketPrice(fields, "h", false);
    bar.low = readMarketPrice(fields, "l", false);
    bar.close = readMarketPrice(fields, "c", false);
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

Result<DataPage<Bar>> parseBars(std::string_view body, Timeframe timeframe, Symbols& symbols)
{
    const auto read = [timeframe](JsonValue object, BodyCounts& counts) {
        return readBar(object, counts, timeframe);
    };
    return readDataPage<Bar>(body, "bars", symbols, read);
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
