#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"
#include "trading/mode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// Every bound of the gate (DESIGN: default limits). An empty optional is unlimited.
struct LimitTable
{
    Money positionPerSymbol;
    Money totalExposure;
    Ratio equityShare;
    std::optional<std::int32_t> ordersPerDay;
    std::int32_t ordersPerMinute = 0;
    std::optional<Money> notionalPer4h;
    Nanoseconds symbolSpacing{};
    Ratio positionLoss; ///< a loss that triggers a close: 0.05 is five percent
    Ratio optionLoss;   ///< the same for options
    Ratio dayLoss;      ///< of last equity; stops new entries
    Nanoseconds priceAge{};
    Ratio spread;
    Ratio optionSpread;
    Nanoseconds clockSkew{};
    Ratio priceDistance;
    bool allowMargin = false;
    bool allowExtendedHours = false;
    bool onePositionPerSymbol = false; ///< over all instances; else each minds its own
    bool liveAllowMarket = false;
    TAPEDECK_FIELDS(self.positionPerSymbol,
                    self.totalExposure,
                    self.equityShare,
                    self.ordersPerDay,
                    self.ordersPerMinute,
                    self.notionalPer4h,
                    self.symbolSpacing,
                    self.positionLoss,
                    self.optionLoss,
                    self.dayLoss,
                    self.priceAge,
                    self.spread,
                    self.optionSpread,
                    self.clockSkew,
                    self.priceDistance,
                    self.allowMargin,
                    self.allowExtendedHours,
                    self.onePositionPerSymbol,
                    self.liveAllowMarket)
    friend bool operator==(const LimitTable&, const LimitTable&) = default;

    /// The table of the design: approval rules (live) have the strict column.
    [[nodiscard]] static LimitTable defaults(Rules rules);
};

/// What a person may set of the limits: the table and the symbols that are never entered.
struct LimitSettings
{
    LimitTable table;
    std::vector<std::string> blocklist;
    TAPEDECK_FIELDS(self.table, self.blocklist)
    friend bool operator==(const LimitSettings&, const LimitSettings&) = default;
};

/// Of each pair of bounds the one that denies more, and every symbol that either blocks.
[[nodiscard]] LimitTable tighterOf(const LimitTable& a, const LimitTable& b) noexcept;
[[nodiscard]] LimitSettings tighterOf(const LimitSettings& a, const LimitSettings& b);

} // namespace tapedeck
