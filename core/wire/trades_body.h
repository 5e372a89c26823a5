#pragma once

#include "market/events.h"
#include "wire/data_page.h"

namespace tapedeck {

/// `{"trades":{"AAPL":[...]}}`, or one object instead of a list; null means none. New symbols are
/// interned. The same bounds as on the stream hold. Errors: Malformed.
[[nodiscard]] Result<DataPage<Trade>> parseTrades(std::string_view body, Symbols& symbols);
/// `{"quotes":{"AAPL":{...}}}`. `sizeMultiplier`: shares per unit of size, from 1; a size past the
/// bounds after it is unreadable. Errors: Malformed.
[[nodiscard]] Result<DataPage<Quote>>
parseQuotes(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier = 1);

} // namespace tapedeck
