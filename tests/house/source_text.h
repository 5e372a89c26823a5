#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::house {

/// One C++ file as the rules look at it, line by line.
struct SourceText
{
    std::vector<std::string> raw;  ///< as written
    std::vector<std::string> code; ///< comments and the inside of literals are blanks
    std::vector<bool> literal;     ///< the line holds a part of a raw string
};

[[nodiscard]] SourceText readSource(std::string_view text);
[[nodiscard]] std::vector<std::string> splitLines(std::string_view text);

/// A quoted or an angled include.
struct Include
{
    std::size_t line = 0; ///< counted from 1
    std::string what;     ///< between the quotes or brackets
    bool quoted = false;
};

[[nodiscard]] std::vector<Include> includesOf(const SourceText& source);

/// A function body: from the line of its opening brace to that of its closing one.
struct Body
{
    std::size_t first = 0; ///< counted from 1
    std::size_t last = 0;
};

/// Relies on clang-format: the brace that opens a function stands alone at the start of its line.
[[nodiscard]] std::vector<Body> functionBodies(const SourceText& source);

[[nodiscard]] bool isIdentifierChar(char c) noexcept;
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// True if `text` holds `word` where neither end of `word` goes on as an identifier.
[[nodiscard]] bool hasWord(std::string_view text, std::string_view word) noexcept;

} // namespace tapedeck::house
