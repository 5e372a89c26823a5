#include "trading/evidence.h"

#include "base/check.h"

namespace tapedeck {

std::string_view toString(Metric metric) noexcept
{
    switch (metric) {
    case Metric::FirstTick:
        return "first_tick";
    case Metric::MomentumPct:
        return "momentum_pct";
    case Metric::WindowZScore:
        return "window_z";
    case Metric::Rsi:
        return "rsi";
    case Metric::ShortMean:
        return "short_mean";
    case Metric::LongMean:
        return "long_mean";
    case Metric::PriceZScore:
        return "price_z";
    case Metric::ReturnZScore:
        return "return_z";
    case Metric::PositionReturn:
        return "position_return";
    case Metric::OvernightExpiry:
        return "overnight_expiry";
    case Metric::DataGap:
        return "data_gap";
    }
    CHECK(false);
}

std::string_view toString(Severity severity) noexcept
{
    switch (severity) {
    case Severity::Low:
        return "low";
    case Severity::Medium:
        return "medium";
    case Severity::High:
        return "high";
    case Severity::Critical:
        return "critical";
    }
    CHECK(false);
}

} // namespace tapedeck
