#include "config/yaml_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <random>

namespace tapedeck {
namespace {

using Kind = YamlNode::Kind;

TEST(ReadYaml, KeepsTheTextAsItWasWrittenWithItsLine)
{
    const auto root = readYaml("a: 0.10\nb: \"0.10\"\nc:\n  - on\n  - ~\nd: {e: 1}\n").value();
    ASSERT_EQ(root.kind, Kind::Map);
    EXPECT_THAT(root.keys, testing::ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(root.children[0].text, "0.10");
    EXPECT_FALSE(root.children[0].quoted);
    EXPECT_EQ(root.children[1].text, "0.10");
    EXPECT_TRUE(root.children[1].quoted);
    EXPECT_EQ(root.children[1].line, 2);
    ASSERT_EQ(root.children[2].children.size(), 2U);
    EXPECT_EQ(root.children[2].children[0].text, "on");
    EXPECT_EQ(root.children[2].children[1].kind, Kind::Nothing);
    EXPECT_EQ(root.children[2].children[1].line, 5);
    EXPECT_EQ(root.children[3].children[0].text, "1");
}

TEST(ReadYaml, TakesNothingCommentsAndJson)
{
    EXPECT_EQ(readYaml("")->kind, Kind::Nothing);
    EXPECT_EQ(readYaml("# nothing\n\n")->kind, Kind::Nothing);
    EXPECT_EQ(readYaml("---\n")->kind, Kind::Nothing);
    EXPECT_EQ(readYaml("{\n\t\"a\": [1, 2],\n\t\"b\": null\n}")->children.size(), 2U);
    EXPECT_EQ(readYaml("\xEF\xBB\xBF"
                       "a: 1\n")
                  ->keys.front(),
              "a");
}

TEST(ReadYaml, WritesAliasesOut)
{
    const auto root = readYaml("a: &x [1, 2]\nb: *x\n").value();
    EXPECT_EQ(root.children[1].children[1].text, "2");
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

/// Each level holds the one before ten times.
std::string bomb(int levels)
{
    std::string text = "a0: &a0 x\n";
    for (int i = 1; i <= levels; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int j = 1; j < 10; ++j)
            text += ", " + before;
        text += "]\n";
    }
    return text;
}

struct Refused
{
    const char* name;
    std::string text;
    ErrorCode code;
    const char* message; ///< a part of it

    friend void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }
};

class ReadYamlRefuses : public testing::TestWithParam<Refused>
{};

TEST_P(ReadYamlRefuses, AndSaysWhyAndWhere)
{
    const auto root = readYaml(GetParam().text);
    ASSERT_FALSE(root.has_value());
    EXPECT_EQ(root.error().code, GetParam().code) << root.error().what;
    EXPECT_THAT(root.error().what, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Documents,
    ReadYamlRefuses,
    testing::Values(
        Refused{"a key twice",
                "a: 1\nb: 2\na: 3\n",
                ErrorCode::Malformed,
                "'a' is set twice "
                "(line 3)"},
        Refused{"a list as a key", "? [a]\n: 1\n", ErrorCode::Malformed, "a key must be a word"},
        Refused{"a tab that indents", "a:\n\tb: 1\n", ErrorCode::Malformed, "(line 2)"},
        Refused{"a tag", "a: !!float 1\n", ErrorCode::Malformed, "tags"},
        Refused{"a second document", "a: 1\n---\nb: 2\n", ErrorCode::Malformed, "second document"},
        Refused{"no YAML", "a: [1, 2\nb: }\n", ErrorCode::Malformed, "not YAML"},
        Refused{"a star without quotes", "a: [*]\n", ErrorCode::Malformed, R"(write "*" in)"},
        Refused{"an unknown alias", "a: *b\n", ErrorCode::Malformed, "not YAML"},
        Refused{"an alias of itself", "a: &a [*a]\n", ErrorCode::Malformed, "inside of what"},
        Refused{"a zero byte",
                std::string{"a: 1\nb: \0\n", 10},
                ErrorCode::Malformed,
                "control character (line 2)"},
        Refused{"Latin-1", "a: caf\xE9\n", ErrorCode::Malformed, "UTF-8 (line 1)"},
        Refused{"UTF-16", "\xFF\xFE", ErrorCode::Malformed, "UTF-8"},
        Refused{"an overlong slash", "a: \xC0\xAF\n", ErrorCode::Malformed, "UTF-8"},
        Refused{"a surrogate", "a: \xED\xA0\x80\n", ErrorCode::Malformed, "UTF-8"},
        Refused{"nested too deep", nested(kYamlDepthMax + 1), ErrorCode::OutOfRange, "deeper"},
        Refused{"nested very deep", nested(100'000), ErrorCode::OutOfRange, "deeper"},
        Refused{"an alias bomb", bomb(9), ErrorCode::OutOfRange, "more than"},
        Refused{"too many aliases",
                [] {
                    std::string text = "a: &a 1\nb: [*a";
                    for (std::size_t i = 0; i < kYamlAliasesMax; ++i)
                        text += ", *a";
                    return text + "]\n";
                }(),
                ErrorCode::OutOfRange,
                "aliases"},
        Refused{"too many values",
                [] {
                    std::string text = "a: [1";
                    for (std::size_t i = 0; i < kYamlNodesMax; ++i)
                        text += ", 1";
                    return text + "]\n";
                }(),
                ErrorCode::OutOfRange,
                "values"},
        Refused{
            "too large", std::string(kYamlBytesMax, '#') + "\n", ErrorCode::OutOfRange, "KiB"}));

TEST(ReadYaml, NestsAsDeepAsItSays)
{
    EXPECT_TRUE(readYaml(nested(kYamlDepthMax)).has_value());
}

TEST(ReadYaml, SurvivesDamage)
{
    const std::string whole = "watchlist: [\"SPY\", &a \"IBM\"]\nlimits: {equity_share: 0.25}\n"
                              "instances:\n  - name: \"x\\\"y\"\n    params:\n      a: *a\n"
                              "    text: |\n      long\n    ? b\n    : !tag c\n";
    std::mt19937_64 random{7};
    for (int i = 0; i < 20'000; ++i) {
        std::string damaged = whole;
        for (std::size_t edits = 1 + random() % 4; edits > 0; --edits) {
            const std::size_t place = random() % damaged.size();
            switch (random() % 3) {
            case 0:
                damaged[place] = static_cast<char>(random() % 128);
                break;
            case 1:
                damaged.erase(place, 1 + random() % 5);
                break;
            default:
                damaged.insert(place, 1, "[]{}:-&*!|>'\"\n #?,"[random() % 18]);
            }
        }
        const auto root = readYaml(damaged);
        if (!root) {
            ASSERT_FALSE(root.error().what.empty());
        }
    }
}

TEST(QuotedYaml, IsReadBackAsItIs)
{
    for (const char* text : {"",
                             "a",
                             "ON",
                             "~",
                             "null",
                             "1e5",
                             " a ",
                             "a: b",
                             "# a",
                             "a\"b\\c'",
                             "caf\xC3\xA9",
                             "*",
                             "{x}",
                             "- a"}) {
        const auto root = readYaml("a: " + quotedYaml(text) + "\n");
        ASSERT_TRUE(root.has_value()) << text;
        EXPECT_EQ(root->children[0].text, text);
        EXPECT_EQ(root->children[0].kind, Kind::Scalar);
    }
}

} // namespace
} // namespace tapedeck
