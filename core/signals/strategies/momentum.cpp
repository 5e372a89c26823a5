#include "signals/figures.h"
#include "signals/strategies/specs.h"

namespace tapedeck::strategies {

namespace {

/// Follows a move: enters above `threshold_pct` percent over the window, leaves below
/// -`exit_threshold_pct`.
class Momentum final : public Strategy
{
public:
    explicit Momentum(const ParamValues& values)
        : m_threshold{values.number("threshold_pct")}, m_exitThreshold{values.number(
                                                           "exit_threshold_pct")},
          m_seconds{values.whole("window_seconds")}, m_span{spanOfSeconds(m_seconds)}
    {}

    std::optional<Finding> onTrade(const MarketView& view, bool holding) override
    {
        if (!watches(view.symbol))
            return std::nullopt;
        const auto momentum = view.window.momentumPct(m_span);
        if (!momentum)
            return std::nullopt;
        if (!holding && *momentum > m_threshold)
            return say(Intent::Enter, *momentum, m_threshold, *momentum - m_threshold);
        if (holding && *momentum < -m_exitThreshold)
            return say(Intent::Leave, *momentum, -m_exitThreshold, -m_exitThreshold - *momentum);
        return std::nullopt;
    }

private:
    [[nodiscard]] Finding
    say(Intent intent, double momentum, double threshold, double distance) const
    {
        Finding finding;
        finding.intent = intent;
        finding.confidence = confidenceBeyond(distance, threshold < 0 ? -threshold : threshold);
        finding.severity = Severity::Medium;
        finding.evidence = Evidence{Metric::MomentumPct,
                                    intent == Intent::Enter ? Comparison::Above : Comparison::Below,
                                    momentum,
                                    threshold,
                                    m_seconds};
        return finding;
    }

    double m_threshold;
    double m_exitThreshold;
    int m_seconds;
    Span m_span;
};

constexpr std::array kParams{
    ParamSpec{"threshold_pct",
              Ratio::fromNanos(50'000'000),
              Ratio{},
              Ratio::fromWhole(100),
              "Buy when the price rose by more than this many percent over the window."},
    ParamSpec{"exit_threshold_pct",
              Ratio::fromNanos(30'000'000),
              Ratio{},
              Ratio::fromWhole(100),
              "Sell when it fell by more than this many percent over the window."},
    ParamSpec{"window_seconds",
              Ratio::fromWhole(10),
              Ratio::fromWhole(5),
              Ratio::fromWhole(60),
              "Length of the window, in seconds.",
              true,
              kMomentumWindows},
};

constexpr StrategySpec kSpec{
    "momentum",
    "Buys what rises quickly, sells it when it falls.",
    kParams,
    [](const ParamValues& values) -> std::unique_ptr<Strategy> {
        return std::make_unique<Momentum>(values);
    },
};

} // namespace

const StrategySpec& momentum() noexcept
{
    return kSpec;
}

} // namespace tapedeck::strategies
