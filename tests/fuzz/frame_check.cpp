#include "frame_check.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/overloaded.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_reader.h"
#include "wire/news_body.h"
#include "wire/stock_decoder.h"
#include "wire/stock_encoder.h"
#include "wire/trading_stream.h"

#include <algorithm>

namespace tapedeck::fuzz {

namespace {

struct Decoded
{
    bool accepted = false;
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
};

Decoded decode(std::string_view frame, Symbols& symbols)
{
    StockDecoder decoder{symbols};
    Decoded decoded;
    decoded.accepted = decoder.decode(frame, decoded.events, decoded.controls).has_value();
    CHECK(decoded.accepted || (decoded.events.empty() && decoded.controls.empty()));
    const StockDecoderCounts& counts = decoder.counts();
    CHECK(counts.events == decoded.events.size() && counts.controls == decoded.controls.size());
    CHECK(decoder.problems().size() == counts.badElements());
    return decoded;
}

void checkPrice(Price price, bool zero)
{
    CHECK(zero ? !price.isNegative() : price.isPositive());
    CHECK(price <= kMarketPriceMax);
}

void checkSize(Quantity size)
{
    CHECK(!size.isNegative() && size <= kMarketSizeMax);
}

/// `zero`: a message that takes a trade back need not say its price.
void checkTrade(const Trade& trade, bool zero = false)
{
    checkPrice(trade.price, zero);
    checkSize(trade.size);
}

void checkBounds(const MarketEvent& event)
{
    std::visit(
        Overloaded{
            [](const Trade& trade) { checkTrade(trade); },
            [](const Quote& quote) {
                checkPrice(quote.bid, true);
                checkPrice(quote.ask, true);
                checkSize(quote.bidSize);
                checkSize(quote.askSize);
            },
            [](const BarEvent& bar) {
                for (const Price price : {bar.bar.open, bar.bar.high, bar.bar.low, bar.bar.close})
                    checkPrice(price, false);
                CHECK(!bar.bar.volume.isNegative() && bar.bar.volume <= kBarVolumeMax);
            },
            [](const TradingStatus&) {},
            [](const LuldBand& band) {
                checkPrice(band.up, true);
                checkPrice(band.down, true);
            },
            [](const TradeCorrection& correction) {
                checkTrade(correction.original, true);
                checkTrade(correction.corrected);
            },
            [](const TradeCancel& cancel) { checkTrade(cancel.trade, true); }},
        event);
}

/// A float says fifteen digits for sure, so an event with a longer number may come back changed.
bool fitsFloats(std::string_view json)
{
    int digits = 0;
    for (const char c : json) {
        const bool digit = c >= '0' && c <= '9';
        digits = digit ? digits + 1 : (c == '.' ? digits : 0);
        if (digits > 15)
            return false;
    }
    return true;
}

/// Binary and unknown extensions become null in JSON, and keys that are no text are left out.
bool saysMoreThanJson(MsgPackReader& reader)
{
    using Kind = MsgPackToken::Kind;
    MsgPackToken token;
    if (!reader.head(token))
        return true;
    if (token.kind == Kind::Binary || token.kind == Kind::Extension)
        return true;
    const bool map = token.kind == Kind::Map;
    if (!map && token.kind != Kind::Array)
        return false;
    for (std::uint32_t i = 0; i < token.count; ++i) {
        MsgPackToken key;
        if (map && (!reader.value(key) || key.kind != Kind::Text))
            return true;
        if (saysMoreThanJson(reader))
            return true;
    }
    return false;
}

void checkEncodesBack(const MarketEvent& event, Symbols& symbols)
{
    if (!isOnWire(event))
        return;
    const std::vector<MarketEvent> one{event};
    const std::string json = encodeStockFrame(one, symbols);
    CHECK(decode(json, symbols).events == one);
    if (fitsFloats(json))
        CHECK(decode(encodeStockFrame(one, symbols, WireEncoding::MsgPack), symbols).events == one);
}

void checkMarket(std::string_view bytes)
{
    Symbols symbols;
    const Decoded decoded = decode(bytes, symbols);
    const Decoded again = decode(bytes, symbols);
    CHECK(again.accepted == decoded.accepted && again.events == decoded.events &&
          again.controls == decoded.controls);
    for (const MarketEvent& event : decoded.events) {
        checkBounds(event);
        checkEncodesBack(event, symbols);
    }
    MsgPackReader reader{bytes};
    if (!decoded.accepted || !isMsgPack(bytes) || saysMoreThanJson(reader))
        return;
    const auto json = jsonOfMsgPack(bytes);
    if (!json)
        return; // it says somewhere what JSON cannot, in a part that nobody reads
    const Decoded translated = decode(*json, symbols);
    CHECK(translated.accepted && translated.events == decoded.events);
}

void checkNews(std::string_view bytes)
{
    const auto frame = parseNewsFrame(bytes);
    if (!frame)
        return;
    for (const auto& message : frame->messages) {
        const auto* item = std::get_if<NewsItem>(&message);
        if (item == nullptr)
            continue;
        const auto back = parseNews(encodeNews(*item));
        CHECK(back && *back == *item);
    }
}

void checkTranslation(std::string_view bytes)
{
    if (isMsgPack(bytes)) {
        if (const auto json = jsonOfMsgPack(bytes))
            CHECK(JsonDocument::parse(*json).has_value());
    } else if (const auto packed = msgPackOfJson(bytes, kStreamKeys)) {
        CHECK(jsonOfMsgPack(*packed).has_value());
    }
}

} // namespace

void checkFrame(std::string_view bytes)
{
    checkMarket(bytes);
    checkNews(bytes);
    checkTranslation(bytes);
    BodyCounts counts;
    (void)parseTradingFrame(bytes, &counts);
    (void)parseStreamRequest(bytes);
    (void)parseTradingRequest(bytes);
}

} // namespace tapedeck::fuzz
