#include "config/keys.h"

namespace tapedeck {

namespace {

constexpr std::int64_t kUnit = kNanosPerUnit;
constexpr std::int64_t kTenThousandth = kUnit / 10'000;
constexpr std::int64_t kDollarsMost = 1'000'000'000 * kUnit;
constexpr std::int64_t kCountMost = 1'000'000 * kUnit;
constexpr std::int64_t kDay = 86'400 * kUnit;

constexpr std::array kLimitKeys{
    ConfigKey<LimitTable>{
        "position_per_symbol", &LimitTable::positionPerSymbol, kUnit, kDollarsMost},
    ConfigKey<LimitTable>{"total_exposure", &LimitTable::totalExposure, kUnit, kDollarsMost},
    ConfigKey<LimitTable>{"equity_share", &LimitTable::equityShare, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"orders_per_day", &LimitTable::ordersPerDay, 0, kCountMost},
    ConfigKey<LimitTable>{"orders_per_minute", &LimitTable::ordersPerMinute, kUnit, 200 * kUnit},
    ConfigKey<LimitTable>{"notional_per_4h", &LimitTable::notionalPer4h, 0, kDollarsMost},
    ConfigKey<LimitTable>{"symbol_spacing_seconds", &LimitTable::symbolSpacing, 0, kDay},
    ConfigKey<LimitTable>{"position_loss", &LimitTable::positionLoss, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"option_loss", &LimitTable::optionLoss, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"day_loss", &LimitTable::dayLoss, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"price_age_seconds", &LimitTable::priceAge, kUnit / 10, 3'600 * kUnit},
    ConfigKey<LimitTable>{"spread_max", &LimitTable::spread, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"option_spread_max", &LimitTable::optionSpread, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"clock_skew_seconds", &LimitTable::clockSkew, kUnit / 10, 60 * kUnit},
    ConfigKey<LimitTable>{"price_distance", &LimitTable::priceDistance, kTenThousandth, kUnit},
    ConfigKey<LimitTable>{"allow_margin", &LimitTable::allowMargin},
    ConfigKey<LimitTable>{"allow_extended_hours", &LimitTable::allowExtendedHours},
    ConfigKey<LimitTable>{"one_position_per_symbol", &LimitTable::onePositionPerSymbol},
    ConfigKey<LimitTable>{"live_allow_market", &LimitTable::liveAllowMarket},
};

constexpr std::array kInstanceKeys{
    ConfigKey<InstanceConfig>{"enabled", &InstanceConfig::enabled},
    ConfigKey<InstanceConfig>{
        "position_size_pct", &InstanceConfig::positionSizePct, kTenThousandth, kUnit},
    ConfigKey<InstanceConfig>{
        "cash_allocation", &InstanceConfig::cashAllocation, kUnit, kDollarsMost},
    ConfigKey<InstanceConfig>{"cooldown_seconds", &InstanceConfig::cooldown, 0, kDay},
    ConfigKey<InstanceConfig>{"allow_add", &InstanceConfig::allowAdd},
    ConfigKey<InstanceConfig>{"limit_orders", &InstanceConfig::limitOrders},
};

constexpr std::array kDetectorKeys{
    ConfigKey<DetectorConfig>{"enabled", &DetectorConfig::enabled},
    ConfigKey<DetectorConfig>{"low", &DetectorConfig::low, kUnit / 10, 1'000 * kUnit},
    ConfigKey<DetectorConfig>{"medium", &DetectorConfig::medium, kUnit / 10, 1'000 * kUnit},
    ConfigKey<DetectorConfig>{"high", &DetectorConfig::high, kUnit / 10, 1'000 * kUnit},
    ConfigKey<DetectorConfig>{"critical", &DetectorConfig::critical, kUnit / 10, 1'000 * kUnit},
    ConfigKey<DetectorConfig>{"cooldown_seconds", &DetectorConfig::cooldown, 0, kDay},
    ConfigKey<DetectorConfig>{
        "order_notional", &DetectorConfig::orderNotional, kUnit, kDollarsMost},
};

constexpr std::array kSuggestionKeys{ConfigKey<TradingConfig>{
    "life_seconds", &TradingConfig::suggestionLife, 10 * kUnit, 3'600 * kUnit}};

constexpr std::array kKillKeys{
    ConfigKey<TradingConfig>{"suspend_at_broker", &TradingConfig::suspendAtBroker}};

constexpr std::array kFeedKeys{
    ConfigKey<FeedConfig>{"entry_budget", &FeedConfig::entryBudget, 2 * kUnit, 100'000 * kUnit},
    ConfigKey<FeedConfig>{
        "quote_size_multiplier", &FeedConfig::quoteSizeMultiplier, kUnit, 1'000 * kUnit},
};

} // namespace

std::span<const ConfigKey<LimitTable>> limitKeys() noexcept
{
    return kLimitKeys;
}
std::span<const ConfigKey<InstanceConfig>> instanceKeys() noexcept
{
    return kInstanceKeys;
}
std::span<const ConfigKey<DetectorConfig>> detectorKeys() noexcept
{
    return kDetectorKeys;
}
std::span<const ConfigKey<TradingConfig>> suggestionKeys() noexcept
{
    return kSuggestionKeys;
}
std::span<const ConfigKey<TradingConfig>> killKeys() noexcept
{
    return kKillKeys;
}
std::span<const ConfigKey<FeedConfig>> feedKeys() noexcept
{
    return kFeedKeys;
}

} // namespace tapedeck
