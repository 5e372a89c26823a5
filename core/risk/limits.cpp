#include "risk/limits.h"

#include <chrono>

namespace tapedeck {

namespace {

constexpr Ratio percent(std::int64_t hundredths) noexcept
{
    return Ratio::fromNanos(hundredths * (kNanosPerUnit / 100));
}

} // namespace

LimitTable LimitTable::defaults(Rules rules)
{
    using namespace std::chrono_literals;
    LimitTable table;
    table.equityShare = percent(25);
    table.ordersPerMinute = 10;
    table.positionLoss = percent(5);
    table.optionLoss = percent(50);
    table.priceAge = 5s;
    table.spread = percent(1);
    table.optionSpread = percent(15);
    table.clockSkew = 1s;
    table.priceDistance = percent(5);
    switch (rules) {
    case Rules::Approval:
        table.positionPerSymbol = Money::fromWhole(1'000);
        table.totalExposure = Money::fromWhole(5'000);
        table.ordersPerDay = 10;
        table.notionalPer4h = Money::fromWhole(5'000);
        table.symbolSpacing = 15min;
        table.dayLoss = percent(2);
        table.onePositionPerSymbol = true;
        break;
    case Rules::Automatic:
        table.positionPerSymbol = Money::fromWhole(10'000);
        table.totalExposure = Money::fromWhole(50'000);
        table.symbolSpacing = 5s;
        table.dayLoss = percent(5);
        break;
    }
    return table;
}

} // namespace tapedeck
