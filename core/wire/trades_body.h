#pragma once

#include "market/events.h"
#include "wire/data_page.h"

namespace tapedeck {

/// One object of the data host, without its symbol; the same bounds as on the stream hold. Errors:
/// Malformed, OutOfRange. `lot`: shares per unit of a quote's size.
[[nodiscard]] Result<Trade> readTrade(JsonValue object, BodyCounts& counts);
[[nodiscard]] Result<Quote> readQuote(JsonValue object, BodyCounts& counts, std::int64_t lot = 1);

/// `{"trades":{"AAPL":[...]}}`, or one object instead of a list; null means none. New symbols are
/// interned. The same bounds as on the stream hold. Errors: Malformed.
[[nodiscard]] Result<DataPage<Trade>> parseTrades(std::string_view body, Symbols& symbols);
/// `{"quotes":{"AAPL":{...}}}`. `sizeMultiplier`: shares per unit of size, from 1; a size past the
/// bounds after it is unreadable. Errors: Malformed.
[[nodiscard]] Result<DataPage<Quote>>
parseQuotes(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier = 1);

} // namespace tapedeck
