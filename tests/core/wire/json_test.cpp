#include "base/limits.h"
#include "wire/json_value.h"
#include "wire/json_writer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

namespace tapedeck {
namespace {

TEST(Json, FindsMembersAndTakesTheLastOfTwo)
{
    const auto document = JsonDocument::parse(R"({"a":1,"b":{"c":[true,null,"x"]},"a":2})").value();
    const JsonValue root = document.root();
    EXPECT_EQ(root["a"].raw(), "2");
    EXPECT_TRUE(root["missing"].isNull());
    EXPECT_TRUE(root["missing"]["deeper"].isNull());
    EXPECT_EQ(root["b"]["c"].size(), 3U);
    EXPECT_TRUE((*root["b"]["c"].begin()).isTrue());
    EXPECT_EQ(root.size(), 3U);
}

TEST(Json, SpellsEscapesOut)
{
    const auto document =
        JsonDocument::parse(R"({"\u006bey":"a\"\\\/\b\f\n\r\t\u00e4\u20ac\ud83d\ude00\ud83d."})")
            .value();
    EXPECT_EQ(document.root()["key"].text(),
              "a\"\\/\b\f\n\r\t\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD.");
}

TEST(Json, StringsComeBackAsTheyWere)
{
    std::mt19937_64 random{11};
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes;
        for (auto size = random() % 12; size > 0; --size)
            bytes.push_back(static_cast<char>(random()));
        std::string json;
        appendJsonString(json, bytes);
        const auto document = JsonDocument::parse(json);
        ASSERT_TRUE(document.has_value()) << json;
        if (isUtf8(bytes)) {
            ASSERT_EQ(document->root().text(), bytes);
        } else {
            ASSERT_NE(document->root().text().find("\xEF\xBF\xBD"), std::string::npos);
        }
    }
}

TEST(Json, NumbersAndTimesAreSpelledAsTheBaseSpellsThem)
{
    std::mt19937_64 random{12};
    for (int round = 0; round < 20'000; ++round) {
        const auto bits = static_cast<std::int64_t>(random()) >> (random() % 63);
        std::string number;
        appendNanos(number, bits);
        ASSERT_EQ(number, nanosToString(bits));
        const Timestamp t = timestampOf(bits < 0 ? -(bits + 1) : bits);
        std::string time;
        appendTimestamp(time, t);
        ASSERT_EQ(time, toRfc3339(t));
    }
    std::string least;
    appendNanos(least, INT64_MIN);
    EXPECT_EQ(least, nanosToString(INT64_MIN));
}

TEST(Json, WritesCommasWhereTheyBelong)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("a").beginArray().integer(-1).null().boolean(true).endArray();
    json.key("b").beginObject().endObject().key("c").quoted(Price::fromWhole(2));
    json.key("d").beginArray().beginObject().endObject().beginArray().endArray().endArray();
    json.endObject();
    EXPECT_EQ(out, R"({"a":[-1,null,true],"b":{},"c":"2","d":[{},[]]})");
    EXPECT_TRUE(JsonDocument::parse(out).has_value());
}

TEST(Json, JudgesMutatedTextsAsAnIndependentParserDoes)
{
    const std::string seed = R"({"a":[1,-2.5e+3,true,false,null,"x\n\"y"],"b":{"c":{}, "d" : []}})";
    std::mt19937_64 random{13};
    simdjson::dom::parser parser;
    for (int round = 0; round < 100'000; ++round) {
        std::string text = seed;
        for (auto flips = 1 + random() % 3; flips > 0; --flips)
            text[random() % text.size()] = R"({}[]",:\0123456789.eE+-ntfu )"[random() % 28];
        const auto error = parser.parse(simdjson::padded_string{text}).error();
        if (error == simdjson::NUMBER_ERROR || text.find("\\u") != std::string::npos)
            continue;
        ASSERT_EQ(JsonDocument::parse(text).has_value(), error == simdjson::SUCCESS) << text;
    }
}

TEST(Json, NestsAsDeepAsTheHouseAllowsAndNoDeeper)
{
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(JsonDocument::parse(nested(kJsonDepthMax)).has_value());
    EXPECT_FALSE(JsonDocument::parse(nested(kJsonDepthMax + 1)).has_value());
    EXPECT_FALSE(JsonDocument::parse(std::string(5'000'000, '[')).has_value());
}

} // namespace
} // namespace tapedeck
