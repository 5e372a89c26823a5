#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "wire/wire_encoding.h"

#include <span>
#include <string>

namespace tapedeck {

/// True for what a stock stream can carry: everything but bars of other lengths than a minute
/// (finished or updated), an hour (our tapes only) and a growing day.
[[nodiscard]] bool isOnWire(const MarketEvent& event) noexcept;

/// Appends one message as the server sends it, an object: keys in the order of the documentation,
/// prices as the shortest exact decimals, times in UTC. Sizes are shares. Decoding it gives the
/// event again. Precondition: isOnWire(event), and `symbols` knows its symbol.
void appendStockMessage(std::string& out, const MarketEvent& event, const Symbols& symbols);

/// The same message in MessagePack: `T` first, the time as an extension, prices as 64-bit floats. A
/// float holds fifteen digits for sure; a price of more may come back changed, as from any feed.
void appendPackedStockMessage(std::string& out, const MarketEvent& event, const Symbols& symbols);

/// A whole frame of them. The same preconditions.
[[nodiscard]] std::string encodeStockFrame(std::span<const MarketEvent> events,
                                           const Symbols& symbols,
                                           WireEncoding encoding = WireEncoding::Json);

} // namespace tapedeck
