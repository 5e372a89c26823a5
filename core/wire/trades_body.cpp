#include "wire/trades_body.h"

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
    // Options have one condition, as a text.
    if (list.isString() && list.text().size() == 1)
        (void)conditions.add(list.text()[0]);
    if (!list.isArray())
        return conditions;
    for (const JsonValue code : list) {
        if (const std::string text = code.text(); text.size() == 1)
            (void)conditions.add(text[0]);
    }
    return conditions;
}

/// `lot`: shares per unit.
Quantity readSize(BodyFields& fields, std::string_view key, std::int64_t lot = 1)
{
    const Quantity size = fields.requiredDecimal<Quantity>(key, ExtraDecimals::RoundHalfEven);
    if (size.isNegative() || size.nanos() > kMarketSizeMax.nanos() / lot) {
        if (!fields.error())
            fields.refuse(ErrorCode::OutOfRange, key, "not a size");
        return {};
    }
    return Quantity::fromNanos(size.nanos() * lot);
}

} // namespace

Result<Trade> readTrade(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "trade", counts};
    Trade trade;
    trade.at = fields.requiredTime("t");
    trade.price = readMarketPrice(fields, "p", false);
    trade.size = readSize(fields, "s");
    trade.id = fields.integer("i").value_or(0);
    trade.conditions = conditionsOf(fields.member("c"));
    trade.exchange = codeOf(fields.member("x"));
    trade.tape = codeOf(fields.member("z"));
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return trade;
}

Result<Quote> readQuote(JsonValue object, BodyCounts& counts, std::int64_t lot)
{
    BodyFields fields{object, "quote", counts};
    Quote quote;
    quote.at = fields.requiredTime("t");
    quote.bid = readMarketPrice(fields, "bp", true);
    quote.ask = readMarketPrice(fields, "ap", true);
    quote.bidSize = readSize(fields, "bs", lot);
    quote.askSize = readSize(fields, "as", lot);
    quote.conditions = conditionsOf(fields.member("c"));
    quote.bidExchange = codeOf(fields.member("bx"));
    quote.askExchange = codeOf(fields.member("ax"));
    quote.tape = codeOf(fields.member("z"));
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return quote;
}

Result<DataPage<Trade>> parseTrades(std::string_view body, Symbols& symbols)
{
    return readDataPage<Trade>(body, "trades", symbols, &readTrade);
}

Result<DataPage<Quote>>
parseQuotes(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier)
{
    const auto read = [lot = sizeMultiplier](JsonValue object, BodyCounts& counts) {
        return readQuote(object, counts, lot);
    };
    return readDataPage<Quote>(body, "quotes", symbols, read);
}

} // namespace tapedeck
