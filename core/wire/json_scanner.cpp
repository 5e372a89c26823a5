#include "wire/json_scanner.h"

#include <simdjson.h>

#include <cstddef>

namespace tapedeck {

namespace {

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

int hexValue(char c) noexcept
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Four hexadecimal digits, checked by the scanner.
std::uint32_t codeUnit(std::string_view digits) noexcept
{
    std::uint32_t unit = 0;
    for (const char c : digits)
        unit = unit * 16 + static_cast<std::uint32_t>(hexValue(c));
    return unit;
}

void appendUtf8(std::uint32_t point, std::string& out)
{
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

char plainEscape(char c) noexcept
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

} // namespace

bool JsonScanner::other(JsonToken& token, std::size_t depth) noexcept
{
    const char* const begin = m_next;
    const auto whole = [&](JsonToken::Kind kind, bool good) {
        token = {{begin, static_cast<std::size_t>(m_next - begin)}, kind, false};
        return good;
    };
    switch (*begin) {
    case '[':
        return whole(JsonToken::Kind::Array, array(depth));
    case '{':
        return whole(JsonToken::Kind::Object, object(depth));
    case 'n':
        return whole(JsonToken::Kind::Null, word("null"));
    case 't':
        return whole(JsonToken::Kind::True, word("true"));
    case 'f':
        return whole(JsonToken::Kind::False, word("false"));
    default:
        return false;
    }
}

bool JsonScanner::escape() noexcept
{
    if (m_next == m_end)
        return false;
    const char c = *m_next++;
    if (c != 'u')
        return std::string_view{"\"\\/bfnrt"}.find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
        if (m_next == m_end || hexValue(*m_next++) < 0)
            return false;
    }
    return true;
}

bool JsonScanner::word(std::string_view expected) noexcept
{
    if (static_cast<std::size_t>(m_end - m_next) < expected.size() ||
        std::string_view{m_next, expected.size()} != expected)
        return false;
    m_next += expected.size();
    return true;
}

bool JsonScanner::array(std::size_t depth) noexcept
{
    if (depth >= kJsonDepthMax || !take('['))
        return false;
    if (take(']'))
        return true;
    JsonToken element;
    do {
        if (!value(element, depth + 1))
            return false;
    } while (take(','));
    return take(']');
}

bool JsonScanner::object(std::size_t depth) noexcept
{
    if (depth >= kJsonDepthMax || !take('{'))
        return false;
    if (take('}'))
        return true;
    JsonToken token;
    do {
        if (!string(token) || !take(':') || !value(token, depth + 1))
            return false;
    } while (take(','));
    return take('}');
}

bool isUtf8(std::string_view text) noexcept
{
    return simdjson::validate_utf8(text.data(), text.size());
}

void unescapeJson(std::string_view raw, std::string& out)
{
    constexpr std::uint32_t kReplacement = 0xFFFD;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out.push_back(raw[i]);
            continue;
        }
        ++i;
        if (raw[i] != 'u') {
            out.push_back(plainEscape(raw[i]));
            continue;
        }
        std::uint32_t point = codeUnit(raw.substr(i + 1, 4));
        i += 4;
        if (point >= 0xD800 && point < 0xDC00 && raw.substr(i + 1, 2) == "\\u") {
            const std::uint32_t low = codeUnit(raw.substr(i + 3, 4));
            if (low >= 0xDC00 && low < 0xE000) {
                point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
                i += 6;
            }
        }
        appendUtf8(point >= 0xD800 && point < 0xE000 ? kReplacement : point, out);
    }
}

} // namespace tapedeck
