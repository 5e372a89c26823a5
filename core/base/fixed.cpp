#include "base/fixed.h"

#include "base/pinned.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr int kDecimals = 9;
/// Digits beyond these cannot change the value: int64 holds 19, and what follows only rounds.
constexpr int kExponentMax = 4096;

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// The parts of a decimal's text, found by one pass over it.
struct Spelling
{
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
};

Result<Spelling> spell(std::string_view text) noexcept
{
    Spelling s;
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t begin = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return text.substr(begin, i - begin);
    };
    if (i < text.size() && text[i] == '-') {
        s.negative = true;
        ++i;
    }
    s.whole = digits();
    if (s.whole.empty())
        return fail(ErrorCode::Malformed, "not a decimal number");
    if (i < text.size() && text[i] == '.') {
        ++i;
        s.fraction = digits();
        if (s.fraction.empty())
            return fail(ErrorCode::Malformed, "no digit after the decimal point");
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        const bool down = i < text.size() && text[i] == '-';
        if (i < text.size() && (text[i] == '-' || text[i] == '+'))
            ++i;
        const std::string_view exponent = digits();
        if (exponent.empty())
            return fail(ErrorCode::Malformed, "no digit in the exponent");
        for (const char c : exponent)
            s.exponent = std::min(s.exponent * 10 + (c - '0'), kExponentMax);
        s.exponent = down ? -s.exponent : s.exponent;
    }
    if (i != text.size())
        return fail(ErrorCode::Malformed, "not a decimal number");
    return s;
}

} // namespace

Result<std::int64_t>
parseNanos(std::string_view decimal, ExtraDecimals extra, bool* rounded) noexcept
{
    const auto spelling = spell(decimal);
    if (!spelling)
        return tl::unexpected<Error>{spelling.error()};

    // Digit d of whole+fraction stands at the power of ten that `place` counts down from.
    const Spelling& s = *spelling;
    int place = static_cast<int>(std::min<std::size_t>(s.whole.size(), 1U << 20U)) + s.exponent +
                kDecimals - 1;
    Int128 magnitude = 0;
    int firstDropped = 0;
    bool droppedMore = false;
    bool tooLarge = false;
    const auto take = [&](char c) {
        const int digit = c - '0';
        if (place >= 0) {
            tooLarge = tooLarge || magnitude > Int128{INT64_MAX};
            if (!tooLarge)
                magnitude = magnitude * 10 + digit;
        } else if (place == -1) {
            firstDropped = digit;
        } else {
            droppedMore = droppedMore || digit != 0;
        }
        --place;
    };
    std::for_each(s.whole.begin(), s.whole.end(), take);
    std::for_each(s.fraction.begin(), s.fraction.end(), take);
    for (; place >= 0 && magnitude != 0 && !tooLarge; --place) {
        magnitude *= 10;
        tooLarge = magnitude > Int128{INT64_MAX};
    }
    if (tooLarge || magnitude > Int128{INT64_MAX})
        return fail(ErrorCode::OutOfRange, "number is out of range (at most 9.2e9)");

    if (firstDropped != 0 || droppedMore) {
        if (extra == ExtraDecimals::Refuse)
            return fail(ErrorCode::TooPrecise, "more than nine decimals");
        const bool half = firstDropped == 5 && !droppedMore;
        if (firstDropped > 5 || (firstDropped == 5 && droppedMore) || (half && magnitude % 2 != 0))
            ++magnitude;
        if (rounded != nullptr)
            *rounded = true;
        if (magnitude > Int128{INT64_MAX})
            return fail(ErrorCode::OutOfRange, "number is out of range (at most 9.2e9)");
    }
    const auto nanos = static_cast<std::int64_t>(magnitude);
    return s.negative ? -nanos : nanos;
}

std::string nanosToString(std::int64_t nanos)
{
    const bool negative = nanos < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
    const auto unit = static_cast<std::uint64_t>(kNanosPerUnit);
    std::string text = (negative ? "-" : "") + std::to_string(magnitude / unit);
    std::uint64_t fraction = magnitude % unit;
    if (fraction == 0)
        return text;
    std::string digits = std::to_string(fraction);
    digits.insert(0, static_cast<std::size_t>(kDecimals) - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    return text + "." + digits;
}

namespace {

Int128 divide(Int128 value, Int128 by, Rounding rounding) noexcept
{
    switch (rounding) {
    case Rounding::HalfEven:
        return divideHalfEven(value, by);
    case Rounding::Down: {
        const Int128 quotient = value / by;
        return value % by < 0 ? quotient - 1 : quotient;
    }
    case Rounding::Up: {
        const Int128 quotient = value / by;
        return value % by > 0 ? quotient + 1 : quotient;
    }
    }
    CHECK(false);
}

/// (price x quantity x multiplier) in nanos of a dollar, unless even 128 bits do not hold it.
bool product(Price price,
             Quantity quantity,
             std::int64_t multiplier,
             Rounding rounding,
             Int128& nanos) noexcept
{
    Int128 value = Int128{price.nanos()} * quantity.nanos();
    if (__builtin_mul_overflow(value, Int128{multiplier}, &value))
        return false;
    nanos = divide(value, kNanosPerUnit, rounding);
    return fitsInt64(nanos);
}

template <class T>
Result<T> fixedOf(Int128 nanos) noexcept
{
    if (!fitsInt64(nanos))
        return fail(ErrorCode::OutOfRange, "product is out of range");
    return T::fromNanos(static_cast<std::int64_t>(nanos));
}

Ratio pinnedRatio(std::int64_t part, std::int64_t whole) noexcept
{
    if (whole == 0)
        return Ratio{};
    const Int128 scaledPart = Int128{part} * kNanosPerUnit;
    const Int128 nanos =
        whole < 0 ? divideHalfEven(-scaledPart, -Int128{whole}) : divideHalfEven(scaledPart, whole);
    return Ratio::fromNanos(pinned(nanos));
}

} // namespace

Result<Money>
notional(Price price, Quantity quantity, std::int64_t multiplier, Rounding rounding) noexcept
{
    Int128 nanos = 0;
    if (!product(price, quantity, multiplier, rounding, nanos))
        return fail(ErrorCode::OutOfRange, "price x quantity is out of range");
    return Money::fromNanos(static_cast<std::int64_t>(nanos));
}

Money saturatedNotional(Price price, Quantity quantity, std::int64_t multiplier) noexcept
{
    const auto exact = notional(price, quantity, multiplier, Rounding::Up);
    if (exact)
        return *exact;
    const bool negative = price.isNegative() != quantity.isNegative();
    return Money::fromNanos(negative ? -INT64_MAX : INT64_MAX);
}

Result<Quantity> quantityFor(Money money, Price price) noexcept
{
    CHECK(price.isPositive());
    return fixedOf<Quantity>(
        divide(Int128{money.nanos()} * kNanosPerUnit, price.nanos(), Rounding::Down));
}

Result<Money> scaled(Money amount, Ratio ratio) noexcept
{
    return fixedOf<Money>(divideHalfEven(Int128{amount.nanos()} * ratio.nanos(), kNanosPerUnit));
}

Result<Price> scaled(Price price, Ratio ratio) noexcept
{
    return fixedOf<Price>(divideHalfEven(Int128{price.nanos()} * ratio.nanos(), kNanosPerUnit));
}

Ratio ratioOf(Money part, Money whole) noexcept
{
    return pinnedRatio(part.nanos(), whole.nanos());
}

Ratio ratioOf(Price part, Price whole) noexcept
{
    return pinnedRatio(part.nanos(), whole.nanos());
}

} // namespace tapedeck
