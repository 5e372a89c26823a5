#include "base/canonical.h"
#include "signals/figures.h"
#include "signals/strategies/specs.h"

#include <vector>

namespace tapedeck::strategies {

namespace {

/// Where the short mean stood to the long one, the last time they differed.
enum class Standing : std::uint8_t
{
    Unknown,
    Above,
    Below
};

struct SavedStanding
{
    SymbolId symbol{};
    Standing standing{};
    TAPEDECK_FIELDS(self.symbol, self.standing)
};

/// A distance of the means, as a share of the long one, that counts as certain.
constexpr double kCertainDistance = 0.001;

/// Enters when the short mean crosses above the long one, leaves when it crosses below; says so
/// once, at the crossing. Touching is not crossing, and a crossing while there are no means (too
/// few trades, a restart) is said as soon as there are.
class SmaCrossover final : public Strategy
{
public:
    explicit SmaCrossover(const ParamValues& values)
        : m_shortSeconds{values.whole("short_seconds")}, m_longSeconds{values.whole(
                                                             "long_seconds")},
          m_shortSpan{spanOfSeconds(m_shortSeconds)}, m_longSpan{spanOfSeconds(m_longSeconds)}
    {}

    void watch(SymbolId symbol) override
    {
        Strategy::watch(symbol);
        if (indexOf(symbol) >= m_standings.size())
            m_standings.resize(indexOf(symbol) + 1, Standing::Unknown);
    }

    std::optional<Finding> onTrade(const MarketView& view, bool holding) override
    {
        if (!watches(view.symbol))
            return std::nullopt;
        const auto shortMean = view.window.mean(m_shortSpan);
        const auto longMean = view.window.mean(m_longSpan);
        if (!shortMean || !longMean || *shortMean == *longMean)
            return std::nullopt;
        const Standing now = *shortMean > *longMean ? Standing::Above : Standing::Below;
        const Standing before = std::exchange(m_standings[indexOf(view.symbol)], now);
        if (before == Standing::Unknown || before == now)
            return std::nullopt;
        if (holding == (now == Standing::Above))
            return std::nullopt;
        return say(now, *shortMean, *longMean);
    }

    void forget(SymbolId symbol) override
    {
        if (watches(symbol))
            m_standings[indexOf(symbol)] = Standing::Unknown;
    }

    std::string saveState(const Symbols& symbols) const override
    {
        std::vector<SavedStanding> saved;
        for (std::size_t i = 0; i < m_standings.size(); ++i) {
            if (m_standings[i] != Standing::Unknown)
                saved.push_back(SavedStanding{static_cast<SymbolId>(i), m_standings[i]});
        }
        return canonicalBytes(saved, &symbols);
    }

    Result<void> restoreState(std::string_view bytes, Symbols& symbols) override
    {
        auto saved = fromCanonicalBytes<std::vector<SavedStanding>>(bytes, &symbols);
        if (!saved)
            return tl::unexpected{saved.error()};
        for (const SavedStanding& each : *saved) {
            if (each.standing > Standing::Below)
                return fail(ErrorCode::Malformed, "sma_crossover: saved state is damaged");
        }
        for (const SavedStanding& each : *saved) {
            watch(each.symbol);
            m_standings[indexOf(each.symbol)] = each.standing;
        }
        return {};
    }

private:
    [[nodiscard]] Finding say(Standing now, double shortMean, double longMean) const
    {
        const bool above = now == Standing::Above;
        const double distance = above ? shortMean - longMean : longMean - shortMean;
        Finding finding;
        finding.intent = above ? Intent::Enter : Intent::Leave;
        finding.confidence = confidenceBeyond(distance, longMean * kCertainDistance);
        finding.severity = Severity::Medium;
        finding.evidence = Evidence{Metric::ShortMean,
                                    above ? Comparison::CrossedAbove : Comparison::CrossedBelow,
                                    shortMean,
                                    longMean,
                                    m_shortSeconds};
        finding.second = Evidence{Metric::LongMean,
                                  above ? Comparison::Below : Comparison::Above,
                                  longMean,
                                  shortMean,
                                  m_longSeconds};
        return finding;
    }

    int m_shortSeconds;
    int m_longSeconds;
    Span m_shortSpan;
    Span m_longSpan;
    std::vector<Standing> m_standings; ///< by symbol
};

constexpr std::array kParams{
    ParamSpec{"short_seconds",
              Ratio::fromWhole(30),
              Ratio::fromWhole(30),
              Ratio::fromWhole(120),
              "Length of the short window, in seconds.",
              true,
              kMeanWindows},
    ParamSpec{"long_seconds",
              Ratio::fromWhole(120),
              Ratio::fromWhole(30),
              Ratio::fromWhole(120),
              "Length of the long window, in seconds.",
              true,
              kMeanWindows},
};

constexpr StrategySpec kSpec{
    "sma_crossover",
    "Buys when the short mean crosses above the long one, sells when it crosses below.",
    kParams,
    [](const ParamValues& values) -> std::unique_ptr<Strategy> {
        return std::make_unique<SmaCrossover>(values);
    },
    [](const ParamValues& values) -> std::optional<std::string> {
        if (values.ratio("short_seconds") < values.ratio("long_seconds"))
            return std::nullopt;
        return "short_seconds must be below long_seconds";
    },
};

} // namespace

const StrategySpec& smaCrossover() noexcept
{
    return kSpec;
}

} // namespace tapedeck::strategies
