#include "risk/limits.h"

#include <algorithm>
#include <chrono>

namespace tapedeck {

namespace {

constexpr Ratio percent(std::int64_t hundredths) noexcept
{
    return Ratio::fromNanos(hundredths * (kNanosPerUnit / 100));
}

/// Of two upper bounds; nothing is no bound at all.
template <class T>
std::optional<T> lower(const std::optional<T>& a, const std::optional<T>& b) noexcept
{
    if (!a || !b)
        return a ? a : b;
    return std::min(*a, *b);
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

LimitTable tighterOf(const LimitTable& a, const LimitTable& b) noexcept
{
    LimitTable table;
    table.positionPerSymbol = std::min(a.positionPerSymbol, b.positionPerSymbol);
    table.totalExposure = std::min(a.totalExposure, b.totalExposure);
    table.equityShare = std::min(a.equityShare, b.equityShare);
    table.ordersPerDay = lower(a.ordersPerDay, b.ordersPerDay);
    table.ordersPerMinute = std::min(a.ordersPerMinute, b.ordersPerMinute);
    table.notionalPer4h = lower(a.notionalPer4h, b.notionalPer4h);
    table.symbolSpacing = std::max(a.symbolSpacing, b.symbolSpacing);
    table.positionLoss = std::min(a.positionLoss, b.positionLoss);
    table.optionLoss = std::min(a.optionLoss, b.optionLoss);
    table.dayLoss = std::min(a.dayLoss, b.dayLoss);
    table.priceAge = std::min(a.priceAge, b.priceAge);
    table.spread = std::min(a.spread, b.spread);
    table.optionSpread = std::min(a.optionSpread, b.optionSpread);
    table.clockSkew = std::min(a.clockSkew, b.clockSkew);
    table.priceDistance = std::min(a.priceDistance, b.priceDistance);
    table.allowMargin = a.allowMargin && b.allowMargin;
    table.allowExtendedHours = a.allowExtendedHours && b.allowExtendedHours;
    table.onePositionPerSymbol = a.onePositionPerSymbol || b.onePositionPerSymbol;
    table.liveAllowMarket = a.liveAllowMarket && b.liveAllowMarket;
    return table;
}

LimitSettings tighterOf(const LimitSettings& a, const LimitSettings& b)
{
    LimitSettings tighter{tighterOf(a.table, b.table), a.blocklist};
    for (const std::string& symbol : b.blocklist) {
        const auto& listed = a.blocklist;
        if (std::find(listed.begin(), listed.end(), symbol) == listed.end())
            tighter.blocklist.push_back(symbol);
    }
    return tighter;
}

} // namespace tapedeck
