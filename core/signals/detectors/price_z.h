#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "base/symbols.h"
#include "base/time.h"
#include "indicators/rolling.h"
#include "indicators/z_score.h"
#include "market/events.h"
#include "signals/detectors/detector_config.h"
#include "signals/signal.h"
#include "signals/strategies/strategy.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// Finds prices that are far from where they use to be, in two kinds: the last price against the
/// last 30 daily closes, and the last minute's return against the 60 before it (at least 20); z =
/// (figure - mean) / sample deviation. Far below proposes to buy, far above to sell.
///
/// Within the cooldown nothing more is said of that symbol and kind, whatever its severity.
/// Confidence is 0.5 where `low` begins and 1 from `critical` on.
class PriceZDetector
{
public:
    static constexpr std::string_view kName = "price_z";
    static constexpr std::size_t kDailyCloses = 30;
    static constexpr std::size_t kReturns = 60;
    static constexpr std::size_t kReturnsMin = 20;

    explicit PriceZDetector(DetectorConfig config);

    void watch(SymbolId symbol);
    /// The baseline: oldest first, the last 30 are used; with fewer there is none. Closes before
    /// the session only, adjusted for splits.
    void setDailyCloses(SymbolId symbol, std::span<const Price> closes);
    /// The daily z-score of a price; empty without a baseline or when all closes are the same.
    [[nodiscard]] std::optional<double> zScore(SymbolId symbol, Price price) const;

    /// The returns begin anew: the symbol's prices so far are of another kind (a split).
    void forget(SymbolId symbol);

    /// For every trade that sets the last price of a watched symbol.
    [[nodiscard]] std::optional<Finding> onTrade(const MarketView& view);
    /// A minute is over at `now`. Bars older than the last one are passed over; where a minute is
    /// missing there is no return, and after an hour without bars the returns start anew.
    [[nodiscard]] std::optional<Finding> onMinuteBar(const Bar& bar, Timestamp now);

    /// The cooldowns, as canonical bytes; baselines and returns come back with the history.
    [[nodiscard]] std::string saveState(const Symbols& symbols) const;
    /// Errors: Malformed.
    [[nodiscard]] Result<void> restoreState(std::string_view bytes, Symbols& symbols);

private:
    struct PerSymbol
    {
        ZScore closes{kDailyCloses};
        RollingMoments returns{kReturns};
        std::optional<Timestamp> lastMinute; ///< start of the newest bar
        Price lastClose;
        std::optional<Timestamp> dailySaidAt;
        std::optional<Timestamp> returnSaidAt;
    };

    [[nodiscard]] PerSymbol* find(SymbolId symbol) const noexcept
    {
        return indexOf(symbol) < m_symbols.size() ? m_symbols[indexOf(symbol)].get() : nullptr;
    }
    [[nodiscard]] std::optional<Finding> judge(double z,
                                               Metric metric,
                                               std::int32_t seconds,
                                               Timestamp now,
                                               std::optional<Timestamp>& saidAt) const;

    DetectorConfig m_config;
    std::vector<std::unique_ptr<PerSymbol>> m_symbols; ///< by symbol; those that are watched
};

} // namespace tapedeck
