#pragma once

#include "base/canonical.h"
#include "base/fixed.h"

#include <cstdint>
#include <string_view>
#include <vector>

/// What the gate says of a proposal, limit by limit.
namespace tapedeck {

/// Every row that the gate can check (DESIGN: default limits). The order is that of the verdict.
enum class Limit : std::uint8_t
{
    KillSwitch,       ///< nothing passes while killed but a person's closing order
    Armed,            ///< live entries need a person to have armed this run
    Account,          ///< active, and blocked by nobody
    BrokerRules,      ///< what the broker would refuse anyway: tick, fraction, session, order form
    Agreement,        ///< our books agree with the broker's on this symbol
    UnknownOrder,     ///< no order on this symbol waits for the broker's word
    Clock,            ///< our clock against the broker's
    Watchlist,        ///< symbol is watched
    Blocklist,        ///< symbol is not blocked
    Tradable,         ///< the broker trades it
    Halt,             ///< not halted; unknown denies entries
    Session,          ///< market open, or extended hours allowed
    QuoteUsable,      ///< two-sided, not crossed or zero, spread within bound
    PriceAge,         ///< exchange time of the price that the decision rests on
    PriceDistance,    ///< limit price against the market
    HeldQuantity,     ///< sells no more than is held and free
    NoDoubling,       ///< no second entry where one is held or works
    InstanceCash,     ///< within the instance's own allocation
    PositionNotional, ///< position per symbol
    TotalExposure,
    EquityShare, ///< share of equity in one symbol
    OrdersPerDay,
    OrdersPerMinute,
    NotionalPer4h,
    SymbolSpacing, ///< time between orders on a symbol
    PositionLoss,  ///< no adding to a position beyond its stop
    DayLoss,
    BorrowedMoney, ///< exposure within equity and cash; of a cash account within settled cash
    BuyingPower,
};
inline constexpr std::size_t kLimitCount = static_cast<std::size_t>(Limit::BuyingPower) + 1;

/// The limit's name in audit rows, exports and settings: "position_notional".
[[nodiscard]] std::string_view toString(Limit limit) noexcept;

enum class LimitUnit : std::uint8_t
{
    Dollars,
    Fraction,
    Count,
    Seconds,
    Shares,
    Flag
};

enum class LimitResult : std::uint8_t
{
    Passed,
    Warned, ///< an exit, or a row that only warns: shown, does not deny
    Denied,
    Skipped, ///< the row does not apply: exits, or a limit that is set to unlimited
};

/// One row: the figure that was found and the bound that it was held against, both in nanos of the
/// unit (seconds, counts and flags too).
struct LimitCheck
{
    Limit limit{};
    LimitResult result{};
    LimitUnit unit{};
    std::int64_t value = 0;
    std::int64_t bound = 0;
    TAPEDECK_FIELDS(self.limit, self.result, self.unit, self.value, self.bound)
    friend bool operator==(const LimitCheck&, const LimitCheck&) = default;
};

} // namespace tapedeck
