#include "market/events.h"

#include "base/overloaded.h"

namespace tapedeck {

SymbolId symbolOf(const MarketEvent& event) noexcept
{
    return std::visit(Overloaded{[](const Trade& e) { return e.symbol; },
                                 [](const Quote& e) { return e.symbol; },
                                 [](const BarEvent& e) { return e.bar.symbol; },
                                 [](const TradingStatus& e) { return e.symbol; },
                                 [](const LuldBand& e) { return e.symbol; },
                                 [](const TradeCorrection& e) { return e.original.symbol; },
                                 [](const TradeCancel& e) { return e.trade.symbol; }},
                      event);
}

Timestamp timeOf(const MarketEvent& event) noexcept
{
    return std::visit(Overloaded{[](const Trade& e) { return e.at; },
                                 [](const Quote& e) { return e.at; },
                                 [](const BarEvent& e) { return e.bar.start; },
                                 [](const TradingStatus& e) { return e.at; },
                                 [](const LuldBand& e) { return e.at; },
                                 [](const TradeCorrection& e) { return e.original.at; },
                                 [](const TradeCancel& e) { return e.trade.at; }},
                      event);
}

} // namespace tapedeck
