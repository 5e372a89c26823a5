#pragma once

/// Instances that trade as often as they may, for runs that have only seconds. Prices may be old
/// and clocks apart, since a busy machine must not decide how a test ends.
namespace tapedeck::scenario {

inline constexpr const char* kLivelyConfig = R"(limits:
  orders_per_minute: 200
  symbol_spacing_seconds: 1
  price_age_seconds: 120
  clock_skew_seconds: 60
  day_loss: 0.5
instances:
  - name: quick
    strategy: momentum
    cooldown_seconds: 1
    params: {threshold_pct: 0.01, exit_threshold_pct: 0.01, window_seconds: 5}
  - name: patient
    strategy: mean_reversion
    limit_orders: true
    cooldown_seconds: 1
    params: {window_seconds: 30, std_threshold: 1, exit_threshold: 0.5}
)";

} // namespace tapedeck::scenario
