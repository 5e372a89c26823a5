#include "simulation/limit_checks.h"

#include "market/session.h"
#include "orders/order_table.h"

#include <algorithm>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

// Between a fill and its booking the market moves: so many percent beyond a bound are nobody's
// fault.
constexpr std::int64_t kPositionTolerance = 3;
constexpr std::int64_t kExposureTolerance = 6;
constexpr std::int64_t kCent = kNanosPerUnit / 100;

bool isBeyond(Int128 value, Money bound, std::int64_t tolerance)
{
    return value > Int128{bound.nanos()} * (100 + tolerance) / 100;
}

/// part / whole > most
bool isMoreThan(Int128 part, Int128 whole, Ratio most)
{
    return part * kNanosPerUnit > whole * most.nanos();
}

std::string dollars(Int128 nanos)
{
    return Money::fromNanos(static_cast<std::int64_t>(nanos)).toString();
}

Int128 filledValue(const BrokerOrder& order)
{
    return saturatedNotional(order.filledAveragePrice.value_or(Price{}), order.filledQuantity)
        .nanos();
}

} // namespace

// ---- what the program is told

void LimitChecks::onInput(const InputWhat& what)
{
    if (std::holds_alternative<input::Tick>(what) || std::holds_alternative<MarketEvent>(what))
        return;
    if (const auto* account = std::get_if<input::AccountNews>(&what))
        onAccount(account->account);
    else if (const auto* truth = std::get_if<input::BrokerTruth>(&what))
        onTruth(*truth);
    else if (const auto* reading = std::get_if<input::ClockReading>(&what))
        m_told.skew = reading->skew < 0ns ? -reading->skew : reading->skew;
    else if (const auto* news = std::get_if<input::AssetNews>(&what))
        for (const Asset& asset : news->assets)
            m_told.assets[asset.symbol] = asset;
    else if (const auto* update = std::get_if<OrderUpdate>(&what))
        onOrder(update->order.clientOrderId);
    else if (const auto* found = std::get_if<input::LookupReply>(&what)) {
        // What nobody has heard of may still be on its way.
        if (std::holds_alternative<BrokerOrder>(found->answer))
            onOrder(found->clientOrderId);
    } else if (const auto* open = std::get_if<input::OpenOrders>(&what))
        for (const BrokerOrder& order : open->orders)
            onOrder(order.clientOrderId);
    if (const auto* reply = std::get_if<input::SubmitReply>(&what)) {
        if (!std::holds_alternative<input::NoAnswer>(reply->answer))
            onOrder(reply->clientOrderId);
        else if (m_told.known.count(reply->clientOrderId) == 0)
            m_told.unknown.insert(reply->clientOrderId);
    }
    const auto* link = std::get_if<input::LinkChanged>(&what);
    if (link != nullptr && link->link == Link::TradeUpdates && m_told.trades != link->state) {
        m_told.trades = link->state;
        m_told.isCompared = false;
    }
    // That it is closed the account says itself: this answer may be an old one.
    const auto* suspension = std::get_if<input::SuspendReply>(&what);
    if (suspension != nullptr && !suspension->suspended && m_told.account &&
        std::holds_alternative<input::Done>(suspension->answer))
        m_told.account->suspendedByUser = false;
}

void LimitChecks::onRow(const AuditEntry& entry)
{
    if (entry.kind == AuditKind::Rejected && entry.detail == kNeverArrived)
        m_givenUp.insert(entry.clientOrderId);
}

void LimitChecks::onTruth(const input::BrokerTruth& truth)
{
    onAccount(truth.account);
    m_told.isCompared = true;
    for (const BrokerOrder& order : truth.orders)
        onOrder(order.clientOrderId);
}

void LimitChecks::onAccount(const Account& account)
{
    m_told.account = account;
    m_told.accountAt = m_stage.timeline.now();
}

void LimitChecks::onOrder(const std::string& clientOrderId)
{
    m_told.known.insert(clientOrderId);
    m_told.unknown.erase(clientOrderId);
}

// ---- what it makes of it

void LimitChecks::expect(bool holds, const Case& of, const char* what)
{
    if (!holds)
        m_stage.problem(of.name + " " + what);
}

void LimitChecks::check(const Ticket& ticket,
                        Timestamp at,
                        const Engine& engine,
                        const DecidedOrders& orders)
{
    const Snapshot look = engine.snapshot({});
    const Case of{ticket, at, look, orders, ticket.origin.name + " in " + ticket.order.symbol};
    checkPlace(of);
    checkForm(of);
    checkHeld(of);
    if (ticket.isExit)
        return;
    checkRun(of);
    checkPrice(of);
    checkLosses(of);
    checkPace(of);
    checkMoney(of);
    checkAllocation(of);
    checkSizes(of);
}

void LimitChecks::checkPlace(const Case& of)
{
    const std::string& symbol = of.ticket.order.symbol;
    const auto& account = m_told.account;
    expect((account || of.ticket.isExit) &&
               (!account || (account->status == "ACTIVE" && !account->tradingBlocked &&
                             !account->accountBlocked && !account->suspendedByUser)),
           of,
           "is sent from an account that takes no orders");
    const auto asset = m_told.assets.find(symbol);
    expect(asset != m_told.assets.end() && asset->second.active && asset->second.tradable,
           of,
           "is for what the broker does not trade");
    expect(m_market.isTrading(symbol, of.at, of.ticket.isExit), of, "goes past a halt");
    const MarketCalendar calendar;
    expect(calendar.sessionAt(of.at) == Session::Regular, of, "is outside of regular hours");
}

void LimitChecks::checkForm(const Case& of)
{
    const OrderSpec& order = of.ticket.order;
    const auto asset = m_told.assets.find(order.symbol);
    const bool isWhole = order.quantity && order.quantity->nanos() % kNanosPerUnit == 0;
    const bool hasFractions = asset != m_told.assets.end() && asset->second.fractionable;
    const bool hasLimit = order.type == OrderType::Limit && order.limitPrice &&
                          order.limitPrice->nanos() % kCent == 0;
    const bool isMarket = order.type == OrderType::Market && !order.limitPrice;
    expect(order.quantity.has_value() != order.notional.has_value() && (isWhole || hasFractions) &&
               (hasLimit || (isMarket && m_rules == Rules::Automatic)),
           of,
           "has a form that the broker or the person refuses");
}

/// What works at the exchange or is on its way there counts as sold; not what was given up, since
/// who wants out must get out.
void LimitChecks::checkHeld(const Case& of)
{
    const OrderSpec& order = of.ticket.order;
    if (order.side == Side::Buy)
        return;
    Int128 left = 0;
    for (const BrokerPosition& held : m_venue.exchange().positions()) {
        if (held.symbol == order.symbol)
            left += held.quantity.nanos();
    }
    for (const auto& [id, decided] : of.orders) {
        const OrderSpec& spec = decided.ticket.order;
        const BrokerOrder* there = at(id);
        const bool isThis = decided.ticket.proposalId == of.ticket.proposalId;
        if (spec.side != Side::Sell || spec.symbol != order.symbol)
            continue;
        if (m_givenUp.count(id) > 0)
            left += (there != nullptr ? there->filledQuantity : Quantity{}).nanos();
        else if (isThis || isOpen(decided, there))
            left -= spec.quantity.value_or(Quantity{}).nanos() -
                    (there != nullptr ? there->filledQuantity : Quantity{}).nanos();
    }
    expect(left >= 0 && order.quantity, of, "sells what is not held");
}

void LimitChecks::checkRun(const Case& of)
{
    const auto& blocked = m_permits.blocklist();
    const std::string& symbol = of.ticket.order.symbol;
    expect(std::find(blocked.begin(), blocked.end(), symbol) == blocked.end(),
           of,
           "enters though a person has blocked it");
    expect(m_told.isCompared, of, "enters on books that nobody has compared");
    expect(m_told.skew && *m_told.skew <= m_permits.limits().clockSkew,
           of,
           "enters by a clock that is off");
    for (const std::string& id : m_told.unknown) {
        const auto decided = of.orders.find(id);
        expect(decided == of.orders.end() || decided->second.ticket.order.symbol != symbol ||
                   of.at - decided->second.at > kArrivesLateMost,
               of,
               "enters beside an order whose fate is not known");
    }
}

void LimitChecks::checkPrice(const Case& of)
{
    const LimitTable& limits = m_permits.limits();
    const OrderSpec& order = of.ticket.order;
    const auto& quote = m_market.of(order.symbol).quote;
    expect(quote && FedMarket::isUsable(*quote, limits.spread),
           of,
           "enters on a quote that is of no use");
    const auto rests = m_market.referenceOf(order.symbol, limits.spread);
    expect(of.at - rests.at <= limits.priceAge, of, "enters on a price that is old");
    if (order.limitPrice)
        expect(!isMoreThan((*order.limitPrice - rests.price).abs().nanos(),
                           rests.price.nanos(),
                           limits.priceDistance),
               of,
               "has a limit that is far from the market");
}

/// By our books, which are held against the broker's, at the market's last prices.
void LimitChecks::checkLosses(const Case& of)
{
    const LimitTable& limits = m_permits.limits();
    Int128 equity = of.look.account.cash.nanos();
    std::map<std::string, Price> average;
    for (const PositionRow& row : of.look.positions) {
        const Price last = m_market.of(row.symbol).last;
        equity +=
            saturatedNotional(last.isPositive() ? last : row.averagePrice, row.quantity).nanos();
        average[row.symbol] = row.averagePrice;
    }
    const Price last = m_market.of(of.ticket.order.symbol).last;
    const Price paid = average[of.ticket.order.symbol];
    expect(!paid.isPositive() || !last.isPositive() ||
               !isMoreThan((paid - last).nanos(), paid.nanos(), limits.positionLoss),
           of,
           "adds to a position that is beyond its stop");
    const Int128 yesterday = (m_told.account ? m_told.account->lastEquity : Money{}).nanos();
    expect(!isMoreThan(yesterday - equity, yesterday, limits.dayLoss),
           of,
           "enters though the day has lost too much");
}

void LimitChecks::checkPace(const Case& of)
{
    const LimitTable& limits = m_permits.limits();
    int lastMinute = 0;
    int today = 0;
    Int128 fourHours = 0;
    for (const auto& [id, decided] : of.orders) {
        ++today;
        lastMinute += of.at - decided.at < 1min ? 1 : 0;
        fourHours += decided.ticket.worstNotional.nanos();
        const bool isThis = decided.ticket.proposalId == of.ticket.proposalId;
        if (!isThis && decided.ticket.order.symbol == of.ticket.order.symbol &&
            of.at - decided.at < limits.symbolSpacing)
            m_stage.problem(id + " was just before on the same symbol");
    }
    if (isBeyond(fourHours, *limits.notionalPer4h, 0))
        m_stage.problem("the notional of four hours exceeds its limit");
    if (lastMinute > limits.ordersPerMinute)
        m_stage.problem("too many orders in a minute");
    if (today > *limits.ordersPerDay)
        m_stage.problem("too many orders today");
}

/// What was decided since the broker told its figures is not in them.
void LimitChecks::checkMoney(const Case& of)
{
    if (!m_told.account)
        return;
    Int128 spent = 0;
    for (const auto& [id, decided] : of.orders) {
        const BrokerOrder* there = at(id);
        if (decided.ticket.order.side == Side::Sell || decided.at <= m_told.accountAt)
            continue;
        spent += there != nullptr ? filledValue(*there) : Int128{0};
        spent += isOpen(decided, there) ? leftOf(decided, there) : Int128{0};
    }
    expect(spent <= m_told.account->buyingPower.nanos(), of, "spends more than the account may");
    expect(spent <= m_told.account->nonMarginableBuyingPower.nanos(), of, "borrows money");
}

/// What an instance has bought today, less all that anybody has sold of it: no more than what it
/// holds and works has cost.
void LimitChecks::checkAllocation(const Case& of)
{
    const Origin& origin = of.ticket.origin;
    const auto instance =
        std::find_if(m_config.instances.begin(),
                     m_config.instances.end(),
                     [&](const InstanceConfig& each) { return each.name == origin.name; });
    if (instance == m_config.instances.end() || origin.kind != OriginKind::Strategy)
        return;
    struct Symbol
    {
        Int128 bought = 0;
        Price dearest;
        Quantity sold;
    };
    std::map<std::string, Symbol> symbols;
    Int128 committed = 0;
    for (const auto& [id, decided] : of.orders) {
        const OrderSpec& spec = decided.ticket.order;
        const BrokerOrder* there = at(id);
        Symbol& symbol = symbols[spec.symbol];
        if (spec.side == Side::Sell) {
            symbol.sold += there != nullptr ? there->filledQuantity : Quantity{};
            continue;
        }
        if (decided.ticket.origin != origin)
            continue;
        committed += isOpen(decided, there) ? leftOf(decided, there) : Int128{0};
        if (there == nullptr)
            continue;
        symbol.bought += filledValue(*there);
        symbol.dearest = std::max(symbol.dearest, there->filledAveragePrice.value_or(Price{}));
    }
    for (const auto& [name, symbol] : symbols)
        committed += std::max(
            symbol.bought - saturatedNotional(symbol.dearest, symbol.sold).nanos(), Int128{0});
    expect(!isBeyond(committed, instance->cashAllocation, 0), of, "spends more than it was given");
}

void LimitChecks::checkSizes(const Case& of)
{
    // The exchange's own positions, at the market, and all that still works there or is on its way,
    // at the worst.
    std::map<std::string, Int128> position;
    for (const BrokerPosition& held : m_venue.exchange().positions()) {
        if (held.symbol != Venue::kElsewhere)
            position[held.symbol] += saturatedNotional(*held.currentPrice, held.quantity).nanos();
    }
    // What others trade counts once the program has heard of it.
    for (const PositionRow& row : of.look.positions) {
        if (row.symbol == Venue::kElsewhere)
            position[row.symbol] += row.marketValue.nanos();
    }
    for (const auto& [id, decided] : of.orders) {
        const bool isThis = decided.ticket.proposalId == of.ticket.proposalId;
        const OrderSpec& spec = decided.ticket.order;
        const BrokerOrder* there = at(id);
        if (spec.side == Side::Sell || (!isThis && !isOpen(decided, there)))
            continue;
        if (!isThis && spec.symbol == of.ticket.order.symbol &&
            decided.ticket.origin == of.ticket.origin)
            m_stage.problem(of.ticket.origin.name + " enters twice");
        position[spec.symbol] += leftOf(decided, there);
    }
    Int128 exposure = 0;
    for (const auto& [symbol, value] : position)
        exposure += value;
    const LimitTable& limits = m_permits.limits();
    const Money equity = m_venue.exchange().account().equity;
    const Int128 here = position[of.ticket.order.symbol];
    if (isBeyond(here, limits.positionPerSymbol, kPositionTolerance))
        m_stage.problem("the position in " + of.ticket.order.symbol +
                        " exceeds its limit: " + dollars(here));
    expect(!isMoreThan(
               here * 100, Int128{equity.nanos()} * (100 + kPositionTolerance), limits.equityShare),
           of,
           "has more than its share of all money");
    if (isBeyond(exposure, limits.totalExposure, kExposureTolerance))
        m_stage.problem("the exposure exceeds its limit: " + dollars(exposure) + ", ours " +
                        of.look.account.exposure.toString() +
                        storyOfPositions(of.look, m_venue.exchange()));
    expect(!isBeyond(exposure, equity, kExposureTolerance), of, "borrows money");
}

bool LimitChecks::isOpen(const Decided& decided, const BrokerOrder* order) noexcept
{
    return order != nullptr ? !isTerminal(order->status) : !decided.isGone;
}

Int128 LimitChecks::leftOf(const Decided& decided, const BrokerOrder* order)
{
    const OrderSpec& spec = decided.ticket.order;
    if (order == nullptr)
        return decided.ticket.worstNotional.nanos();
    if (spec.notional)
        return Int128{decided.ticket.worstNotional.nanos()} - filledValue(*order);
    return saturatedNotional(decided.ticket.worstPrice, *spec.quantity - order->filledQuantity)
        .nanos();
}

std::string storyOfPositions(const Snapshot& look, const Exchange& exchange)
{
    std::string text;
    for (const PositionRow& row : look.positions)
        text += "; here " + row.symbol + " " + row.quantity.toString() + " worth " +
                row.marketValue.toString();
    for (const BrokerPosition& row : exchange.positions())
        text += "; there " + row.symbol + " " + row.quantity.toString() + " at " +
                row.currentPrice.value_or(Price{}).toString();
    return text;
}

} // namespace tapedeck
