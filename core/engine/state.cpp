#include "engine/state.h"

#include "base/pinned.h"
#include "market/option_terms.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kBooksGoodFor = std::chrono::seconds{10};
/// Whoever wants out must get out, whether or not the broker answers.
constexpr Nanoseconds kBooksPatience = std::chrono::seconds{5};

} // namespace

void EngineState::audit(AuditEntry entry)
{
    entry.at = now;
    auditTail.push_front({++auditCount, entry});
    if (auditTail.size() > kAuditTail)
        auditTail.pop_back();
    put(output::AppendAudit{std::move(entry)});
}

void EngineState::notice(std::string text)
{
    std::erase_if(notices, [&text](const auto& told) { return told.second == text; });
    notices.emplace_front(now, std::move(text));
    if (notices.size() > kNoticesMax)
        notices.pop_back();
}

void EngineState::disarm(std::string why)
{
    armed = false;
    AuditEntry entry;
    entry.kind = AuditKind::Disarmed;
    entry.detail = std::move(why);
    audit(std::move(entry));
}

void EngineState::lockLive(const std::string& why)
{
    if (mode != Mode::Live)
        return;
    armed = false;
    locked = "live is locked again: " + why;
    AuditEntry entry;
    entry.kind = AuditKind::LiveLocked;
    entry.detail = why;
    audit(std::move(entry));
}

bool EngineState::waitsForBooks()
{
    const bool streams = linkState(Link::TradeUpdates) == LinkState::Live;
    if (reconciled && (streams || decisive.kill.phase == KillPhase::Off)) {
        booksWantedAt.reset();
        return false;
    }
    const auto age = [this] { return now - *booksWantedAt; };
    // Agreed upon since, they are good for a moment only: nobody hears what happens meanwhile.
    if (!booksWantedAt || (reconciled && age() >= kBooksGoodFor)) {
        booksWantedAt = now;
        reconcileAt = now;
    }
    return decisive.fillsBookedUntil < *booksWantedAt && age() < kBooksPatience;
}

std::string EngineState::nextId()
{
    dirty = true;
    return runId + "-" + std::to_string(decisive.nextNumber++);
}

Instance* EngineState::findInstance(std::string_view name) noexcept
{
    const auto found = std::find_if(instances.begin(), instances.end(), [name](const Instance& i) {
        return i.config.name == name;
    });
    return found == instances.end() ? nullptr : &*found;
}

InstanceBooks* EngineState::findBooks(std::string_view name) noexcept
{
    auto& all = decisive.instances;
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const InstanceBooks& books) { return books.name == name; });
    return found == all.end() ? nullptr : &*found;
}

const InstanceBooks* EngineState::findBooks(std::string_view name) const noexcept
{
    const auto& all = decisive.instances;
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const InstanceBooks& books) { return books.name == name; });
    return found == all.end() ? nullptr : &*found;
}

StopMark& EngineState::stopMark(SymbolId symbol)
{
    for (StopMark& mark : decisive.stops) {
        if (mark.symbol == symbol)
            return mark;
    }
    StopMark fresh;
    fresh.symbol = symbol;
    decisive.stops.push_back(fresh);
    return decisive.stops.back();
}

Price EngineState::dividendsOf(SymbolId symbol) const noexcept
{
    for (const StopMark& mark : decisive.stops) {
        if (mark.symbol == symbol)
            return mark.dividends;
    }
    return Price{};
}

std::int64_t EngineState::multiplierOf(SymbolId symbol) const noexcept
{
    const SymbolMarket* known = market.find(symbol);
    if (known != nullptr && known->asset)
        return known->asset->multiplier;
    return isOptionSymbol(symbols.text(symbol)) ? kContractShares : 1;
}

bool EngineState::hasDerivedQuotes(std::string_view symbol) const noexcept
{
    return isOptionSymbol(symbol) && config.feed.options != OptionFeed::Opra;
}

Ratio EngineState::spreadBoundOf(SymbolId symbol) const noexcept
{
    return isOptionSymbol(symbols.text(symbol)) ? config.limits.optionSpread : config.limits.spread;
}

Price EngineState::markOf(SymbolId symbol) const noexcept
{
    const SymbolMarket* known = market.find(symbol);
    if (known != nullptr && known->mid() && isOptionSymbol(symbols.text(symbol)))
        return *known->mid();
    if (known != nullptr && known->last())
        return *known->last();
    return decisive.book.holding(symbol).averagePrice();
}

void EngineState::forgetStop(SymbolId symbol)
{
    StopMark fresh;
    fresh.symbol = symbol;
    stopMark(symbol) = fresh;
}

Ratio EngineState::lossBoundOf(SymbolId symbol) const noexcept
{
    return isOptionSymbol(symbols.text(symbol)) ? config.limits.optionLoss
                                                : config.limits.positionLoss;
}

const BlockedSymbol* EngineState::blockOf(SymbolId symbol) const noexcept
{
    for (const BlockedSymbol& blocked : decisive.blocked) {
        if (blocked.symbol == symbol)
            return &blocked;
    }
    return nullptr;
}

bool EngineState::isUnbooked(SymbolId symbol) const noexcept
{
    const std::string_view name = symbols.text(symbol);
    return std::any_of(
        decisive.actions.begin(), decisive.actions.end(), [name](const KnownAction& known) {
            return known.awaited && (known.action.symbol == name || known.action.newSymbol == name);
        });
}

bool EngineState::actionsPending() const noexcept
{
    return !actionsAnswered && now - startedAt < kActionsPatience;
}

bool EngineState::isWatched(std::string_view symbol) const noexcept
{
    return std::find(config.watchlist.begin(), config.watchlist.end(), symbol) !=
           config.watchlist.end();
}

Money EngineState::equityNow() const
{
    Int128 equity = cash.value_or(Money{}).nanos();
    for (const Holding& held : decisive.book.all())
        equity += saturatedNotional(markOf(held.symbol), held.quantity, held.multiplier).nanos();
    return Money::fromNanos(pinned(equity));
}

Money EngineState::exposureNow() const
{
    Int128 exposure = 0;
    for (const Holding& held : decisive.book.all())
        exposure +=
            saturatedNotional(markOf(held.symbol), held.quantity.abs(), held.multiplier).nanos();
    for (const auto& [id, order] : decisive.orders.all()) {
        if (order.spec().side == Side::Buy)
            exposure += order.notionalAtStake(now).nanos();
    }
    return Money::fromNanos(pinned(exposure));
}

Money EngineState::committedNow() const
{
    Int128 committed = 0;
    for (const auto& [id, order] : decisive.orders.all()) {
        if (!order.counted && order.spec().side == Side::Buy)
            committed += order.notionalAtStake(now).nanos() +
                         Int128{order.bookedValue.rounded().nanos()} * order.multiplier;
    }
    return Money::fromNanos(pinned(committed));
}

Money EngineState::settledCash() const
{
    const MarketCalendar& calendar = market.calendar();
    Int128 settled = cash.value_or(Money{}).nanos();
    settled -= decisive.ledger.unsettledOn(calendar.tradingDate(now), calendar).nanos();
    for (const auto& [id, order] : decisive.orders.all()) {
        if (order.spec().side == Side::Buy)
            settled -= order.notionalAtStake(now).nanos();
    }
    return Money::fromNanos(pinned(settled));
}

Nanoseconds EngineState::missingIn(SymbolId symbol, Nanoseconds window, bool ofBars) const noexcept
{
    Nanoseconds missing{0};
    for (const Hole& hole : holes) {
        if ((ofBars && hole.barsFilled) ||
            !std::binary_search(hole.symbols.begin(), hole.symbols.end(), symbol))
            continue;
        const Timestamp from = std::max(hole.start, now - window);
        const Timestamp to = std::min(hole.end.value_or(now), now);
        missing += std::max(to - from, Nanoseconds{0});
    }
    return std::min(missing, window);
}

void EngineState::moveCash(Money by) noexcept
{
    cash = Money::fromNanos(pinned(Int128{cash.value_or(Money{}).nanos()} + by.nanos()));
}

Money EngineState::transfersToday() const noexcept
{
    const MarketCalendar& calendar = market.calendar();
    return decisive.transfers.on(
        calendar.tradingDate(now), calendar, account ? account->createdAt : Timestamp{});
}

Money EngineState::dayProfit() const
{
    if (!account)
        return Money{};
    return Money::fromNanos(pinned(Int128{equityNow().nanos()} - account->lastEquity.nanos() -
                                   transfersToday().nanos()));
}

} // namespace tapedeck
