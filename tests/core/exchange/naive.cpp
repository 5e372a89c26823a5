#include "naive.h"

#include "floor.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr Int128 kUnit = 1'000'000'000;

/// a / b to the nearest, ties to even, for a >= 0.
Int128 nearest(Int128 a, Int128 b)
{
    Int128 below = a / b;
    const Int128 rest = a - below * b;
    if (rest * 2 > b || (rest * 2 == b && below % 2 == 1))
        ++below;
    return below;
}

std::string text(Int128 nanos)
{
    return nanosToString(static_cast<std::int64_t>(nanos));
}

std::array<Timestamp, 8> turns()
{
    std::array<Timestamp, 8> all;
    std::size_t i = 0;
    for (const char* day : {"2013-10-10T", "2013-10-11T"}) {
        for (const char* clock : {"08:00:00Z", "13:30:00Z", "20:00:00Z"})
            all[i++] = parseTimestamp(std::string{day} + clock).value();
        all[i] = all[i - 1] + std::chrono::hours{4};
        ++i;
    }
    return all;
}

} // namespace

Naive::Hours Naive::hours() const
{
    int passed = 0;
    for (const Timestamp turn : turns())
        passed += turn <= m_now ? 1 : 0;
    return static_cast<Hours>(passed % 4);
}

bool Naive::isOn(const OrderSpec& spec) const
{
    return hours() == Hours::Day || (spec.extendedHours && hours() != Hours::Night);
}

void Naive::pass(Timestamp to)
{
    for (const Timestamp turn : turns()) {
        if (turn <= m_now || turn > to)
            continue;
        if (hours() == Hours::Day)
            m_closingEquity = m_cash + marketValue();
        m_now = turn;
        for (Entry& entry : m_entries) {
            if (entry.life != Entry::Life::Over && entry.end && *entry.end <= turn)
                over(entry, OrderEvent::Expired);
        }
        if (hours() == Hours::Day || hours() == Hours::Night) {
            for (auto& [symbol, market] : m_markets)
                market.stands = false;
        }
        if (hours() == Hours::Night) {
            m_lastEquity = m_closingEquity;
            for (auto& [symbol, market] : m_markets) {
                if (market.regularLast)
                    market.previousClose = std::exchange(market.regularLast, std::nullopt);
            }
        }
        for (Entry& entry : m_entries) {
            if (entry.life == Entry::Life::Waiting && isOn(entry.spec)) {
                entry.life = Entry::Life::Open;
                happen(entry, OrderEvent::New);
            }
        }
    }
    m_now = to;
}

void Naive::quote(
    const std::string& symbol, Price bid, Quantity bidSize, Price ask, Quantity askSize, bool firm)
{
    Market& market = m_markets[symbol];
    market.stands = firm && !market.halted && bid.nanos() > 0 && ask.nanos() > bid.nanos() &&
                    bidSize.nanos() > 0 && askSize.nanos() > 0;
    market.bid = bid.nanos();
    market.ask = ask.nanos();
    market.bidLeft = bidSize.nanos();
    market.askLeft = askSize.nanos();
    for (Entry& entry : m_entries) {
        if (entry.spec.symbol == symbol)
            atQuote(entry);
    }
}

void Naive::print(const std::string& symbol, Price price, Quantity size, char code)
{
    const bool regular = code == ' ' || code == 'F';
    if (!regular && !(code == 'T' && hours() != Hours::Day))
        return;
    Market& market = m_markets[symbol];
    const Int128 at = price.nanos();
    market.last = at;
    if (hours() == Hours::Day)
        market.regularLast = at;
    if (!market.stands || at < market.bid || at > market.ask)
        return;
    Int128 left = size.nanos();
    for (Entry& entry : m_entries) {
        if (entry.spec.symbol != symbol || entry.life != Entry::Life::Open || !isOn(entry.spec))
            continue;
        const bool buys = entry.spec.side == Side::Buy;
        if (entry.spec.stopPrice && !entry.triggered) {
            const Int128 stop = entry.spec.stopPrice->nanos();
            entry.triggered = buys ? at >= stop : at <= stop;
            if (entry.triggered)
                atQuote(entry);
            continue;
        }
        const auto limit = limitOf(entry);
        if (m_rule == FillRule::Strict && limit && (buys ? at < *limit : at > *limit))
            left -= trade(entry, at, left, false);
    }
}

void Naive::halt(const std::string& symbol, bool halted)
{
    Market& market = m_markets[symbol];
    if (market.halted != halted)
        market.stands = false;
    market.halted = halted;
}

std::optional<Int128> Naive::limitOf(const Entry& entry) const
{
    if (entry.spec.limitPrice)
        return entry.spec.limitPrice->nanos();
    if (!entry.spec.stopPrice || entry.spec.side == Side::Sell)
        return std::nullopt;
    const Int128 stop = entry.spec.stopPrice->nanos();
    const Int128 most = stop < 50 * kUnit ? stop * 104 / 100 : stop * 1025 / 1000;
    const Int128 tick = most < kUnit ? kUnit / 10'000 : kUnit / 100;
    return most / tick * tick;
}

Int128 Naive::reserve(const Entry& entry) const
{
    if (entry.life == Entry::Life::Over || entry.spec.side == Side::Sell)
        return 0;
    if (entry.spec.notional)
        return entry.spec.notional->nanos() - entry.spent;
    const Int128 price = limitOf(entry).value_or(entry.valued);
    return (price * (entry.spec.quantity->nanos() - entry.filled) + kUnit - 1) / kUnit;
}

Int128 Naive::holds(const Entry& entry) const
{
    if (entry.life == Entry::Life::Over || entry.spec.side == Side::Buy)
        return 0;
    return entry.spec.notional ? entry.shares : entry.spec.quantity->nanos() - entry.filled;
}

Int128 Naive::reserved() const
{
    Int128 sum = 0;
    for (const Entry& entry : m_entries)
        sum += reserve(entry);
    return sum;
}

Int128 Naive::heldForSales(const std::string& symbol) const
{
    Int128 sum = 0;
    for (const Entry& entry : m_entries)
        sum += entry.spec.symbol == symbol ? holds(entry) : 0;
    return sum;
}

Int128 Naive::marketValue() const
{
    Int128 sum = 0;
    for (const auto& [symbol, market] : m_markets) {
        if (market.held == 0)
            continue;
        const Int128 price = market.last
                                 ? *market.last
                                 : market.previousClose.value_or(nearest(market.cost, market.held));
        sum += nearest(price * market.held, kUnit);
    }
    return sum;
}

Int128 Naive::wants(const Entry& entry, Int128 price)
{
    if (entry.spec.quantity)
        return entry.spec.quantity->nanos() - entry.filled;
    const Int128 shares = (entry.spec.notional->nanos() - entry.spent) * kUnit / price;
    if (entry.spec.side == Side::Buy)
        return shares;
    const std::string& symbol = entry.spec.symbol;
    return std::min(shares, m_markets[symbol].held - heldForSales(symbol) + holds(entry));
}

void Naive::atQuote(Entry& entry)
{
    Market& market = m_markets[entry.spec.symbol];
    if (!market.stands || entry.life != Entry::Life::Open || !isOn(entry.spec) ||
        (entry.spec.stopPrice && !entry.triggered))
        return;
    const bool buys = entry.spec.side == Side::Buy;
    const Int128 price = buys ? market.ask : market.bid;
    const auto limit = limitOf(entry);
    if (limit && (buys ? price > *limit : price < *limit))
        return;
    Int128& left = buys ? market.askLeft : market.bidLeft;
    const bool sized = m_rule == FillRule::Strict;
    const Int128 quantity = trade(entry,
                                  price,
                                  sized ? std::optional{left} : std::nullopt,
                                  entry.spec.timeInForce == TimeInForce::Fok);
    if (sized)
        left -= quantity;
}

Int128 Naive::trade(Entry& entry, Int128 price, std::optional<Int128> size, bool allOrNothing)
{
    const Int128 wanted = wants(entry, price);
    const Int128 quantity = size ? std::min(*size, wanted) : wanted;
    if (quantity <= 0 || (allOrNothing && quantity < wanted))
        return 0;
    Market& market = m_markets[entry.spec.symbol];
    const Int128 dollars = nearest(price * quantity, kUnit);
    if (entry.spec.side == Side::Buy) {
        m_cash -= dollars;
        market.held += quantity;
        market.cost += price * quantity;
    } else {
        m_cash += dollars;
        market.cost = market.cost * (market.held - quantity) / market.held;
        market.held -= quantity;
    }
    entry.filled += quantity;
    entry.spent += dollars;
    const bool done = quantity == wanted;
    if (done) {
        entry.life = Entry::Life::Over;
    } else if (entry.spec.notional && entry.spec.side == Side::Sell) {
        entry.shares = wants(entry, price);
    }
    happen(entry,
           done ? OrderEvent::Fill : OrderEvent::PartialFill,
           text(quantity) + " @ " + text(price) + " = " + text(market.held));
    return quantity;
}

bool Naive::submit(const std::string& client, const OrderSpec& spec)
{
    for (const Entry& entry : m_entries) {
        if (entry.client == client)
            return false;
    }
    Market& market = m_markets[spec.symbol];
    const bool buys = spec.side == Side::Buy;
    if (spec.stopPrice && market.last &&
        (buys ? spec.stopPrice->nanos() <= *market.last : spec.stopPrice->nanos() >= *market.last))
        return false;
    for (const Entry& entry : m_entries) {
        if (entry.life == Entry::Life::Over || entry.spec.symbol != spec.symbol ||
            entry.spec.side == spec.side)
            continue;
        const bool limits = entry.spec.type == OrderType::Limit && spec.type == OrderType::Limit;
        if (!limits || (buys ? *spec.limitPrice >= *entry.spec.limitPrice
                             : *spec.limitPrice <= *entry.spec.limitPrice))
            return false;
    }
    Entry entry;
    entry.client = client;
    entry.spec = spec;
    const auto known = market.stands ? std::optional{buys ? market.ask : market.bid}
                                     : (market.last ? market.last : market.previousClose);
    const bool marketBuy = buys && spec.type == OrderType::Market && spec.quantity;
    const bool dollarSale = !buys && spec.notional;
    if ((marketBuy || dollarSale) && !known)
        return false;
    entry.valued = known.value_or(0);
    if (dollarSale) {
        const Int128 price =
            spec.limitPrice ? std::max<Int128>(spec.limitPrice->nanos(), *known) : *known;
        entry.shares = spec.notional->nanos() * kUnit / price;
    }
    const Int128 value = marketValue();
    if (buys &&
        reserve(entry) > std::max<Int128>(0, m_multiplier * (m_cash + value) - value - reserved()))
        return false;
    if (!buys && (market.held == 0 || holds(entry) > market.held - heldForSales(spec.symbol)))
        return false;

    if (spec.timeInForce == TimeInForce::Gtc)
        entry.end = m_now + std::chrono::hours{24 * 90};
    if (spec.timeInForce == TimeInForce::Day) {
        const auto all = turns();
        for (std::size_t i = spec.extendedHours ? 3 : 2; i < all.size() && !entry.end; i += 4) {
            if (all[i] > m_now)
                entry.end = all[i];
        }
    }
    const bool on = isOn(spec);
    entry.life = on ? Entry::Life::Open : Entry::Life::Waiting;
    m_entries.push_back(entry);
    Entry& made = m_entries.back();
    happen(made, on ? OrderEvent::PendingNew : OrderEvent::Accepted);
    if (on) {
        happen(made, OrderEvent::New);
        atQuote(made);
    }
    if (made.life != Entry::Life::Over &&
        (spec.timeInForce == TimeInForce::Ioc || spec.timeInForce == TimeInForce::Fok))
        over(made, OrderEvent::Canceled);
    return true;
}

bool Naive::cancel(const std::string& client)
{
    for (Entry& entry : m_entries) {
        if (entry.client == client && entry.life != Entry::Life::Over) {
            over(entry, OrderEvent::Canceled);
            return true;
        }
    }
    return false;
}

void Naive::over(Entry& entry, OrderEvent event)
{
    entry.life = Entry::Life::Over;
    happen(entry, event);
}

void Naive::happen(const Entry& entry, OrderEvent event, std::string fill)
{
    m_happened.emplace_back(entry.client, event, std::move(fill));
}

} // namespace tapedeck
