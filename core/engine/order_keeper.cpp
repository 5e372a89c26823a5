#include "engine/order_keeper.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Nanoseconds kLookupEvery = std::chrono::seconds{2};
/// More than so many, as after a kill that many orders of others did not outlive, are asked for one
/// by one: they go before the broker's truth, and would take all of the request budget from it.
constexpr std::size_t kLookupsAtOnce = 8;
constexpr Nanoseconds kLookupOfManyEvery = std::chrono::milliseconds{500};
/// An order counts as never arrived when the broker did not know it this often, over this long: a
/// request that was cut off may still be on its way for a moment.
constexpr std::int32_t kNotFoundMin = 3;
constexpr Nanoseconds kNotFoundFor = std::chrono::seconds{5};

} // namespace

AuditEntry OrderKeeper::entryFor(AuditKind kind, const TrackedOrder& order) const
{
    AuditEntry entry;
    entry.kind = kind;
    entry.symbol = order.spec().symbol;
    entry.origin = order.intent.ticket.origin;
    entry.proposalId = order.intent.ticket.proposalId;
    entry.clientOrderId = order.intent.clientOrderId;
    return entry;
}

void OrderKeeper::submit(Approved approved, const Verdict& verdict)
{
    EngineState& s = m_state;
    OrderIntent intent{std::move(approved), s.nextId(), s.now};
    const SymbolId symbol = *s.symbols.find(intent.record().ticket.order.symbol);
    const TrackedOrder& order =
        s.decisive.orders.add(intent.record(), s.now, s.multiplierOf(symbol));
    const Ticket& ticket = order.intent.ticket;
    s.decisive.ledger.record(
        symbol, ticket.worstNotional, s.market.calendar().tradingDate(s.now), s.now);

    AuditEntry entry = entryFor(AuditKind::Submitted, order);
    entry.order = ticket.order;
    entry.price = ticket.worstPrice;
    entry.checks = verdict.checks;
    s.audit(std::move(entry));
    s.put(output::SubmitOrder{std::move(intent)});
}

void OrderKeeper::requestCancel(TrackedOrder& order)
{
    const bool remembered = order.cancelWanted && order.brokerId.empty();
    if (!order.isOpen() || order.phase == OrderPhase::Canceling || remembered)
        return;
    m_state.audit(entryFor(AuditKind::CancelRequested, order));
    step(order, OrderStep::CancelAsked, "");
    if (!order.brokerId.empty())
        m_state.put(output::CancelOrder{order.intent.clientOrderId, order.brokerId});
}

void OrderKeeper::repeatCancel(const TrackedOrder& order)
{
    if (order.phase == OrderPhase::Canceling && order.status != OrderStatus::PendingCancel)
        m_state.put(output::CancelOrder{order.intent.clientOrderId, order.brokerId});
}

void OrderKeeper::onDurable(const input::IntentDurable& durable)
{
    if (TrackedOrder* order = m_state.decisive.orders.find(durable.clientOrderId))
        step(*order, OrderStep::MadeDurable, "");
}

void OrderKeeper::onLost(const input::IntentLost& lost)
{
    TrackedOrder* order = m_state.decisive.orders.find(lost.clientOrderId);
    if (order == nullptr)
        return;
    endHere(*order, OrderStep::NotDurable, lost.reason);
}

void OrderKeeper::onReply(const input::SubmitReply& reply)
{
    TrackedOrder* order = m_state.decisive.orders.find(reply.clientOrderId);
    if (order == nullptr)
        return;
    std::visit(Overloaded{[&](BrokerOrder seen) {
                              seen.clientOrderId = reply.clientOrderId;
                              observe(seen);
                              recover(seen, {});
                          },
                          [&](const BrokerError& error) {
                              endHere(*order,
                                      OrderStep::Refused,
                                      error.message.empty()
                                          ? "HTTP " + std::to_string(error.httpStatus)
                                          : error.message);
                              if (order->status == OrderStatus::Rejected)
                                  order->rejection = rejectionOf(error);
                          },
                          [&](const input::NoAnswer& none) { lookUp(*order, none.reason); },
                          [&](const input::NotSent& notSent) {
                              endHere(*order, OrderStep::NotSent, notSent.reason);
                          }},
               reply.answer);
}

void OrderKeeper::onReply(const input::LookupReply& reply)
{
    EngineState& s = m_state;
    TrackedOrder* order = s.decisive.orders.find(reply.clientOrderId);
    auto& lookups = s.decisive.lookups;
    const auto pending = std::find_if(lookups.begin(), lookups.end(), [&](const PendingLookup& p) {
        return p.clientOrderId == reply.clientOrderId;
    });
    if (order == nullptr || pending == lookups.end())
        return;
    s.dirty = true;
    std::visit(Overloaded{[&](BrokerOrder seen) {
                              s.audit(entryFor(AuditKind::Resolved, *order));
                              forgetLookup(reply.clientOrderId);
                              seen.clientOrderId = reply.clientOrderId;
                              observe(seen);
                              recover(seen, {});
                              // A cancel that got lost; asked again until the order has ended.
                              repeatCancel(*order);
                          },
                          [&](const input::NotFound&) {
                              ++pending->notFound;
                              pending->nextAt = s.now + kLookupEvery;
                              if (pending->notFound < kNotFoundMin ||
                                  s.now - pending->firstAt < kNotFoundFor)
                                  return;
                              forgetLookup(reply.clientOrderId);
                              if (!order->brokerId.empty())
                                  s.reconcileAt = s.now; // it had it: something does not add up
                              else
                                  endHere(*order, OrderStep::NeverArrived, kNeverArrived);
                          },
                          [&](const input::NoAnswer&) { pending->nextAt = s.now + kLookupEvery; }},
               reply.answer);
}

void OrderKeeper::onReply(const input::CancelReply& reply)
{
    TrackedOrder* order = m_state.decisive.orders.find(reply.clientOrderId);
    if (order == nullptr || !order->isOpen())
        return;
    std::visit(Overloaded{[](const input::Done&) {},
                          [&](const BrokerError& error) {
                              // An answer to a cancel that was never asked for changes nothing.
                              if (step(*order, OrderStep::CancelRefused, error.message))
                                  lookUp(*order, error.message);
                          },
                          [&](const input::NoAnswer& none) { lookUp(*order, none.reason); }},
               reply.answer);
}

void OrderKeeper::onUpdate(const OrderUpdate& update)
{
    EngineState& s = m_state;
    // Fills first: an order that ends with this message must have its last fill in the books.
    TrackedOrder* known = s.decisive.orders.find(update.order.clientOrderId);
    if (known == nullptr) {
        observe(update.order);
        return;
    }
    TrackedOrder& order = *known;
    bool booked = false;
    if (update.execution) {
        std::vector<Booking> bookings;
        if (update.event == OrderEvent::TradeCorrect)
            bookings =
                s.decisive.orders.correct(order, update.previousExecutionId, *update.execution);
        else if (auto booking = s.decisive.orders.book(order, *update.execution))
            bookings.push_back(std::move(*booking));
        for (const Booking& booking : bookings)
            applyFill(order, update.order, booking);
        booked = !bookings.empty();
    }
    if (update.event == OrderEvent::TradeBust || update.event == OrderEvent::TradeCorrect) {
        if (!booked)
            s.audit(entryFor(AuditKind::Busted, order));
        s.reconcileAt = s.now;
    }
    if (update.event == OrderEvent::CancelRejected)
        step(order, OrderStep::CancelRefused, "the broker could not cancel it");
    observe(update.order, booked ? &*update.execution : nullptr);
    // A fill that this end has overtaken, or that got lost: nobody asks about an ended order again.
    if (isTerminal(update.order.status))
        recover(update.order, {});
}

void OrderKeeper::onTick()
{
    const bool many = m_state.decisive.lookups.size() > kLookupsAtOnce;
    while (!many || m_state.now >= m_state.nextLookupAt) {
        PendingLookup* pending = nextLookup();
        if (pending == nullptr)
            return;
        m_state.nextLookupAt = m_state.now + kLookupOfManyEvery;
        // Not every look-up is answered: ask again if this one is not.
        pending->nextAt = m_state.now + 5 * kLookupEvery;
        m_state.dirty = true;
        m_state.put(output::LookupOrder{pending->clientOrderId});
    }
}

PendingLookup* OrderKeeper::nextLookup()
{
    const auto rank = [this](const PendingLookup& lookup) {
        const TrackedOrder* order = m_state.decisive.orders.find(lookup.clientOrderId);
        return std::pair{order == nullptr || order->isExternal(), lookup.nextAt};
    };
    PendingLookup* next = nullptr;
    for (PendingLookup& lookup : m_state.decisive.lookups) {
        const bool isDue = lookup.nextAt <= m_state.now;
        if (isDue && (next == nullptr || rank(lookup) < rank(*next)))
            next = &lookup;
    }
    return next;
}

TrackedOrder& OrderKeeper::adopt(const BrokerOrder& seen)
{
    EngineState& s = m_state;
    s.dirty = true;
    // Without a price of its own it counts at the market's, and one percent.
    constexpr Ratio kBeyondMarket = Ratio::fromNanos(1'010'000'000);
    const auto symbol = s.symbols.intern(seen.spec.symbol);
    const Price market = symbol ? s.markOf(*symbol) : Price{};
    TrackedOrder& adopted = s.decisive.orders.adopt(seen,
                                                    scaled(market, kBeyondMarket).value_or(market),
                                                    s.now,
                                                    symbol ? s.multiplierOf(*symbol) : 1);
    AuditEntry entry = entryFor(AuditKind::Adopted, adopted);
    entry.order = seen.spec;
    s.audit(std::move(entry));
    s.put(output::RecordOrder{seen, std::nullopt});
    // Fills of a stranger come with the broker's positions.
    if (!seen.filledQuantity.isZero())
        s.reconcileAt = s.now;
    return adopted;
}

TrackedOrder& OrderKeeper::observe(const BrokerOrder& seen, const Execution* booked)
{
    EngineState& s = m_state;
    TrackedOrder* known = s.decisive.orders.find(seen.clientOrderId);
    if (known == nullptr)
        known = &adopt(seen);
    TrackedOrder& order = *known;
    const bool wasOpen = order.isOpen();
    const bool isNews = order.brokerId.empty();
    const OrderStatus before = order.status;
    if (!s.decisive.orders.observe(order, seen, s.now)) {
        AuditEntry entry = entryFor(AuditKind::IllegalTransition, order);
        entry.detail = std::string{toString(before)} + " -> " + std::string{toString(seen.status)};
        s.audit(std::move(entry));
    }
    s.dirty = s.dirty || isNews || order.status != before;
    if (isNews) {
        s.audit(entryFor(AuditKind::Acknowledged, order));
        forgetLookup(order.intent.clientOrderId);
        // Given up for lost, it is an order that nobody wants any more.
        if (order.isOpen() && (order.cancelWanted || !wasOpen)) {
            order.cancelWanted = false;
            requestCancel(order);
        }
    }
    if (isNews || order.status != before || booked != nullptr) {
        output::RecordOrder record{seen, std::nullopt};
        if (booked != nullptr)
            record.execution = *booked;
        // A fill that is told late must not reopen the journal's row.
        if (!order.isOpen()) {
            record.order.status = order.status;
            record.order.filledQuantity = std::max(seen.filledQuantity, order.booked);
        }
        s.put(std::move(record));
    }
    if (wasOpen && !order.isOpen()) {
        forgetLookup(order.intent.clientOrderId);
        endedAudit(order);
    }
    return order;
}

void OrderKeeper::recover(const BrokerOrder& seen, const std::vector<Execution>& activities)
{
    TrackedOrder* order = m_state.decisive.orders.find(seen.clientOrderId);
    if (order == nullptr)
        return;
    for (const Booking& booking : m_state.decisive.orders.recover(*order, seen, activities)) {
        applyFill(*order, seen, booking);
        Execution execution;
        execution.orderId = seen.id;
        execution.symbol = seen.spec.symbol;
        execution.side = booking.side;
        execution.price = booking.price;
        execution.quantity = booking.quantity;
        execution.at = booking.at;
        output::RecordOrder record{seen, std::move(execution)};
        if (!order->isOpen())
            record.order.status = order->status;
        m_state.put(std::move(record));
    }
}

void OrderKeeper::lookUp(TrackedOrder& order, std::string_view reason)
{
    EngineState& s = m_state;
    if (!order.isOpen())
        return;
    const std::string& id = order.intent.clientOrderId;
    if (order.phase != OrderPhase::Working && order.phase != OrderPhase::Canceling) {
        step(order, OrderStep::NoAnswer, reason);
        AuditEntry entry = entryFor(AuditKind::Unresolved, order);
        entry.detail = std::string{reason};
        s.audit(std::move(entry));
    }
    auto& lookups = s.decisive.lookups;
    const bool pending = std::any_of(lookups.begin(), lookups.end(), [&](const PendingLookup& p) {
        return p.clientOrderId == id;
    });
    if (pending)
        return;
    s.dirty = true;
    lookups.push_back({id, s.now, s.now, 0});
}

void OrderKeeper::lookUpUnfinished()
{
    std::vector<std::string> ids;
    for (const auto& [id, order] : m_state.decisive.orders.all()) {
        if (order.phase == OrderPhase::Intended || order.phase == OrderPhase::Submitting)
            ids.push_back(id);
    }
    for (const std::string& id : ids)
        lookUp(*m_state.decisive.orders.find(id), "the program stopped before the answer");
}

void OrderKeeper::reduceInstances(SymbolId symbol, Price price, std::string_view why)
{
    EngineState& s = m_state;
    Quantity excess = -std::max(s.decisive.book.quantity(symbol), Quantity{});
    std::vector<InstanceBooks*> holders;
    for (InstanceBooks& books : s.decisive.instances) {
        const Quantity held = books.book.quantity(symbol);
        if (held.isPositive())
            holders.push_back(&books);
        excess += held;
    }
    std::stable_sort(holders.begin(), holders.end(), [symbol](const auto* a, const auto* b) {
        return a->book.holding(symbol).openedAt > b->book.holding(symbol).openedAt;
    });
    for (InstanceBooks* books : holders) {
        if (!excess.isPositive())
            return;
        const Quantity gone = std::min(excess, books->book.quantity(symbol));
        books->book.apply(symbol, Side::Sell, price, gone, s.now);
        excess -= gone;
        s.dirty = true;
        if (!why.empty())
            recordReduction(symbol, *books, gone, why);
    }
}

void OrderKeeper::recordReduction(SymbolId symbol,
                                  const InstanceBooks& books,
                                  Quantity gone,
                                  std::string_view why)
{
    EngineState& s = m_state;
    AuditEntry entry;
    entry.kind = AuditKind::InstanceReduced;
    entry.symbol = s.text(symbol);
    entry.origin = {OriginKind::Strategy, books.name};
    entry.quantity = -gone;
    entry.detail = why;
    s.audit(std::move(entry));
    s.notice(books.name + " no longer holds " + gone.toString() + " of " + s.text(symbol) + ": " +
             std::string{why});
}

void OrderKeeper::applyFill(const TrackedOrder& order,
                            const BrokerOrder& seen,
                            const Booking& booking)
{
    EngineState& s = m_state;
    const auto known = s.symbols.intern(order.spec().symbol);
    if (!known)
        return;
    const SymbolId symbol = *known;
    s.dirty = true;
    // A bust takes back what a fill brought: the other side, the same price.
    const bool bust = booking.quantity.isNegative();
    const Side side = bust == (booking.side == Side::Buy) ? Side::Sell : Side::Buy;
    const Quantity quantity = booking.quantity.abs();
    const std::int64_t multiplier = s.multiplierOf(symbol);
    const Quantity before = s.decisive.book.quantity(symbol);
    s.decisive.book.apply(symbol, side, booking.price, quantity, s.now, multiplier);
    const ExactMoney value = exactNotional(booking.price, quantity, multiplier);
    const Money paid = ExactMoney{-value.value * signOf(side)}.rounded();
    s.moveCash(paid);
    if (booking.side == Side::Sell)
        s.decisive.ledger.recordSale(paid,
                                     s.market.calendar().tradingDate(std::min(booking.at, s.now)));
    const Origin& origin = order.intent.ticket.origin;
    InstanceBooks* books = s.findBooks(origin.name);
    const bool owned = books != nullptr &&
                       (origin.kind == OriginKind::Strategy || origin.kind == OriginKind::Detector);
    const bool sellsOwn = owned && books->book.quantity(symbol) >= quantity;
    if (owned && (side == Side::Buy || sellsOwn))
        books->book.apply(symbol, side, booking.price, quantity, s.now, multiplier);
    s.byFills.try_emplace(symbol, before).first->second += side == Side::Buy ? quantity : -quantity;
    reduceInstances(symbol,
                    booking.price,
                    order.isExternal() ? "an order that was placed elsewhere sold it" : "");
    if (s.decisive.book.quantity(symbol).isZero())
        s.forgetStop(symbol);

    // Orders for dollars are whole when the broker says so.
    const bool whole = seen.status == OrderStatus::Filled && order.booked >= seen.filledQuantity;
    const AuditKind kind =
        bust ? AuditKind::Busted : (whole ? AuditKind::Filled : AuditKind::PartiallyFilled);
    AuditEntry entry = entryFor(kind, order);
    entry.price = booking.price;
    entry.quantity = booking.quantity;
    entry.detail = booking.executionId;
    s.audit(std::move(entry));
    s.markers.push_back({symbol,
                         {side == Side::Buy ? ChartMarker::Kind::Buy : ChartMarker::Kind::Sell,
                          booking.at,
                          booking.price,
                          origin.name + " " + quantity.toString()}});
    if (s.markers.size() > EngineState::kMarkersMax)
        s.markers.pop_front();
}

void OrderKeeper::endHere(TrackedOrder& order, OrderStep how, std::string_view reason)
{
    const bool wasOpen = order.isOpen();
    step(order, how, reason);
    if (!wasOpen || order.isOpen())
        return;
    order.reason = reason;
    order.status = OrderStatus::Rejected;
    forgetLookup(order.intent.clientOrderId);
    endedAudit(order);
}

void OrderKeeper::endedAudit(const TrackedOrder& order)
{
    noteForKill(order);
    AuditKind kind{};
    switch (order.status) {
    case OrderStatus::Canceled:
    case OrderStatus::Replaced:
        kind = AuditKind::Canceled;
        break;
    case OrderStatus::Expired:
        kind = AuditKind::OrderExpired;
        break;
    case OrderStatus::Rejected:
        kind = AuditKind::Rejected;
        break;
    case OrderStatus::Filled: // its fills are rows of their own
    case OrderStatus::PendingNew:
    case OrderStatus::Accepted:
    case OrderStatus::New:
    case OrderStatus::AcceptedForBidding:
    case OrderStatus::PartiallyFilled:
    case OrderStatus::DoneForDay:
    case OrderStatus::Calculated:
    case OrderStatus::Stopped:
    case OrderStatus::Suspended:
    case OrderStatus::Held:
    case OrderStatus::PendingCancel:
    case OrderStatus::PendingReplace:
    case OrderStatus::Unrecognised:
        return;
    }
    AuditEntry entry = entryFor(kind, order);
    entry.quantity = order.booked;
    entry.detail = order.reason;
    m_state.audit(std::move(entry));
}

void OrderKeeper::noteForKill(const TrackedOrder& order)
{
    EngineState& s = m_state;
    KillState& kill = s.decisive.kill;
    if (kill.phase != KillPhase::Cancelling)
        return;
    // The last one that we know of: whether the broker agrees is asked at once.
    if (s.decisive.orders.openCount() == 0) {
        kill.openAtBroker = 0;
        kill.nextListAt = s.now + EngineState::kListEvery;
        s.put(output::ListOpenOrders{});
    }
    if (kill.confirmedAt || order.isPersonsExit())
        return;
    kill.canceled += order.status == OrderStatus::Canceled ? 1 : 0;
    kill.lastCanceledAt = s.now;
}

bool OrderKeeper::step(TrackedOrder& order, OrderStep step, std::string_view detail)
{
    const OrderPhase before = order.phase;
    if (m_state.decisive.orders.advance(order, step, m_state.now)) {
        m_state.dirty = m_state.dirty || order.phase != before;
        return true;
    }
    AuditEntry entry = entryFor(AuditKind::IllegalTransition, order);
    entry.detail = std::string{toString(before)} + " + " + std::string{toString(step)} +
                   (detail.empty() ? "" : ": " + std::string{detail});
    m_state.audit(std::move(entry));
    return false;
}

void OrderKeeper::forgetLookup(std::string_view clientOrderId)
{
    auto& lookups = m_state.decisive.lookups;
    lookups.erase(
        std::remove_if(lookups.begin(),
                       lookups.end(),
                       [&](const PendingLookup& p) { return p.clientOrderId == clientOrderId; }),
        lookups.end());
}

} // namespace tapedeck
