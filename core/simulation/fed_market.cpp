#include "simulation/fed_market.h"

namespace tapedeck {

void FedMarket::hear(const std::string& symbol, const MarketEvent& event)
{
    Symbol& known = m_symbols[symbol];
    if (const auto* quote = std::get_if<Quote>(&event))
        known.quote = *quote;
    const auto* trade = std::get_if<Trade>(&event);
    if (trade == nullptr || trade->at < known.lastAt)
        return; // a late print says nothing of now
    known.last = trade->price;
    known.lastAt = trade->at;
}

bool FedMarket::isUsable(const Quote& quote, Ratio spreadMost) noexcept
{
    const bool twoSided = quote.bid.isPositive() && quote.ask.isPositive() &&
                          quote.bidSize.isPositive() && quote.askSize.isPositive() &&
                          quote.bid <= quote.ask;
    // (ask - bid) / mid <= most, without a division
    const Int128 spread = quote.ask.nanos() - quote.bid.nanos();
    const Int128 twiceMid = Int128{quote.ask.nanos()} + quote.bid.nanos();
    return twoSided && 2 * spread * kNanosPerUnit <= twiceMid * spreadMost.nanos();
}

FedMarket::Reference FedMarket::referenceOf(const std::string& symbol, Ratio spreadMost) const
{
    const Symbol& known = of(symbol);
    const auto& quote = known.quote;
    if (!quote || quote->at <= known.lastAt || !isUsable(*quote, spreadMost))
        return {known.last, known.lastAt};
    return {Price::fromNanos((quote->bid.nanos() + quote->ask.nanos()) / 2), quote->at};
}

Price FedMarket::spreadOf(const std::string& symbol) const
{
    const auto& quote = of(symbol).quote;
    return quote ? quote->ask - quote->bid : Price{};
}

const FedMarket::Symbol& FedMarket::of(const std::string& symbol) const
{
    static const Symbol kUnheard;
    const auto known = m_symbols.find(symbol);
    return known == m_symbols.end() ? kUnheard : known->second;
}

} // namespace tapedeck
