#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The words that news_score.cpp knows. Inside core/signals/news only.
namespace tapedeck {

struct LexiconEntry
{
    std::string_view text; ///< lower case; words of a phrase are one space apart
    std::int32_t milli = 0;
};
inline constexpr std::size_t kPhraseWordsMax = 4;

/// Ascending by text. Words stand in their plain form: "surge" is "surges" and "surging" too.
[[nodiscard]] std::span<const LexiconEntry> newsLexicon() noexcept;
/// What the word after it weighs, in thousandths: 1500 for "sharply", 500 for "slightly"; 1000 for
/// a word that says nothing of the kind.
[[nodiscard]] std::int32_t strengthOf(std::string_view word) noexcept;
[[nodiscard]] bool isNegation(std::string_view word) noexcept;

} // namespace tapedeck
