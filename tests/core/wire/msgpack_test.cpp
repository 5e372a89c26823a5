#include "base/int128.h"
#include "wire/json_value.h"
#include "wire/json_writer.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_reader.h"
#include "wire/msgpack_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <limits>
#include <random>

namespace tapedeck {
namespace {

using Kind = MsgPackToken::Kind;

std::string bytesOf(std::initializer_list<unsigned> bytes)
{
    std::string out;
    for (const unsigned byte : bytes)
        out.push_back(static_cast<char>(byte));
    return out;
}

MsgPackToken only(std::string_view bytes)
{
    MsgPackReader reader{bytes};
    MsgPackToken token;
    EXPECT_TRUE(reader.value(token));
    EXPECT_TRUE(reader.atEnd());
    return token;
}

TEST(MsgPackReader, ReadsEveryFormOfTheSpecification)
{
    EXPECT_EQ(only(bytesOf({0xC0})).kind, Kind::Nil);
    EXPECT_EQ(only(bytesOf({0xC2})).kind, Kind::False);
    EXPECT_EQ(only(bytesOf({0xC3})).kind, Kind::True);
    EXPECT_EQ(only(bytesOf({0x7F})).integer, 127);
    EXPECT_EQ(only(bytesOf({0xE0})).integer, -32);
    EXPECT_EQ(only(bytesOf({0xCC, 0xFF})).integer, 255);
    EXPECT_EQ(only(bytesOf({0xCD, 0x01, 0x00})).integer, 256);
    EXPECT_EQ(only(bytesOf({0xCE, 0xFF, 0xFF, 0xFF, 0xFF})).integer, 4'294'967'295);
    EXPECT_EQ(only(bytesOf({0xD0, 0x80})).integer, -128);
    EXPECT_EQ(only(bytesOf({0xD1, 0xFF, 0x7F})).integer, -129);
    EXPECT_EQ(only(bytesOf({0xD2, 0x80, 0, 0, 0})).integer, -2'147'483'648);
    EXPECT_EQ(only(bytesOf({0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0})).integer,
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(only(bytesOf({0xCF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})).kind,
              Kind::Integer);
    EXPECT_EQ(only(bytesOf({0xCF, 0x80, 0, 0, 0, 0, 0, 0, 0})).kind, Kind::Unsigned);
    EXPECT_EQ(only(bytesOf({0xCA, 0x3F, 0xC0, 0, 0})).real, 1.5);
    EXPECT_EQ(only(bytesOf({0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0})).real, 1.5);
    EXPECT_EQ(only(bytesOf({0xA2, 'h', 'i'})).bytes, "hi");
    EXPECT_EQ(only(bytesOf({0xD9, 2, 'h', 'i'})).bytes, "hi");
    EXPECT_EQ(only(bytesOf({0xDA, 0, 2, 'h', 'i'})).bytes, "hi");
    EXPECT_EQ(only(bytesOf({0xDB, 0, 0, 0, 2, 'h', 'i'})).bytes, "hi");
    EXPECT_EQ(only(bytesOf({0xC4, 1, 0})).kind, Kind::Binary);
    EXPECT_EQ(only(bytesOf({0xD4, 7, 0})).kind, Kind::Extension);
    EXPECT_EQ(only(bytesOf({0x92, 1, 2})).count, 2U);
    EXPECT_EQ(only(bytesOf({0xDC, 0, 1, 0x81, 1, 2})).bytes.size(), 3U);
    EXPECT_EQ(only(bytesOf({0xDE, 0, 1, 1, 2})).kind, Kind::Map);
}

TEST(MsgPackReader, ReadsTimesOfEveryWidth)
{
    const MsgPackToken narrow = only(bytesOf({0xD6, 0xFF, 0x52, 0x56, 0xAA, 0x58}));
    EXPECT_EQ(narrow.kind, Kind::Time);
    EXPECT_EQ(toRfc3339(timestampOf(narrow.integer)), "2013-10-10T13:23:36Z");
    std::mt19937_64 random{9};
    std::size_t widths = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto nanos = static_cast<std::int64_t>(random()) >> static_cast<unsigned>(random() % 40);
        if (random() % 3 == 0)
            nanos -= nanos % 1'000'000'000;
        std::string bytes;
        MsgPackWriter{bytes}.time(timestampOf(nanos));
        widths |= std::size_t{1} << bytes.size();
        const MsgPackToken token = only(bytes);
        ASSERT_EQ(token.kind, Kind::Time);
        ASSERT_EQ(token.integer, nanos);
    }
    EXPECT_EQ(widths, (1U << 6U) | (1U << 10U) | (1U << 15U)) << "each was written";
}

TEST(MsgPackReader, ATimestampThatIsNoneIsAnExtension)
{
    EXPECT_EQ(only(bytesOf({0xD5, 0xFF, 0, 0})).kind, Kind::Extension) << "of two bytes";
    EXPECT_EQ(only(bytesOf({0xD7, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0})).kind, Kind::Extension)
        << "more than a second of nanoseconds";
    EXPECT_EQ(
        only(bytesOf({0xC7, 12, 0xFF, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}))
            .kind,
        Kind::Extension)
        << "after the end of our time";
}

TEST(MsgPackReader, RefusesForgedCountsAtOnce)
{
    MsgPackToken token;
    for (const std::string& bytes : {bytesOf({0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 1}),
                                     bytesOf({0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 1}),
                                     bytesOf({0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}),
                                     bytesOf({0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}),
                                     bytesOf({0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                                     bytesOf({0xC1}),
                                     std::string{}}) {
        EXPECT_FALSE(MsgPackReader{bytes}.value(token));
    }
}

TEST(MsgPackReader, NestingIsNoRecursion)
{
    std::string deep(2'000'000, static_cast<char>(0x91));
    MsgPackToken token;
    EXPECT_FALSE(MsgPackReader{deep}.value(token)) << "the innermost array has no element";
    deep.push_back(0);
    EXPECT_TRUE(MsgPackReader{deep}.value(token));
    EXPECT_FALSE(jsonOfMsgPack(deep).has_value()) << "deeper than a document may be";
}

TEST(MsgPackWriter, IntegersComeBackAndAreAsShortAsTheyCanBe)
{
    std::mt19937_64 random{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto value =
            static_cast<std::int64_t>(random()) >> static_cast<unsigned>(random() % 64);
        std::string bytes;
        MsgPackWriter{bytes}.integer(value);
        const MsgPackToken token = only(bytes);
        ASSERT_EQ(token.kind, Kind::Integer);
        ASSERT_EQ(token.integer, value);
        const auto size = static_cast<std::uint64_t>(value < 0 ? -(value + 1) : value);
        const std::size_t most = size < 32 ? 1 : size < 128 ? 2 : size < 32'768 ? 3 : 9;
        ASSERT_LE(bytes.size(), most) << value;
    }
}

/// Random JSON, of what both encodings can say.
class RandomJson
{
public:
    explicit RandomJson(std::uint64_t seed) : m_random{seed} {}

    std::string next(std::size_t depth = 0)
    {
        std::string text;
        JsonWriter json{text};
        value(json, depth);
        return text;
    }

private:
    void value(JsonWriter& json, std::size_t depth)
    {
        switch (m_random() % (depth < 4 ? 8 : 6)) {
        case 0:
            json.null();
            break;
        case 1:
            json.boolean(m_random() % 2 == 0);
            break;
        case 2:
            json.integer(static_cast<std::int64_t>(m_random()) >> (m_random() % 64));
            break;
        case 3:
            json.number(Price::fromNanos(
                static_cast<std::int64_t>(m_random() % 1'000'000'000'000) * 100'000 + 100'000));
            break;
        case 4:
        case 5:
            json.string(text());
            break;
        case 6:
            json.beginArray();
            for (auto count = m_random() % 20; count > 0; --count)
                value(json, depth + 1);
            json.endArray();
            break;
        default:
            json.beginObject();
            for (auto count = m_random() % 20; count > 0; --count) {
                json.key(text());
                value(json, depth + 1);
            }
            json.endObject();
        }
    }
    std::string text()
    {
        std::string text;
        for (auto count = m_random() % 40; count > 0; --count)
            text.push_back(static_cast<char>(' ' + m_random() % 95));
        return text + (m_random() % 5 == 0 ? "é\n" : "");
    }

    std::mt19937_64 m_random;
};

TEST(MsgPackJson, WhatWasPackedComesBackAsTheSameText)
{
    RandomJson random{7};
    for (int i = 0; i < 2'000; ++i) {
        const std::string json = random.next();
        const auto packed = msgPackOfJson(json);
        ASSERT_TRUE(packed.has_value()) << json;
        const auto back = jsonOfMsgPack(*packed);
        ASSERT_TRUE(back.has_value()) << json;
        ASSERT_EQ(*back, json);
    }
}

TEST(MsgPackJson, NoPartOfAValueIsAWholeOne)
{
    RandomJson random{11};
    for (int i = 0; i < 200; ++i) {
        const std::string packed = msgPackOfJson(random.next()).value();
        for (std::size_t size = 0; size < packed.size(); ++size)
            ASSERT_FALSE(jsonOfMsgPack({packed.data(), size}).has_value());
        ASSERT_FALSE(jsonOfMsgPack(packed + '\0').has_value()) << "and something follows";
    }
}

TEST(MsgPackJson, GarbageIsRefusedOrGivesJson)
{
    std::mt19937_64 random{3};
    std::size_t accepted = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string bytes;
        for (auto count = random() % 30; count > 0; --count)
            bytes.push_back(static_cast<char>(random() & 0xFFU));
        const auto json = jsonOfMsgPack(bytes);
        if (!json)
            continue;
        ++accepted;
        ASSERT_TRUE(JsonDocument::parse(*json).has_value()) << *json;
    }
    EXPECT_GT(accepted, 100U);
}

TEST(MsgPackJson, TimesAreTimesWhereTheyAreAskedFor)
{
    const std::string json = R"({"t":"2022-01-05T22:00:37.5Z","u":"2022-01-05T22:00:37.5Z"})";
    const std::string packed = msgPackOfJson(json, kStreamKeys).value();
    EXPECT_LT(packed.size(), json.size() - 10);
    EXPECT_EQ(jsonOfMsgPack(packed).value(), json);
    EXPECT_EQ(jsonOfMsgPack(msgPackOfJson(R"({"t":"soon"})", kStreamKeys).value()).value(),
              R"({"t":"soon"})");
}

TEST(MsgPackJson, PricesAreFloatsWhereTheyAreAskedFor)
{
    EXPECT_EQ(msgPackOfJson(R"({"p":170})").value(), "\x81\xA1p\xCC\xAA");
    EXPECT_EQ(msgPackOfJson(R"({"p":170})", kStreamKeys).value(),
              (std::string{"\x81\xA1p\xCB\x40\x65\x40\0\0\0\0\0", 12}));
}

TEST(MsgPackJson, ANumberThatIsNoneIsRefused)
{
    std::string bytes;
    MsgPackWriter{bytes}.real(std::numeric_limits<double>::quiet_NaN());
    EXPECT_FALSE(jsonOfMsgPack(bytes).has_value());
    bytes.clear();
    MsgPackWriter{bytes}.real(std::numeric_limits<double>::infinity());
    EXPECT_FALSE(jsonOfMsgPack(bytes).has_value());
}

} // namespace
} // namespace tapedeck
