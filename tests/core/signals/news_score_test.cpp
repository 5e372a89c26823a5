#include "signals/news/news_lexicon.h"
#include "signals/news/news_score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tapedeck {
namespace {

TEST(NewsScore, PlainHeadlinesSoundAsTheyDo)
{
    for (const char* good : {"Acme beats estimates and raises guidance",
                             "FDA approves Acme's new drug",
                             "Shares of Acme surge after takeover bid",
                             "Acme upgraded to Buy at Somebody",
                             "Acme hits 52-week high"})
        EXPECT_EQ(scoreNews(good).label, NewsLabel::Positive) << good;
    for (const char* bad : {"Acme misses estimates, cuts guidance",
                            "Acme plunges as SEC probe widens",
                            "Acme files for bankruptcy",
                            "Somebody downgrades Acme",
                            "Acme shares dropped sharply on weak outlook"})
        EXPECT_EQ(scoreNews(bad).label, NewsLabel::Negative) << bad;
    for (const char* plain :
         {"", "Acme to present at conference", "Acme Q3 earnings preview", "!!! ---"})
        EXPECT_EQ(scoreNews(plain), NewsScore{}) << plain;
}

TEST(NewsScore, AWordAloneComesToItsPlaceOnTheScale)
{
    EXPECT_EQ(scoreNews("surge").milli, 500) << "1 / sqrt(1 + 3)";
    EXPECT_EQ(scoreNews("plunge").milli, -500);
    EXPECT_EQ(scoreNews("surge surge").milli, 756) << "2 / sqrt(4 + 3)";
    EXPECT_EQ(scoreNews("surge plunge").milli, 0);
}

TEST(NewsScore, TheLongestPhraseIsWhatCounts)
{
    const NewsScore score = scoreNews("Acme beats estimates");
    EXPECT_EQ(score.words, std::vector<std::string>{"beats estimates"});
    EXPECT_GT(score.milli, scoreNews("Acme beats").milli);
    EXPECT_LT(scoreNews("Acme raises guidance but lowers price target").milli,
              scoreNews("Acme raises guidance").milli);
}

TEST(NewsScore, ANegationTurnsItAroundAndWeakensIt)
{
    for (const LexiconEntry& entry : newsLexicon()) {
        const std::string text{entry.text};
        const NewsScore plain = scoreNews(text);
        const NewsScore negated = scoreNews("did not " + text);
        EXPECT_LT(static_cast<std::int64_t>(plain.milli) * negated.milli, 0) << text;
        EXPECT_LE(std::abs(negated.milli), std::abs(plain.milli)) << text;
        EXPECT_EQ(negated.words, std::vector<std::string>{"not " + text});
    }
    EXPECT_LT(scoreNews("Acme isn't profitable").milli, 0);
    EXPECT_GT(scoreNews("not a word of this; Acme shares surge").milli, 0) << "out of its reach";
}

TEST(NewsScore, StrengthIsHeard)
{
    const auto milli = [](const char* text) { return scoreNews(text).milli; };
    EXPECT_GT(milli("sharply higher"), milli("higher"));
    EXPECT_LT(milli("slightly higher"), milli("higher"));
    EXPECT_LT(milli("sharply lower"), milli("lower"));
}

TEST(NewsScore, FormsOfAWordAreTheWord)
{
    for (const char* form : {"surge", "surges", "surged", "surging", "SURGES", "Surge's"})
        EXPECT_EQ(scoreNews(form).milli, 500) << form;
    EXPECT_EQ(scoreNews("dropped").milli, scoreNews("drop").milli);
    EXPECT_EQ(scoreNews("worries").milli, scoreNews("worry").milli);
    EXPECT_EQ(scoreNews("cutting").milli, scoreNews("cut").milli);
}

TEST(NewsScore, TheOrderOfUnrelatedWordsDoesNotMatter)
{
    std::mt19937_64 random{5};
    std::vector<std::string> words{"surge", "lawsuit", "upgrade", "fraud", "win", "debt", "rally"};
    const auto joined = [&] {
        std::string text;
        for (const std::string& word : words)
            text += word + " xx yy zz "; // nothing reaches over these
        return text;
    };
    const std::int32_t milli = scoreNews(joined()).milli;
    for (int i = 0; i < 50; ++i) {
        std::shuffle(words.begin(), words.end(), random);
        EXPECT_EQ(scoreNews(joined()).milli, milli);
    }
}

TEST(NewsScore, AnyBytesAreScoredWithinTheScale)
{
    std::mt19937_64 random{6};
    for (int i = 0; i < 500; ++i) {
        std::string bytes(random() % 300, '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random());
        const NewsScore score = scoreNews(bytes);
        EXPECT_LE(std::abs(score.milli), 1'000);
    }
    std::string huge;
    for (int i = 0; i < 50'000; ++i)
        huge += "surge ";
    EXPECT_EQ(scoreNews(huge).milli, 1'000);
    EXPECT_EQ(scoreNews("K\xC3\xA9"
                        "surge \xFF\xFE surge")
                  .words.size(),
              2U);
}

TEST(NewsLexicon, IsSortedWithoutDoublesAndEveryEntryCanBeFound)
{
    std::string_view last;
    for (const LexiconEntry& entry : newsLexicon()) {
        EXPECT_LT(last, entry.text);
        last = entry.text;
        const NewsScore score = scoreNews(entry.text);
        ASSERT_EQ(score.words.size(), 1U) << entry.text;
        EXPECT_EQ(score.words[0], entry.text);
        EXPECT_EQ(score.milli > 0, entry.milli > 0) << entry.text;
    }
}

} // namespace
} // namespace tapedeck
