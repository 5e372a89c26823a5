#pragma once

#include "base/limits.h"

#include <cstdint>
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
    bool value(JsonToken& token, std::size_t depth = 0) noexcept;
    bool string(JsonToken& token) noexcept;

private:
    void skipSpace() noexcept
    {
        while (m_next != m_end &&
               (*m_next == ' ' || *m_next == '\n' || *m_next == '\r' || *m_next == '\t'))
            ++m_next;
    }
    bool number(JsonToken& token) noexcept;
    bool word(std::string_view expected) noexcept;
    bool escape() noexcept;
    bool array(std::size_t depth) noexcept;
    bool object(std::size_t depth) noexcept;
    bool digits() noexcept;

    const char* m_next;
    const char* m_end;
};

[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

/// Appends what a scanned string says, escapes spelled out. Half a surrogate pair becomes U+FFFD.
void unescapeJson(std::string_view raw, std::string& out);

} // namespace tapedeck
