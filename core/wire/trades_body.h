#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// A page of GET /v2/stocks/trades, or of its /latest form and that of quotes (alpaca.md, section
/// 4.12).
template <class T>
struct DataPage
{
    std::vector<T> items;      ///< by symbol, then time, as they came
    std::string nextPageToken; ///< empty: the last page
    std::vector<Error> unreadable;
    BodyCounts counts;
};

/// `{"trades":{"AAPL":[...]}}`, or one object instead of a list; null means none. New symbols are
/// interned. The same bounds as on the stream hold. Errors: Malformed.
[[nodiscard]] Result<DataPage<Trade>> parseTrades(std::string_view body, Symbols& symbols);
/// `{"quotes":{"AAPL":{...}}}`. `sizeMultiplier`: shares per unit of size. Errors: Malformed.
[[nodiscard]] Result<DataPage<Quote>>
parseQuotes(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier = 1);

} // namespace tapedeck
