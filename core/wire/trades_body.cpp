#include "wire/trades_body.h"

#include "base/limits.h"

namespace tapedeck {

namespace {

/// One printable character, as on the stream; anything else is none.
char codeOf(const JsonValue& value)
{
    const std::string text = value.text();
    return text.size() == 1 && text[0] >= ' ' && text[0] <= '~' ? text[0] : ' ';
}

Conditions conditionsOf(const JsonValue& list)
{
    Conditions conditions;
    if (!list.isArray())
        return conditions;
    for (const JsonValue code : list) {
        if (const std::string text = code.text(); text.size() == 1)
            (void)conditions.add(text[0]);
    }
    return conditions;
}

Price readPrice(BodyFields& fields, std::string_view key, bool mayBeZero)
{
    const Price price = fields.requiredDecimal<Price>(key, ExtraDecimals::RoundHalfEven);
    const bool good = price.isPositive() || (mayBeZero && price.isZero());
    if (!fields.error() && (!good || price > kMarketPriceMax))
        fields.refuse(ErrorCode::OutOfRange, key, "not a market price");
    return price;
}

Quantity readSize(BodyFields& fields, std::string_view key)
{
    const Quantity size = fields.requiredDecimal<Quantity>(key, ExtraDecimals::RoundHalfEven);
    if (!fields.error() && (size.isNegative() || size > kMarketSizeMax))
        fields.refuse(ErrorCode::OutOfRange, key, "not a size");
    return size;
}

Result<Trade> readTrade(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "trade", counts};
    Trade trade;
    trade.at = fields.requiredTime("t");
    trade.price = readPrice(fields, "p", false);
    trade.size = readSize(fields, "s");
    trade.id = fields.integer("i").value_or(0);
    trade.conditions = conditionsOf(fields.member("c"));
    trade.exchange = codeOf(fields.member("x"));
    trade.tape = codeOf(fields.member("z"));
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return trade;
}

Result<Quote> readQuote(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "quote", counts};
    Quote quote;
    quote.at = fields.requiredTime("t");
    quote.bid = readPrice(fields, "bp", true);
    quote.ask = readPrice(fields, "ap", true);
    quote.bidSize = readSize(fields, "bs");
    quote.askSize = readSize(fields, "as");
    quote.conditions = conditionsOf(fields.member("c"));
    quote.bidExchange = codeOf(fields.member("bx"));
    quote.askExchange = codeOf(fields.member("ax"));
    quote.tape = codeOf(fields.member("z"));
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return quote;
}

template <class T>
using Read = Result<T> (*)(JsonValue, BodyCounts&);

/// What belongs to one symbol: a list, or one alone.
template <class T>
void readSymbol(const JsonValue& value,
                const std::string& symbol,
                Read<T> read,
                Symbols& symbols,
                DataPage<T>& page)
{
    const auto id = symbols.intern(symbol);
    if (!id) {
        page.unreadable.push_back(id.error());
        return;
    }
    const auto take = [&](const JsonValue& object) {
        auto item = read(object, page.counts);
        if (!item) {
            page.unreadable.push_back(
                Error{item.error().code, item.error().what + " (" + symbol + ")"});
            return;
        }
        item->symbol = *id;
        page.items.push_back(*item);
    };
    if (value.isObject())
        take(value);
    for (const JsonValue element : value) {
        if (value.isArray())
            take(element);
    }
}

template <class T>
Result<DataPage<T>>
readPage(std::string_view body, std::string_view key, Read<T> read, Symbols& symbols)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    if (!root.isObject())
        return fail(ErrorCode::Malformed, "body of " + std::string{key} + " is not an object");
    DataPage<T> page;
    page.nextPageToken = root["next_page_token"].text();
    const JsonValue all = root[key];
    if (all.isArray()) {
        readSymbol(all, root["symbol"].text(), read, symbols, page);
    } else if (all.isObject()) {
        for (const JsonValue member : all)
            readSymbol(member, member.key(), read, symbols, page);
    } else if (!all.isNull()) {
        return fail(ErrorCode::Malformed, std::string{key} + " are neither a map nor a list");
    }
    return page;
}

} // namespace

Result<DataPage<Trade>> parseTrades(std::string_view body, Symbols& symbols)
{
    return readPage<Trade>(body, "trades", &readTrade, symbols);
}

Result<DataPage<Quote>>
parseQuotes(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier)
{
    auto page = readPage<Quote>(body, "quotes", &readQuote, symbols);
    if (!page)
        return page;
    for (Quote& quote : page->items) {
        quote.bidSize = Quantity::fromNanos(quote.bidSize.nanos() * sizeMultiplier);
        quote.askSize = Quantity::fromNanos(quote.askSize.nanos() * sizeMultiplier);
    }
    return page;
}

} // namespace tapedeck
