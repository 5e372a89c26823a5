#include "wire/market_body.h"

namespace tapedeck {

namespace {

void writeConditions(JsonWriter& json, const Conditions& conditions)
{
    json.key("c").beginArray();
    for (const char& code : conditions.all())
        json.string({&code, 1});
    json.endArray();
}

void writeCondition(JsonWriter& json, const Conditions& conditions)
{
    json.key("c").string(conditions.count == 0 ? std::string_view{" "}
                                               : std::string_view{conditions.codes.data(), 1});
}

void writePrices(JsonWriter& json, const Bar& bar)
{
    json.beginObject().key("c").number(bar.close).key("h").number(bar.high);
    json.key("l").number(bar.low);
    if (bar.tradeCount)
        json.key("n").integer(*bar.tradeCount);
    json.key("o").number(bar.open).key("t").time(bar.start);
}

void writeVwap(JsonWriter& json, const Bar& bar)
{
    if (bar.vwap)
        json.key("vw").number(*bar.vwap);
    json.endObject();
}

} // namespace

std::string_view toString(TradeFate fate) noexcept
{
    switch (fate) {
    case TradeFate::Valid:
        break;
    case TradeFate::Canceled:
        return "canceled";
    case TradeFate::Incorrect:
        return "incorrect";
    case TradeFate::Corrected:
        return "corrected";
    }
    return {};
}

void writeTrade(JsonWriter& json, const Trade& trade, TradeFate fate)
{
    json.beginObject();
    writeConditions(json, trade.conditions);
    json.key("i").integer(trade.id).key("p").number(trade.price).key("s").number(trade.size);
    json.key("t").time(trade.at);
    if (fate != TradeFate::Valid)
        json.key("u").string(toString(fate));
    json.key("x").string({&trade.exchange, 1}).key("z").string({&trade.tape, 1}).endObject();
}

void writeQuote(JsonWriter& json, const Quote& quote)
{
    json.beginObject().key("ap").number(quote.ask).key("as").number(quote.askSize);
    json.key("ax").string({&quote.askExchange, 1}).key("bp").number(quote.bid);
    json.key("bs").number(quote.bidSize).key("bx").string({&quote.bidExchange, 1});
    writeConditions(json, quote.conditions);
    json.key("t").time(quote.at).key("z").string({&quote.tape, 1}).endObject();
}

void writeBar(JsonWriter& json, const Bar& bar)
{
    writePrices(json, bar);
    json.key("v").number(bar.volume);
    writeVwap(json, bar);
}

void writeBar(JsonWriter& json, const Bar& bar, Int128 volumeNanos)
{
    writePrices(json, bar);
    json.key("v");
    if (fitsInt64(volumeNanos))
        json.number(Quantity::fromNanos(static_cast<std::int64_t>(volumeNanos)));
    else
        json.integer(static_cast<std::int64_t>(volumeNanos / kNanosPerUnit));
    writeVwap(json, bar);
}

void writeOptionTrade(JsonWriter& json, const Trade& trade)
{
    json.beginObject();
    writeCondition(json, trade.conditions);
    json.key("p").number(trade.price).key("s").number(trade.size);
    json.key("t").time(trade.at).key("x").string({&trade.exchange, 1}).endObject();
}

void writeOptionQuote(JsonWriter& json, const Quote& quote)
{
    json.beginObject().key("ap").number(quote.ask).key("as").number(quote.askSize);
    json.key("ax").string({&quote.askExchange, 1}).key("bp").number(quote.bid);
    json.key("bs").number(quote.bidSize).key("bx").string({&quote.bidExchange, 1});
    writeCondition(json, quote.conditions);
    json.key("t").time(quote.at).endObject();
}

void writePageToken(JsonWriter& json, std::string_view token)
{
    json.key("next_page_token");
    if (token.empty())
        json.null();
    else
        json.string(token);
}

} // namespace tapedeck
