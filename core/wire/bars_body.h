#pragma once

#include "market/events.h"
#include "wire/data_page.h"

#include <span>

namespace tapedeck {

/// One bar, without its symbol; the same bounds as on the stream hold. Errors: Malformed,
/// OutOfRange.
[[nodiscard]] Result<Bar> readBar(JsonValue object, BodyCounts& counts, Timeframe timeframe);

/// `{"bars":{"AAPL":[...]}}` or `{"bars":[...],"symbol":"AAPL"}`; bars that are an object or null
/// mean none, and `{"bars":{"AAPL":{...}}}` (the latest) one a symbol. New symbols are interned.
/// The same bounds as on the stream hold. Errors: Malformed.
[[nodiscard]] Result<DataPage<Bar>>
parseBars(std::string_view body, Timeframe timeframe, Symbols& symbols);

/// The multi-symbol form. Precondition: `bars` of one symbol stand together.
[[nodiscard]] std::string
encodeBars(std::span<const Bar> bars, const Symbols& symbols, std::string_view nextPageToken = {});
/// The single-symbol form.
[[nodiscard]] std::string encodeBarsOf(std::string_view symbol,
                                       std::span<const Bar> bars,
                                       std::string_view nextPageToken = {});

} // namespace tapedeck
