#include "signals/news/news_score.h"

#include "base/check.h"
#include "signals/news/news_lexicon.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace tapedeck {

namespace {

/// So many words before a finding can turn it around or give it strength.
constexpr std::size_t kReach = 3;
constexpr std::size_t kStrengthReach = 2;
/// "Not good" is less bad than "bad".
constexpr std::int64_t kNegated = -750;
constexpr double kHalfAt = 3.0; ///< s^2 at which a score is about half of the whole
constexpr std::int32_t kLabelFrom = 150;

bool isWordByte(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c == '-';
}

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (word.find_first_not_of("-'") != std::string::npos)
            words.push_back(word);
        word.clear();
    };
    for (const char c : text) {
        if (isWordByte(lower(c)))
            word.push_back(lower(c));
        else
            end();
    }
    end();
    return words;
}

std::optional<std::int32_t> weightOf(std::string_view text) noexcept
{
    const auto lexicon = newsLexicon();
    const auto place = std::lower_bound(
        lexicon.begin(), lexicon.end(), text, [](const LexiconEntry& entry, std::string_view what) {
            return entry.text < what;
        });
    return place != lexicon.end() && place->text == text ? std::optional{place->milli}
                                                         : std::nullopt;
}

/// A word in any of its forms: as it stands, else without an ending that English puts on.
std::optional<std::int32_t> weightOfForms(const std::string& word)
{
    if (const auto weight = weightOf(word))
        return weight;
    struct Ending
    {
        std::string_view text;
        std::string_view instead;
    };
    constexpr std::array kEndings{Ending{"ies", "y"},
                                  Ending{"es", ""},
                                  Ending{"s", ""},
                                  Ending{"ied", "y"},
                                  Ending{"ed", ""},
                                  Ending{"d", ""},
                                  Ending{"ing", ""},
                                  Ending{"ing", "e"},
                                  Ending{"'s", ""}};
    for (const Ending& ending : kEndings) {
        if (word.size() < ending.text.size() + 2 || !word.ends_with(ending.text))
            continue;
        std::string plain = word.substr(0, word.size() - ending.text.size());
        plain += ending.instead;
        if (const auto weight = weightOf(plain))
            return weight;
        // "dropped", "cutting"
        const std::size_t size = plain.size();
        if (size > 2 && plain[size - 1] == plain[size - 2]) {
            if (const auto weight = weightOf(std::string_view{plain}.substr(0, size - 1)))
                return weight;
        }
    }
    return std::nullopt;
}

/// What stands at `place`: how many words, and their weight.
struct Finding
{
    std::size_t words = 0;
    std::int32_t milli = 0;
    std::string text;
};

Finding findAt(const std::vector<std::string>& words, std::size_t place)
{
    Finding best;
    std::string phrase;
    for (std::size_t count = 1; count <= kPhraseWordsMax && place + count <= words.size();
         ++count) {
        phrase += (count == 1 ? "" : " ") + words[place + count - 1];
        const auto weight = count == 1 ? weightOfForms(phrase) : weightOf(phrase);
        if (weight)
            best = {count, *weight, phrase};
    }
    return best;
}

NewsLabel labelOf(std::int32_t milli) noexcept
{
    if (milli >= kLabelFrom)
        return NewsLabel::Positive;
    return milli <= -kLabelFrom ? NewsLabel::Negative : NewsLabel::Neutral;
}

} // namespace

std::string_view toString(NewsLabel label) noexcept
{
    switch (label) {
    case NewsLabel::Negative:
        return "negative";
    case NewsLabel::Neutral:
        return "neutral";
    case NewsLabel::Positive:
        return "positive";
    }
    CHECK(false);
}

NewsScore scoreNews(std::string_view text)
{
    const std::vector<std::string> words = wordsOf(text);
    NewsScore score;
    std::int64_t sum = 0;
    std::size_t free = 0; ///< words before it are part of a finding
    for (std::size_t i = 0; i < words.size();) {
        Finding found = findAt(words, i);
        if (found.words == 0) {
            ++i;
            continue;
        }
        std::int64_t weight = found.milli;
        bool negated = false;
        for (std::size_t back = 1; back <= kReach && i >= free + back; ++back) {
            negated = negated || isNegation(words[i - back]);
            if (back <= kStrengthReach)
                weight = weight * strengthOf(words[i - back]) / 1'000;
        }
        sum += negated ? weight * kNegated / 1'000 : weight;
        score.words.push_back(negated ? "not " + found.text : std::move(found.text));
        i += found.words;
        free = i;
    }
    const double s = static_cast<double>(sum) / 1'000;
    const double whole = 1'000 * s / std::sqrt(s * s + kHalfAt);
    score.milli = static_cast<std::int32_t>(whole + (whole < 0 ? -0.5 : 0.5));
    score.label = labelOf(score.milli);
    return score;
}

} // namespace tapedeck
