#include "tape/line_reader.h"

#include "base/check.h"

#include <zstd.h>

#include <cstring>

namespace tapedeck {

namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;
constexpr std::size_t kMagicBytes = 4;

/// A zstd frame, or a skippable one. Source: RFC 8878, sections 3.1.1 and 3.1.2.
bool isZstd(std::string_view start) noexcept
{
    if (start.size() < kMagicBytes)
        return false;
    const std::string_view rest = start.substr(1, 3);
    return start.substr(0, 4) == "\x28\xB5\x2F\xFD" ||
           ((static_cast<unsigned char>(start[0]) & 0xF0U) == 0x50U && rest == "\x2A\x4D\x18");
}

} // namespace

void LineReader::FreeContext::operator()(ZSTD_DCtx_s* context) const noexcept
{
    ZSTD_freeDCtx(context);
}

LineReader::LineReader(ByteSource& source) : m_source{&source}, m_text(2 * kPieceBytes, '\0') {}

Result<bool> LineReader::next(TapeLine& line)
{
    while (true) {
        bool tooLong = false;
        if (const auto text = takeLine(tooLong)) {
            ++m_lines;
            if (text->empty() && !tooLong)
                continue;
            line = {m_lines, *text, tooLong};
            return true;
        }
        if (m_error)
            return tl::unexpected<Error>{*m_error};
        if (m_textEnded && m_begin == m_end && !m_dropping)
            return false;
        if (auto more = refill(); !more)
            m_error = std::move(more).error();
    }
}

/// A whole line out of the window. The last line needs no end of line, unless an error cut it off.
std::optional<std::string_view> LineReader::takeLine(bool& tooLong)
{
    const char* from = m_text.data() + m_searched;
    const void* found = std::memchr(from, '\n', m_end - m_searched);
    const bool last = m_textEnded && !m_error && (m_begin != m_end || m_dropping);
    if (found == nullptr && !last) {
        m_searched = m_end;
        if (m_end - m_begin > kTapeLineBytesMax) {
            m_dropping = true;
            m_begin = m_end;
        }
        return std::nullopt;
    }
    const std::size_t end =
        found == nullptr
            ? m_end
            : static_cast<std::size_t>(static_cast<const char*>(found) - m_text.data());
    std::string_view text{m_text.data() + m_begin, end - m_begin};
    if (!text.empty() && text.back() == '\r')
        text.remove_suffix(1);
    tooLong = m_dropping || text.size() > kTapeLineBytesMax;
    m_dropping = false;
    m_begin = found == nullptr ? m_end : end + 1;
    m_searched = m_begin;
    return tooLong ? std::string_view{} : text;
}

/// Moves the rest of the window to its front and reads more behind it.
Result<void> LineReader::refill()
{
    if (m_textEnded)
        return {};
    std::memmove(m_text.data(), m_text.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_searched -= m_begin;
    m_begin = 0;
    if (m_text.size() - m_end < kPieceBytes)
        m_text.resize(m_text.size() + kPieceBytes); // bounded: takeLine() drops what is too long
    const auto got = readText(std::span{m_text}.subspan(m_end));
    if (!got)
        return tl::unexpected<Error>{got.error()};
    m_end += *got;
    m_textEnded = *got == 0;
    return {};
}

/// 0 at the end of the text.
Result<std::size_t> LineReader::readText(std::span<char> into)
{
    if (!m_detected) {
        if (auto detected = detect(); !detected)
            return tl::unexpected<Error>{std::move(detected).error()};
    }
    if (m_context != nullptr)
        return unpackText(into);
    if (m_packedBegin < m_packedEnd) {
        const std::size_t size = std::min(into.size(), m_packedEnd - m_packedBegin);
        std::memcpy(into.data(), m_packed.data() + m_packedBegin, size);
        m_packedBegin += size;
        return size;
    }
    auto got = m_source->read(into);
    if (got)
        m_sourceBytes += *got;
    return got;
}

Result<void> LineReader::detect()
{
    m_packed.resize(kPieceBytes);
    while (m_packedEnd < kMagicBytes && !m_sourceEnded) {
        if (auto filled = fillPacked(); !filled)
            return filled;
    }
    m_detected = true;
    if (isZstd({m_packed.data(), m_packedEnd})) {
        m_context.reset(ZSTD_createDCtx());
        CHECK(m_context != nullptr);
        CHECK(ZSTD_isError(ZSTD_DCtx_setParameter(
                  m_context.get(), ZSTD_d_windowLogMax, kTapeWindowLogMax)) == 0);
    }
    return {};
}

Result<std::size_t> LineReader::unpackText(std::span<char> into)
{
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos == 0) {
        if (m_packedBegin == m_packedEnd && !m_sourceEnded) {
            if (auto filled = fillPacked(); !filled)
                return tl::unexpected<Error>{std::move(filled).error()};
        }
        const bool noInput = m_packedBegin == m_packedEnd;
        if (noInput && !m_inFrame)
            return std::size_t{0};
        ZSTD_inBuffer in{m_packed.data(), m_packedEnd, m_packedBegin};
        const std::size_t hint = ZSTD_decompressStream(m_context.get(), &out, &in);
        m_packedBegin = in.pos;
        if (ZSTD_isError(hint) != 0)
            return fail(ErrorCode::Malformed,
                        "the compressed tape is damaged after line " + std::to_string(m_lines) +
                            " (zstd: " + ZSTD_getErrorName(hint) + ")");
        m_inFrame = hint != 0;
        if (noInput && out.pos == 0 && m_inFrame)
            return fail(ErrorCode::Malformed,
                        "the compressed tape ends early, after line " + std::to_string(m_lines));
    }
    return out.pos;
}

Result<void> LineReader::fillPacked()
{
    if (m_packedBegin == m_packedEnd)
        m_packedBegin = m_packedEnd = 0;
    const auto got = m_source->read(std::span{m_packed}.subspan(m_packedEnd));
    if (!got)
        return tl::unexpected<Error>{got.error()};
    m_sourceEnded = *got == 0;
    m_packedEnd += *got;
    m_sourceBytes += *got;
    return {};
}

} // namespace tapedeck
