#pragma once

#include "trading/account.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a practice exchange is made of.
namespace tapedeck {

/// What an account begins with, or may hold after a deposit.
inline constexpr Money kCashMax = Money::fromWhole(1'000'000'000);

/// How the exchange fills; exchange.h has the rules.
enum class FillRule : std::uint8_t
{
    Strict,      ///< displayed sizes, each once, and prints that trade through
    AlpacaPaper, ///< the whole order at the opposite quote, whatever its size
};

/// An asset that the exchange lists.
struct ListedAsset
{
    Asset asset;
    /// Close of the day before; values positions and market orders until the first print.
    std::optional<Price> previousClose;
};

/// A position that a fresh account already holds, with the order and the fill that made it.
struct SeededPosition
{
    std::string symbol;
    Quantity quantity;
    Price price;
    Timestamp at; ///< when it was bought; before the first event of the run
};

/// So many shares become so many on a day, before its first session.
struct ListedSplit
{
    std::string symbol;
    Date day{};
    Ratio oldRate; ///< above zero, as is newRate
    Ratio newRate;
};

struct ExchangeConfig
{
    /// Every id that the exchange makes follows from this text; another account, another text.
    std::string seed;
    /// At most kCashMax.
    Money initialCash = Money::fromWhole(100'000);
    FillRule fills = FillRule::Strict;
    /// Buying power is this many times the equity: 1, 2 or 4 (Alpaca's paper accounts have 4).
    std::int32_t marginMultiplier = 4;
    std::vector<ListedAsset> assets;
    /// Ascending. Days that are not in it are closed; when it ends, orders wait for good.
    std::vector<CalendarDay> calendar;
    std::vector<ListedSplit> splits;
    /// Bought out of the initial cash. Ignored by restore().
    std::vector<SeededPosition> positions;
};

} // namespace tapedeck
