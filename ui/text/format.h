#pragma once

#include "base/fixed.h"
#include "base/time.h"

#include <QString>

#include <cstdint>

/// Figures as a person reads them: exact from the fixed-point value, thousands grouped, a real
/// minus sign. Rounded half-even only where the places shown end.
namespace tapedeck::text {

enum class Sign : std::uint8_t
{
    MinusOnly,
    Always, ///< a plus before what is greater than zero
};

/// "1,234.50": as many decimals as are needed, from `decimalsMin` to `decimalsMax` (0 to 9).
[[nodiscard]] QString
decimal(std::int64_t nanos, int decimalsMin, int decimalsMax, Sign sign = Sign::MinusOnly);

/// Two to four decimals: "176.23", "0.1234".
[[nodiscard]] QString price(Price price);
/// "$1,234.50", "−$12.00", "+$3.00".
[[nodiscard]] QString money(Money money, Sign sign = Sign::MinusOnly);
/// "$10,000": cents only where there are some. For limits and allocations.
[[nodiscard]] QString roundMoney(Money money);
/// All its decimals: "12", "0.250000001".
[[nodiscard]] QString quantity(Quantity quantity, Sign sign = Sign::MinusOnly);
/// At most three decimals, for narrow columns.
[[nodiscard]] QString shortQuantity(Quantity quantity);
/// "1.24 M": three digits and a power of a thousand. For volumes.
[[nodiscard]] QString compact(Quantity quantity);
/// "−1.25 %", from the fraction.
[[nodiscard]] QString percent(Ratio ratio, Sign sign = Sign::MinusOnly, int decimals = 2);
/// A statistic with a fixed number of decimals.
[[nodiscard]] QString statistic(double value, int decimals, Sign sign = Sign::MinusOnly);
/// "37 %", from 0..1.
[[nodiscard]] QString confidence(double fraction);

/// "850 ms", "12 s", "3 min", "2 h": one unit, rounded down, for ages.
[[nodiscard]] QString duration(Nanoseconds duration);
/// "4:07" for a countdown; never negative.
[[nodiscard]] QString countdown(Nanoseconds left);

/// Times are New York's; the zone's name stands once, at the window's clock.
[[nodiscard]] QString time(Timestamp t);          ///< "09:30:05"
[[nodiscard]] QString timeToMinutes(Timestamp t); ///< "09:30"
[[nodiscard]] QString timeToMillis(Timestamp t);  ///< "09:30:05.123"
[[nodiscard]] QString date(Timestamp t);          ///< "Thu 10 Oct 2013"
[[nodiscard]] QString shortDate(Timestamp t);     ///< "10 Oct"
/// A contract as people name it: "TWX 70 C" and "21 Jun 14". Of anything else: its text, nothing.
struct InstrumentName
{
    QString name;
    QString expiry;
};
[[nodiscard]] InstrumentName instrumentName(std::string_view symbol);
/// The line below it: "21 Jun 14 · momentum" of a contract, else `more` alone.
[[nodiscard]] QString underSymbol(std::string_view symbol, const QString& more);

[[nodiscard]] QString zoneName(Timestamp t); ///< "EDT" or "EST"

} // namespace tapedeck::text
