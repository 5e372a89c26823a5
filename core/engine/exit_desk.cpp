#include "engine/exit_desk.h"

#include "market/option_terms.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// How long the mid must stay beyond the stop.
constexpr Nanoseconds kBeyondFor = std::chrono::milliseconds{500};
/// A denial that lasts is tried at every usable quote and put on record this often.
constexpr Nanoseconds kDenialEvery = std::chrono::minutes{1};

constexpr std::string_view kStop = "stop_loss";
constexpr std::string_view kExpiry = "expiry";
/// A contract is closed so long before the close of its last day.
constexpr Nanoseconds kBeforeExpiry = std::chrono::minutes{30};

bool isBeyond(const Holding& held, Price price, Price stop) noexcept
{
    return held.quantity.isNegative() ? price >= stop : price <= stop;
}

} // namespace

std::optional<Price> ExitDesk::stopOf(const Holding& held, Ratio loss, Price dividends) noexcept
{
    if (held.quantity.isZero())
        return std::nullopt;
    const bool isShort = held.quantity.isNegative();
    const Ratio factor = Ratio::fromNanos(kNanosPerUnit + (isShort ? 1 : -1) * loss.nanos());
    const auto stop = scaled(held.averagePrice() - dividends, factor);
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
    if (held.quantity.isZero() || isOptionSymbol(m_state.symbols.text(held.symbol)))
        return;
    const auto bound = stopNow(held);
    if (bound && regularPrint && isBeyond(held, *market.last(), *bound))
        stop(market, held);
}

void ExitDesk::onTick()
{
    for (const Holding& held : m_state.decisive.book.all()) {
        const SymbolMarket* market = m_state.market.find(held.symbol);
        if (market == nullptr || held.quantity.isZero())
            continue;
        watch(*market, held);
        watchExpiry(*market, held);
    }
}

void ExitDesk::silence(SymbolId symbol, const Origin& exit)
{
    StopMark& mark = m_state.stopMark(symbol);
    (exit.name == kExpiry ? mark.kept : mark.silenced) = true;
    m_state.dirty = true;
}

std::optional<Price> ExitDesk::stopNow(const Holding& held) const
{
    const EngineState& s = m_state;
    // Prices may be of after a split that our quantity, or the broker's, is still of before.
    if (held.quantity.isZero() || s.isUnbooked(held.symbol) ||
        (s.actionsPending() && held.openedAt < s.startedAt))
        return std::nullopt;
    return stopOf(held, s.lossBoundOf(held.symbol), s.dividendsOf(held.symbol));
}

void ExitDesk::watch(const SymbolMarket& market, const Holding& held)
{
    EngineState& s = m_state;
    const auto bound = stopNow(held);
    if (!bound)
        return;
    StopMark& mark = s.stopMark(held.symbol);
    if (s.market.session() == Session::Closed) {
        s.dirty = s.dirty || mark.beyondSince.has_value();
        mark.beyondSince.reset();
        return;
    }
    // An unusable quote says nothing: neither that the mid is beyond nor that it has come back.
    if (!market.quoteUsable(s.spreadBoundOf(held.symbol)))
        return;
    if (!isBeyond(held, *market.mid(), *bound)) {
        s.dirty = s.dirty || mark.beyondSince.has_value();
        mark.beyondSince.reset();
        return;
    }
    if (!mark.beyondSince) {
        mark.beyondSince = s.now;
        s.dirty = true;
    }
    if (s.now - *mark.beyondSince >= kBeyondFor)
        stop(market, held);
}

void ExitDesk::watchExpiry(const SymbolMarket& market, const Holding& held)
{
    EngineState& s = m_state;
    const auto terms = OptionTerms::parse(s.symbols.text(held.symbol));
    if (!terms || s.market.session() != Session::Regular)
        return;
    const auto lastDay = s.market.calendar().hoursOn(terms->expiry);
    if (!lastDay || s.now < lastDay->close - kBeforeExpiry || s.now >= lastDay->close ||
        s.stopMark(held.symbol).kept)
        return;
    const auto left = std::chrono::floor<std::chrono::seconds>(lastDay->close - s.now);
    fire(market,
         held,
         kExpiry,
         {Metric::OvernightExpiry,
          Comparison::Below,
          static_cast<double>(left.count()),
          static_cast<double>(std::chrono::seconds{std::chrono::minutes{30}}.count()),
          0});
}

void ExitDesk::stop(const SymbolMarket& market, const Holding& held)
{
    const EngineState& s = m_state;
    if (m_state.stopMark(held.symbol).silenced)
        return;
    const Price average = held.averagePrice();
    const Price mark = m_proposer.referenceFor(held.symbol).price;
    const Price gain = held.quantity.isNegative() ? average - mark : mark - average;
    fire(market,
         held,
         kStop,
         {Metric::PositionReturn,
          Comparison::Below,
          ratioOf(gain, average).toDouble(),
          -s.lossBoundOf(held.symbol).toDouble(),
          0});
}

void ExitDesk::fire(const SymbolMarket& market,
                    const Holding& held,
                    std::string_view name,
                    const Evidence& evidence)
{
    EngineState& s = m_state;
    if (s.muted || s.decisive.kill.phase != KillPhase::Off)
        return;
    const Origin origin{OriginKind::Exit, std::string{name}};
    const Quantity all = held.quantity.abs();
    const Side side = held.quantity.isNegative() ? Side::Buy : Side::Sell;
    if (s.decisive.suggestions.holds(origin, held.symbol, side) || s.waitsForBooks())
        return;
    const Closing closing = closingOf(held, side);
    const auto exitOf = [&](Quantity left) {
        left = std::max(left, Quantity{});
        return proposalFor(market, side == Side::Buy ? -left : left, origin, evidence);
    };
    auto proposal = exitOf(all - closing.coming);
    if (!proposal) { // all of it is being closed already
        if (auto heldBack = exitOf(std::min(closing.waits, all)))
            tellOfOthers(std::move(*heldBack));
        return;
    }
    if (s.rules == Rules::Approval) {
        propose(std::move(*proposal), Proposer::Way::Cleared);
        return;
    }
    // Its place is taken once it has ended. Where the gate would let nothing else pass, it stays.
    if (closing.behind.isPositive() && m_proposer.check(*proposal, Proposer::Way::Cleared).approved)
        m_way.clearLeftBehind(held.symbol, side);
    proposal = exitOf(all - closing.coming - closing.behind);
    // It stays armed, and fires when the way is free.
    if (proposal && m_way.clear(held.symbol, side))
        propose(std::move(*proposal), Proposer::Way::AsItIs);
}

ExitDesk::Closing ExitDesk::closingOf(const Holding& held, Side side) const
{
    Closing closing;
    const std::string text = m_state.text(held.symbol);
    for (const auto& [id, order] : m_state.decisive.orders.all()) {
        if (!order.isOpen() || order.spec().symbol != text || order.spec().side != side)
            continue;
        if (!order.isExternal() && m_proposer.isLeftBehind(order)) {
            closing.behind += order.remaining();
            continue;
        }
        closing.coming += order.remaining();
        if (order.isExternal() && onlyWaits(order, held.symbol))
            closing.waits += order.remaining();
    }
    return closing;
}

bool ExitDesk::onlyWaits(const TrackedOrder& order, SymbolId symbol) const
{
    const OrderSpec& spec = order.spec();
    const Price price = m_proposer.referenceFor(symbol).price;
    const auto& stop = spec.stopPrice;
    if (stop && (spec.side == Side::Sell ? price > *stop : price < *stop))
        return true;
    return m_proposer.isLeftBehind(order);
}

std::optional<Proposal> ExitDesk::proposalFor(const SymbolMarket& market,
                                              Quantity quantity,
                                              const Origin& origin,
                                              const Evidence& evidence) const
{
    const SymbolId symbol = market.symbol();
    auto order = closingOrder(
        m_state.text(symbol), quantity, market.quote(), m_proposer.formFor(symbol, false));
    if (!order)
        return std::nullopt;
    Proposal proposal = m_proposer.draft(origin, symbol, std::move(*order));
    proposal.isExit = true;
    proposal.confidence = 1;
    proposal.severity = Severity::Critical;
    proposal.evidence.push_back(evidence);
    return proposal;
}

void ExitDesk::propose(Proposal proposal, Proposer::Way way)
{
    const SymbolId symbol = proposal.symbol;
    if (deniedRecently(symbol) && !m_proposer.check(proposal, way).approved)
        return;
    if (m_proposer.propose(std::move(proposal)) == Proposer::Outcome::Denied)
        m_state.stopMark(symbol).deniedAt = m_state.now;
}

void ExitDesk::tellOfOthers(Proposal proposal)
{
    EngineState& s = m_state;
    if (deniedRecently(proposal.symbol))
        return;
    s.stopMark(proposal.symbol).deniedAt = s.now;
    proposal.id = s.nextId();
    m_proposer.recordDenial(proposal,
                            m_proposer.check(proposal),
                            "an order that was placed elsewhere holds the shares");
    const bool expires = proposal.origin.name == kExpiry;
    s.notice(proposal.order.symbol + " is not closed " +
             (expires ? "before its expiry" : "by its stop") +
             ": an order that was placed elsewhere holds " + proposal.order.quantity->toString() +
             " of it. Once that order is canceled, it is closed.");
}

bool ExitDesk::deniedRecently(SymbolId symbol) const
{
    const StopMark& mark = m_state.stopMark(symbol);
    return mark.deniedAt && m_state.now - *mark.deniedAt < kDenialEvery;
}

} // namespace tapedeck
