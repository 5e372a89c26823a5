#include "tape/line_reader.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <random>
#include <vector>

namespace tapedeck {
namespace {

std::string compressed(std::string_view text)
{
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    return packed;
}

struct ReadBack
{
    std::vector<std::string> lines;
    std::vector<std::uint64_t> numbers;
    std::vector<bool> tooLong;
    std::optional<Error> error;
};

ReadBack readAll(std::string_view bytes, std::size_t pieceMax = SIZE_MAX)
{
    MemorySource source{bytes, pieceMax};
    LineReader reader{source};
    ReadBack back;
    TapeLine line;
    while (true) {
        const auto more = reader.next(line);
        if (!more)
            back.error = more.error();
        if (!more || !*more)
            return back;
        back.lines.emplace_back(line.text);
        back.numbers.push_back(line.number);
        back.tooLong.push_back(line.tooLong);
    }
}

/// Text that does not compress to nothing, with its lines.
std::string randomText(std::uint32_t seed, std::size_t count, std::vector<std::string>& lines)
{
    std::mt19937 random{seed};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        std::string line(1 + random() % 300, ' ');
        for (char& c : line)
            c = static_cast<char>('a' + random() % 26);
        text += line + '\n';
        lines.push_back(line);
    }
    return text;
}

TEST(LineReader, GivesTheSameLinesPlainOrCompressedInAnyPieces)
{
    std::vector<std::string> lines;
    const std::string text = randomText(1, 3000, lines);
    const std::string packed = compressed(text);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, SIZE_MAX}) {
        EXPECT_EQ(readAll(text, piece).lines, lines);
        EXPECT_EQ(readAll(packed, piece).lines, lines);
    }
}

TEST(LineReader, EndsOfLineOfAllKindsAndNumbersThatCountEmptyLines)
{
    for (const bool pack : {false, true}) {
        const std::string text = "a\n\nb\r\n\r\n\nc";
        const ReadBack back = readAll(pack ? compressed(text) : text);
        EXPECT_EQ(back.lines, (std::vector<std::string>{"a", "b", "c"}));
        EXPECT_EQ(back.numbers, (std::vector<std::uint64_t>{1, 3, 6}));
    }
}

TEST(LineReader, NothingIsNoLines)
{
    for (const std::string& bytes : {std::string{}, compressed(""), std::string{"\n"}}) {
        const ReadBack back = readAll(bytes);
        EXPECT_TRUE(back.lines.empty());
        EXPECT_FALSE(back.error.has_value());
    }
}

TEST(LineReader, FramesOneAfterAnotherAreOneText)
{
    const std::string skippable = std::string{"\x50\x2A\x4D\x18\3\0\0\0", 8} + "abc";
    const ReadBack back =
        readAll(skippable + compressed("one\ntw") + skippable + compressed("o\nthree\n"), 3);
    EXPECT_EQ(back.lines, (std::vector<std::string>{"one", "two", "three"}));
    EXPECT_FALSE(back.error.has_value());
}

TEST(LineReader, ACutCompressedTextGivesItsWholeLinesAndThenAnError)
{
    std::vector<std::string> lines;
    const std::string packed = compressed(randomText(2, 5000, lines));
    std::mt19937 random{3};
    for (int round = 0; round < 200; ++round) {
        const std::size_t size = 4 + random() % (packed.size() - 4);
        const ReadBack back = readAll(std::string_view{packed}.substr(0, size));
        ASSERT_TRUE(back.error.has_value()) << size;
        EXPECT_NE(back.error->what.find("ends early, after line"), std::string::npos);
        ASSERT_LT(back.lines.size(), lines.size());
        EXPECT_TRUE(std::equal(back.lines.begin(), back.lines.end(), lines.begin())) << size;
    }
}

TEST(LineReader, DamagedCompressedDataNeverCrashAndTheErrorStays)
{
    std::vector<std::string> lines;
    const std::string packed = compressed(randomText(4, 2000, lines));
    std::mt19937 random{5};
    for (int round = 0; round < 300; ++round) {
        std::string bytes = packed;
        bytes[4 + random() % (bytes.size() - 4)] ^= static_cast<char>(1 + random() % 255);
        MemorySource source{bytes};
        LineReader reader{source};
        TapeLine line;
        auto more = reader.next(line);
        while (more && *more)
            more = reader.next(line);
        if (!more) {
            EXPECT_EQ(reader.next(line).error(), more.error());
        }
    }
}

TEST(LineReader, ALineThatIsTooLongIsDroppedAndTheNextOneRead)
{
    for (const std::size_t size :
         {kTapeLineBytesMax, kTapeLineBytesMax + 1, 3 * kTapeLineBytesMax, 5 * kTapeLineBytesMax}) {
        const std::string text = "a\n" + std::string(size, 'x') + "\nb\n" + std::string(size, 'y');
        for (const bool pack : {false, true}) {
            const ReadBack back = readAll(pack ? compressed(text) : text);
            ASSERT_EQ(back.lines.size(), 4U) << size;
            EXPECT_EQ(back.lines[1].size(), size <= kTapeLineBytesMax ? size : 0);
            EXPECT_EQ(back.lines[2], "b");
            EXPECT_EQ(back.numbers, (std::vector<std::uint64_t>{1, 2, 3, 4}));
            const bool dropped = size > kTapeLineBytesMax;
            EXPECT_EQ(back.tooLong, (std::vector<bool>{false, dropped, false, dropped}));
        }
    }
}

TEST(LineReader, AWindowBeyondTheLimitIsRefused)
{
    // A zstd header by hand: magic, no single segment, window descriptor for 256 MiB.
    const std::string header{"\x28\xB5\x2F\xFD\x00\x90\x01\x00\x00", 9};
    const ReadBack back = readAll(header);
    ASSERT_TRUE(back.error.has_value());
    EXPECT_EQ(back.error->code, ErrorCode::Malformed);
}

TEST(LineReader, AnErrorOfTheSourceIsHandedOn)
{
    class Broken final : public ByteSource
    {
        Result<std::size_t> read(std::span<char> into) override
        {
            if (m_reads++ > 0)
                return fail(ErrorCode::Io, "the disk is gone");
            std::copy_n("whole\ncut o", 11, into.data());
            return std::size_t{11};
        }
        int m_reads = 0;
    } source;
    LineReader reader{source};
    TapeLine line;
    ASSERT_TRUE(reader.next(line).value());
    EXPECT_EQ(line.text, "whole");
    EXPECT_EQ(reader.next(line).error().what, "the disk is gone");
}

} // namespace
} // namespace tapedeck
