#pragma once

#include "base/hash.h"
#include "base/limits.h"
#include "tape/bytes.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

/// The house's container of records, for native tapes and for sessions: a header, then blocks of
/// records, each compressed and checked by itself, then a closing block. What was written up to the
/// last whole block can be read after a crash. The bytes: block_file.cpp.
namespace tapedeck {

enum class BlockFileKind : std::uint8_t
{
    Tape = 1,    ///< raw frames with their arrival times (tape/frame_tape.h)
    Session = 2, ///< the inputs of an engine
};

inline constexpr std::uint32_t kBlockFileVersion = 1;
inline constexpr std::size_t kBlockMetadataBytesMax = 1U << 20U;
inline constexpr std::size_t kBlockRecordBytesMax = kFrameBytesMax + 1024;
/// A block ends by itself when its records reach this many bytes.
inline constexpr std::size_t kBlockBytesTarget = 256U << 10U;
inline constexpr std::size_t kBlockBytesMax = kBlockBytesTarget + kBlockRecordBytesMax + 4;

/// What the closing block says of the whole file.
struct BlockFileEnd
{
    std::uint64_t records = 0;
    std::uint64_t recordBytes = 0; ///< uncompressed, without the length prefixes
    std::uint32_t blocks = 0;
    Digest digest{};     ///< SHA-256 over the checksums of the blocks, in order
    std::string summary; ///< the caller's own closing bytes, such as a run's result
    friend bool operator==(const BlockFileEnd&, const BlockFileEnd&) = default;
};

/// Writes a block file. Nothing reaches the sink between the ends of blocks. Without close() the
/// file stays readable and counts as not closed. After an error the writer is of no more use.
class BlockWriter
{
public:
    /// Writes the header. `metadata` is the caller's, at most kBlockMetadataBytesMax. `sink` must
    /// outlive the writer. Errors: OutOfRange, Io.
    [[nodiscard]] static Result<BlockWriter>
    create(ByteSink& sink, BlockFileKind kind, std::string_view metadata, int level = 1);

    /// Errors: OutOfRange (longer than kBlockRecordBytesMax), Io.
    Result<void> append(std::string_view record);
    /// Ends the block in hand, if it holds anything. Errors: Io.
    Result<void> flush();
    /// flush(), then the closing block. Precondition: called once, and nothing after it.
    Result<void> close(std::string_view summary = {});

    /// Records given to append() so far, also those that no block holds yet.
    [[nodiscard]] std::uint64_t records() const noexcept { return m_end.records; }

private:
    struct FreeContext
    {
        void operator()(ZSTD_CCtx_s* context) const noexcept;
    };

    BlockWriter(ByteSink& sink, int level);
    Result<void> writeBlock(std::uint32_t magic);

    ByteSink* m_sink;
    std::unique_ptr<ZSTD_CCtx_s, FreeContext> m_context;
    std::string m_pending;
    std::uint32_t m_pendingRecords = 0;
    std::string m_packed;
    Sha256 m_digest;
    BlockFileEnd m_end;
    bool m_closed = false;
};

/// How a block file ended, known once next() has said that there is no more.
enum class BlockFileEnding : std::uint8_t
{
    StillReading,
    Closed,   ///< whole: the closing block was there and its totals agree
    Unclosed, ///< ends between two blocks: its writer was stopped
    Torn,     ///< ends inside a block: everything before it was read
};

/// Reads a block file, record by record, in bounded memory whatever the bytes say. A torn tail is
/// an ending, a wrong byte an error; what stood before it has been delivered by then.
class BlockReader
{
public:
    /// Reads the header. `source` must outlive the reader. Errors: Malformed (no block file, or one
    /// of another kind, or its header is damaged), Unsupported (a newer version), Io.
    [[nodiscard]] static Result<BlockReader> open(ByteSource& source, BlockFileKind expected);

    [[nodiscard]] const std::string& metadata() const noexcept { return m_metadata; }

    /// The next record, valid until the next call; false at the end. Errors: Malformed, Io; an
    /// error repeats on further calls.
    Result<bool> next(std::string_view& record);

    [[nodiscard]] BlockFileEnding ending() const noexcept { return m_ending; }
    /// The closing block, once ending() is Closed.
    [[nodiscard]] const std::optional<BlockFileEnd>& end() const noexcept { return m_end; }
    /// One sentence on an ending that is not Closed, for a log; empty otherwise.
    [[nodiscard]] std::string endingNote() const;
    /// Totals of what was read so far.
    [[nodiscard]] std::uint64_t records() const noexcept { return m_read.records; }
    [[nodiscard]] std::uint32_t blocks() const noexcept { return m_read.blocks; }

private:
    struct FreeContext
    {
        void operator()(ZSTD_DCtx_s* context) const noexcept;
    };
    struct BlockHeader;

    explicit BlockReader(ByteSource& source);
    Result<void> readFileHeader(BlockFileKind expected);
    Result<bool> readBlock();
    Result<bool> readBlockHeader(BlockHeader& header);
    Result<bool> readPayload(const BlockHeader& header);
    Result<void> unpack(const BlockHeader& header);
    Result<void> readEnd();
    Result<std::size_t> fill(std::string& buffer, std::size_t size);
    Result<bool> restIsZero();
    [[nodiscard]] tl::unexpected<Error> damaged(const std::string& what) const;

    ByteSource* m_source;
    std::unique_ptr<ZSTD_DCtx_s, FreeContext> m_context;
    std::string m_metadata;
    std::string m_packed;
    std::string m_block;
    std::size_t m_position = 0; ///< in m_block, of the next record
    std::uint32_t m_restRecords = 0;
    std::uint64_t m_offset = 0; ///< bytes of the file read so far
    BlockFileEnd m_read;
    Sha256 m_digest;
    BlockFileEnding m_ending = BlockFileEnding::StillReading;
    std::optional<BlockFileEnd> m_end;
    std::optional<Error> m_error;
};

} // namespace tapedeck
