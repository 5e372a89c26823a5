#include "synthetic/day_plan.h"

#include "base/check.h"
#include "synthetic/random.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tapedeck {

namespace {

/// Kinds of random streams, so that none is used twice.
constexpr std::uint64_t kMarketStream = 1;
constexpr std::uint64_t kAssetStream = 2;
constexpr std::uint64_t kHaltStream = 3;

constexpr double kMarketDeviation = 0.009; ///< of a day's return of the market as a whole
constexpr double kGapShare = 0.2;          ///< of the day's variance
constexpr double kPull = 0.02;             ///< of the distance to the asset's level, a day
constexpr double kReturnMax = 0.15;
constexpr double kLevelMin = 0.35; ///< of the asset's level
constexpr double kLevelMax = 3.0;
constexpr double kSessionOpenShare = 0.3; ///< of the gap shows from one evening to the next morning
constexpr double kMeanTradeShares = 190;
constexpr double kTradeShare = 0.3; ///< of all events

std::uint64_t dayNumber(Date date) noexcept
{
    return static_cast<std::uint64_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

double magnitude(double x) noexcept
{
    return x < 0 ? -x : x;
}

std::int64_t times(std::int64_t cents, double factor) noexcept
{
    return static_cast<std::int64_t>(static_cast<double>(cents) * factor + 0.5);
}

std::int64_t moved(const SyntheticAsset& asset, std::int64_t cents, double change) noexcept
{
    return std::clamp(times(cents, 1 + std::clamp(change, -kReturnMax, kReturnMax)),
                      times(asset.baseCents, kLevelMin),
                      times(asset.baseCents, kLevelMax));
}

} // namespace

DayModel::DayModel(std::uint64_t seed, Date first)
    : m_seed{seed}, m_next{first}, m_states(syntheticAssets().size())
{
    if (!m_calendar.isTradingDay(m_next))
        m_next = m_calendar.nextTradingDay(m_next);
    for (std::size_t i = 0; i < m_states.size(); ++i) {
        Random random{m_seed, kAssetStream, i};
        m_states[i].close = times(syntheticAssets()[i].baseCents, random.uniform(0.9, 1.1));
    }
}

DayPlan DayModel::next()
{
    const auto hours = m_calendar.hoursOn(m_next);
    CHECK(hours.has_value());
    DayPlan plan;
    plan.hours = *hours;
    plan.halt = drawHalt(*hours);
    const Date after = m_calendar.nextTradingDay(m_next);
    for (std::size_t i = 0; i < m_states.size(); ++i) {
        SymbolPlan symbol = planSymbol(i, m_next, *hours);
        // A halt reopens elsewhere: the day's range has room for it.
        if (i == plan.halt.asset) {
            if (plan.halt.move > 0)
                symbol.high = times(symbol.high, 1 + plan.halt.move);
            else
                symbol.low = times(symbol.low, 1 + plan.halt.move);
        }
        symbol.sessionClose =
            moved(syntheticAssets()[i], symbol.close, kSessionOpenShare * draw(i, after).gap);
        plan.symbols.push_back(symbol);
    }
    m_next = after;
    return plan;
}

SymbolPlan DayModel::planSymbol(std::size_t asset, Date date, const SessionHours& hours)
{
    const SyntheticAsset& traits = syntheticAssets()[asset];
    State& state = m_states[asset];
    const Draw drawn = draw(asset, date);
    SymbolPlan plan;
    plan.previousClose = state.close;
    plan.sessionOpen = moved(traits, state.close, kSessionOpenShare * drawn.gap);
    plan.open = moved(traits, state.close, drawn.gap);
    plan.close = moved(traits, plan.open, drawn.session + drawn.drift);
    plan.deviation = traits.dailyDeviation * std::sqrt(state.variance * (1 - kGapShare));
    const auto reach = [&](double r) { return times(plan.open, plan.deviation * r) + 2; };
    plan.high = std::max(plan.open, plan.close) + reach(drawn.highReach);
    plan.low = std::max<std::int64_t>(std::min(plan.open, plan.close) - reach(drawn.lowReach),
                                      traits.baseCents / 4);
    const double seconds = std::chrono::duration<double>(hours.close - hours.open).count();
    plan.volume = 3 * traits.auctionShares +
                  static_cast<std::int64_t>(traits.eventsPerSecond * seconds * kTradeShare *
                                            kMeanTradeShares * drawn.volume);

    const double change = (drawn.gap + drawn.session) / traits.dailyDeviation;
    state.variance = std::clamp(0.05 + 0.10 * change * change + 0.85 * state.variance, 0.3, 6.0);
    state.close = plan.close;
    return plan;
}

/// What the day brings, with the variance and the price as they stand now.
DayModel::Draw DayModel::draw(std::size_t asset, Date date) const
{
    const SyntheticAsset& traits = syntheticAssets()[asset];
    const State& state = m_states[asset];
    Random market{m_seed, kMarketStream, dayNumber(date)};
    Random own{m_seed, kAssetStream, asset, dayNumber(date)};

    const double common = traits.beta * kMarketDeviation;
    const double total = traits.dailyDeviation * traits.dailyDeviation;
    const double alone = std::sqrt(std::max(total - common * common, 0.1 * total));
    const auto change = [&] { return alone * own.normal() + common * market.normal(); };

    Draw drawn;
    drawn.gap = std::sqrt(kGapShare * state.variance) * change();
    drawn.session = std::sqrt((1 - kGapShare) * state.variance) * change();
    if (own.chance(0.02)) { // news over night
        const double size = own.uniform(0.02, 0.06);
        drawn.gap += own.chance(0.5) ? size : -size;
    }
    const double level =
        static_cast<double>(state.close) / static_cast<double>(traits.baseCents) - 1;
    drawn.drift = -kPull * level;
    drawn.highReach = 0.25 + 0.45 * magnitude(own.normal());
    drawn.lowReach = 0.25 + 0.45 * magnitude(own.normal());
    drawn.volume = own.uniform(0.75, 1.25) * (0.7 + 0.3 * state.variance);
    return drawn;
}

HaltPlan DayModel::drawHalt(const SessionHours& hours) const
{
    using namespace std::chrono_literals;
    Random random{m_seed, kHaltStream, dayNumber(hours.date)};
    HaltPlan halt;
    // Not the fund: a halt of the whole market would be another thing.
    halt.asset = 1 + random.below(static_cast<std::uint32_t>(m_states.size() - 1));
    const auto from = std::chrono::nanoseconds{30min}.count();
    const auto to = (hours.close - hours.open - 60min).count();
    halt.from =
        hours.open + Nanoseconds{from + static_cast<std::int64_t>(random.uniform() *
                                                                  static_cast<double>(to - from))};
    halt.to = halt.from + Nanoseconds{5min} +
              Nanoseconds{static_cast<std::int64_t>(random.uniform(0, 300e9))};
    const double size = random.uniform(0.02, 0.05);
    halt.move = random.chance(0.5) ? size : -size;
    return halt;
}

} // namespace tapedeck
