#include "simulation/fed_market.h"

#include <utility>

namespace tapedeck {

void FedMarket::hear(const std::string& symbol, const MarketEvent& event)
{
    Symbol& known = m_symbols[symbol];
    if (const auto* quote = std::get_if<Quote>(&event)) {
        known.quote = *quote;
        if (isUsable(*quote, Ratio::fromWhole(9)))
            known.evidenceAt = quote->at;
    }
    if (const auto* status = std::get_if<TradingStatus>(&event))
        known.isHalted = status->status.text() == "H";
    const auto* trade = std::get_if<Trade>(&event);
    if (trade == nullptr || trade->at < known.lastAt)
        return; // a late print says nothing of now
    known.last = trade->price;
    known.lastAt = known.evidenceAt = trade->at;
}

void FedMarket::passTo(Timestamp now)
{
    if (now < m_sessionGoodUntil)
        return;
    m_sessionGoodUntil = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{1};
    const Session session = MarketCalendar{}.sessionAt(now);
    if (std::exchange(m_session, session) == session)
        return;
    for (auto& [symbol, known] : m_symbols)
        known.quote.reset();
}

bool FedMarket::isTrading(const std::string& symbol, Timestamp now, bool forExit) const
{
    const Symbol& known = of(symbol);
    if (known.isHalted)
        return !*known.isHalted;
    return forExit || now - known.evidenceAt < std::chrono::minutes{1};
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
