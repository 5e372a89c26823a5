#include "signals/figures.h"
#include "signals/strategies/specs.h"

namespace tapedeck::strategies {

namespace {

/// Bets that a price far below its window's mean comes back: z = (price - mean) / deviation.
/// Without trades enough for a deviation, or with a deviation of zero, there is no z.
class MeanReversion final : public Strategy
{
public:
    explicit MeanReversion(const ParamValues& values)
        : m_seconds{values.whole("window_seconds")}, m_span{spanOfSeconds(m_seconds)},
          m_threshold{values.number("std_threshold")}, m_exitThreshold{
                                                           values.number("exit_threshold")}
    {}

    std::optional<Finding> onTrade(const MarketView& view, bool holding) override
    {
        if (!watches(view.symbol))
            return std::nullopt;
        const auto z = view.window.zScore(m_span);
        if (!z)
            return std::nullopt;
        if (!holding) {
            if (*z < -m_threshold)
                return say(Intent::Enter, Comparison::Below, *z, -m_threshold, -m_threshold - *z);
            return std::nullopt;
        }
        if (*z > m_threshold)
            return say(Intent::Leave, Comparison::Above, *z, m_threshold, *z - m_threshold);
        const double size = *z < 0 ? -*z : *z;
        if (size >= m_exitThreshold)
            return std::nullopt;
        Finding back =
            say(Intent::Leave, Comparison::Above, *z, -m_exitThreshold, m_exitThreshold - size);
        back.second = back.evidence;
        back.second->comparison = Comparison::Below;
        back.second->threshold = m_exitThreshold;
        return back;
    }

private:
    [[nodiscard]] Finding
    say(Intent intent, Comparison comparison, double z, double threshold, double distance) const
    {
        Finding finding;
        finding.intent = intent;
        finding.confidence = confidenceBeyond(distance, threshold < 0 ? -threshold : threshold);
        finding.severity = Severity::Medium;
        finding.evidence = Evidence{Metric::WindowZScore, comparison, z, threshold, m_seconds};
        return finding;
    }

    int m_seconds;
    Span m_span;
    double m_threshold;
    double m_exitThreshold;
};

constexpr std::array kParams{
    ParamSpec{"window_seconds",
              Ratio::fromWhole(60),
              Ratio::fromWhole(30),
              Ratio::fromWhole(120),
              "Length of the window, in seconds.",
              true,
              kMeanWindows},
    ParamSpec{"std_threshold",
              Ratio::fromWhole(2),
              Ratio::fromNanos(100'000'000),
              Ratio::fromWhole(20),
              "Buy when the price is more than this many standard deviations below the mean; sell "
              "when it is as far above."},
    ParamSpec{"exit_threshold",
              Ratio::fromNanos(500'000'000),
              Ratio{},
              Ratio::fromWhole(20),
              "Sell when the price is back within this many standard deviations of the mean."},
};

constexpr StrategySpec kSpec{
    "mean_reversion",
    "Buys far below the mean, sells when the price is back.",
    kParams,
    [](const ParamValues& values) -> std::unique_ptr<Strategy> {
        return std::make_unique<MeanReversion>(values);
    },
    [](const ParamValues& values) -> std::optional<std::string> {
        if (values.ratio("exit_threshold") < values.ratio("std_threshold"))
            return std::nullopt;
        return "exit_threshold must be below std_threshold";
    },
};

} // namespace

const StrategySpec& meanReversion() noexcept
{
    return kSpec;
}

} // namespace tapedeck::strategies
