#pragma once

#include "app/practice/market_source.h"
#include "app/practice/weather/fault_plan.h"
#include "synthetic/random.h"

#include <map>
#include <memory>
#include <optional>

namespace tapedeck::practice {

/// A market at its worst: another source with halts, crossed and empty quotes, and sizes so small
/// that orders fill by the hundred. What comes follows from seed and day alone, so that a run can
/// be resumed.
class WeatherSource final : public MarketSource
{
public:
    WeatherSource(std::unique_ptr<MarketSource> source, FaultPlan plan, std::uint64_t seed);

    /// True where there is anything in the plan for it.
    [[nodiscard]] static bool isIn(const FaultPlan& plan) noexcept;

    [[nodiscard]] Result<bool> next(SourceRecord& record) override;
    [[nodiscard]] SourcePosition position() const override { return m_position; }
    [[nodiscard]] Result<void> seekDay(const SourcePosition& position) override;
    [[nodiscard]] Date firstDay() const override { return m_source->firstDay(); }
    [[nodiscard]] std::vector<SourceSymbol> symbols() const override { return m_source->symbols(); }
    [[nodiscard]] bool hasOptions() const override { return m_source->hasOptions(); }
    [[nodiscard]] std::vector<Bar> dailyBars(SymbolId symbol, Date day) const override
    {
        return m_source->dailyBars(symbol, day);
    }
    [[nodiscard]] std::string fingerprint() const override;

private:
    void beginDay(Date day);
    void worsen(MarketEvent& event);
    [[nodiscard]] bool strikes(Fault fault);
    [[nodiscard]] bool beginHalt(SourceRecord& record);
    [[nodiscard]] bool endHalt(Timestamp now, SourceRecord& record);

    std::unique_ptr<MarketSource> m_source;
    FaultPlan m_plan;
    std::uint64_t m_seed;
    Random m_random;
    SourcePosition m_position;
    std::optional<SourceRecord> m_read;     ///< of the source, not yet told
    std::map<SymbolId, Timestamp> m_halted; ///< until when
    std::optional<Timestamp> m_nextHalt;
};

} // namespace tapedeck::practice
