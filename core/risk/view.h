#pragma once

#include "base/fixed.h"
#include "base/time.h"
#include "market/events.h"
#include "market/halts.h"
#include "trading/account.h"
#include "trading/mode.h"

#include <cstdint>
#include <optional>

namespace tapedeck {

/// Everything that the gate must know of one symbol and of the whole, at one instant. The engine
/// fills it; sizes are in the worst case: working orders count as filled.
struct RiskView
{
    Timestamp now;
    Mode mode{};
    Rules rules{};

    // The run
    bool killed = false;
    bool armed = false;
    std::optional<Nanoseconds>
        clockSkew; ///< ours minus the broker's, absolute; nothing = not known
    std::optional<Account> account;
    Money equityNow; ///< with open profit at the last prices
    /// Cash moved in (+) or out (-) since last equity was taken; nothing = not known
    std::optional<Money> transfersToday;
    Money settledCash;           ///< cash without what is not settled and what open buys may cost
    Money committedSinceAccount; ///< buys decided since the broker last told us its figures

    // The symbol
    bool watched = false;
    bool blocked = false;       ///< on the blocklist
    bool agreed = true;         ///< our books equal the broker's
    bool unknownOrder = false;  ///< an order on it waits for the broker's word
    std::optional<Asset> asset; ///< nothing = the broker has not named it
    HaltState halt{};
    bool regularHours = false;
    bool extendedHours = false;
    std::optional<Quote> quote; ///< the newest usable or unusable one
    std::optional<Price> last;
    std::optional<Timestamp> lastAt;
    std::int64_t multiplier = 1;
    bool isOption = false;
    bool derivedQuotes = false; ///< of a model, not of a market: the indicative feed's

    // What is held and works, of this symbol
    Quantity held;       ///< signed, by the books
    Quantity workingBuy; ///< not yet filled, of orders that are open
    Quantity workingSell;
    Money workingBuyNotional; ///< at the worst price of each order; also of those given up
    bool sameOriginHolds =
        false; ///< the proposing instance holds the symbol or works an entry in it
    bool anyoneHolds = false;
    bool allowAdd = false;
    std::optional<Ratio> positionReturn; ///< of what is held; negative is a loss

    // The whole
    Money exposure;                    ///< all positions and working buys, at worst prices
    Money instanceCommitted;           ///< what the proposing instance holds and works, at cost
    std::optional<Money> instanceCash; ///< its allocation; nothing = not an instance
    std::int32_t ordersToday = 0;
    std::int32_t ordersLastMinute = 0;
    Money notionalLast4h;
    std::optional<Timestamp> lastOrderOnSymbol;
};

} // namespace tapedeck
