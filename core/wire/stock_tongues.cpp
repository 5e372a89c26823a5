#include "wire/stock_tongues.h"

#include "wire/msgpack_json.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace tapedeck {

namespace {

constexpr std::array<std::int64_t, 10> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// The common spelling of a number: digits with at most nine decimals, 18 digits in all.
bool plainNanos(std::string_view text, std::int64_t& nanos) noexcept
{
    if (text.size() > 19)
        return false;
    std::uint64_t value = 0;
    std::size_t decimals = 0;
    bool point = false;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(c) - '0';
        if (digit <= 9) {
            value = value * 10 + digit;
            decimals += point ? 1U : 0U;
        } else if (c == '.' && !point) {
            point = true;
        } else {
            return false;
        }
    }
    const std::size_t digits = text.size() - (point ? 1U : 0U);
    if (decimals > 9 || digits + 9 - decimals > 18)
        return false;
    nanos = static_cast<std::int64_t>(value) * kPowersOfTen[9 - decimals];
    return true;
}

/// `count` digits at `text`, or a number above every bound.
unsigned fixedDigits(const char* text, std::size_t count) noexcept
{
    unsigned value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto digit = static_cast<unsigned>(text[i]) - '0';
        if (digit > 9)
            return 10'000;
        value = value * 10 + digit;
    }
    return value;
}

constexpr std::int64_t kSecond = 1'000'000'000;

NumberRead parseDecimal(std::string_view text, std::int64_t& nanos) noexcept
{
    bool rounded = false;
    const auto parsed = parseNanos(text, ExtraDecimals::RoundHalfEven, &rounded);
    if (!parsed)
        return NumberRead::OutOfRange;
    nanos = *parsed;
    return rounded ? NumberRead::Rounded : NumberRead::Good;
}

/// By way of the shortest decimal that reads back to the same number, so that both encodings of a
/// price are the same price.
template <class Real>
NumberRead shortestDecimal(Real value, std::int64_t& nanos) noexcept
{
    if (!std::isfinite(value))
        return NumberRead::NotANumber;
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return parseDecimal({text.data(), static_cast<std::size_t>(end - text.data())}, nanos);
}

/// Most prices have four decimals or fewer. No two decimals of at most fifteen digits share a
/// double, so one that gives this very double is its shortest.
bool fourDecimals(double value, std::int64_t& nanos) noexcept
{
    constexpr double kScale = 10'000;
    constexpr double kMost = 9e13; // fifteen digits, and its nanos fit
    const double scaled = value * kScale;
    if (!(scaled > -kMost && scaled < kMost))
        return false;
    const auto whole = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    if (static_cast<double>(whole) / kScale != value)
        return false;
    nanos = whole * (kSecond / 10'000);
    return true;
}

/// The common spelling; anything else is for parseTimestamp().
bool plainTime(TongueMemory& memory, std::string_view text, std::int64_t& nanos) noexcept
{
    if (text.size() < 20 || text.size() > 30 || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text.back() != 'Z')
        return false;
    const unsigned hour = fixedDigits(text.data() + 11, 2);
    const unsigned minute = fixedDigits(text.data() + 14, 2);
    const unsigned second = fixedDigits(text.data() + 17, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    std::int64_t fraction = 0;
    if (text.size() > 20) {
        const std::size_t digits = text.size() - 21;
        if (text[19] != '.' || digits == 0)
            return false;
        for (std::size_t i = 0; i < digits; ++i) {
            const auto digit = static_cast<unsigned>(text[20 + i]) - '0';
            if (digit > 9)
                return false;
            fraction = fraction * 10 + digit;
        }
        fraction *= kPowersOfTen[9 - digits];
    }
    auto& day = memory.day;
    const std::string_view date = text.substr(0, 10);
    if (std::memcmp(date.data(), day.text.data(), day.text.size()) != 0) {
        const auto parsed = parseDate(date);
        if (!parsed || static_cast<int>(parsed->year()) < 1970 ||
            static_cast<int>(parsed->year()) > 2261)
            return false;
        date.copy(day.text.data(), day.text.size());
        day.nanos = nanosOf(std::chrono::sys_days{*parsed});
    }
    nanos = day.nanos + (hour * 3600LL + minute * 60LL + second) * kSecond + fraction;
    return true;
}

} // namespace

bool readTime(TongueMemory& memory, std::string_view text, std::int64_t& nanos) noexcept
{
    if (plainTime(memory, text, nanos))
        return true;
    const auto parsed = parseTimestamp(text);
    if (parsed)
        nanos = nanosOf(*parsed);
    return parsed.has_value();
}

NumberRead JsonTongue::nanos(const Token& token, std::int64_t& nanos) noexcept
{
    if (token.kind != Token::Kind::Number)
        return NumberRead::NotANumber;
    return plainNanos(token.text, nanos) ? NumberRead::Good : parseDecimal(token.text, nanos);
}

NumberRead JsonTongue::integer(const Token& token, std::int64_t& value) noexcept
{
    const char* const end = token.text.data() + token.text.size();
    const auto [last, trouble] = std::from_chars(token.text.data(), end, value);
    if (token.kind == Token::Kind::Number && trouble == std::errc::result_out_of_range)
        return NumberRead::OutOfRange;
    return token.kind == Token::Kind::Number && trouble == std::errc{} && last == end
               ? NumberRead::Good
               : NumberRead::NotANumber;
}

NumberRead MsgPackTongue::nanos(const Token& token, std::int64_t& nanos) noexcept
{
    switch (token.kind) {
    case Token::Kind::Integer: {
        constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kSecond;
        if (token.integer > kMost || token.integer < -kMost)
            return NumberRead::OutOfRange;
        nanos = token.integer * kSecond;
        return NumberRead::Good;
    }
    case Token::Kind::Unsigned:
        return NumberRead::OutOfRange;
    case Token::Kind::Float32:
        return shortestDecimal(static_cast<float>(token.real), nanos);
    case Token::Kind::Float64:
        return fourDecimals(token.real, nanos) ? NumberRead::Good
                                               : shortestDecimal(token.real, nanos);
    case Token::Kind::Nil:
    case Token::Kind::False:
    case Token::Kind::True:
    case Token::Kind::Text:
    case Token::Kind::Binary:
    case Token::Kind::Array:
    case Token::Kind::Map:
    case Token::Kind::Time:
    case Token::Kind::Extension:
        return NumberRead::NotANumber;
    }
    CHECK(false);
}

/// A float may say an integer where it can say it exactly.
NumberRead MsgPackTongue::integer(const Token& token, std::int64_t& value) noexcept
{
    constexpr double kExact = 9007199254740992.0; // 2^53
    if (token.kind == Token::Kind::Integer) {
        value = token.integer;
        return NumberRead::Good;
    }
    if (token.kind == Token::Kind::Unsigned)
        return NumberRead::OutOfRange;
    const bool real = token.kind == Token::Kind::Float64 || token.kind == Token::Kind::Float32;
    if (!real || !(token.real > -kExact && token.real < kExact))
        return NumberRead::NotANumber;
    value = static_cast<std::int64_t>(token.real);
    return static_cast<double>(value) == token.real ? NumberRead::Good : NumberRead::NotANumber;
}

Result<std::string> MsgPackTongue::json(std::string_view whole)
{
    return jsonOfMsgPack(whole);
}

} // namespace tapedeck
