#include "house/source_text.h"

#include <algorithm>
#include <array>

namespace tapedeck::house {

namespace {

/// Copies C++ with blanks in place of comments and of what stands between quotes.
class Blanker
{
public:
    explicit Blanker(std::string_view text) : m_text{text} {}

    std::string run()
    {
        while (m_at < m_text.size()) {
            if (startsWith("//"))
                blankUntil(m_text.find('\n', m_at));
            else if (startsWith("/*"))
                blankUntil(endOf("*/", m_at + 2));
            else if (m_text[m_at] == '"')
                isRawString() ? rawString() : quoted('"');
            else if (m_text[m_at] == '\'' && !isDigitSeparator())
                quoted('\'');
            else
                m_out += m_text[m_at++];
        }
        return std::move(m_out);
    }
    /// Lines (from 0) that hold a part of a raw string.
    [[nodiscard]] const std::vector<std::size_t>& literalLines() const noexcept
    {
        return m_literalLines;
    }

private:
    [[nodiscard]] bool startsWith(std::string_view mark) const noexcept
    {
        return m_text.substr(m_at, mark.size()) == mark;
    }
    [[nodiscard]] std::size_t endOf(std::string_view mark, std::size_t from) const noexcept
    {
        const std::size_t found = m_text.find(mark, from);
        return found == std::string_view::npos ? found : found + mark.size();
    }
    void blankUntil(std::size_t end)
    {
        for (end = std::min(end, m_text.size()); m_at < end; ++m_at)
            m_out += m_text[m_at] == '\n' ? '\n' : ' ';
    }
    /// The identifier or number that ends just before here.
    [[nodiscard]] std::string_view wordBefore() const noexcept
    {
        std::size_t start = m_at;
        while (start > 0 && (isIdentifierChar(m_text[start - 1]) || m_text[start - 1] == '\''))
            --start;
        return m_text.substr(start, m_at - start);
    }
    [[nodiscard]] bool isRawString() const noexcept
    {
        constexpr std::array<std::string_view, 5> prefixes{"R", "u8R", "uR", "UR", "LR"};
        return std::find(prefixes.begin(), prefixes.end(), wordBefore()) != prefixes.end();
    }
    [[nodiscard]] bool isDigitSeparator() const noexcept
    {
        const std::string_view word = wordBefore();
        return !word.empty() && word.front() >= '0' && word.front() <= '9';
    }
    void rawString()
    {
        const std::size_t open = m_text.find('(', m_at);
        if (open == std::string_view::npos)
            return blankUntil(open);
        const std::string close =
            ")" + std::string{m_text.substr(m_at + 1, open - m_at - 1)} + "\"";
        const std::size_t end = std::min(endOf(close, open), m_text.size());
        const auto lineAt = [this](std::size_t at) {
            return static_cast<std::size_t>(std::count(m_text.begin(), m_text.begin() + at, '\n'));
        };
        for (std::size_t line = lineAt(m_at); line <= lineAt(end - 1); ++line)
            m_literalLines.push_back(line);
        blankUntil(end);
    }
    void quoted(char quote)
    {
        m_out += m_text[m_at++];
        while (m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != '\n')
            blankUntil(m_at + (m_text[m_at] == '\\' ? 2 : 1));
        if (m_at < m_text.size())
            m_out += m_text[m_at++];
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    std::vector<std::size_t> m_literalLines;
};

/// The line of the brace that closes the one that opens on line `open` (indices), or the last line.
std::size_t closingLine(const std::vector<std::string>& code, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < code.size(); ++i) {
        for (const char c : code[i]) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '}' && depth == 0)
                return i;
        }
    }
    return code.size() - 1;
}

/// What stands before the brace on line `open`: back to the end of the statement before.
std::string headBefore(const std::vector<std::string>& code, std::size_t open)
{
    std::string head;
    for (std::size_t i = open; i-- > 0;) {
        const std::string_view line = trimmed(code[i]);
        if (line.empty() || line.front() == '#' || line.back() == ';' || line.back() == '{' ||
            line.back() == ':' || line == "}")
            break;
        head.insert(0, std::string{line} + ' ');
    }
    return head;
}

std::string_view withoutTemplate(std::string_view head) noexcept
{
    if (head.substr(0, 8) != "template")
        return head;
    int depth = 0;
    for (std::size_t i = 8; i < head.size(); ++i) {
        depth += head[i] == '<' ? 1 : head[i] == '>' ? -1 : 0;
        if (head[i] == '>' && depth == 0)
            return withoutTemplate(trimmed(head.substr(i + 1)));
    }
    return head;
}

bool opensFunction(std::string_view head) noexcept
{
    head = withoutTemplate(head);
    const std::string_view first = head.substr(0, head.find(' '));
    for (const std::string_view type :
         {"class", "struct", "union", "enum", "namespace", "extern"}) {
        if (first == type)
            return false;
    }
    return head.find('(') != std::string_view::npos;
}

} // namespace

SourceText readSource(std::string_view text)
{
    Blanker blanker{text};
    SourceText source;
    source.code = splitLines(blanker.run());
    source.raw = splitLines(text);
    source.literal.resize(source.raw.size());
    for (const std::size_t line : blanker.literalLines())
        source.literal[line] = true;
    return source;
}

std::vector<std::string> splitLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Include> includesOf(const SourceText& source)
{
    std::vector<Include> includes;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        std::string_view line = trimmed(source.code[i]);
        if (line.empty() || line.front() != '#')
            continue;
        line = trimmed(line.substr(1));
        if (line.substr(0, 7) != "include")
            continue;
        const std::string_view raw = source.raw[i];
        const std::size_t open = raw.find_first_of("\"<");
        if (open == std::string_view::npos)
            continue;
        const bool quoted = raw[open] == '"';
        const std::size_t close = raw.find(quoted ? '"' : '>', open + 1);
        includes.push_back(
            Include{i + 1, std::string{raw.substr(open + 1, close - open - 1)}, quoted});
    }
    return includes;
}

std::vector<Body> functionBodies(const SourceText& source)
{
    std::vector<Body> bodies;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string_view line = trimmed(source.code[i]);
        if (line.empty() || line.front() != '{' || !opensFunction(headBefore(source.code, i)))
            continue;
        bodies.push_back(Body{i + 1, closingLine(source.code, i) + 1});
    }
    return bodies;
}

bool isIdentifierChar(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool hasWord(std::string_view text, std::string_view word) noexcept
{
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool goesOnLeft =
            at > 0 && isIdentifierChar(word.front()) && isIdentifierChar(text[at - 1]);
        const bool goesOnRight =
            end < text.size() && isIdentifierChar(word.back()) && isIdentifierChar(text[end]);
        if (!goesOnLeft && !goesOnRight)
            return true;
    }
    return false;
}

} // namespace tapedeck::house
