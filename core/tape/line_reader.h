#pragma once

#include "tape/bytes.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ZSTD_DCtx_s;

namespace tapedeck {

inline constexpr std::size_t kTapeLineBytesMax = 1U << 20U;
inline constexpr int kTapeWindowLogMax = 27; ///< 128 MiB: the most that a compressed tape may ask

/// A line of a text file, without its end of line.
struct TapeLine
{
    std::uint64_t number = 0; ///< from 1, empty lines counted too
    std::string_view text;    ///< valid until the next call of the reader
    bool tooLong = false;     ///< longer than kTapeLineBytesMax: `text` is empty
};

/// Lines of a text that is plain or compressed with zstd (told by its first bytes), as a stream and
/// in bounded memory. Empty lines are left out.
class LineReader
{
public:
    /// `source` must outlive the reader.
    explicit LineReader(ByteSource& source);

    /// The next line; false at the end. Errors: Malformed (the compressed data are damaged or end
    /// early; every whole line before that was delivered), Io. An error repeats on further calls.
    Result<bool> next(TapeLine& line);

    [[nodiscard]] std::uint64_t lines() const noexcept { return m_lines; }
    /// Bytes taken from the source so far, as they stand in the file: for a progress bar.
    [[nodiscard]] std::uint64_t sourceBytes() const noexcept { return m_sourceBytes; }

private:
    struct FreeContext
    {
        void operator()(ZSTD_DCtx_s* context) const noexcept;
    };

    std::optional<std::string_view> takeLine(bool& tooLong);
    Result<void> refill();
    Result<void> detect();
    Result<std::size_t> readText(std::span<char> into);
    Result<std::size_t> unpackText(std::span<char> into);
    Result<void> fillPacked();

    ByteSource* m_source;
    std::unique_ptr<ZSTD_DCtx_s, FreeContext> m_context; ///< set when the text is compressed
    std::string m_text;                                  ///< a window on the text
    std::size_t m_begin = 0;                             ///< of what is not yet delivered
    std::size_t m_searched = 0;                          ///< no end of line before this
    std::size_t m_end = 0;
    std::string m_packed; ///< bytes of the source that are not yet unpacked
    std::size_t m_packedBegin = 0;
    std::size_t m_packedEnd = 0;
    bool m_detected = false;
    bool m_sourceEnded = false;
    bool m_textEnded = false;
    bool m_inFrame = false;  ///< the compressed data cannot end here
    bool m_dropping = false; ///< inside a line that is too long
    std::uint64_t m_lines = 0;
    std::uint64_t m_sourceBytes = 0;
    std::optional<Error> m_error;
};

} // namespace tapedeck
