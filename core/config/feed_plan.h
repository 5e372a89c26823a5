#pragma once

#include "config/document.h"

#include <span>
#include <string>
#include <vector>

namespace tapedeck {

/// Trades and quotes of a symbol are an entry each.
inline constexpr std::int32_t kFeedEntriesPerSymbol = 2;

struct FeedPlan
{
    std::vector<std::string> streamed;
    std::vector<std::string> leftOut; ///< the budget did not reach so far
};

/// Whom the feed's budget serves: positions first, then suggestions, then the watchlist, each in
/// its order, each symbol once.
[[nodiscard]] FeedPlan planFeed(const FeedConfig& feed,
                                std::span<const std::string> positions,
                                std::span<const std::string> suggestions,
                                std::span<const std::string> watchlist);

} // namespace tapedeck
