#pragma once

#include "simulation/plan.h"
#include "trading/verdict.h"

namespace tapedeck {

/// The bound that is broken must be the one that would have held: so tight that others do not come
/// first. Limits without a bound of their own in the plan stay as they are.
inline void narrow(StormPlan& plan, Limit limit)
{
    if (limit == Limit::PositionNotional)
        plan.positionPerSymbol = Money::fromWhole(900);
    if (limit == Limit::TotalExposure)
        plan.totalExposure = Money::fromWhole(1'200);
    if (limit == Limit::EquityShare)
        plan.equityShare = Ratio::fromNanos(kNanosPerUnit / 25);
    if (limit == Limit::OrdersPerDay)
        plan.ordersPerDay = 15;
    if (limit == Limit::NotionalPer4h)
        plan.notionalPer4h = Money::fromWhole(6'000);
    if (limit == Limit::DayLoss)
        plan.dayLoss = Ratio::fromNanos(kNanosPerUnit / 500);
}

} // namespace tapedeck
