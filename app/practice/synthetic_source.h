#pragma once

#include "app/practice/market_source.h"
#include "synthetic/synthetic_market.h"

namespace tapedeck::practice {

/// The market in the box, day after day without an end.
class SyntheticSource final : public MarketSource
{
public:
    SyntheticSource(std::uint64_t seed, Symbols& symbols);

    [[nodiscard]] Result<bool> next(SourceRecord& record) override;
    [[nodiscard]] SourcePosition position() const override { return m_position; }
    [[nodiscard]] Result<void> seekDay(const SourcePosition& position) override;
    [[nodiscard]] Date firstDay() const override { return m_market.firstDay(); }
    [[nodiscard]] std::vector<SourceSymbol> symbols() const override;
    [[nodiscard]] std::vector<Bar> dailyBars(SymbolId symbol, Date day) const override;
    [[nodiscard]] std::string fingerprint() const override;

private:
    std::uint64_t m_seed;
    SyntheticMarket m_market;
    SourcePosition m_position;
};

} // namespace tapedeck::practice
