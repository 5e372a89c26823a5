#include "tape/block_file.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tapedeck {
namespace {

using Records = std::vector<std::string>;

/// Records of 0 to 200 bytes, some repetitive and some noise.
Records randomRecords(std::uint32_t seed, std::size_t count)
{
    std::mt19937 random{seed};
    Records records;
    for (std::size_t i = 0; i < count; ++i) {
        std::string record(random() % 201, 'x');
        if (i % 2 == 0)
            for (char& c : record)
                c = static_cast<char>(random());
        records.push_back(record);
    }
    return records;
}

struct Written
{
    std::string bytes;
    std::vector<std::size_t> blockEnds; ///< file sizes: header, after each block, whole file
    std::vector<std::size_t> recordsAt; ///< records readable at each of them
};

/// A block ends after every `perBlock` records.
Written writeAll(const Records& records, std::size_t perBlock)
{
    MemorySink sink;
    auto writer = BlockWriter::create(sink, BlockFileKind::Session, "meta").value();
    Written written;
    const auto mark = [&](std::size_t count) {
        written.blockEnds.push_back(sink.bytes().size());
        written.recordsAt.push_back(count);
    };
    mark(0);
    for (std::size_t i = 0; i < records.size(); ++i) {
        EXPECT_TRUE(writer.append(records[i]).has_value());
        if ((i + 1) % perBlock == 0) {
            EXPECT_TRUE(writer.flush().has_value());
            mark(i + 1);
        }
    }
    EXPECT_TRUE(writer.close("done").has_value());
    mark(records.size());
    written.bytes = sink.bytes();
    return written;
}

struct ReadBack
{
    Records records;
    BlockFileEnding ending{};
    std::optional<BlockFileEnd> end;
    std::optional<Error> error;
};

ReadBack readAll(std::string_view bytes, std::size_t pieceMax = SIZE_MAX)
{
    MemorySource source{bytes, pieceMax};
    auto reader = BlockReader::open(source, BlockFileKind::Session);
    if (!reader)
        return {{}, BlockFileEnding::StillReading, {}, reader.error()};
    ReadBack back;
    std::string_view record;
    while (true) {
        const auto more = reader->next(record);
        if (!more)
            back.error = more.error();
        if (!more || !*more)
            break;
        back.records.emplace_back(record);
    }
    back.ending = reader->ending();
    back.end = reader->end();
    EXPECT_EQ(reader->endingNote().empty(),
              back.ending == BlockFileEnding::Closed || back.error.has_value());
    return back;
}

bool isPrefix(const Records& part, const Records& whole)
{
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

TEST(BlockFile, GivesBackWhatWasWrittenInAnyPieces)
{
    const Records records = randomRecords(1, 500);
    const Written written = writeAll(records, 70);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, SIZE_MAX}) {
        const ReadBack back = readAll(written.bytes, piece);
        EXPECT_FALSE(back.error.has_value());
        EXPECT_EQ(back.records, records);
        EXPECT_EQ(back.ending, BlockFileEnding::Closed);
        ASSERT_TRUE(back.end.has_value());
        EXPECT_EQ(back.end->summary, "done");
        EXPECT_EQ(back.end->records, records.size());
    }
}

TEST(BlockFile, SameRecordsGiveSameBytes)
{
    const Records records = randomRecords(2, 300);
    EXPECT_EQ(writeAll(records, 50).bytes, writeAll(records, 50).bytes);
}

TEST(BlockFile, AnEmptyFileIsClosedAndHoldsNothing)
{
    const ReadBack back = readAll(writeAll({}, 1).bytes);
    EXPECT_EQ(back.ending, BlockFileEnding::Closed);
    EXPECT_TRUE(back.records.empty());
}

TEST(BlockFile, BlocksEndByThemselvesWhenTheyAreFull)
{
    const std::string large(kBlockRecordBytesMax, 'z');
    const Records records{std::string(kBlockBytesTarget - 5, 'a'), large, "tail"};
    MemorySink sink;
    auto writer = BlockWriter::create(sink, BlockFileKind::Session, "").value();
    for (const auto& record : records)
        ASSERT_TRUE(writer.append(record).has_value());
    EXPECT_EQ(writer.append(large + "z").error().code, ErrorCode::OutOfRange);
    ASSERT_TRUE(writer.close().has_value());
    const ReadBack back = readAll(sink.bytes());
    EXPECT_EQ(back.records, records);
    EXPECT_EQ(back.end->blocks, 2U);
}

TEST(BlockFile, CutAnywhereItGivesTheWholeBlocksBeforeTheCut)
{
    const Records records = randomRecords(3, 60);
    const Written written = writeAll(records, 10);
    for (std::size_t size = written.blockEnds.front(); size < written.bytes.size(); ++size) {
        std::size_t block = 0;
        while (written.blockEnds[block + 1] <= size)
            ++block;
        const ReadBack back = readAll(std::string_view{written.bytes}.substr(0, size));
        EXPECT_FALSE(back.error.has_value()) << size;
        EXPECT_EQ(back.records.size(), written.recordsAt[block]) << size;
        EXPECT_TRUE(isPrefix(back.records, records)) << size;
        EXPECT_EQ(back.ending,
                  written.blockEnds[block] == size ? BlockFileEnding::Unclosed
                                                   : BlockFileEnding::Torn)
            << size;
    }
}

TEST(BlockFile, CutInTheHeaderIsAnErrorThatSaysSo)
{
    const Written written = writeAll({"a"}, 1);
    for (std::size_t size = 0; size < written.blockEnds.front(); ++size)
        EXPECT_EQ(readAll(std::string_view{written.bytes}.substr(0, size)).error->code,
                  ErrorCode::Malformed)
            << size;
}

TEST(BlockFile, EveryFlippedByteIsFoundAndWhatStandsBeforeItIsRead)
{
    const Records records = randomRecords(4, 40);
    const Written written = writeAll(records, 10);
    std::mt19937 random{5};
    for (std::size_t at = 0; at < written.bytes.size(); ++at) {
        std::string bytes = written.bytes;
        bytes[at] ^= static_cast<char>(1U << (random() % 8));
        const ReadBack back = readAll(bytes);
        ASSERT_TRUE(back.error.has_value()) << "byte " << at;
        EXPECT_TRUE(isPrefix(back.records, records)) << "byte " << at;
        std::size_t block = 0;
        while (block + 1 < written.blockEnds.size() && written.blockEnds[block + 1] <= at)
            ++block;
        if (at >= written.blockEnds.front()) {
            EXPECT_EQ(back.records.size(), written.recordsAt[block]) << "byte " << at;
        }
    }
}

TEST(BlockFile, GarbageNeverCrashesNorReadsRecordsThatWereNotWritten)
{
    const Records records = randomRecords(6, 40);
    const Written written = writeAll(records, 10);
    std::mt19937 random{7};
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = written.bytes;
        for (auto i = 1 + random() % 20; i > 0; --i)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));
        EXPECT_TRUE(isPrefix(readAll(bytes).records, records)) << round;
    }
}

TEST(BlockFile, BlocksDoubledLostOrMovedAreAnError)
{
    const Records records = randomRecords(8, 30);
    const Written w = writeAll(records, 10);
    const auto part = [&](std::size_t from, std::size_t to) {
        return w.bytes.substr(w.blockEnds[from], w.blockEnds[to] - w.blockEnds[from]);
    };
    const std::string head = w.bytes.substr(0, w.blockEnds[0]);
    EXPECT_TRUE(readAll(head + part(0, 1) + part(0, 1) + part(1, 4)).error.has_value());
    EXPECT_TRUE(readAll(head + part(1, 4)).error.has_value());
    EXPECT_TRUE(readAll(head + part(1, 2) + part(0, 1) + part(2, 4)).error.has_value());
    EXPECT_TRUE(readAll(w.bytes + "x").error.has_value());
}

TEST(BlockFile, ATailOfZerosIsTornAndZerosInTheMiddleAreDamage)
{
    const Records records = randomRecords(9, 20);
    const Written w = writeAll(records, 10);
    const std::string blocks = w.bytes.substr(0, w.blockEnds[2]);
    const ReadBack back = readAll(blocks + std::string(100'000, '\0'));
    EXPECT_FALSE(back.error.has_value());
    EXPECT_EQ(back.ending, BlockFileEnding::Torn);
    EXPECT_EQ(back.records, records);
    EXPECT_TRUE(readAll(blocks + std::string(100'000, '\0') + "x").error.has_value());
}

TEST(BlockFile, ANewerVersionAndTheOtherKindAreRefusedInWords)
{
    std::string bytes = writeAll({"a"}, 1).bytes;
    MemorySource asTape{bytes};
    EXPECT_EQ(BlockReader::open(asTape, BlockFileKind::Tape).error().what,
              "the file is a session, not a tape");
    bytes[8] = 2;
    const ReadBack back = readAll(bytes);
    EXPECT_EQ(back.error->code, ErrorCode::Unsupported);
    EXPECT_NE(back.error->what.find("version 2"), std::string::npos);
    EXPECT_EQ(readAll("{\"T\":\"q\"}\n{\"T\":\"q\"}\n{\"T\":\"q\"}\n").error->what,
              "this is not a tape or session of Tapedeck");
}

} // namespace
} // namespace tapedeck
