#include "tape/frame_tape.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(FrameTape, GivesBackFramesWithTheirTimesAndStreams)
{
    const FrameTapeInfo info{timestampOf(1'381'411'800'000'000'000), "iex", "tapedeck test"};
    const std::vector<TapeFrame> frames{
        {FrameStream::Stocks, FrameEncoding::Json, timestampOf(1), R"([{"T":"q"}])"},
        {FrameStream::News,
         FrameEncoding::MessagePack,
         timestampOf(2),
         std::string_view{"\0\1", 2}},
        {FrameStream::Trading, FrameEncoding::Json, timestampOf(2), ""}};
    MemorySink sink;
    auto writer = FrameTapeWriter::create(sink, info).value();
    for (const auto& frame : frames)
        ASSERT_TRUE(writer.append(frame).has_value());
    ASSERT_TRUE(writer.close().has_value());
    EXPECT_EQ(writer.frames(), frames.size());

    MemorySource source{sink.bytes()};
    auto reader = FrameTapeReader::open(source).value();
    EXPECT_EQ(reader.info(), info);
    TapeFrame frame;
    for (const auto& expected : frames) {
        ASSERT_TRUE(reader.next(frame).value());
        EXPECT_EQ(frame, expected);
    }
    EXPECT_FALSE(reader.next(frame).value());
    EXPECT_EQ(reader.blocks().ending(), BlockFileEnding::Closed);
}

TEST(FrameTape, RefusesASessionAndRecordsThatAreNoFrames)
{
    MemorySink session;
    auto other = BlockWriter::create(session, BlockFileKind::Session, "").value();
    ASSERT_TRUE(other.close().has_value());
    MemorySource source{session.bytes()};
    EXPECT_FALSE(FrameTapeReader::open(source).has_value());

    for (const std::string_view record :
         {"", "short", "\1\1no time", "\x09\1        ", "\1\x09        "}) {
        MemorySink sink;
        auto writer =
            BlockWriter::create(sink, BlockFileKind::Tape, canonicalBytes(FrameTapeInfo{})).value();
        ASSERT_TRUE(writer.append(record).has_value());
        ASSERT_TRUE(writer.close().has_value());
        MemorySource tape{sink.bytes()};
        auto reader = FrameTapeReader::open(tape).value();
        TapeFrame frame;
        EXPECT_FALSE(reader.next(frame).has_value()) << record;
    }
}

} // namespace
} // namespace tapedeck
