#include "indicators/tick_window.h"

#include "base/quantise.h"
#include "market/bars.h"

#include <bit>

namespace tapedeck {

namespace {

constexpr std::size_t kFirstCapacity = 64;

constexpr std::int64_t spanNanos(std::size_t span) noexcept
{
    return kSpanSeconds[span] * kNanosPerUnit;
}

} // namespace

std::optional<Span> spanOf(std::chrono::seconds length) noexcept
{
    for (std::size_t i = 0; i < kSpanSeconds.size(); ++i)
        if (kSpanSeconds[i] == length.count())
            return static_cast<Span>(i);
    return std::nullopt;
}

TickWindow::TickWindow()
    : m_ring(kFirstCapacity), m_ids(2 * kFirstCapacity), m_mask{kFirstCapacity - 1}
{}

TickWindow::Added TickWindow::add(const Trade& trade)
{
    const std::int64_t t = nanosOf(trade.at);
    if (!isCredibleTrade(trade)) {
        ++m_counters.refused;
        return Added::Refused;
    }
    const bool isNewest = m_now == INT64_MIN || t >= m_now;
    if (!isNewest && t < m_now - kTickWindowLength.count()) {
        ++m_counters.late;
        return Added::Late;
    }
    const IdKey key = keyOf(trade.id, trade.exchange);
    if (isDuplicate(trade, key)) {
        ++m_counters.duplicates;
        return Added::Duplicate;
    }
    const auto rules = tradeRules(trade.tape, trade.conditions, BarScope::Minute);
    const std::int64_t price = trade.price.nanos();
    const Entry entry{t,
                      rules.openClose == OpenClose::Always ? price : -price,
                      rules.countsVolume ? trade.size.nanos() : 0,
                      key};
    if (isNewest) {
        m_now = t;
        for (std::size_t i = 0; i < m_tails.size(); ++i)
            advance(m_tails[i], t - spanNanos(i));
        while (m_begin < m_end && at(m_begin).at < t - kTickWindowLength.count())
            dropOldest();
    }
    if (tickCount() == m_ring.size()) {
        if (m_ring.size() < kTickWindowTradesMax) {
            grow();
        } else {
            dropOldest();
            ++m_counters.crowdedOut;
        }
    }
    if (isNewest)
        append(entry);
    else
        insertLate(entry);
    if (key != 0)
        m_ids[slotOf(key)] = key;
    countVolume(entry, 1);
    return Added::Counted;
}

/// True if the window holds the id, and will still hold it at the time of this trade.
bool TickWindow::isDuplicate(const Trade& trade, IdKey key) const noexcept
{
    if (key == 0 || m_ids[slotOf(key)] == 0)
        return false;
    const std::int64_t from = nanosOf(trade.at) - kTickWindowLength.count();
    for (std::uint64_t place = m_begin; place < m_end && at(place).at < from; ++place)
        if (at(place).id == key)
            return false;
    return true;
}

bool TickWindow::remove(std::int64_t id, char exchange)
{
    const IdKey key = keyOf(id, exchange);
    if (key == 0 || m_ids[slotOf(key)] == 0)
        return false;
    std::uint64_t place = m_end - 1;
    while (at(place).id != key)
        --place;
    const Entry gone = at(place);
    for (std::uint64_t i = place; i + 1 < m_end; ++i)
        at(i) = at(i + 1);
    --m_end;
    for (std::size_t i = 0; i < m_tails.size(); ++i) {
        Tail& tail = m_tails[i];
        if (tail.first > place) {
            --tail.first;
        } else {
            if (gone.hasPrice())
                tail.prices.remove(gone.price);
            advance(tail, m_now - spanNanos(i));
        }
    }
    if (m_last > place) {
        --m_last;
    } else if (m_last == place) {
        while (m_last > m_begin && (m_last >= m_end || !at(m_last).hasPrice()))
            --m_last;
    }
    forget(key);
    countVolume(gone, -1);
    return true;
}

void TickWindow::append(const Entry& entry) noexcept
{
    const std::uint64_t place = m_end++;
    at(place) = entry;
    for (Tail& tail : m_tails) {
        if (entry.hasPrice())
            tail.prices.add(entry.price);
        else if (tail.first == place)
            ++tail.first;
    }
    if (entry.hasPrice())
        m_last = place;
}

void TickWindow::insertLate(const Entry& entry) noexcept
{
    const bool hadLast = hasLast();
    std::uint64_t place = m_end++;
    for (; place > m_begin && at(place - 1).at > entry.at; --place) {
        at(place) = at(place - 1);
        ++m_counters.steps;
    }
    at(place) = entry;
    for (std::size_t i = 0; i < m_tails.size(); ++i) {
        Tail& tail = m_tails[i];
        if (entry.hasPrice() && entry.at >= m_now - spanNanos(i)) {
            tail.prices.add(entry.price);
            tail.first = std::min(tail.first, place);
        } else if (place <= tail.first) {
            ++tail.first;
        }
    }
    if (!hadLast || place <= m_last)
        ++m_last;
    if (entry.hasPrice() && (!hadLast || place > m_last))
        m_last = place;
}

/// Moves the tail past what is older than `from`, and on to a price.
void TickWindow::advance(Tail& tail, std::int64_t from) noexcept
{
    for (; tail.first < m_end; ++tail.first) {
        const Entry& entry = at(tail.first);
        ++m_counters.steps;
        if (!entry.hasPrice())
            continue;
        if (entry.at >= from)
            return;
        tail.prices.remove(entry.price);
    }
}

void TickWindow::dropOldest() noexcept
{
    const Entry& oldest = at(m_begin);
    for (std::size_t i = 0; i < m_tails.size(); ++i) {
        Tail& tail = m_tails[i];
        if (tail.first != m_begin)
            continue;
        if (oldest.hasPrice())
            tail.prices.remove(oldest.price);
        ++tail.first;
        advance(tail, m_now - spanNanos(i));
    }
    ++m_counters.steps;
    if (oldest.id != 0)
        forget(oldest.id);
    countVolume(oldest, -1);
    ++m_begin;
}

void TickWindow::countVolume(const Entry& entry, int sign) noexcept
{
    const std::int64_t price = entry.price < 0 ? -entry.price : entry.price;
    m_volume += sign * entry.size;
    m_notional += sign * (Int128{price} * entry.size);
}

void TickWindow::grow()
{
    std::vector<Entry> ring(m_ring.size() * 2);
    const std::uint64_t mask = ring.size() - 1;
    for (std::uint64_t place = m_begin; place < m_end; ++place)
        ring[place & mask] = at(place);
    m_ring = std::move(ring);
    m_mask = mask;
    m_ids.assign(m_ring.size() * 2, {});
    for (std::uint64_t place = m_begin; place < m_end; ++place)
        if (const Entry& entry = at(place); entry.id != 0)
            m_ids[slotOf(entry.id)] = entry.id;
}

/// Tells all ids below 2^56 of all exchanges apart; the longest seen on a stock tape has 14 digits.
/// Crypto's longer ones come without an exchange.
TickWindow::IdKey TickWindow::keyOf(std::int64_t id, char exchange) noexcept
{
    const IdKey place = IdKey{static_cast<unsigned char>(exchange)} << 56U;
    return id == 0 ? 0 : static_cast<IdKey>(id) ^ place;
}

std::size_t TickWindow::homeOf(IdKey key) const noexcept
{
    // Fibonacci hashing: the high bits of the product are well mixed.
    const int bits = std::countr_zero(m_ids.size());
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> (64 - bits));
}

/// The slot that holds the id, or the empty one where it would go.
std::size_t TickWindow::slotOf(IdKey key) const noexcept
{
    const std::size_t mask = m_ids.size() - 1;
    std::size_t slot = homeOf(key);
    while (m_ids[slot] != 0 && m_ids[slot] != key)
        slot = (slot + 1) & mask;
    return slot;
}

/// Frees the id's slot and closes the gap, so that no search ends early.
void TickWindow::forget(IdKey key) noexcept
{
    const std::size_t mask = m_ids.size() - 1;
    std::size_t gap = slotOf(key);
    for (std::size_t slot = (gap + 1) & mask; m_ids[slot] != 0; slot = (slot + 1) & mask) {
        // It may move into the gap unless its home lies after the gap.
        if (((slot - homeOf(m_ids[slot])) & mask) >= ((slot - gap) & mask)) {
            m_ids[gap] = m_ids[slot];
            gap = slot;
        }
    }
    m_ids[gap] = 0;
}

bool TickWindow::hasLast() const noexcept
{
    return m_tails.back().prices.count() > 0;
}

std::int64_t TickWindow::priceCount(Span span) const noexcept
{
    return tail(span).prices.count();
}

std::optional<Timestamp> TickWindow::now() const noexcept
{
    return m_now == INT64_MIN ? std::nullopt : std::optional{timestampOf(m_now)};
}

std::optional<Price> TickWindow::last() const noexcept
{
    return hasLast() ? std::optional{Price::fromNanos(at(m_last).price)} : std::nullopt;
}

std::optional<double> TickWindow::momentumPct(Span span) const noexcept
{
    const Tail& in = tail(span);
    if (in.prices.count() < 2)
        return std::nullopt;
    const std::int64_t first = at(in.first).price;
    const auto change = static_cast<double>(at(m_last).price - first);
    return quantise(change * 100 / static_cast<double>(first));
}

std::optional<double> TickWindow::mean(Span span) const noexcept
{
    const Moments& prices = tail(span).prices;
    if (prices.count() < kTickWindowPricesMin)
        return std::nullopt;
    return static_cast<double>(prices.meanNanos()) / static_cast<double>(kNanosPerUnit);
}

std::optional<double> TickWindow::deviation(Span span) const noexcept
{
    const Moments& prices = tail(span).prices;
    if (prices.count() < kTickWindowPricesMin)
        return std::nullopt;
    return prices.deviationNanos(Deviation::Sample) / static_cast<double>(kNanosPerUnit);
}

std::optional<double> TickWindow::zScore(Span span) const noexcept
{
    const Moments& prices = tail(span).prices;
    if (prices.count() < kTickWindowPricesMin)
        return std::nullopt;
    const double deviation = prices.deviationNanos(Deviation::Sample);
    if (deviation == 0)
        return std::nullopt;
    return quantise(static_cast<double>(at(m_last).price - prices.meanNanos()) / deviation);
}

std::optional<Price> TickWindow::vwap() const noexcept
{
    if (m_volume <= 0)
        return std::nullopt;
    return Price::fromNanos(static_cast<std::int64_t>(divideHalfEven(m_notional, m_volume)));
}

} // namespace tapedeck
