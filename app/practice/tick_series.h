#pragma once

#include "market/events.h"
#include "wire/market_body.h"

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace tapedeck::practice {

/// A historical trade, with what became of it.
struct PlayedTrade
{
    Trade trade;
    TradeFate fate = TradeFate::Valid;
};

/// A trade or a quote in 32 bytes: prices in 1/10,000 dollar, sizes in shares, and all letters as
/// the number of a style, of which a market has a few hundred. What does not fit stands whole in
/// its chunk.
struct PackedTick
{
    static constexpr std::uint32_t kWhole = UINT32_MAX; ///< a style: words[0] is the place
    std::int64_t at = 0;                                ///< nanos since 1970
    std::uint32_t words[4] = {0, 0, 0, 0};              // NOLINT(*-avoid-c-arrays)
    std::uint32_t style = kWhole;
    TradeFate fate = TradeFate::Valid;
};
static_assert(sizeof(PackedTick) == 32);

/// The letters of a tick.
struct TickStyle
{
    Conditions conditions;
    char first = ' ';  ///< exchange; of a quote, the bid's
    char second = ' '; ///< the ask's exchange
    char tape = ' ';
    friend bool operator==(const TickStyle&, const TickStyle&) = default;
};

/// Every style that occurs, by number.
class TickStyles
{
public:
    [[nodiscard]] std::uint32_t numberOf(const TickStyle& style);
    [[nodiscard]] const TickStyle& operator[](std::uint32_t number) const noexcept
    {
        return m_styles[number];
    }

private:
    std::vector<TickStyle> m_styles;
    std::map<std::array<char, 11>, std::uint32_t> m_numbers;
};

/// The trades or the quotes of one symbol, in order of time, in chunks. The oldest chunk can be
/// let go.
class TickSeries
{
public:
    /// After those of the same time. Late ones go to their place: costs the rows of a chunk.
    template <class Tick>
    void add(const Tick& tick, TradeFate fate, TickStyles& styles);

    /// A place in the series. The end is {chunks, 0}.
    struct Place
    {
        std::size_t chunk = 0;
        std::size_t row = 0;
        friend bool operator==(const Place&, const Place&) = default;
    };
    /// The first tick at or after `at`: two binary searches.
    [[nodiscard]] Place firstAt(Timestamp at) const noexcept;
    [[nodiscard]] Place begin() const noexcept { return {0, 0}; }
    [[nodiscard]] Place end() const noexcept { return {m_chunks.size(), 0}; }
    [[nodiscard]] Place next(Place place) const noexcept;
    /// Precondition: not begin().
    [[nodiscard]] Place previous(Place place) const noexcept;
    [[nodiscard]] Timestamp timeAt(Place place) const noexcept
    {
        return timestampOf(m_chunks[place.chunk].rows[place.row].at);
    }
    template <class Tick>
    [[nodiscard]] Tick at(Place place, const TickStyles& styles, SymbolId symbol) const;
    [[nodiscard]] TradeFate fateAt(Place place) const noexcept
    {
        return m_chunks[place.chunk].rows[place.row].fate;
    }
    void setFate(Place place, TradeFate fate) noexcept
    {
        m_chunks[place.chunk].rows[place.row].fate = fate;
    }

    [[nodiscard]] std::size_t chunks() const noexcept { return m_chunks.size(); }
    /// Precondition: there is a chunk.
    [[nodiscard]] std::int64_t oldest() const noexcept { return m_chunks.front().rows.front().at; }
    /// Lets the oldest chunk go; says how many ticks were in it.
    std::size_t dropOldest();

private:
    struct Chunk
    {
        std::vector<PackedTick> rows; ///< never empty
        std::vector<Trade> trades;    ///< those that cannot be packed
        std::vector<Quote> quotes;
    };
    static PackedTick pack(const Trade& trade, TickStyles& styles, Chunk& chunk);
    static PackedTick pack(const Quote& quote, TickStyles& styles, Chunk& chunk);

    std::deque<Chunk> m_chunks;
};

/// Rows of a chunk: 64 KiB. Late ticks can make one longer.
inline constexpr std::size_t kTicksPerChunk = 2'048;

} // namespace tapedeck::practice
