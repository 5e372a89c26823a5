#pragma once

#include "desk/snapshot.h"

/// Made-up snapshots to look at and to test with.
namespace tapedeck::test {

/// 2013-10-10 10:42:17 in New York, a Thursday.
[[nodiscard]] Timestamp sampleNow();

/// Nothing has arrived yet.
[[nodiscard]] Snapshot emptySnapshot();
/// A busy morning: 30 symbols, suggestions, positions, orders, a long record.
[[nodiscard]] Snapshot richSnapshot();
/// The same, killed, with two positions left without a stop.
[[nodiscard]] Snapshot killedSnapshot();
/// A card as a strategy would make it.
[[nodiscard]] SuggestionCard
sampleCard(const std::string& id, const std::string& symbol, Side side);
/// `count` candles of one timeframe up to sampleNow(), over as many sessions as it takes.
[[nodiscard]] std::vector<Candle> sampleCandles(Timeframe timeframe, std::size_t count);
/// The next moment: time, last candle and some prices move.
void advance(Snapshot& snapshot, int step);

} // namespace tapedeck::test
