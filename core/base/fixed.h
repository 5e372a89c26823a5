#pragma once

#include "base/check.h"
#include "base/int128.h"
#include "base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

/// Nanos in one whole unit: every decimal of the house has nine places.
inline constexpr std::int64_t kNanosPerUnit = 1'000'000'000;

/// What to do with a tenth decimal.
enum class ExtraDecimals : unsigned char
{
    Refuse,        ///< an error: orders, accounts, settings
    RoundHalfEven, ///< market data only; the decoder counts how often
};

/// A decimal as an integer of nanos: `-?digits[.digits][e[+-]digits]`, the spelling of JSON
/// numbers. Never goes through double. Errors: Malformed, OutOfRange, TooPrecise. `rounded`, where
/// given, is set to true if a tenth decimal was dropped and is else left alone.
[[nodiscard]] Result<std::int64_t> parseNanos(std::string_view decimal,
                                              ExtraDecimals extra = ExtraDecimals::Refuse,
                                              bool* rounded = nullptr) noexcept;

/// The shortest exact decimal: "0.1", "-12", "737.91". parseNanos() gives the same nanos back.
[[nodiscard]] std::string nanosToString(std::int64_t nanos);

/// An exact decimal with nine places, within ±9.2e9, of one kind of thing: kinds do not mix.
/// Overflow is a broken invariant in + and - (bounds are checked where data enters, base/limits.h);
/// where outside data can overflow, use checkedAdd() and notional().
template <class Tag>
class Fixed
{
public:
    constexpr Fixed() noexcept = default;

    [[nodiscard]] static constexpr Fixed fromNanos(std::int64_t nanos) noexcept
    {
        return Fixed{nanos};
    }
    /// Precondition: |whole| <= 9'223'372'036.
    [[nodiscard]] static constexpr Fixed fromWhole(std::int64_t whole) noexcept
    {
        const Int128 nanos = Int128{whole} * kNanosPerUnit;
        CHECK(fitsInt64(nanos));
        return Fixed{static_cast<std::int64_t>(nanos)};
    }
    [[nodiscard]] static Result<Fixed> parse(std::string_view decimal,
                                             ExtraDecimals extra = ExtraDecimals::Refuse,
                                             bool* rounded = nullptr) noexcept
    {
        return parseNanos(decimal, extra, rounded).map([](std::int64_t n) { return Fixed{n}; });
    }

    [[nodiscard]] constexpr std::int64_t nanos() const noexcept { return m_nanos; }
    [[nodiscard]] std::string toString() const { return nanosToString(m_nanos); }
    /// For statistics and painting only; never back into a Fixed.
    [[nodiscard]] constexpr double toDouble() const noexcept
    {
        return static_cast<double>(m_nanos) / static_cast<double>(kNanosPerUnit);
    }

    [[nodiscard]] constexpr bool isZero() const noexcept { return m_nanos == 0; }
    [[nodiscard]] constexpr bool isPositive() const noexcept { return m_nanos > 0; }
    [[nodiscard]] constexpr bool isNegative() const noexcept { return m_nanos < 0; }
    [[nodiscard]] constexpr Fixed abs() const noexcept { return m_nanos < 0 ? -*this : *this; }

    friend constexpr auto operator<=>(Fixed, Fixed) noexcept = default;
    constexpr Fixed operator-() const noexcept
    {
        CHECK(m_nanos != INT64_MIN);
        return Fixed{-m_nanos};
    }
    friend constexpr Fixed operator+(Fixed a, Fixed b) noexcept
    {
        std::int64_t sum = 0;
        CHECK(!__builtin_add_overflow(a.m_nanos, b.m_nanos, &sum));
        return Fixed{sum};
    }
    friend constexpr Fixed operator-(Fixed a, Fixed b) noexcept
    {
        std::int64_t difference = 0;
        CHECK(!__builtin_sub_overflow(a.m_nanos, b.m_nanos, &difference));
        return Fixed{difference};
    }
    constexpr Fixed& operator+=(Fixed other) noexcept { return *this = *this + other; }
    constexpr Fixed& operator-=(Fixed other) noexcept { return *this = *this - other; }

    [[nodiscard]] friend Result<Fixed> checkedAdd(Fixed a, Fixed b) noexcept
    {
        std::int64_t sum = 0;
        if (__builtin_add_overflow(a.m_nanos, b.m_nanos, &sum))
            return fail(ErrorCode::OutOfRange, "sum is out of range");
        return Fixed{sum};
    }

private:
    explicit constexpr Fixed(std::int64_t nanos) noexcept : m_nanos{nanos} {}

    std::int64_t m_nanos = 0;
};

using Price = Fixed<struct PriceTag>;       ///< dollars a share, or a unit of a contract
using Quantity = Fixed<struct QuantityTag>; ///< shares or contracts; signed where it is a position
using Money = Fixed<struct MoneyTag>;       ///< dollars
/// A plain fraction: 0.02 is two percent. Limits and settings, exact.
using Ratio = Fixed<struct RatioTag>;

/// How a product is brought to nine decimals.
enum class Rounding : unsigned char
{
    HalfEven,
    Down,
    Up
};

/// price x quantity (x multiplier), 128 bits inside. Errors: OutOfRange.
[[nodiscard]] Result<Money> notional(Price price,
                                     Quantity quantity,
                                     std::int64_t multiplier = 1,
                                     Rounding rounding = Rounding::HalfEven) noexcept;

/// notional(), pinned at the largest Money where the true product is larger. For limits only:
/// a bound that Money can express is exceeded either way.
[[nodiscard]] Money
saturatedNotional(Price price, Quantity quantity, std::int64_t multiplier = 1) noexcept;

/// money / price, floored to nine decimals (how a notional order becomes shares). Errors:
/// OutOfRange. Precondition: price > 0.
[[nodiscard]] Result<Quantity> quantityFor(Money money, Price price) noexcept;

/// amount x ratio, half-even. Errors: OutOfRange.
[[nodiscard]] Result<Money> scaled(Money amount, Ratio ratio) noexcept;
[[nodiscard]] Result<Price> scaled(Price price, Ratio ratio) noexcept;

/// part / whole as a Ratio, half-even; 0 when whole is 0, pinned to the range of Ratio.
[[nodiscard]] Ratio ratioOf(Money part, Money whole) noexcept;
[[nodiscard]] Ratio ratioOf(Price part, Price whole) noexcept;

} // namespace tapedeck
