#include "indicators/session_vwap.h"

#include "market/bars.h"

namespace tapedeck {

void SessionVwap::update(Date session, const Trade& trade) noexcept
{
    begin(session);
    const auto rules = tradeRules(trade.tape, trade.conditions, BarScope::Minute);
    if (!rules.countsVolume || !isCredibleTrade(trade))
        return;
    m_volume += trade.size.nanos();
    m_notional += Int128{trade.price.nanos()} * trade.size.nanos();
}

void SessionVwap::update(Date session, const Bar& bar) noexcept
{
    begin(session);
    if (!bar.volume.isPositive())
        return;
    const Int128 sum = Int128{bar.high.nanos()} + bar.low.nanos() + bar.close.nanos();
    const Int128 price =
        bar.vwap && bar.vwap->isPositive() ? Int128{bar.vwap->nanos()} : divideHalfEven(sum, 3);
    m_volume += bar.volume.nanos();
    m_notional += price * bar.volume.nanos();
}

std::optional<Price> SessionVwap::value() const noexcept
{
    if (m_volume <= 0)
        return std::nullopt;
    return Price::fromNanos(static_cast<std::int64_t>(divideHalfEven(m_notional, m_volume)));
}

void SessionVwap::begin(Date session) noexcept
{
    if (session == m_session)
        return;
    m_session = session;
    m_volume = 0;
    m_notional = 0;
}

} // namespace tapedeck
