#include "portfolio/position_book.h"

#include "base/pinned.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// The part of `cost` that belongs to `part` of `whole`, half-even. |part| <= |whole|, same sign.
/// Split so that 128 bits always suffice: the quotient is a price, the rest is below one share.
Int128 proportion(Int128 cost, std::int64_t part, std::int64_t whole) noexcept
{
    const Int128 average = cost / whole;
    const Int128 rest = cost % whole;
    const Int128 sign = whole < 0 ? -1 : 1;
    return average * part + divideHalfEven(rest * part * sign, Int128{whole} * sign);
}

} // namespace

Money ExactMoney::rounded() const noexcept
{
    const Int128 nanos = divideHalfEven(value, kNanosPerUnit);
    return Money::fromNanos(pinned(nanos));
}

Price Holding::averagePrice() const noexcept
{
    if (quantity.isZero())
        return Price{};
    const Int128 sign = quantity.isNegative() ? -1 : 1;
    return Price::fromNanos(static_cast<std::int64_t>(
        divideHalfEven(cost.value * sign, Int128{quantity.nanos()} * multiplier * sign)));
}

Money Holding::openProfit(Price price) const noexcept
{
    return ExactMoney{exactNotional(price, quantity, multiplier).value - cost.value}.rounded();
}

void PositionBook::apply(SymbolId symbol,
                         Side side,
                         Price price,
                         Quantity quantity,
                         Timestamp when,
                         std::int64_t multiplier)
{
    CHECK(!quantity.isNegative());
    Holding& held = at(symbol);
    Quantity left = side == Side::Buy ? quantity : -quantity;
    const bool closes = held.quantity.isNegative() != left.isNegative() && !held.quantity.isZero();
    if (closes) {
        const Quantity closed = std::min(held.quantity.abs(), left.abs());
        const Quantity signedClosed = held.quantity.isNegative() ? -closed : closed;
        const Int128 cost =
            proportion(held.cost.value, signedClosed.nanos(), held.quantity.nanos());
        held.realised.value += exactNotional(price, signedClosed, held.multiplier).value - cost;
        held.cost.value -= cost;
        held.quantity -= signedClosed;
        left += signedClosed;
        if (held.quantity.isZero())
            ++held.roundTrips;
    }
    if (left.isZero())
        return;
    if (held.quantity.isZero()) {
        held.openedAt = when;
        held.multiplier = multiplier;
    }
    held.quantity += left;
    held.cost.value += exactNotional(price, left, held.multiplier).value;
}

void PositionBook::overwrite(
    SymbolId symbol, Quantity quantity, ExactMoney cost, Timestamp when, std::int64_t multiplier)
{
    Holding& held = at(symbol);
    if (held.quantity.isZero() && !quantity.isZero())
        held.openedAt = when;
    held.quantity = quantity;
    held.multiplier = multiplier;
    held.cost = quantity.isZero() ? ExactMoney{} : cost;
}

void PositionBook::setMultiplier(SymbolId symbol, std::int64_t multiplier)
{
    Holding& held = at(symbol);
    held.cost.value = held.cost.value / held.multiplier * multiplier;
    held.multiplier = multiplier;
}

void PositionBook::move(SymbolId from, SymbolId to, Quantity quantity)
{
    const Holding held = holding(from);
    CHECK(from != to && this->quantity(to).isZero());
    Holding& heir = at(to);
    heir.quantity = quantity;
    heir.multiplier = held.multiplier;
    heir.cost = quantity.isZero() ? ExactMoney{} : held.cost;
    heir.openedAt = held.openedAt;
    Holding& old = at(from);
    old.quantity = Quantity{};
    old.cost = ExactMoney{};
}

Holding PositionBook::holding(SymbolId symbol) const noexcept
{
    const auto found = std::lower_bound(
        m_holdings.begin(), m_holdings.end(), symbol, [](const Holding& held, SymbolId id) {
            return held.symbol < id;
        });
    if (found != m_holdings.end() && found->symbol == symbol)
        return *found;
    Holding none;
    none.symbol = symbol;
    return none;
}

void PositionBook::sort() noexcept
{
    std::sort(m_holdings.begin(), m_holdings.end(), [](const Holding& a, const Holding& b) {
        return a.symbol < b.symbol;
    });
}

Holding& PositionBook::at(SymbolId symbol)
{
    auto found = std::lower_bound(
        m_holdings.begin(), m_holdings.end(), symbol, [](const Holding& held, SymbolId id) {
            return held.symbol < id;
        });
    if (found == m_holdings.end() || found->symbol != symbol) {
        Holding fresh;
        fresh.symbol = symbol;
        found = m_holdings.insert(found, fresh);
    }
    return *found;
}

} // namespace tapedeck
