#include "app/practice/tick_series.h"

#include <algorithm>
#include <optional>
#include <type_traits>

namespace tapedeck::practice {

namespace {

constexpr std::int64_t kPriceUnit = kNanosPerUnit / 10'000;

/// The value in so many nanos a unit; nothing where it is no whole number of them or too large.
std::optional<std::uint32_t> inUnits(std::int64_t nanos, std::int64_t unit) noexcept
{
    if (nanos < 0 || nanos % unit != 0 || nanos / unit > std::int64_t{UINT32_MAX})
        return std::nullopt;
    return static_cast<std::uint32_t>(nanos / unit);
}

template <class Value>
Value fromUnits(std::uint32_t units, std::int64_t unit) noexcept
{
    return Value::fromNanos(std::int64_t{units} * unit);
}

} // namespace

std::uint32_t TickStyles::numberOf(const TickStyle& style)
{
    std::array<char, 11> key{};
    for (std::size_t i = 0; i < style.conditions.count; ++i)
        key[i] = style.conditions.codes[i];
    key[7] = static_cast<char>(style.conditions.count);
    key[8] = style.first;
    key[9] = style.second;
    key[10] = style.tape;
    const auto [place, fresh] =
        m_numbers.try_emplace(key, static_cast<std::uint32_t>(m_styles.size()));
    if (fresh)
        m_styles.push_back(style);
    return place->second;
}

PackedTick TickSeries::pack(const Trade& trade, TickStyles& styles, Chunk& chunk)
{
    PackedTick row;
    row.at = nanosOf(trade.at);
    const auto price = inUnits(trade.price.nanos(), kPriceUnit);
    const auto size = inUnits(trade.size.nanos(), kNanosPerUnit);
    if (!price || !size) {
        row.words[0] = static_cast<std::uint32_t>(chunk.trades.size());
        chunk.trades.push_back(trade);
        return row;
    }
    const auto id = static_cast<std::uint64_t>(trade.id);
    row.words[0] = *price;
    row.words[1] = *size;
    row.words[2] = static_cast<std::uint32_t>(id >> 32U);
    row.words[3] = static_cast<std::uint32_t>(id);
    row.style = styles.numberOf({trade.conditions, trade.exchange, ' ', trade.tape});
    return row;
}

PackedTick TickSeries::pack(const Quote& quote, TickStyles& styles, Chunk& chunk)
{
    PackedTick row;
    row.at = nanosOf(quote.at);
    const std::array words{inUnits(quote.bid.nanos(), kPriceUnit),
                           inUnits(quote.ask.nanos(), kPriceUnit),
                           inUnits(quote.bidSize.nanos(), kNanosPerUnit),
                           inUnits(quote.askSize.nanos(), kNanosPerUnit)};
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i]) {
            row.words[0] = static_cast<std::uint32_t>(chunk.quotes.size());
            chunk.quotes.push_back(quote);
            return row;
        }
        row.words[i] = *words[i];
    }
    row.style =
        styles.numberOf({quote.conditions, quote.bidExchange, quote.askExchange, quote.tape});
    return row;
}

template <class Tick>
void TickSeries::add(const Tick& tick, TradeFate fate, TickStyles& styles)
{
    const std::int64_t at = nanosOf(tick.at);
    if (m_chunks.empty() ||
        (m_chunks.back().rows.size() >= kTicksPerChunk && m_chunks.back().rows.back().at <= at)) {
        m_chunks.emplace_back();
        m_chunks.back().rows.reserve(kTicksPerChunk);
    }
    auto chunk = std::prev(m_chunks.end());
    while (chunk != m_chunks.begin() && !chunk->rows.empty() && chunk->rows.front().at > at)
        --chunk;
    PackedTick row = pack(tick, styles, *chunk);
    row.fate = fate;
    const auto place = std::upper_bound(
        chunk->rows.begin(), chunk->rows.end(), at, [](std::int64_t time, const PackedTick& r) {
            return time < r.at;
        });
    chunk->rows.insert(place, row);
}

TickSeries::Place TickSeries::firstAt(Timestamp at) const noexcept
{
    const std::int64_t nanos = nanosOf(at);
    const auto chunk =
        std::partition_point(m_chunks.begin(), m_chunks.end(), [nanos](const Chunk& c) {
            return c.rows.back().at < nanos;
        });
    if (chunk == m_chunks.end())
        return end();
    const auto row = std::partition_point(chunk->rows.begin(),
                                          chunk->rows.end(),
                                          [nanos](const PackedTick& r) { return r.at < nanos; });
    return {static_cast<std::size_t>(chunk - m_chunks.begin()),
            static_cast<std::size_t>(row - chunk->rows.begin())};
}

TickSeries::Place TickSeries::next(Place place) const noexcept
{
    if (place.row + 1 < m_chunks[place.chunk].rows.size())
        return {place.chunk, place.row + 1};
    return {place.chunk + 1, 0};
}

TickSeries::Place TickSeries::previous(Place place) const noexcept
{
    if (place.row > 0)
        return {place.chunk, place.row - 1};
    return {place.chunk - 1, m_chunks[place.chunk - 1].rows.size() - 1};
}

template <class Tick>
Tick TickSeries::at(Place place, const TickStyles& styles, SymbolId symbol) const
{
    const Chunk& chunk = m_chunks[place.chunk];
    const PackedTick& row = chunk.rows[place.row];
    Tick tick;
    if constexpr (std::is_same_v<Tick, Trade>) {
        if (row.style == PackedTick::kWhole)
            return chunk.trades[row.words[0]];
        tick.price = fromUnits<Price>(row.words[0], kPriceUnit);
        tick.size = fromUnits<Quantity>(row.words[1], kNanosPerUnit);
        tick.id = static_cast<std::int64_t>((std::uint64_t{row.words[2]} << 32U) | row.words[3]);
        tick.exchange = styles[row.style].first;
    } else {
        if (row.style == PackedTick::kWhole)
            return chunk.quotes[row.words[0]];
        tick.bid = fromUnits<Price>(row.words[0], kPriceUnit);
        tick.ask = fromUnits<Price>(row.words[1], kPriceUnit);
        tick.bidSize = fromUnits<Quantity>(row.words[2], kNanosPerUnit);
        tick.askSize = fromUnits<Quantity>(row.words[3], kNanosPerUnit);
        tick.bidExchange = styles[row.style].first;
        tick.askExchange = styles[row.style].second;
    }
    tick.symbol = symbol;
    tick.at = timestampOf(row.at);
    tick.conditions = styles[row.style].conditions;
    tick.tape = styles[row.style].tape;
    return tick;
}

std::size_t TickSeries::dropOldest()
{
    const std::size_t count = m_chunks.front().rows.size();
    m_chunks.pop_front();
    return count;
}

template void TickSeries::add(const Trade&, TradeFate, TickStyles&);
template void TickSeries::add(const Quote&, TradeFate, TickStyles&);
template Trade TickSeries::at(Place, const TickStyles&, SymbolId) const;
template Quote TickSeries::at(Place, const TickStyles&, SymbolId) const;

} // namespace tapedeck::practice
