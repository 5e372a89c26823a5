#pragma once

#include "market/events.h"

/// Which prints may move which figure. Source: Alpaca's market data FAQ (alpaca.md, section 6.3).
namespace tapedeck {

/// May a trade set a bar's open and close?
enum class OpenClose : std::uint8_t
{
    Never,
    IfFirst, ///< only as long as the bar has neither
    Always
};

/// What one trade does to a bar.
struct TradeRules
{
    OpenClose openClose = OpenClose::Always;
    bool setsHighLow = true;
    bool countsVolume = true;

    friend bool operator==(const TradeRules&, const TradeRules&) = default;
};

/// The two columns of the table: day bars are stricter in places, laxer in others.
enum class BarScope : std::uint8_t
{
    Minute, ///< and every shorter or longer bar within the day
    Day
};

/// The strictest of the rules of all codes. A trade without codes, and a code that the table does
/// not know on this tape, are regular. A tape of ' ' (options, crypto) has codes of another table:
/// all its trades are regular here.
[[nodiscard]] TradeRules
tradeRules(char tape, const Conditions& conditions, BarScope scope) noexcept;

/// Which last price a trade sets on the screen and for decisions.
enum class LastPrice : std::uint8_t
{
    None,
    Regular,
    Extended ///< a form-T print: the extended-hours last, never the day's
};

[[nodiscard]] LastPrice lastPriceOf(const Trade& trade) noexcept;
/// True if the trade sets either last price.
[[nodiscard]] bool setsLastPrice(const Trade& trade) noexcept;

/// False for quotes that are not for pricing: non-firm (N) and closed (L, C). Section 6.2.
[[nodiscard]] bool quoteIsUsable(const Conditions& conditions) noexcept;
/// The same, and two-sided, with sizes, and not crossed (locked will do). The bound on the spread
/// is a limit and lives there.
[[nodiscard]] bool quoteIsUsable(const Quote& quote) noexcept;

} // namespace tapedeck
