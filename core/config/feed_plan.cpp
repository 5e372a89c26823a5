#include "config/feed_plan.h"

#include <cstddef>
#include <set>
#include <string_view>

namespace tapedeck {

FeedPlan planFeed(const FeedConfig& feed,
                  std::span<const std::string> positions,
                  std::span<const std::string> suggestions,
                  std::span<const std::string> watchlist)
{
    FeedPlan plan;
    std::set<std::string_view> seen;
    for (const auto wanted : {positions, suggestions, watchlist}) {
        for (const std::string& symbol : wanted) {
            if (!seen.insert(symbol).second)
                continue;
            const auto entries =
                static_cast<std::int64_t>(plan.streamed.size() + 1) * kFeedEntriesPerSymbol;
            const bool fits = !feed.entryBudget || entries <= *feed.entryBudget;
            (fits ? plan.streamed : plan.leftOut).push_back(symbol);
        }
    }
    return plan;
}

} // namespace tapedeck
