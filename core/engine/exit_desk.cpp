#include "engine/exit_desk.h"

namespace tapedeck {

namespace {

/// How long the mid must stay beyond the stop.
constexpr Nanoseconds kBeyondFor = std::chrono::milliseconds{500};
/// A denial that lasts is tried at every usable quote and put on record this often.
constexpr Nanoseconds kDenialEvery = std::chrono::minutes{1};

bool isBeyond(const Holding& held, Price price, Price stop) noexcept
{
    return held.quantity.isNegative() ? price >= stop : price <= stop;
}

} // namespace

std::optional<Price> ExitDesk::stopOf(const Holding& held, Ratio loss) noexcept
{
    if (held.quantity.isZero())
        return std::nullopt;
    const bool isShort = held.quantity.isNegative();
    const Ratio factor = Ratio::fromNanos(kNanosPerUnit + (isShort ? 1 : -1) * loss.nanos());
    const auto stop = scaled(held.averagePrice(), factor);
    return stop ? std::optional{*stop} : std::nullopt;
}

void ExitDesk::onQuote(const SymbolMarket& market)
{
    const Holding held = m_state.decisive.book.holding(market.symbol());
    if (!held.quantity.isZero())
        watch(market, held);
}

void ExitDesk::onPrice(const SymbolMarket& market, bool regularPrint)
{
    const Holding held = m_state.decisive.book.holding(market.symbol());
    const auto stop = stopOf(held, m_state.config.limits.positionLoss);
    if (stop && regularPrint && isBeyond(held, *market.last(), *stop))
        fire(market, held);
}

void ExitDesk::onTick()
{
    for (const Holding& held : m_state.decisive.book.all()) {
        const SymbolMarket* market = m_state.market.find(held.symbol);
        if (market != nullptr && !held.quantity.isZero())
            watch(*market, held);
    }
}

void ExitDesk::silence(SymbolId symbol)
{
    m_state.stopMark(symbol).silenced = true;
    m_state.dirty = true;
}

void ExitDesk::watch(const SymbolMarket& market, const Holding& held)
{
    EngineState& s = m_state;
    const auto stop = stopOf(held, s.config.limits.positionLoss);
    if (!stop)
        return;
    StopMark& mark = s.stopMark(held.symbol);
    if (s.market.session() == Session::Closed) {
        s.dirty = s.dirty || mark.beyondSince.has_value();
        mark.beyondSince.reset();
        return;
    }
    // An unusable quote says nothing: neither that the mid is beyond nor that it has come back.
    if (!market.quoteUsable(s.config.limits.spread))
        return;
    if (!isBeyond(held, *market.mid(), *stop)) {
        s.dirty = s.dirty || mark.beyondSince.has_value();
        mark.beyondSince.reset();
        return;
    }
    if (!mark.beyondSince) {
        mark.beyondSince = s.now;
        s.dirty = true;
    }
    if (s.now - *mark.beyondSince >= kBeyondFor)
        fire(market, held);
}

void ExitDesk::fire(const SymbolMarket& market, const Holding& held)
{
    EngineState& s = m_state;
    StopMark& mark = s.stopMark(held.symbol);
    if (s.muted || mark.silenced || s.decisive.kill.phase != KillPhase::Off)
        return;
    Origin origin{OriginKind::Exit, "stop_loss"};
    const Side side = held.quantity.isNegative() ? Side::Buy : Side::Sell;
    if (s.decisive.suggestions.holds(origin, held.symbol, side))
        return;
    Quantity left = held.quantity;
    for (const auto& [id, order] : s.decisive.orders.all()) {
        if (order.isOpen() && order.spec().symbol == s.text(held.symbol) &&
            order.spec().side == side)
            left -= held.quantity.isNegative() ? -order.remaining() : order.remaining();
    }
    if (left.isZero() || left.isNegative() != held.quantity.isNegative())
        return; // all of it is being closed already
    auto order = closingOrder(
        s.text(held.symbol), left, market.quote(), m_proposer.formFor(held.symbol, false));
    if (!order)
        return;
    Proposal proposal = m_proposer.draft(std::move(origin), held.symbol, std::move(*order));
    proposal.isExit = true;
    proposal.confidence = 1;
    proposal.severity = Severity::Critical;
    const Price average = held.averagePrice();
    const Price gain =
        held.quantity.isNegative() ? average - proposal.reference : proposal.reference - average;
    proposal.evidence.push_back({Metric::PositionReturn,
                                 Comparison::Below,
                                 ratioOf(gain, average).toDouble(),
                                 -s.config.limits.positionLoss.toDouble(),
                                 0});
    const bool recently = mark.deniedAt && s.now - *mark.deniedAt < kDenialEvery;
    if (recently && !m_proposer.check(proposal).approved)
        return;
    if (m_proposer.propose(std::move(proposal)) == Proposer::Outcome::Denied)
        s.stopMark(held.symbol).deniedAt = s.now;
}

} // namespace tapedeck
