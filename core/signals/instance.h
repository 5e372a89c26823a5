#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// In a list of symbols: everything on the watchlist.
inline constexpr std::string_view kWholeWatchlist = "*";

/// One parameter of a strategy. A parameter that is a choice of words holds the word's place in the
/// strategy's table.
struct Param
{
    std::string name;
    Ratio value;
    TAPEDECK_FIELDS(self.name, self.value)
    friend bool operator==(const Param&, const Param&) = default;
};

/// A strategy at work: which, on what, with how much.
struct InstanceConfig
{
    std::string name;
    std::string strategy; ///< a name of strategies/registry.h
    bool enabled = true;
    std::vector<std::string> symbols; ///< kWholeWatchlist stands for the watchlist
    std::vector<Param> params;        ///< those that differ from the strategy's defaults
    Ratio positionSizePct;            ///< of the allocation, for one entry: 0.1 is a tenth
    Money cashAllocation;             ///< the most that the instance may have invested
    Nanoseconds cooldown{};           ///< between two entries or exits on a symbol
    bool allowAdd = false;            ///< may add to what it holds, up to the position limit
    bool limitOrders = false;         ///< marketable limits in place of market orders
    TAPEDECK_FIELDS(self.name,
                    self.strategy,
                    self.enabled,
                    self.symbols,
                    self.params,
                    self.positionSizePct,
                    self.cashAllocation,
                    self.cooldown,
                    self.allowAdd,
                    self.limitOrders)
    friend bool operator==(const InstanceConfig&, const InstanceConfig&) = default;
};

} // namespace tapedeck
