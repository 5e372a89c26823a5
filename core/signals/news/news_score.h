#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a headline sounds like to somebody who holds the stock.
namespace tapedeck {

enum class NewsLabel : std::uint8_t
{
    Negative,
    Neutral,
    Positive
};
[[nodiscard]] std::string_view toString(NewsLabel label) noexcept;

struct NewsScore
{
    /// Thousandths, from -1000 to 1000. s / sqrt(s^2 + 3), where s is the sum of the weights found:
    /// one plain word comes to 500, and no number of them beyond 1000 (the form of VADER's compound
    /// score: Hutto and Gilbert, 2014).
    std::int32_t milli = 0;
    NewsLabel label = NewsLabel::Neutral; ///< not neutral from 150 on
    /// What made it, in the order of the text, in lower case; "not" stands before what was negated.
    std::vector<std::string> words;
    friend bool operator==(const NewsScore&, const NewsScore&) = default;
};

/// Scores a text in English by a list of words and phrases of the market's news
/// (news_lexicon.cpp): the longest phrase first, turned around by a negation up to three words
/// before, stronger or weaker by a word that says so. Bytes that are no ASCII letters, digits,
/// apostrophes or hyphens only separate words. Costs O(length); the same on every machine.
[[nodiscard]] NewsScore scoreNews(std::string_view text);

} // namespace tapedeck
