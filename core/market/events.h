#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

/// What a market feed can say, as plain values without a heap behind them. Times are the
/// exchange's.
namespace tapedeck {

/// A short code of the wire, such as a status or a reason: at most eight bytes, the rest is cut
/// off.
struct ShortCode
{
    std::array<char, 8> bytes{};

    [[nodiscard]] static ShortCode of(std::string_view text) noexcept
    {
        ShortCode code;
        for (std::size_t i = 0; i < text.size() && i < code.bytes.size(); ++i)
            code.bytes[i] = text[i];
        return code;
    }
    [[nodiscard]] std::string_view text() const noexcept
    {
        std::size_t size = 0;
        while (size < bytes.size() && bytes[size] != '\0')
            ++size;
        return {bytes.data(), size};
    }
    TAPEDECK_FIELDS(self.bytes)
    friend bool operator==(const ShortCode&, const ShortCode&) = default;
};

/// Condition codes of a trade or a quote, one character each, in the order of the wire. A space is
/// a code.
struct Conditions
{
    std::array<char, 7> codes{};
    std::uint8_t count = 0;

    /// False when there is no room; the wire has never shown more than five.
    constexpr bool add(char code) noexcept
    {
        if (count == codes.size())
            return false;
        codes[count++] = code;
        return true;
    }
    [[nodiscard]] std::span<const char> all() const noexcept { return {codes.data(), count}; }
    TAPEDECK_FIELDS(self.codes, self.count)
    friend bool operator==(const Conditions&, const Conditions&) = default;
};

/// A print on the tape.
struct Trade
{
    SymbolId symbol{};
    Timestamp at;
    Price price;
    Quantity size;       ///< shares
    std::int64_t id = 0; ///< unique within symbol, exchange and day; 0 = the feed gave none
    Conditions conditions;
    char exchange = ' ';
    char tape = ' '; ///< A, B: CTA; C: Nasdaq; O: over the counter; N: overnight
    TAPEDECK_FIELDS(self.symbol,
                    self.at,
                    self.price,
                    self.size,
                    self.id,
                    self.conditions,
                    self.exchange,
                    self.tape)
    friend bool operator==(const Trade&, const Trade&) = default;
};

/// The best bid and offer. A price of zero means that nobody stands on that side.
struct Quote
{
    SymbolId symbol{};
    Timestamp at;
    Price bid;
    Price ask;
    Quantity bidSize; ///< shares
    Quantity askSize;
    Conditions conditions;
    char bidExchange = ' ';
    char askExchange = ' ';
    char tape = ' ';
    TAPEDECK_FIELDS(self.symbol,
                    self.at,
                    self.bid,
                    self.ask,
                    self.bidSize,
                    self.askSize,
                    self.conditions,
                    self.bidExchange,
                    self.askExchange,
                    self.tape)
    friend bool operator==(const Quote&, const Quote&) = default;
};

enum class Timeframe : std::uint8_t
{
    Second1,
    Second5,
    Minute1,
    Minute5,
    Hour1,
    Day1
};

/// Open, high, low, close and volume of the trades in [start, start + timeframe).
struct Bar
{
    SymbolId symbol{};
    Timeframe timeframe{};
    Timestamp start; ///< daily bars: midnight in New York
    Price open;
    Price high;
    Price low;
    Price close;
    Quantity volume;
    std::optional<std::int64_t> tradeCount;
    std::optional<Price> vwap;
    TAPEDECK_FIELDS(self.symbol,
                    self.timeframe,
                    self.start,
                    self.open,
                    self.high,
                    self.low,
                    self.close,
                    self.volume,
                    self.tradeCount,
                    self.vwap)
    friend bool operator==(const Bar&, const Bar&) = default;
};

/// A bar as a feed sends it: finished, changed by a late trade (replaces the one with the same
/// start), or still growing (a daily bar during its day).
struct BarEvent
{
    enum class Kind : std::uint8_t
    {
        Finished,
        Updated,
        Growing
    };
    Kind kind{};
    Bar bar;
    TAPEDECK_FIELDS(self.kind, self.bar)
    friend bool operator==(const BarEvent&, const BarEvent&) = default;
};

/// A trading status message; market/halts.h says what it means.
struct TradingStatus
{
    SymbolId symbol{};
    Timestamp at;
    ShortCode status;
    ShortCode reason;
    char tape = ' ';
    TAPEDECK_FIELDS(self.symbol, self.at, self.status, self.reason, self.tape)
    friend bool operator==(const TradingStatus&, const TradingStatus&) = default;
};

/// Limit up, limit down: the band in which the symbol may trade. Zero = none.
struct LuldBand
{
    SymbolId symbol{};
    Timestamp at;
    Price up;
    Price down;
    ShortCode indicator;
    char tape = ' ';
    TAPEDECK_FIELDS(self.symbol, self.at, self.up, self.down, self.indicator, self.tape)
    friend bool operator==(const LuldBand&, const LuldBand&) = default;
};

/// `original` is annulled and `corrected` stands instead; both carry the time of the correction.
struct TradeCorrection
{
    Trade original;
    Trade corrected;
    TAPEDECK_FIELDS(self.original, self.corrected)
    friend bool operator==(const TradeCorrection&, const TradeCorrection&) = default;
};

/// The trade with this id is annulled. `action`: C = canceled, E = error.
struct TradeCancel
{
    Trade trade;
    char action = 'C';
    TAPEDECK_FIELDS(self.trade, self.action)
    friend bool operator==(const TradeCancel&, const TradeCancel&) = default;
};

using MarketEvent =
    std::variant<Trade, Quote, BarEvent, TradingStatus, LuldBand, TradeCorrection, TradeCancel>;

[[nodiscard]] SymbolId symbolOf(const MarketEvent& event) noexcept;
/// The exchange's time of the event; a bar's start.
[[nodiscard]] Timestamp timeOf(const MarketEvent& event) noexcept;

} // namespace tapedeck
