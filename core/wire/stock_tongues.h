#pragma once

#include "base/fixed.h"
#include "base/time.h"
#include "wire/json_scanner.h"
#include "wire/msgpack_reader.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// The two encodings of a market-data stream, as far as StockElement must tell them apart: how one
/// walks over a message, and what a token says. Inside core/wire only.
namespace tapedeck {

/// What reading tokens needs and keeps between messages.
struct TongueMemory
{
    std::string scratch; ///< an escaped text, spelled out
    struct
    {
        std::array<char, 10> text{};
        std::int64_t nanos = 0;
    } day; ///< the last date that was looked up
};

/// What reading a number came to.
enum class NumberRead : std::uint8_t
{
    Good,
    Rounded, ///< had more than nine decimals
    NotANumber,
    OutOfRange
};

/// "2013-10-10T13:30:00.5Z" or any other RFC 3339 time; the day is looked up only when it changes.
[[nodiscard]] bool
readTime(TongueMemory& memory, std::string_view text, std::int64_t& nanos) noexcept;

class JsonTongue
{
public:
    using Source = JsonScanner;
    using Token = JsonToken;

    static bool isNull(const Token& token) noexcept { return token.kind == Token::Kind::Null; }
    static bool isText(const Token& token) noexcept { return token.kind == Token::Kind::String; }
    static std::string_view text(TongueMemory& memory, const Token& token)
    {
        if (!token.escaped)
            return token.text;
        memory.scratch.clear();
        unescapeJson(token.text, memory.scratch);
        return memory.scratch;
    }
    static NumberRead nanos(const Token& token, std::int64_t& nanos) noexcept;
    static NumberRead integer(const Token& token, std::int64_t& value) noexcept;
    static bool time(TongueMemory& memory, const Token& token, std::int64_t& nanos) noexcept
    {
        return isText(token) && readTime(memory, token.text, nanos);
    }
    /// `each` gets every element of a list; a value that is no list is one.
    template <class Each>
    static void elements(const Token& token, Each each)
    {
        if (token.kind != Token::Kind::Array) {
            each(token);
            return;
        }
        JsonScanner scan{token.text};
        scan.take('[');
        while (!scan.take(']')) {
            Token element;
            if (!scan.value(element))
                break;
            each(element);
            scan.take(',');
        }
    }

    /// Steps over one value. `isObject` says whether it is an object; then `place` names the token
    /// for a key's value and `placed` hears that it is filled. False: not JSON.
    template <class Place, class Placed>
    static bool members(Source& scan, bool& isObject, Place place, Placed placed)
    {
        Token other;
        isObject = scan.comesNext('{');
        if (!isObject)
            return scan.value(other, 1);
        scan.take('{');
        if (scan.take('}'))
            return true;
        Token key;
        do {
            if (!scan.string(key) || !scan.take(':'))
                return false;
            // Straight to its place: to copy what was just written costs more than to scan it.
            if (!scan.value(place(key), 2))
                return false;
            placed();
        } while (scan.take(','));
        return scan.take('}');
    }
    static Result<std::string> json(std::string_view whole) { return std::string{whole}; }
};

class MsgPackTongue
{
public:
    using Source = MsgPackReader;
    using Token = MsgPackToken;

    static bool isNull(const Token& token) noexcept { return token.kind == Token::Kind::Nil; }
    static bool isText(const Token& token) noexcept { return token.kind == Token::Kind::Text; }
    static std::string_view text(TongueMemory&, const Token& token) noexcept { return token.bytes; }
    static NumberRead nanos(const Token& token, std::int64_t& nanos) noexcept;
    static NumberRead integer(const Token& token, std::int64_t& value) noexcept;
    static bool time(TongueMemory& memory, const Token& token, std::int64_t& nanos) noexcept
    {
        nanos = token.integer;
        return token.kind == Token::Kind::Time ||
               (isText(token) && readTime(memory, token.bytes, nanos));
    }
    template <class Each>
    static void elements(const Token& token, Each each)
    {
        if (token.kind != Token::Kind::Array) {
            each(token);
            return;
        }
        MsgPackReader reader{token.bytes};
        Token element;
        for (std::uint32_t i = 0; i < token.count && reader.value(element); ++i)
            each(element);
    }

    template <class Place, class Placed>
    static bool members(Source& reader, bool& isObject, Place place, Placed placed)
    {
        const MsgPackReader start = reader;
        Token head;
        if (!reader.head(head))
            return false;
        isObject = head.kind == Token::Kind::Map;
        if (!isObject) {
            reader = start;
            return reader.value(head);
        }
        Token key;
        for (std::uint32_t i = 0; i < head.count; ++i) {
            if (!reader.value(key) || !reader.value(place(key)))
                return false;
            placed();
        }
        return true;
    }
    static Result<std::string> json(std::string_view whole);
};

} // namespace tapedeck
