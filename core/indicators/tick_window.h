#pragma once

#include "indicators/moments.h"
#include "market/conditions.h"

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace tapedeck {

/// The lengths for which a TickWindow keeps figures.
enum class Span : std::uint8_t
{
    Seconds5,
    Seconds10,
    Seconds15,
    Seconds30,
    Seconds60,
    Seconds120
};
inline constexpr std::array<std::int64_t, 6> kSpanSeconds{5, 10, 15, 30, 60, 120};
inline constexpr Nanoseconds kTickWindowLength = std::chrono::seconds{120};
/// None for a length that is not kept.
[[nodiscard]] std::optional<Span> spanOf(std::chrono::seconds length) noexcept;

/// Trades that one window holds at most: 4,369 a second. Past it the oldest leave early, counted.
inline constexpr std::size_t kTickWindowTradesMax = std::size_t{1} << 19U;
/// Mean and deviation need as many prices.
inline constexpr std::int64_t kTickWindowPricesMin = 5;

/// The last 120 s of one symbol's trades, by the exchange's time (DESIGN 6, 10).
///
/// Now is the newest trade's time; a trade counts for a span while now - span <= t <= now. Late
/// trades land where they belong; at equal times the order of arrival holds. Prices come from
/// trades that may set open or close of a minute bar, volume from those that count for it. Sums are
/// integers, so nothing drifts. A trade costs the same however full the window is, a late one the
/// trades that are newer than it; memory only grows, to the most that was ever needed.
class TickWindow
{
public:
    TickWindow();

    enum class Added : std::uint8_t
    {
        Counted,
        Duplicate, ///< the window holds a trade with this id of this exchange
        Late,      ///< older than the window
        Refused    ///< isCredibleTrade() says no
    };
    Added add(const Trade& trade);
    /// Takes out a trade that was annulled. False if the window does not hold it.
    bool remove(std::int64_t id, char exchange);

    /// Trades of any condition in the last 120 s.
    [[nodiscard]] std::size_t tickCount() const noexcept { return m_end - m_begin; }
    /// Trades in the span that have a price.
    [[nodiscard]] std::int64_t priceCount(Span span) const noexcept;
    [[nodiscard]] std::optional<Timestamp> now() const noexcept;
    /// The price of the greatest (t, arrival) in the window.
    [[nodiscard]] std::optional<Price> last() const noexcept;
    /// Percent from the first price in the span to the last; needs two.
    [[nodiscard]] std::optional<double> momentumPct(Span span) const noexcept;
    /// Dollars; needs kTickWindowPricesMin.
    [[nodiscard]] std::optional<double> mean(Span span) const noexcept;
    /// Sample standard deviation in dollars; needs kTickWindowPricesMin.
    [[nodiscard]] std::optional<double> deviation(Span span) const noexcept;
    /// (last - mean) / deviation; empty where the price stood still.
    [[nodiscard]] std::optional<double> zScore(Span span) const noexcept;
    /// Volume-weighted price of the last 120 s, half-even.
    [[nodiscard]] std::optional<Price> vwap() const noexcept;
    /// Shares in the last 120 s.
    [[nodiscard]] Int128 volumeNanos() const noexcept { return m_volume; }

    struct Counters
    {
        std::uint64_t duplicates = 0;
        std::uint64_t late = 0;
        std::uint64_t refused = 0;
        std::uint64_t crowdedOut = 0; ///< left early because the window was full
        std::uint64_t steps = 0;      ///< entries looked at: what the work grows with
    };
    [[nodiscard]] const Counters& counters() const noexcept { return m_counters; }

private:
    using IdKey = std::uint64_t; ///< id and exchange in one; 0: none
    struct Entry
    {
        std::int64_t at = 0;
        std::int64_t price = 0; ///< negative: as much, but it moves no price figure
        std::int64_t size = 0;  ///< 0 where it does not count for volume
        IdKey id = 0;

        [[nodiscard]] bool hasPrice() const noexcept { return price > 0; }
    };
    struct Tail
    {
        std::uint64_t first = 0; ///< place of the first price in the span, or m_end
        Moments prices;
    };

    [[nodiscard]] Entry& at(std::uint64_t place) noexcept { return m_ring[place & m_mask]; }
    [[nodiscard]] const Entry& at(std::uint64_t place) const noexcept
    {
        return m_ring[place & m_mask];
    }
    [[nodiscard]] const Tail& tail(Span span) const noexcept
    {
        return m_tails[static_cast<std::size_t>(span)];
    }
    [[nodiscard]] bool hasLast() const noexcept;
    [[nodiscard]] bool isDuplicate(const Trade& trade, IdKey key) const noexcept;
    void append(const Entry& entry) noexcept;
    void insertLate(const Entry& entry) noexcept;
    void advance(Tail& tail, std::int64_t from) noexcept;
    void dropOldest() noexcept;
    void countVolume(const Entry& entry, int sign) noexcept;
    void grow();
    [[nodiscard]] static IdKey keyOf(std::int64_t id, char exchange) noexcept;
    [[nodiscard]] std::size_t slotOf(IdKey key) const noexcept;
    [[nodiscard]] std::size_t homeOf(IdKey key) const noexcept;
    void forget(IdKey key) noexcept;

    std::vector<Entry> m_ring; ///< by (t, arrival), a power of two long
    std::vector<IdKey> m_ids;  ///< open addressing, twice as long as the ring
    std::uint64_t m_mask;
    std::uint64_t m_begin = 0; ///< places count up for ever; the ring holds [m_begin, m_end)
    std::uint64_t m_end = 0;
    std::uint64_t m_last = 0; ///< place of the last price, if there is one
    std::int64_t m_now = INT64_MIN;
    std::array<Tail, kSpanSeconds.size()> m_tails;
    Int128 m_volume = 0;
    Int128 m_notional = 0;
    Counters m_counters;
};

} // namespace tapedeck
