#include "tape/block_file.h"

#include "base/canonical.h"

#include <zstd.h>

#include <array>

// The bytes. Integers are little-endian; "check" is the first 8 (or 4) bytes of a SHA-256.
//
//   file header   magic "TDBLOCK\n", version u32, kind u8, metadata size u32, metadata,
//                 check u64 of all of that
//   block         magic u32 "BLK1", number u32 (0, 1, 2, ...), size u32 (uncompressed),
//                 packed size u32, records u32, check u32 of these five,
//                 check u64 of the block's first 24 bytes and the packed bytes,
//                 packed bytes: one zstd frame
//   in a block    for each record: size u32, bytes
//   closing block the same with magic "END1"; its one record is BlockFileEnd as canonical bytes
//
// The header of a block has a check of its own, so that a flipped bit in a size is told from a
// file that ends early. The number makes a block lost, doubled or moved show.

namespace tapedeck {

namespace {

constexpr std::string_view kFileMagic = "TDBLOCK\n";
constexpr std::uint32_t kBlockMagic = 0x314B4C42; // "BLK1"
constexpr std::uint32_t kEndMagic = 0x31444E45;   // "END1"
constexpr std::size_t kCheckedHeaderBytes = 24;
constexpr std::size_t kBlockHeaderBytes = kCheckedHeaderBytes + 8;
constexpr std::size_t kReadPiece = 64U << 10U;

struct EndRecord
{
    std::uint64_t records = 0;
    std::uint64_t recordBytes = 0;
    std::uint32_t blocks = 0;
    Digest digest{};
    std::string summary;
    TAPEDECK_FIELDS(self.records, self.recordBytes, self.blocks, self.digest, self.summary)
};

std::uint64_t checkOf(std::string_view first, std::string_view second = {}) noexcept
{
    Sha256 hash;
    hash.add(first);
    hash.add(second);
    const Digest digest = hash.digest();
    std::uint64_t check = 0;
    for (std::size_t i = 8; i-- > 0;)
        check = check << 8U | digest[i];
    return check;
}

std::uint32_t shortCheckOf(std::string_view bytes) noexcept
{
    return static_cast<std::uint32_t>(checkOf(bytes));
}

/// Whether `block` is exactly that many records, each behind its length.
bool holdsRecords(std::string_view block, std::uint32_t records)
{
    for (; records > 0 && block.size() >= 4; --records) {
        std::uint32_t size = 0;
        CanonicalReader{block}.get(size);
        block.remove_prefix(4);
        if (size > block.size())
            return false;
        block.remove_prefix(size);
    }
    return records == 0 && block.empty();
}

bool isZero(std::string_view bytes) noexcept
{
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

} // namespace

// ---- writing

void BlockWriter::FreeContext::operator()(ZSTD_CCtx_s* context) const noexcept
{
    ZSTD_freeCCtx(context);
}

BlockWriter::BlockWriter(ByteSink& sink, int level) : m_sink{&sink}, m_context{ZSTD_createCCtx()}
{
    CHECK(m_context != nullptr);
    CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, level)) ==
          0);
}

Result<BlockWriter>
BlockWriter::create(ByteSink& sink, BlockFileKind kind, std::string_view metadata, int level)
{
    if (metadata.size() > kBlockMetadataBytesMax)
        return fail(ErrorCode::OutOfRange, "the metadata of a block file is too long");
    std::string header{kFileMagic};
    CanonicalWriter{header}(kBlockFileVersion, kind, metadata);
    CanonicalWriter{header}.put(checkOf(header));
    if (auto written = sink.write(header); !written)
        return tl::unexpected<Error>{std::move(written).error()};
    return BlockWriter{sink, level};
}

Result<void> BlockWriter::append(std::string_view record)
{
    CHECK(!m_closed);
    if (record.size() > kBlockRecordBytesMax)
        return fail(ErrorCode::OutOfRange,
                    "a record of " + std::to_string(record.size()) +
                        " bytes is longer than a block file takes");
    CanonicalWriter{m_pending}.put(record);
    ++m_pendingRecords;
    ++m_end.records;
    m_end.recordBytes += record.size();
    return m_pending.size() >= kBlockBytesTarget ? flush() : Result<void>{};
}

Result<void> BlockWriter::flush()
{
    if (m_pendingRecords == 0)
        return {};
    auto written = writeBlock(kBlockMagic);
    ++m_end.blocks;
    return written;
}

Result<void> BlockWriter::close(std::string_view summary)
{
    CHECK(!m_closed);
    if (summary.size() > kBlockMetadataBytesMax)
        return fail(ErrorCode::OutOfRange, "the summary of a block file is too long");
    if (auto flushed = flush(); !flushed)
        return flushed;
    m_closed = true;
    const EndRecord end{
        m_end.records, m_end.recordBytes, m_end.blocks, m_digest.digest(), std::string{summary}};
    CanonicalWriter{m_pending}.put(canonicalBytes(end));
    m_pendingRecords = 1;
    return writeBlock(kEndMagic);
}

Result<void> BlockWriter::writeBlock(std::uint32_t magic)
{
    m_packed.resize(kBlockHeaderBytes + ZSTD_compressBound(m_pending.size()));
    const std::size_t size = ZSTD_compress2(m_context.get(),
                                            m_packed.data() + kBlockHeaderBytes,
                                            m_packed.size() - kBlockHeaderBytes,
                                            m_pending.data(),
                                            m_pending.size());
    if (ZSTD_isError(size) != 0)
        return fail(ErrorCode::Io, std::string{"zstd: "} + ZSTD_getErrorName(size));
    m_packed.resize(kBlockHeaderBytes + size);

    std::string header;
    CanonicalWriter write{header};
    write(magic,
          m_end.blocks,
          static_cast<std::uint32_t>(m_pending.size()),
          static_cast<std::uint32_t>(size),
          m_pendingRecords);
    write.put(shortCheckOf(header));
    write.put(checkOf(header, std::string_view{m_packed}.substr(kBlockHeaderBytes)));
    m_digest.add(std::string_view{header}.substr(kCheckedHeaderBytes));
    m_packed.replace(0, kBlockHeaderBytes, header);

    m_pending.clear();
    m_pendingRecords = 0;
    return m_sink->write(m_packed);
}

// ---- reading

struct BlockReader::BlockHeader
{
    std::uint32_t magic = 0;
    std::uint32_t number = 0;
    std::uint32_t size = 0;
    std::uint32_t packedSize = 0;
    std::uint32_t records = 0;
    std::uint32_t headerCheck = 0;
    std::uint64_t check = 0;
    std::string bytes; ///< as they stood in the file
    TAPEDECK_FIELDS(self.magic,
                    self.number,
                    self.size,
                    self.packedSize,
                    self.records,
                    self.headerCheck,
                    self.check)
};

void BlockReader::FreeContext::operator()(ZSTD_DCtx_s* context) const noexcept
{
    ZSTD_freeDCtx(context);
}

BlockReader::BlockReader(ByteSource& source) : m_source{&source}, m_context{ZSTD_createDCtx()}
{
    CHECK(m_context != nullptr);
}

Result<BlockReader> BlockReader::open(ByteSource& source, BlockFileKind expected)
{
    BlockReader reader{source};
    if (auto header = reader.readFileHeader(expected); !header)
        return tl::unexpected<Error>{std::move(header).error()};
    return reader;
}

Result<void> BlockReader::readFileHeader(BlockFileKind expected)
{
    std::string bytes;
    const std::size_t fixedSize = kFileMagic.size() + 9;
    const auto got = fill(bytes, fixedSize);
    if (!got)
        return tl::unexpected<Error>{got.error()};
    if (bytes.substr(0, kFileMagic.size()) != kFileMagic)
        return fail(ErrorCode::Malformed, "this is not a tape or session of Tapedeck");
    if (*got < fixedSize)
        return fail(ErrorCode::Malformed,
                    "the file ends inside its header; there is nothing in it");

    std::uint32_t version = 0;
    auto kind = BlockFileKind::Tape;
    std::uint32_t metadataSize = 0;
    CanonicalReader{std::string_view{bytes}.substr(kFileMagic.size())}(version, kind, metadataSize);
    if (version > kBlockFileVersion)
        return fail(ErrorCode::Unsupported,
                    "the file has format version " + std::to_string(version) +
                        " and this program reads up to version " +
                        std::to_string(kBlockFileVersion) + "; use a newer Tapedeck");
    if (metadataSize > kBlockMetadataBytesMax)
        return fail(ErrorCode::Malformed, "the header of the file is damaged");

    std::string rest;
    const auto gotRest = fill(rest, metadataSize + 8);
    if (!gotRest)
        return tl::unexpected<Error>{gotRest.error()};
    if (*gotRest < metadataSize + 8)
        return fail(ErrorCode::Malformed,
                    "the file ends inside its header; there is nothing in it");
    m_metadata = rest.substr(0, metadataSize);
    std::uint64_t check = 0;
    CanonicalReader{std::string_view{rest}.substr(metadataSize)}.get(check);
    if (version != kBlockFileVersion || check != checkOf(bytes, m_metadata))
        return fail(ErrorCode::Malformed, "the header of the file is damaged");
    if (kind != expected)
        return fail(ErrorCode::Malformed,
                    expected == BlockFileKind::Tape ? "the file is a session, not a tape"
                                                    : "the file is a tape, not a session");
    return {};
}

Result<bool> BlockReader::next(std::string_view& record)
{
    if (m_error)
        return tl::unexpected<Error>{*m_error};
    while (m_restRecords == 0) {
        if (m_ending != BlockFileEnding::StillReading)
            return false;
        auto more = readBlock();
        if (!more) {
            m_error = more.error();
            return more;
        }
    }
    // unpack() has walked over the lengths: they fit.
    std::uint32_t size = 0;
    const std::string_view rest = std::string_view{m_block}.substr(m_position);
    CanonicalReader{rest}.get(size);
    record = rest.substr(4, size);
    m_position += 4 + std::size_t{size};
    --m_restRecords;
    return true;
}

/// False when there is no further block; m_ending says why.
Result<bool> BlockReader::readBlock()
{
    BlockHeader header;
    auto more = readBlockHeader(header);
    if (!more || !*more)
        return more;
    more = readPayload(header);
    if (!more || !*more)
        return more;
    if (auto unpacked = unpack(header); !unpacked)
        return tl::unexpected<Error>{std::move(unpacked).error()};
    if (header.magic == kEndMagic) {
        if (auto end = readEnd(); !end)
            return tl::unexpected<Error>{std::move(end).error()};
        return false;
    }
    m_digest.add(std::string_view{header.bytes}.substr(kCheckedHeaderBytes));
    ++m_read.blocks;
    m_read.records += header.records;
    m_read.recordBytes += m_block.size() - 4 * std::size_t{header.records};
    return true;
}

Result<bool> BlockReader::readBlockHeader(BlockHeader& header)
{
    const auto got = fill(header.bytes, kBlockHeaderBytes);
    if (!got)
        return tl::unexpected<Error>{got.error()};
    if (*got < kBlockHeaderBytes) {
        m_ending = *got == 0 ? BlockFileEnding::Unclosed : BlockFileEnding::Torn;
        return false;
    }
    // After a power cut some file systems leave zeros where the last blocks were to come.
    if (isZero(header.bytes)) {
        const auto zeros = restIsZero();
        if (!zeros)
            return zeros;
        if (!*zeros)
            return damaged("holds zeros where a block should begin");
        m_ending = BlockFileEnding::Torn;
        return false;
    }
    CanonicalReader{header.bytes}.get(header);
    if (shortCheckOf(std::string_view{header.bytes}.substr(0, kCheckedHeaderBytes - 4)) !=
        header.headerCheck)
        return damaged("has a damaged header");
    if (header.magic != kBlockMagic && header.magic != kEndMagic)
        return damaged("is of an unknown kind");
    if (header.number != m_read.blocks)
        return damaged("carries the number " + std::to_string(header.number) +
                       ": blocks are missing, doubled or in the wrong order");
    // Each record has four bytes of length, and a closing block exactly one record.
    if (header.size > kBlockBytesMax || header.packedSize > ZSTD_COMPRESSBOUND(kBlockBytesMax) ||
        std::uint64_t{header.records} * 4 > header.size || header.records == 0 ||
        (header.magic == kEndMagic && header.records != 1))
        return damaged("claims sizes that no block has");
    return true;
}

/// False when the file ends first.
Result<bool> BlockReader::readPayload(const BlockHeader& header)
{
    const auto got = fill(m_packed, header.packedSize);
    if (!got)
        return tl::unexpected<Error>{got.error()};
    if (*got < header.packedSize) {
        m_ending = BlockFileEnding::Torn;
        return false;
    }
    if (checkOf(std::string_view{header.bytes}.substr(0, kCheckedHeaderBytes), m_packed) !=
        header.check)
        return damaged("does not match its checksum");
    return true;
}

Result<void> BlockReader::unpack(const BlockHeader& header)
{
    m_block.resize(header.size);
    const std::size_t size = ZSTD_decompressDCtx(
        m_context.get(), m_block.data(), m_block.size(), m_packed.data(), m_packed.size());
    if (ZSTD_isError(size) != 0 || size != m_block.size())
        return damaged("does not unpack");
    if (!holdsRecords(m_block, header.records))
        return damaged("does not hold the records that it claims");
    m_position = 0;
    m_restRecords = header.records;
    return {};
}

Result<void> BlockReader::readEnd()
{
    const auto end = fromCanonicalBytes<EndRecord>(std::string_view{m_block}.substr(4));
    m_restRecords = 0;
    if (!end || end->records != m_read.records || end->recordBytes != m_read.recordBytes ||
        end->blocks != m_read.blocks || end->digest != m_digest.digest())
        return damaged("closes the file with totals that do not agree with what came before");
    std::string more;
    const auto got = fill(more, 1);
    if (!got)
        return tl::unexpected<Error>{got.error()};
    if (*got != 0)
        return damaged("closes the file and there is more behind it");
    m_ending = BlockFileEnding::Closed;
    m_end = BlockFileEnd{end->records, end->recordBytes, end->blocks, end->digest, end->summary};
    return {};
}

/// Reads up to `size` bytes into `buffer`, which grows only with what is really there.
Result<std::size_t> BlockReader::fill(std::string& buffer, std::size_t size)
{
    std::size_t got = 0;
    buffer.clear();
    while (got < size) {
        buffer.resize(std::min(size, std::max(got + kReadPiece, got * 2)));
        const auto piece = m_source->read(std::span{buffer}.subspan(got));
        if (!piece)
            return piece;
        if (*piece == 0)
            break;
        got += *piece;
        m_offset += *piece;
    }
    buffer.resize(got);
    return got;
}

Result<bool> BlockReader::restIsZero()
{
    std::string piece;
    while (true) {
        const auto got = fill(piece, kReadPiece);
        if (!got)
            return tl::unexpected<Error>{got.error()};
        if (*got == 0 || !isZero(piece))
            return *got == 0;
    }
}

std::string BlockReader::endingNote() const
{
    const std::string read = std::to_string(m_read.records) + " records in " +
                             std::to_string(m_read.blocks) + " whole blocks were read";
    switch (m_ending) {
    case BlockFileEnding::StillReading:
    case BlockFileEnding::Closed:
        return {};
    case BlockFileEnding::Unclosed:
        return "the file was not closed; " + read;
    case BlockFileEnding::Torn:
        return "the file ends inside a block; " + read;
    }
    return {};
}

tl::unexpected<Error> BlockReader::damaged(const std::string& what) const
{
    return fail(ErrorCode::Malformed,
                "block " + std::to_string(m_read.blocks) + " (before byte " +
                    std::to_string(m_offset) + ") " + what + "; the file is damaged there");
}

} // namespace tapedeck
