#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/int128.h"
#include "trading/order.h"

#include <cstdint>
#include <vector>

namespace tapedeck {

/// price x quantity (x multiplier), exact: 1e-18 dollars.
struct ExactMoney
{
    Int128 value = 0;

    /// Half-even to nine decimals, pinned at the range of Money.
    [[nodiscard]] Money rounded() const noexcept;
    using CanonicalFields = void;
    static void visitFields(auto& visit, auto& self)
    {
        auto high = static_cast<std::int64_t>(self.value >> 64);
        auto low = static_cast<std::uint64_t>(self.value);
        visit(high, low);
        if constexpr (!std::is_const_v<std::remove_reference_t<decltype(self)>>)
            self.value = (Int128{high} << 64) | Int128{low};
    }
    friend bool operator==(const ExactMoney&, const ExactMoney&) = default;
};

/// A position and what it cost. Long when the quantity is positive.
struct Holding
{
    SymbolId symbol{};
    Quantity quantity;
    std::int64_t multiplier = 1; ///< shares a unit: 100 for most option contracts
    ExactMoney cost;             ///< of what is held now; negative for a short
    ExactMoney realised;         ///< profit of everything closed so far
    std::int32_t roundTrips = 0; ///< times it went from open to flat
    Timestamp openedAt;          ///< of the position that is held now
    TAPEDECK_FIELDS(self.symbol,
                    self.quantity,
                    self.multiplier,
                    self.cost,
                    self.realised,
                    self.roundTrips,
                    self.openedAt)

    /// cost / quantity / multiplier, half-even; 0 when flat. For display and stops, never for
    /// books.
    [[nodiscard]] Price averagePrice() const noexcept;
    /// Profit if all of it were closed at `price`.
    [[nodiscard]] Money openProfit(Price price) const noexcept;
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// Positions from fills alone. Average cost; closing takes cost in proportion, half-even to 1e-18
/// dollars, and the last share takes all that is left, so a flat position costs exactly nothing.
/// Written apart from the practice exchange's books, which the tests hold against these.
class PositionBook
{
public:
    /// Precondition: quantity >= 0. A fill through zero closes and opens anew at its price.
    /// `multiplier` is that of what is opened: what is held keeps its own.
    void apply(SymbolId symbol,
               Side side,
               Price price,
               Quantity quantity,
               Timestamp at,
               std::int64_t multiplier = 1);
    /// The position as the broker has it, where ours cannot be right; realised profit stays.
    void overwrite(SymbolId symbol,
                   Quantity quantity,
                   ExactMoney cost,
                   Timestamp at,
                   std::int64_t multiplier = 1);

    /// What is held is of so many shares a unit, as it turned out: the price paid stays.
    void setMultiplier(SymbolId symbol, std::int64_t multiplier);
    /// The position stands under another symbol from here on, in another quantity and at the same
    /// cost. Precondition: nothing is held under `to`.
    void move(SymbolId from, SymbolId to, Quantity quantity);

    /// A zero holding for a symbol that was never held.
    [[nodiscard]] Holding holding(SymbolId symbol) const noexcept;
    [[nodiscard]] Quantity quantity(SymbolId symbol) const noexcept
    {
        return holding(symbol).quantity;
    }
    /// In order of symbol id; flat ones included while they have a history.
    [[nodiscard]] const std::vector<Holding>& all() const noexcept { return m_holdings; }
    using CanonicalFields = void;
    static void visitFields(auto& visit, auto& self)
    {
        visit(self.m_holdings);
        // Bytes name symbols by their texts: ids, and so their order, are the reader's own.
        if constexpr (!std::is_const_v<std::remove_reference_t<decltype(self)>>)
            self.sort();
    }

private:
    Holding& at(SymbolId symbol);
    void sort() noexcept;

    std::vector<Holding> m_holdings; ///< sorted by symbol
};

[[nodiscard]] constexpr ExactMoney
exactNotional(Price price, Quantity quantity, std::int64_t multiplier = 1) noexcept
{
    return {Int128{price.nanos()} * quantity.nanos() * multiplier};
}

} // namespace tapedeck
