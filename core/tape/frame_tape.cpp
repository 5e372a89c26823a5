#include "tape/frame_tape.h"

// A record: stream u8, encoding u8, arrival i64 (nanoseconds since 1970), and the frame's bytes to
// the end of the record.

namespace tapedeck {

namespace {

constexpr std::size_t kFrameHeadBytes = 10;

bool isKnown(FrameStream stream) noexcept
{
    switch (stream) {
    case FrameStream::Stocks:
    case FrameStream::Options:
    case FrameStream::News:
    case FrameStream::Trading:
        return true;
    }
    return false;
}

bool isKnown(FrameEncoding encoding) noexcept
{
    switch (encoding) {
    case FrameEncoding::Json:
    case FrameEncoding::MessagePack:
        return true;
    }
    return false;
}

} // namespace

Result<FrameTapeWriter>
FrameTapeWriter::create(ByteSink& sink, const FrameTapeInfo& info, int level)
{
    return BlockWriter::create(sink, BlockFileKind::Tape, canonicalBytes(info), level)
        .map([](BlockWriter blocks) { return FrameTapeWriter{std::move(blocks)}; });
}

Result<void> FrameTapeWriter::append(const TapeFrame& frame)
{
    if (frame.bytes.size() > kFrameBytesMax)
        return fail(ErrorCode::OutOfRange, "a frame is longer than a tape takes");
    m_record.clear();
    CanonicalWriter{m_record}(frame.stream, frame.encoding, frame.arrivedAt);
    m_record.append(frame.bytes);
    return m_blocks.append(m_record);
}

Result<FrameTapeReader> FrameTapeReader::open(ByteSource& source)
{
    auto blocks = BlockReader::open(source, BlockFileKind::Tape);
    if (!blocks)
        return tl::unexpected<Error>{std::move(blocks).error()};
    auto info = fromCanonicalBytes<FrameTapeInfo>(blocks->metadata());
    if (!info)
        return fail(ErrorCode::Malformed, "the description at the start of the tape is damaged");
    FrameTapeReader reader{std::move(*blocks)};
    reader.m_info = std::move(*info);
    return reader;
}

Result<bool> FrameTapeReader::next(TapeFrame& frame)
{
    std::string_view record;
    auto more = m_blocks.next(record);
    if (!more || !*more)
        return more;
    CanonicalReader head{record};
    head(frame.stream, frame.encoding, frame.arrivedAt);
    if (!head.ok() || !isKnown(frame.stream) || !isKnown(frame.encoding))
        return fail(ErrorCode::Malformed,
                    "record " + std::to_string(m_blocks.records()) + " of the tape is no frame");
    frame.bytes = record.substr(kFrameHeadBytes);
    return true;
}

} // namespace tapedeck
