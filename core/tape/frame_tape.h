#pragma once

#include "base/canonical.h"
#include "tape/block_file.h"

/// A native tape: the raw frames of the feeds as they arrived, over tape/block_file.h. What the
/// engine made of them is a session, and another format.
namespace tapedeck {

/// Which stream a frame came in on.
enum class FrameStream : std::uint8_t
{
    Stocks = 1,
    Options = 2,
    News = 3,
    Trading = 4,
};

enum class FrameEncoding : std::uint8_t
{
    Json = 1,
    MessagePack = 2,
};

/// What the tape says of itself, once, at its start.
struct FrameTapeInfo
{
    Timestamp startedAt;
    std::string feed;    ///< "iex", "sip", "practice"
    std::string program; ///< who wrote it, with its version
    TAPEDECK_FIELDS(self.startedAt, self.feed, self.program)
    friend bool operator==(const FrameTapeInfo&, const FrameTapeInfo&) = default;
};

struct TapeFrame
{
    FrameStream stream{};
    FrameEncoding encoding{};
    Timestamp arrivedAt;
    std::string_view bytes; ///< of a read frame: valid until the next call of the reader
    friend bool operator==(const TapeFrame&, const TapeFrame&) = default;
};

class FrameTapeWriter
{
public:
    /// `sink` must outlive the writer. Errors: OutOfRange, Io.
    [[nodiscard]] static Result<FrameTapeWriter>
    create(ByteSink& sink, const FrameTapeInfo& info, int level = 1);

    /// Errors: OutOfRange (longer than kFrameBytesMax), Io.
    Result<void> append(const TapeFrame& frame);
    /// Ends the block in hand: what was appended survives a crash once the sink has it.
    Result<void> flush() { return m_blocks.flush(); }
    Result<void> close() { return m_blocks.close(); }
    [[nodiscard]] std::uint64_t frames() const noexcept { return m_blocks.records(); }

private:
    explicit FrameTapeWriter(BlockWriter blocks) : m_blocks{std::move(blocks)} {}

    BlockWriter m_blocks;
    std::string m_record;
};

class FrameTapeReader
{
public:
    /// `source` must outlive the reader. Errors: as BlockReader::open().
    [[nodiscard]] static Result<FrameTapeReader> open(ByteSource& source);

    [[nodiscard]] const FrameTapeInfo& info() const noexcept { return m_info; }
    /// The next frame in order of arrival; false at the end. Errors: Malformed, Io.
    Result<bool> next(TapeFrame& frame);
    [[nodiscard]] const BlockReader& blocks() const noexcept { return m_blocks; }

private:
    explicit FrameTapeReader(BlockReader blocks) : m_blocks{std::move(blocks)} {}

    BlockReader m_blocks;
    FrameTapeInfo m_info;
};

} // namespace tapedeck
