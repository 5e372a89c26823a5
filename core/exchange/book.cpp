#include "exchange/book.h"

#include "base/check.h"
#include "market/conditions.h"
#include "market/halts.h"

#include <algorithm>

namespace tapedeck {

void Book::forgetQuote() noexcept
{
    row.bid = row.ask = Price{};
    row.bidLeft = row.askLeft = Quantity{};
    changed = true;
}

void Book::take(const Quote& quote) noexcept
{
    if (row.halted || !quoteIsUsable(quote) || quote.bid >= quote.ask) {
        forgetQuote();
        return;
    }
    row.bid = quote.bid;
    row.ask = quote.ask;
    row.bidLeft = quote.bidSize;
    row.askLeft = quote.askSize;
    changed = true;
}

void Book::take(const TradingStatus& status) noexcept
{
    const HaltState known = row.halted ? HaltState::Halted : HaltState::Trading;
    const HaltState now = haltStateAfter(known, status);
    if (now == known)
        return;
    row.halted = now == HaltState::Halted;
    forgetQuote();
}

Price Book::averageEntry() const noexcept
{
    if (row.position.isZero())
        return Price{};
    const Int128 nanos = divideHalfEven(row.cost.value(), row.position.nanos());
    CHECK(fitsInt64(nanos)); // between the prices of its fills
    return Price::fromNanos(static_cast<std::int64_t>(nanos));
}

std::optional<Price> Book::currentPrice() const noexcept
{
    if (row.last)
        return row.last;
    if (row.previousClose)
        return row.previousClose;
    if (!row.position.isZero())
        return averageEntry();
    return std::nullopt;
}

void Book::buy(Price price, Quantity quantity) noexcept
{
    row.cost = Wide::of(row.cost.value() + Int128{price.nanos()} * quantity.nanos());
    row.position += quantity;
    changed = true;
}

void Book::sell(Quantity quantity) noexcept
{
    CHECK(quantity.isPositive() && quantity <= row.position);
    const std::int64_t held = row.position.nanos();
    const std::int64_t left = held - quantity.nanos();
    // cost x left / held, rounded down, in two steps that each stay within 128 bits.
    const Int128 cost = row.cost.value();
    const Int128 kept = cost / held * left + cost % held * left / held;
    row.cost = Wide::of(kept);
    row.position -= quantity;
    changed = true;
}

void Book::split(Ratio oldRate, Ratio newRate) noexcept
{
    const auto shares = [&](std::int64_t nanos) {
        const Int128 many = Int128{nanos} * newRate.nanos() / oldRate.nanos();
        return static_cast<std::int64_t>(std::min(many, Int128{INT64_MAX}));
    };
    row.position = Quantity::fromNanos(shares(row.position.nanos()));
    if (row.position.isZero())
        row.cost = Wide{};
    for (std::optional<Price>* price : {&row.last, &row.regularLast, &row.previousClose}) {
        if (*price)
            *price = Price::fromNanos(static_cast<std::int64_t>(
                divideHalfEven(Int128{(*price)->nanos()} * oldRate.nanos(), newRate.nanos())));
    }
    forgetQuote();
}

bool setsLast(const Trade& trade, Session session) noexcept
{
    switch (lastPriceOf(trade)) {
    case LastPrice::None:
        return false;
    case LastPrice::Regular:
        return true;
    case LastPrice::Extended:
        return session != Session::Regular;
    }
    CHECK(false);
}

} // namespace tapedeck
