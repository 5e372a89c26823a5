#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "wire/body_fields.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// What stands in one symbol; what the broker left out is not there.
struct MarketSnapshot
{
    SymbolId symbol{};
    std::optional<Trade> latestTrade;
    std::optional<Quote> latestQuote;
    std::optional<Bar> minuteBar;
    std::optional<Bar> dailyBar;
    std::optional<Bar> previousDailyBar;
};

/// GET /v2/stocks/snapshots (symbols at the top), the same of one symbol, and the option form under
/// "snapshots" (alpaca.md, section 4.12). New symbols are interned. `sizeMultiplier`: shares per
/// unit of a quote's size. Errors: Malformed.
[[nodiscard]] Result<BodyList<MarketSnapshot>>
parseSnapshots(std::string_view body, Symbols& symbols, std::int64_t sizeMultiplier = 1);

} // namespace tapedeck
