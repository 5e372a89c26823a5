#include "base/canonical.h"
#include "signals/strategies/specs.h"

#include <vector>

namespace tapedeck::strategies {

namespace {

/// Enters at the first tick, once for each symbol, and never leaves.
///
/// Its once is used up when an entry was taken or when it is found holding, so an entry that the
/// gate denies before the opening bell is said again.
class BuyAndHold final : public Strategy
{
public:
    void watch(SymbolId symbol) override
    {
        Strategy::watch(symbol);
        if (indexOf(symbol) >= m_done.size())
            m_done.resize(indexOf(symbol) + 1, false);
    }

    std::optional<Finding> onTrade(const MarketView& view, bool holding) override
    {
        if (!watches(view.symbol))
            return std::nullopt;
        if (holding)
            m_done[indexOf(view.symbol)] = true;
        if (m_done[indexOf(view.symbol)])
            return std::nullopt;
        const double figure = view.price.toDouble();
        Finding finding;
        finding.intent = Intent::Enter;
        finding.confidence = 0.5; // there is no threshold to be beyond
        finding.severity = Severity::Medium;
        finding.evidence = Evidence{Metric::FirstTick, Comparison::Reached, figure, figure, 0};
        return finding;
    }

    void onEntryTaken(SymbolId symbol) override
    {
        watch(symbol);
        m_done[indexOf(symbol)] = true;
    }

    std::string saveState(const Symbols& symbols) const override
    {
        std::vector<SymbolId> done;
        for (std::size_t i = 0; i < m_done.size(); ++i) {
            if (m_done[i])
                done.push_back(static_cast<SymbolId>(i));
        }
        return canonicalBytes(done, &symbols);
    }

    Result<void> restoreState(std::string_view bytes, Symbols& symbols) override
    {
        auto done = fromCanonicalBytes<std::vector<SymbolId>>(bytes, &symbols);
        if (!done)
            return tl::unexpected{done.error()};
        for (const SymbolId symbol : *done)
            onEntryTaken(symbol);
        return {};
    }

private:
    std::vector<bool> m_done; ///< by symbol
};

constexpr StrategySpec kSpec{
    "buy_and_hold",
    "Buys each symbol at its first trade, once, and never sells.",
    {},
    [](const ParamValues&) -> std::unique_ptr<Strategy> { return std::make_unique<BuyAndHold>(); },
};

} // namespace

const StrategySpec& buyAndHold() noexcept
{
    return kSpec;
}

} // namespace tapedeck::strategies
