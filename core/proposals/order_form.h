#pragma once

#include "base/fixed.h"
#include "market/events.h"
#include "trading/order.h"
#include "trading/tick_size.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tapedeck {

/// How an order is written (DESIGN: strategies). Market orders are for regular hours; a marketable
/// limit stands ten basis points beyond the opposite quote, on the tick.
struct OrderForm
{
    bool limit = false;
    bool wholeShares = false; ///< of an entry
    bool extendedHours = false;
    std::int64_t multiplier = 1; ///< shares a unit: of an option contract
    TickRule ticks{};
    bool refusesFractions = false; ///< the broker would, just now: of what is closed, too
};

/// A buy for about `size` dollars. Nothing where the size buys no share, or a limit has no quote to
/// stand on.
[[nodiscard]] std::optional<OrderSpec>
entryOrder(std::string symbol, Money size, const std::optional<Quote>& quote, OrderForm form);

/// An order that closes `quantity`: a sell of a long, a buy of a short (negative quantity). Where
/// fractions are refused it closes the whole shares, and the fraction waits; less than one share is
/// written as it is, so that the gate says what stands in its way.
[[nodiscard]] std::optional<OrderSpec> closingOrder(std::string symbol,
                                                    Quantity quantity,
                                                    const std::optional<Quote>& quote,
                                                    OrderForm form);

/// The marketable limit for a side at this quote. Nothing where the other side has no price.
[[nodiscard]] std::optional<Price>
marketableLimit(Side side, const Quote& quote, TickRule ticks = TickRule::Share);

} // namespace tapedeck
