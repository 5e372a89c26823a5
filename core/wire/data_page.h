#pragma once

#include "base/limits.h"
#include "base/symbols.h"
#include "wire/body_fields.h"

/// What all pages of the data host's market objects have in common (alpaca.md, section 4.12).
namespace tapedeck {

/// A page of GET /v2/stocks/{bars,trades,quotes}, or of a /latest form.
template <class T>
struct DataPage
{
    std::vector<T> items;      ///< by symbol, then time, as they came
    std::string nextPageToken; ///< empty: the last page
    std::vector<Error> unreadable;
    BodyCounts counts;
};

/// Zero is good only where a side of a quote may be empty.
[[nodiscard]] inline Price readMarketPrice(BodyFields& fields, std::string_view key, bool mayBeZero)
{
    const auto price = fields.requiredDecimal<Price>(key, ExtraDecimals::RoundHalfEven);
    const bool good = price.isPositive() || (mayBeZero && price.isZero());
    if (!fields.error() && (!good || price > kMarketPriceMax))
        fields.refuse(ErrorCode::OutOfRange, key, "not a market price");
    return price;
}

/// Reads what belongs to one symbol: a list, or one alone. `read(object, counts)` makes a Result<T>
/// of which the symbol is still to be set.
template <class T, class Read>
void readSymbolOfPage(const JsonValue& value,
                      const std::string& symbol,
                      Symbols& symbols,
                      const Read& read,
                      DataPage<T>& page)
{
    const auto id = symbols.intern(symbol);
    if (!id) {
        page.unreadable.push_back(id.error());
        return;
    }
    const auto take = [&](const JsonValue& object) {
        Result<T> item = read(object, page.counts);
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

/// Reads `{"<key>":{"AAPL":[...]}}` or `{"<key>":[...],"symbol":"AAPL"}`; null means none. New
/// symbols are interned. Errors: Malformed.
template <class T, class Read>
[[nodiscard]] Result<DataPage<T>>
readDataPage(std::string_view body, std::string_view key, Symbols& symbols, const Read& read)
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
        readSymbolOfPage(all, root["symbol"].text(), symbols, read, page);
    } else if (all.isObject()) {
        for (const JsonValue member : all)
            readSymbolOfPage(member, member.key(), symbols, read, page);
    } else if (!all.isNull()) {
        return fail(ErrorCode::Malformed, std::string{key} + " are neither a map nor a list");
    }
    return page;
}

} // namespace tapedeck
