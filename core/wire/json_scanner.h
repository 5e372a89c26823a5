#pragma once

#include "base/limits.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tapedeck {

/// One JSON value as it stands in the text, its grammar checked.
struct JsonToken
{
    enum class Kind : std::uint8_t
    {
        Null,
        True,
        False,
        Number,
        String,
        Array,
        Object
    };
    std::string_view text; ///< as it stands; a string without its quotes
    Kind kind = Kind::Null;
    bool escaped = false; ///< a string that unescapeJson() must spell out
};

/// Walks over JSON text from left to right, without allocating. Every function skips white space
/// first and returns false when the text does not go on as expected; the caller then gives up.
class JsonScanner
{
public:
    explicit JsonScanner(std::string_view text) noexcept
        : m_next{text.data()}, m_end{text.data() + text.size()}
    {}

    /// Steps over `c` if it comes next.
    bool take(char c) noexcept
    {
        skipSpace();
        if (m_next == m_end || *m_next != c)
            return false;
        ++m_next;
        return true;
    }
    [[nodiscard]] bool comesNext(char c) noexcept
    {
        skipSpace();
        return m_next != m_end && *m_next == c;
    }
    [[nodiscard]] bool atEnd() noexcept
    {
        skipSpace();
        return m_next == m_end;
    }
    /// The text between an earlier place and this one.
    [[nodiscard]] std::string_view since(const JsonScanner& earlier) const noexcept
    {
        return {earlier.m_next, static_cast<std::size_t>(m_next - earlier.m_next)};
    }
    /// A whole value; arrays and objects down to kJsonDepthMax.
    bool value(JsonToken& token, std::size_t depth = 0) noexcept
    {
        skipSpace();
        if (m_next == m_end)
            return false;
        if (*m_next == '"')
            return string(token);
        return (*m_next >= '0' && *m_next <= '9') || *m_next == '-' ? number(token)
                                                                    : other(token, depth);
    }
    bool string(JsonToken& token) noexcept;

private:
    void skipSpace() noexcept
    {
        while (m_next != m_end &&
               (*m_next == ' ' || *m_next == '\n' || *m_next == '\r' || *m_next == '\t'))
            ++m_next;
    }
    void skipPlain() noexcept;
    bool number(JsonToken& token) noexcept;
    bool other(JsonToken& token, std::size_t depth) noexcept;
    bool word(std::string_view expected) noexcept;
    bool escape() noexcept;
    bool array(std::size_t depth) noexcept;
    bool object(std::size_t depth) noexcept;
    bool digits() noexcept
    {
        const char* const begin = m_next;
        while (m_next != m_end && *m_next >= '0' && *m_next <= '9')
            ++m_next;
        return m_next != begin;
    }

    const char* m_next;
    const char* m_end;
};

/// Over the inside of a string, eight bytes at a time, as far as nothing in it is special.
inline void JsonScanner::skipPlain() noexcept
{
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHigh = kOnes << 7U;
    // The high bit of a byte that is below `bound`, or of one above it: at worst a closer look.
    const auto below = [](std::uint64_t bytes, std::uint64_t bound) {
        return (bytes - kOnes * bound) & ~bytes & kHigh;
    };
    while (m_end - m_next >= 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, m_next, 8);
        if ((below(bytes, 0x20) | below(bytes ^ (kOnes * '"'), 1) |
             below(bytes ^ (kOnes * '\\'), 1)) != 0)
            return;
        m_next += 8;
    }
}

inline bool JsonScanner::string(JsonToken& token) noexcept
{
    if (!take('"'))
        return false;
    const char* const begin = m_next;
    bool escaped = false;
    skipPlain();
    while (m_next != m_end) {
        const char c = *m_next;
        if (c == '"') {
            token = {{begin, static_cast<std::size_t>(m_next - begin)},
                     JsonToken::Kind::String,
                     escaped};
            ++m_next;
            return true;
        }
        if (static_cast<unsigned char>(c) < 0x20)
            return false;
        ++m_next;
        if (c == '\\') {
            escaped = true;
            if (!escape())
                return false;
        }
    }
    return false;
}

inline bool JsonScanner::number(JsonToken& token) noexcept
{
    const char* const begin = m_next;
    if (*m_next == '-')
        ++m_next;
    const char* const whole = m_next;
    if (!digits() || (*whole == '0' && m_next - whole > 1))
        return false;
    if (m_next != m_end && *m_next == '.') {
        ++m_next;
        if (!digits())
            return false;
    }
    if (m_next != m_end && (*m_next == 'e' || *m_next == 'E')) {
        ++m_next;
        if (m_next != m_end && (*m_next == '-' || *m_next == '+'))
            ++m_next;
        if (!digits())
            return false;
    }
    token = {{begin, static_cast<std::size_t>(m_next - begin)}, JsonToken::Kind::Number, false};
    return true;
}

[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

/// Appends what a scanned string says, escapes spelled out. Half a surrogate pair becomes U+FFFD.
void unescapeJson(std::string_view raw, std::string& out);

} // namespace tapedeck
