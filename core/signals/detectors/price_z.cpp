#include "signals/detectors/price_z.h"

#include "base/canonical.h"
#include "base/int128.h"
#include "signals/figures.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// Returns beyond ±1,000 % are bad data or a corporate action; pinned, they stay loud.
constexpr std::int64_t kReturnMax = 10 * kNanosPerUnit;

std::int64_t returnOf(Price before, Price after) noexcept
{
    const Int128 change = Int128{after.nanos() - before.nanos()} * kNanosPerUnit;
    const Int128 exact = divideHalfEven(change, before.nanos());
    return static_cast<std::int64_t>(
        std::clamp<Int128>(exact, Int128{-kReturnMax}, Int128{kReturnMax}));
}

/// (value - mean) / sample deviation; empty where the sample is small or does not vary.
std::optional<double> zScoreOf(std::int64_t value, const Moments& sample)
{
    if (sample.count() < static_cast<std::int64_t>(PriceZDetector::kReturnsMin))
        return std::nullopt;
    const double deviation = sample.deviationNanos(Deviation::Sample);
    if (deviation == 0)
        return std::nullopt;
    return quantise(static_cast<double>(value - sample.meanNanos()) / deviation);
}

struct SavedCooldowns
{
    SymbolId symbol{};
    std::optional<Timestamp> dailySaidAt;
    std::optional<Timestamp> returnSaidAt;
    TAPEDECK_FIELDS(self.symbol, self.dailySaidAt, self.returnSaidAt)
};

} // namespace

PriceZDetector::PriceZDetector(DetectorConfig config) : m_config{std::move(config)} {}

void PriceZDetector::watch(SymbolId symbol)
{
    if (indexOf(symbol) >= m_symbols.size())
        m_symbols.resize(indexOf(symbol) + 1);
    if (m_symbols[indexOf(symbol)] == nullptr)
        m_symbols[indexOf(symbol)] = std::make_unique<PerSymbol>();
}

void PriceZDetector::setDailyCloses(SymbolId symbol, std::span<const Price> closes)
{
    watch(symbol);
    ZScore baseline{kDailyCloses};
    for (const Price close : closes.last(std::min(closes.size(), kDailyCloses)))
        baseline.update(close);
    find(symbol)->closes = std::move(baseline);
}

void PriceZDetector::forget(SymbolId symbol)
{
    if (PerSymbol* state = find(symbol)) {
        state->returns = RollingMoments{kReturns};
        state->lastMinute.reset();
    }
}

std::optional<double> PriceZDetector::zScore(SymbolId symbol, Price price) const
{
    const PerSymbol* state = find(symbol);
    return state == nullptr ? std::nullopt : state->closes.of(price);
}

std::optional<Finding> PriceZDetector::onTrade(const MarketView& view)
{
    PerSymbol* state = find(view.symbol);
    if (state == nullptr)
        return std::nullopt;
    const auto z = state->closes.of(view.price);
    if (!z)
        return std::nullopt;
    return judge(*z, Metric::PriceZScore, 0, view.now, state->dailySaidAt);
}

std::optional<Finding> PriceZDetector::onMinuteBar(const Bar& bar, Timestamp now)
{
    PerSymbol* state = find(bar.symbol);
    if (state == nullptr || !bar.close.isPositive())
        return std::nullopt;
    const auto before = state->lastMinute;
    if (before && bar.start <= *before)
        return std::nullopt;
    state->lastMinute = bar.start;
    const Price closeBefore = std::exchange(state->lastClose, bar.close);
    if (!before || bar.start - *before >= 1h) {
        state->returns = RollingMoments{kReturns};
        return std::nullopt;
    }
    if (bar.start - *before != 1min)
        return std::nullopt;
    const std::int64_t value = returnOf(closeBefore, bar.close);
    const auto z = zScoreOf(value, state->returns.moments());
    state->returns.update(value);
    if (!z)
        return std::nullopt;
    return judge(*z, Metric::ReturnZScore, 60, now, state->returnSaidAt);
}

std::optional<Finding> PriceZDetector::judge(double z,
                                             Metric metric,
                                             std::int32_t seconds,
                                             Timestamp now,
                                             std::optional<Timestamp>& saidAt) const
{
    const double size = z < 0 ? -z : z;
    const std::array<std::pair<Ratio, Severity>, 4> bands{
        std::pair{m_config.critical, Severity::Critical},
        std::pair{m_config.high, Severity::High},
        std::pair{m_config.medium, Severity::Medium},
        std::pair{m_config.low, Severity::Low}};
    const auto band = std::find_if(
        bands.begin(), bands.end(), [&](const auto& b) { return size >= b.first.toDouble(); });
    if (!m_config.enabled || band == bands.end())
        return std::nullopt;
    if (saidAt && now - *saidAt < m_config.cooldown)
        return std::nullopt;
    saidAt = now;
    const double low = m_config.low.toDouble();
    const double threshold = band->first.toDouble();
    Finding finding;
    finding.intent = z < 0 ? Intent::Enter : Intent::Leave;
    finding.confidence = confidenceBeyond(size - low, m_config.critical.toDouble() - low);
    finding.severity = band->second;
    finding.evidence = Evidence{metric,
                                z < 0 ? Comparison::Below : Comparison::Above,
                                z,
                                z < 0 ? -threshold : threshold,
                                seconds};
    return finding;
}

std::string PriceZDetector::saveState(const Symbols& symbols) const
{
    std::vector<SavedCooldowns> saved;
    for (std::size_t i = 0; i < m_symbols.size(); ++i) {
        const PerSymbol* state = m_symbols[i].get();
        if (state != nullptr && (state->dailySaidAt || state->returnSaidAt)) {
            saved.push_back(
                SavedCooldowns{static_cast<SymbolId>(i), state->dailySaidAt, state->returnSaidAt});
        }
    }
    return canonicalBytes(saved, &symbols);
}

Result<void> PriceZDetector::restoreState(std::string_view bytes, Symbols& symbols)
{
    auto saved = fromCanonicalBytes<std::vector<SavedCooldowns>>(bytes, &symbols);
    if (!saved)
        return tl::unexpected{saved.error()};
    for (const SavedCooldowns& each : *saved) {
        watch(each.symbol);
        find(each.symbol)->dailySaidAt = each.dailySaidAt;
        find(each.symbol)->returnSaidAt = each.returnSaidAt;
    }
    return {};
}

} // namespace tapedeck
