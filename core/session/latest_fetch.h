#pragma once

#include "session/rest_call.h"
#include "wire/snapshot_body.h"
#include "wire/trades_body.h"

#include <optional>
#include <string>
#include <vector>

/// REST's latest trades and quotes beside a stream's; pure.
namespace tapedeck {

[[nodiscard]] RestCall
latestTradesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose);
/// Latest trade, quote and bars of each in one answer.
[[nodiscard]] RestCall
snapshotsCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose);
/// Errors: Unavailable, Refused, Malformed.
[[nodiscard]] Result<std::vector<Trade>> readLatestTrades(const RestAnswer& answer,
                                                          Symbols& symbols);
[[nodiscard]] Result<std::vector<MarketSnapshot>>
readSnapshots(const RestAnswer& answer, Symbols& symbols, std::int64_t sizeMultiplier);

/// What a stream last told of a symbol.
struct ToldPrice
{
    Timestamp at;
    Price price;
};
/// A trade that REST knows of had this long to arrive by the stream.
inline constexpr Nanoseconds kMissedAfter = std::chrono::seconds{5};
/// Smaller differences of the price are let be.
inline constexpr Ratio kPriceTolerance = Ratio::fromNanos(1'000'000); // 0.1 %

/// True when a stream that is live since `liveSince` missed `theirs`, REST's latest trade, and its
/// price is off by more than the tolerance.
[[nodiscard]] bool hasMissed(const std::optional<ToldPrice>& told,
                             const Trade& theirs,
                             Timestamp liveSince,
                             Timestamp now,
                             Nanoseconds missedAfter = kMissedAfter) noexcept;

} // namespace tapedeck
