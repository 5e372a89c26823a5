#include "trading/tick_size.h"

#include "base/check.h"

namespace tapedeck {

namespace {

constexpr Price kCent = Price::fromNanos(10'000'000);
constexpr Price kHundredthOfACent = Price::fromNanos(100'000);

} // namespace

// Source: alpaca.md, section 4.3 (Rule 612 of Regulation NMS); for options Cboe rule 5.4 and the
// Penny Interval Program.
Price tickSize(Price price, TickRule rule) noexcept
{
    const bool dear = price >= Price::fromWhole(3);
    switch (rule) {
    case TickRule::Share:
        return price >= Price::fromWhole(1) ? kCent : kHundredthOfACent;
    case TickRule::Option:
        return dear ? Price::fromNanos(10 * kCent.nanos()) : Price::fromNanos(5 * kCent.nanos());
    case TickRule::PennyOption:
        return dear ? Price::fromNanos(5 * kCent.nanos()) : kCent;
    }
    CHECK(false);
}

Price onTick(Price price, Rounding direction, TickRule rule) noexcept
{
    const std::int64_t tick = tickSize(price, rule).nanos();
    const std::int64_t below = price.nanos() / tick * tick;
    const std::int64_t rest = price.nanos() - below;
    switch (direction) {
    case Rounding::Down:
        return Price::fromNanos(below);
    case Rounding::Up:
        return Price::fromNanos(rest == 0 ? below : below + tick);
    case Rounding::HalfEven:
        return Price::fromNanos(rest * 2 < tick ? below : below + tick);
    }
    CHECK(false);
}

} // namespace tapedeck
