#include "indicators/rsi.h"

#include "base/int128.h"
#include "indicators/rolling.h"
#include "signals/figures.h"
#include "signals/strategies/specs.h"

#include <vector>

namespace tapedeck::strategies {

namespace {

enum class Rhythm : std::uint8_t
{
    Ticks,
    Minutes
};
constexpr std::array<std::string_view, 2> kRhythmWords{"ticks", "1Min"};

/// RSI over the last `period` changes of trade prices, each counting the same. The sums are of
/// integers, so they never drift.
class TickRsi
{
public:
    explicit TickRsi(std::size_t period) : m_changes{period} {}

    void add(Price price) noexcept
    {
        const auto before = std::exchange(m_last, price);
        if (!before)
            return;
        const std::int64_t change = (price - *before).nanos();
        const bool wasFull = m_changes.isFull();
        const std::int64_t oldest = m_changes.push(change);
        if (wasFull)
            count(-1, oldest);
        count(1, change);
    }

    /// Empty before `period` changes; 50 where none of them moved the price, as in
    /// indicators/rsi.h.
    [[nodiscard]] std::optional<double> value() const noexcept
    {
        if (!m_changes.isFull())
            return std::nullopt;
        if (m_gain + m_loss == 0)
            return 50;
        return quantise(100.0 * static_cast<double>(m_gain) / static_cast<double>(m_gain + m_loss));
    }

private:
    void count(std::int64_t sign, std::int64_t change) noexcept
    {
        (change > 0 ? m_gain : m_loss) += sign * (change > 0 ? change : -change);
    }

    LastValues<std::int64_t> m_changes;
    std::optional<Price> m_last;
    Int128 m_gain = 0;
    Int128 m_loss = 0;
};

/// Enters when the price was sold off (RSI below `oversold`), leaves when it was bought up (above
/// `overbought`); on the last period + 1 trade prices, or on minute bars.
class RsiStrategy final : public Strategy
{
public:
    explicit RsiStrategy(const ParamValues& values)
        : m_period{static_cast<std::size_t>(values.whole("period"))}, m_oversold{values.number(
                                                                          "oversold")},
          m_overbought{values.number("overbought")}, m_rhythm{
                                                         static_cast<Rhythm>(values.whole("bars"))}
    {}

    void watch(SymbolId symbol) override
    {
        Strategy::watch(symbol);
        if (indexOf(symbol) >= m_symbols.size())
            m_symbols.resize(indexOf(symbol) + 1);
        if (m_symbols[indexOf(symbol)] == nullptr)
            m_symbols[indexOf(symbol)] = std::make_unique<PerSymbol>(m_period);
    }

    std::optional<Finding> onTrade(const MarketView& view, bool holding) override
    {
        if (!watches(view.symbol))
            return std::nullopt;
        PerSymbol& state = *m_symbols[indexOf(view.symbol)];
        state.ticks.add(view.price);
        const auto rsi = m_rhythm == Rhythm::Ticks ? state.ticks.value() : state.minutes.value();
        if (!rsi)
            return std::nullopt;
        if (!holding && *rsi < m_oversold)
            return say(Intent::Enter, *rsi, m_oversold, (m_oversold - *rsi) / m_oversold);
        if (holding && *rsi > m_overbought)
            return say(
                Intent::Leave, *rsi, m_overbought, (*rsi - m_overbought) / (100 - m_overbought));
        return std::nullopt;
    }

    void forget(SymbolId symbol) override
    {
        if (watches(symbol))
            m_symbols[indexOf(symbol)] = std::make_unique<PerSymbol>(m_period);
    }

    void onMinuteBar(const Bar& bar) override
    {
        if (!watches(bar.symbol))
            return;
        PerSymbol& state = *m_symbols[indexOf(bar.symbol)];
        if (state.lastMinute && bar.start <= *state.lastMinute)
            return;
        state.lastMinute = bar.start;
        state.minutes.update(bar.close);
    }

private:
    struct PerSymbol
    {
        explicit PerSymbol(std::size_t period) : ticks{period}, minutes{period} {}
        TickRsi ticks;
        Rsi minutes; ///< Wilder's
        std::optional<Timestamp> lastMinute;
    };

    [[nodiscard]] Finding say(Intent intent, double rsi, double threshold, double distance) const
    {
        Finding finding;
        finding.intent = intent;
        finding.confidence = confidenceBeyond(distance, 1);
        finding.severity = Severity::Medium;
        finding.evidence = Evidence{Metric::Rsi,
                                    intent == Intent::Enter ? Comparison::Below : Comparison::Above,
                                    rsi,
                                    threshold,
                                    m_rhythm == Rhythm::Ticks ? 0 : 60};
        return finding;
    }

    std::size_t m_period;
    double m_oversold;
    double m_overbought;
    Rhythm m_rhythm;
    std::vector<std::unique_ptr<PerSymbol>> m_symbols; ///< by symbol
};

constexpr std::array kParams{
    ParamSpec{"period",
              Ratio::fromWhole(14),
              Ratio::fromWhole(2),
              Ratio::fromWhole(100),
              "How many changes of the price count.",
              true},
    ParamSpec{"oversold",
              Ratio::fromWhole(30),
              Ratio{},
              Ratio::fromWhole(100),
              "Buy when the RSI is below this."},
    ParamSpec{"overbought",
              Ratio::fromWhole(70),
              Ratio{},
              Ratio::fromWhole(100),
              "Sell when the RSI is above this."},
    ParamSpec{"bars",
              Ratio{},
              Ratio{},
              Ratio::fromWhole(1),
              "What a change is: from trade to trade, or from minute to minute (Wilder's RSI).",
              true,
              {},
              kRhythmWords},
};

constexpr StrategySpec kSpec{
    "rsi",
    "Buys what was sold off, sells what was bought up.",
    kParams,
    [](const ParamValues& values) -> std::unique_ptr<Strategy> {
        return std::make_unique<RsiStrategy>(values);
    },
    [](const ParamValues& values) -> std::optional<std::string> {
        if (values.ratio("oversold") < values.ratio("overbought"))
            return std::nullopt;
        return "oversold must be below overbought";
    },
};

} // namespace

const StrategySpec& rsi() noexcept
{
    return kSpec;
}

} // namespace tapedeck::strategies
