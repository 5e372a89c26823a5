#pragma once

#include "exchange/records.h"
#include "market/events.h"
#include "market/session.h"
#include "trading/account.h"

#include <cstdint>
#include <vector>

namespace tapedeck {

/// One listed symbol: what stands in it, and the numbers of its open orders.
struct Book
{
    Asset asset;
    BookRecord row;
    std::vector<std::uint64_t> open; ///< ascending
    bool changed = false;            ///< since the changes were last taken

    [[nodiscard]] bool hasQuote() const noexcept { return !row.bid.isZero(); }
    /// Nothing may be traded on until the next quote.
    void forgetQuote() noexcept;
    /// Takes the quote over, or forgets the standing one when it may not be traded on.
    void take(const Quote& quote) noexcept;
    /// Notes a halt or its end; other messages change nothing.
    void take(const TradingStatus& status) noexcept;

    /// So many shares are so many from now on, at the same cost; every price of before follows.
    void split(Ratio oldRate, Ratio newRate) noexcept;

    /// The last print, else the previous close, else the average entry.
    [[nodiscard]] std::optional<Price> currentPrice() const noexcept;
    [[nodiscard]] Price averageEntry() const noexcept;
    void buy(Price price, Quantity quantity) noexcept;
    /// Precondition: quantity <= position.
    void sell(Quantity quantity) noexcept;
};

/// True when the print may set the last price of the session that it falls into.
[[nodiscard]] bool setsLast(const Trade& trade, Session session) noexcept;

} // namespace tapedeck
