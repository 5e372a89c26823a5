#include "engine/snapshot_maker.h"

#include "engine/exit_desk.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::size_t kOrdersShown = 200;

HaltView haltView(HaltState halt) noexcept
{
    switch (halt) {
    case HaltState::Unknown:
        return HaltView::Unknown;
    case HaltState::Trading:
        return HaltView::Trading;
    case HaltState::Halted:
        return HaltView::Halted;
    }
    CHECK(false);
}

WatchRow watchRow(const EngineState& s, SymbolId symbol, const SymbolMarket& market)
{
    WatchRow row;
    row.symbol = s.text(symbol);
    if (market.asset)
        row.name = market.asset->name;
    row.last = market.last();
    row.previousClose = market.previousClose();
    if (row.last && row.previousClose && row.previousClose->isPositive())
        row.change = ratioOf(*row.last - *row.previousClose, *row.previousClose);
    if (market.quote()) {
        if (market.quote()->bid.isPositive())
            row.bid = market.quote()->bid;
        if (market.quote()->ask.isPositive())
            row.ask = market.quote()->ask;
    }
    if (row.bid && row.ask)
        row.spread = ratioOf(*row.ask - *row.bid, *market.mid());
    if (row.last && s.detector)
        row.zScore = s.detector->zScore(symbol, *row.last);
    if (row.last)
        row.lastTradeAt = market.lastAt();
    row.dayVolume = market.dayVolume();
    row.held = s.decisive.book.quantity(symbol);
    row.overGap = s.missingIn(symbol, kTickWindowLength) > Nanoseconds{0};
    row.halt = haltView(market.halt(s.now, s.market.session()));
    return row;
}

ChartView chartView(const EngineState& s, const ChartRequest& request)
{
    ChartView view;
    view.request = request;
    const auto symbol = s.symbols.find(request.symbol);
    const SymbolMarket* market = symbol ? s.market.find(*symbol) : nullptr;
    const bool built =
        std::find(kChartTimeframes.begin(), kChartTimeframes.end(), request.timeframe) !=
        kChartTimeframes.end();
    if (market == nullptr || !built)
        return view;
    const auto put = [&view](const Bar& bar) {
        view.candles.push_back({bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume});
    };
    const BarSeries& series = market->series(request.timeframe);
    const std::size_t first =
        series.size() > request.candlesMax ? series.size() - request.candlesMax : 0;
    view.candles.reserve(series.size() - first + 1);
    for (std::size_t i = first; i < series.size(); ++i)
        put(series.at(i));
    if (const auto growing = market->growing(request.timeframe);
        growing && (series.isEmpty() || growing->start > series.newest().start))
        put(*growing);
    for (const auto& [of, marker] : s.markers) {
        if (of == *symbol)
            view.markers.push_back(marker);
    }
    return view;
}

SuggestionCard card(const EngineState& s, const Suggestion& suggestion)
{
    const Proposal& proposal = suggestion.proposal;
    SuggestionCard card;
    card.id = suggestion.id;
    card.origin = proposal.origin;
    card.order = proposal.order;
    card.digest = suggestion.digest;
    card.estimatedNotional = suggestion.worstNotional;
    card.worstPrice = suggestion.worstPrice;
    card.confidence = proposal.confidence;
    card.severity = proposal.severity;
    card.evidence = proposal.evidence;
    card.checks = suggestion.checks;
    card.suggestedAt = suggestion.suggestedAt;
    card.expiresAt = suggestion.expiresAt;
    card.isExit = proposal.isExit;
    if (proposal.reference.isPositive())
        card.reference = proposal.reference;
    card.askedAgainFrom = suggestion.askedAgainFrom;
    card.derivedPrice = s.hasDerivedQuotes(proposal.order.symbol);
    return card;
}

std::string holderOf(const EngineState& s, SymbolId symbol)
{
    std::string holder;
    for (const InstanceBooks& books : s.decisive.instances) {
        if (books.book.quantity(symbol).isPositive())
            holder += (holder.empty() ? "" : ", ") + books.name;
    }
    return holder;
}

void addNaked(const EngineState& s, SymbolId symbol, const PositionRow& row, KillView& view)
{
    NakedPosition naked{row.symbol, row.quantity, row.openProfit, false, std::nullopt};
    for (const ClosingWish& wish : s.decisive.kill.wishes) {
        if (wish.symbol != symbol)
            continue;
        naked.closing = true;
        naked.deniedBy = wish.deniedBy;
    }
    view.naked.push_back(std::move(naked));
}

KillView killView(const EngineState& s)
{
    const KillState& kill = s.decisive.kill;
    KillView view;
    view.phase = kill.phase;
    view.suspendedAtBroker = kill.suspension == Suspension::Suspended;
    view.ordersOpen =
        std::max(kill.openAtBroker, static_cast<std::int32_t>(s.decisive.orders.openCount()));
    if (kill.phase == KillPhase::Off)
        return view;
    const auto after = [](const std::optional<Timestamp>& at, Timestamp from) {
        return at ? std::optional<Nanoseconds>{*at - from} : std::nullopt;
    };
    view.since = kill.since;
    view.canceled = kill.canceled;
    view.lastCanceledAfter = after(kill.lastCanceledAt, kill.since);
    view.confirmedAfter = after(kill.confirmedAt, kill.since);
    if (kill.flattenSince)
        view.flattenedAfter = after(kill.flattenedAt, *kill.flattenSince);
    return view;
}

void addPositions(const EngineState& s, Snapshot& snapshot)
{
    for (const Holding& held : s.decisive.book.all()) {
        const BlockedSymbol* blocked = s.blockOf(held.symbol);
        if (held.quantity.isZero() && blocked == nullptr)
            continue; // one that is blocked stands here until a person has looked
        const SymbolMarket* market = s.market.find(held.symbol);
        const Price mark = s.markOf(held.symbol);
        PositionRow row;
        row.symbol = s.text(held.symbol);
        row.quantity = held.quantity;
        row.averagePrice = held.averagePrice();
        if (market != nullptr)
            row.last = market->last();
        row.marketValue = saturatedNotional(mark, held.quantity, held.multiplier);
        row.openProfit = held.openProfit(mark);
        row.openReturn = ratioOf(row.openProfit, held.cost.rounded().abs());
        row.stopPrice =
            ExitDesk::stopOf(held, s.lossBoundOf(held.symbol), s.dividendsOf(held.symbol));
        row.holder = holderOf(s, held.symbol);
        row.blocked = blocked != nullptr ? blocked->why : "";
        if (s.decisive.kill.phase != KillPhase::Off && !held.quantity.isZero())
            addNaked(s, held.symbol, row, snapshot.kill);
        snapshot.positions.push_back(std::move(row));
    }
}

void addOrders(const EngineState& s, Snapshot& snapshot)
{
    for (const auto& [id, order] : s.decisive.orders.all()) {
        OrderRow row;
        row.clientOrderId = id;
        row.origin = order.intent.ticket.origin;
        row.order = order.spec();
        row.status =
            order.cancelWanted && order.isOpen() ? OrderStatus::PendingCancel : order.status;
        row.unresolved = order.phase == OrderPhase::Unknown;
        row.external = order.isExternal();
        row.filledQuantity = order.booked;
        if (order.booked.isPositive())
            row.averagePrice = Price::fromNanos(static_cast<std::int64_t>(
                divideHalfEven(order.bookedValue.value, Int128{order.booked.nanos()})));
        row.createdAt = order.intent.decidedAt;
        row.reason = order.reason;
        row.rejection = order.rejection;
        snapshot.orders.push_back(std::move(row));
    }
    std::stable_sort(
        snapshot.orders.begin(), snapshot.orders.end(), [](const OrderRow& a, const OrderRow& b) {
            return a.createdAt > b.createdAt;
        });
    if (snapshot.orders.size() > kOrdersShown)
        snapshot.orders.resize(kOrdersShown);
}

void addInstances(const EngineState& s, Snapshot& snapshot)
{
    for (std::size_t i = 0; i < s.instances.size(); ++i) {
        const InstanceConfig& config = s.instances[i].config;
        const InstanceBooks& books = s.decisive.instances[i];
        InstanceRow row;
        row.name = config.name;
        row.strategy = config.strategy;
        row.enabled = config.enabled && books.enabled;
        row.cashAllocation = config.cashAllocation;
        for (const Holding& held : books.book.all()) {
            row.invested += held.cost.rounded();
            row.profit += held.realised.rounded() + held.openProfit(s.markOf(held.symbol));
            row.roundTrips += held.roundTrips;
        }
        snapshot.instances.push_back(std::move(row));
    }
}

void addLimits(const EngineState& s, Snapshot& snapshot)
{
    const LimitTable& table = s.config.limits;
    const auto add = [&](Limit limit,
                         LimitUnit unit,
                         std::optional<std::int64_t> bound,
                         std::optional<std::int64_t> used) {
        snapshot.limits.push_back({limit, unit, bound, used});
    };
    const auto count = [](std::int64_t value) { return value * kNanosPerUnit; };
    const RiskLedger& ledger = s.decisive.ledger;
    add(Limit::PositionNotional, LimitUnit::Dollars, table.positionPerSymbol.nanos(), {});
    add(Limit::TotalExposure,
        LimitUnit::Dollars,
        table.totalExposure.nanos(),
        s.exposureNow().nanos());
    add(Limit::EquityShare, LimitUnit::Fraction, table.equityShare.nanos(), {});
    add(Limit::OrdersPerDay,
        LimitUnit::Count,
        table.ordersPerDay ? std::optional{count(*table.ordersPerDay)} : std::nullopt,
        count(ledger.ordersOn(s.market.calendar().tradingDate(s.now))));
    add(Limit::OrdersPerMinute,
        LimitUnit::Count,
        count(table.ordersPerMinute),
        count(ledger.ordersInLastMinute(s.now)));
    add(Limit::NotionalPer4h,
        LimitUnit::Dollars,
        table.notionalPer4h ? std::optional{table.notionalPer4h->nanos()} : std::nullopt,
        ledger.notionalInLast4h(s.now).nanos());
    add(Limit::SymbolSpacing, LimitUnit::Seconds, table.symbolSpacing.count(), {});
    add(Limit::PositionLoss, LimitUnit::Fraction, table.positionLoss.nanos(), {});
    add(Limit::DayLoss,
        LimitUnit::Fraction,
        table.dayLoss.nanos(),
        std::max<std::int64_t>(0, -snapshot.account.dayReturn.nanos()));
    add(Limit::PriceAge, LimitUnit::Seconds, table.priceAge.count(), {});
    add(Limit::QuoteUsable, LimitUnit::Fraction, table.spread.nanos(), {});
    add(Limit::Clock,
        LimitUnit::Seconds,
        table.clockSkew.count(),
        s.clockSkew ? std::optional{s.clockSkew->count()} : std::nullopt);
    add(Limit::PriceDistance, LimitUnit::Fraction, table.priceDistance.nanos(), {});
    snapshot.limitsInForce = {table, s.config.blocklist};
    for (const LimitsInForce& one : s.decisive.limits) {
        if (one.rules == s.rules && one.pending)
            snapshot.limitsPending = LimitsPending{
                one.pending->from, limitMoves(snapshot.limitsInForce, one.pending->settings)};
    }
}

AccountView accountView(const EngineState& s)
{
    AccountView view;
    if (!s.account)
        return view;
    view.known = true;
    view.equity = s.equityNow();
    view.cash = s.cash.value_or(s.account->cash);
    const Money committed = s.committedNow();
    view.buyingPower = std::max(s.account->buyingPower, committed) - committed;
    view.exposure = s.exposureNow();
    view.transfersToday = s.transfersToday();
    view.dayProfit = s.dayProfit();
    view.dayReturn = ratioOf(view.dayProfit, s.account->lastEquity);
    return view;
}

} // namespace

Snapshot makeSnapshot(const EngineState& s, const ChartRequest& chart)
{
    Snapshot snapshot;
    snapshot.at = s.now;
    snapshot.mode = s.mode;
    snapshot.rules = s.rules;
    snapshot.armed = s.armed;
    snapshot.locked = s.locked;
    snapshot.feedPlan = std::string{toString(s.config.feed.source)};
    snapshot.marketOpen = s.market.session() == Session::Regular;
    snapshot.account = accountView(s);
    snapshot.booksAgreedAt = s.agreedAt;
    snapshot.kill = killView(s);
    for (std::size_t i = 0; i < s.links.size(); ++i) {
        LinkHealth health;
        health.link = static_cast<Link>(i);
        health.state = s.links[i].state;
        health.since = s.links[i].since;
        health.reason = s.links[i].reason;
        snapshot.links.push_back(std::move(health));
    }
    for (const std::string& symbol : s.config.watchlist) {
        const auto id = s.symbols.find(symbol);
        const SymbolMarket* market = id ? s.market.find(*id) : nullptr;
        if (market != nullptr)
            snapshot.watchlist.push_back(watchRow(s, *id, *market));
    }
    for (const auto& [at, text] : s.notices) {
        if (s.now - at < EngineState::kNoticeFor)
            snapshot.notices.push_back(text);
    }
    snapshot.chart = chartView(s, chart);
    for (const Suggestion& suggestion : s.decisive.suggestions.waiting())
        snapshot.suggestions.push_back(card(s, suggestion));
    addPositions(s, snapshot);
    addOrders(s, snapshot);
    snapshot.audit.assign(s.auditTail.begin(), s.auditTail.end());
    snapshot.news.assign(s.news.begin(), s.news.end());
    addLimits(s, snapshot);
    addInstances(s, snapshot);
    return snapshot;
}

} // namespace tapedeck
