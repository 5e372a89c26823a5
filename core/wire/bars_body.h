#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "wire/body_fields.h"

#include <span>

namespace tapedeck {

/// A page of GET /v2/stocks/bars and its single-symbol form (alpaca.md, section 4.12).
struct BarsPage
{
    std::vector<Bar> bars;     ///< by symbol, then time, as they came
    std::string nextPageToken; ///< empty: the last page
    std::vector<Error> unreadable;
    BodyCounts counts;
};

/// `{"bars":{"AAPL":[...]}}` or `{"bars":[...],"symbol":"AAPL"}`; bars that are an object or null
/// mean none, and `{"bars":{"AAPL":{...}}}` (the latest) one a symbol. New symbols are interned.
/// The same bounds as on the stream hold. Errors: Malformed.
[[nodiscard]] Result<BarsPage>
parseBars(std::string_view body, Timeframe timeframe, Symbols& symbols);

/// The multi-symbol form. Precondition: `bars` of one symbol stand together.
[[nodiscard]] std::string
encodeBars(std::span<const Bar> bars, const Symbols& symbols, std::string_view nextPageToken = {});
/// The single-symbol form.
[[nodiscard]] std::string encodeBarsOf(std::string_view symbol,
                                       std::span<const Bar> bars,
                                       std::string_view nextPageToken = {});

} // namespace tapedeck
