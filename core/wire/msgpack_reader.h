#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck {

/// One MessagePack value, or the head of an array or a map.
struct MsgPackToken
{
    enum class Kind : std::uint8_t
    {
        Nil,
        False,
        True,
        Integer,
        Unsigned, ///< a whole number above the largest std::int64_t
        Float32,
        Float64,
        Text,
        Binary,
        Array,
        Map,
        Time,
        Extension ///< any other, and a timestamp that does not fit
    };
    /// Text, binary, or what an extension holds. Of an array or a map that value() read whole: all
    /// of its elements.
    std::string_view bytes;
    std::int64_t integer = 0; ///< of Integer; of Time: nanoseconds since 1970
    double real = 0;          ///< of Float32 and Float64
    std::uint32_t count = 0;  ///< elements of an array, pairs of a map
    Kind kind = Kind::Nil;
};

/// Walks over MessagePack from left to right, without allocating and without recursion. Every
/// function returns false when the bytes do not go on as a value; the caller then gives up.
/// Source: the MessagePack specification; extension -1 is its timestamp, in all three widths.
class MsgPackReader
{
public:
    explicit MsgPackReader(std::string_view bytes) noexcept
        : m_begin{bytes.data()}, m_next{bytes.data()}, m_end{bytes.data() + bytes.size()}
    {}

    /// The next value; of an array or a map its head only, and the elements come next.
    bool head(MsgPackToken& token) noexcept;
    /// The next value with all that is in it.
    bool value(MsgPackToken& token) noexcept;
    [[nodiscard]] bool atEnd() const noexcept { return m_next == m_end; }
    /// Bytes read so far: where it went wrong.
    [[nodiscard]] std::size_t offset() const noexcept
    {
        return static_cast<std::size_t>(m_next - m_begin);
    }
    /// The bytes between an earlier place and this one.
    [[nodiscard]] std::string_view since(const MsgPackReader& earlier) const noexcept
    {
        return {earlier.m_next, static_cast<std::size_t>(m_next - earlier.m_next)};
    }

private:
    [[nodiscard]] std::size_t left() const noexcept
    {
        return static_cast<std::size_t>(m_end - m_next);
    }
    bool number(std::size_t width, std::uint64_t& bits) noexcept;
    bool length(std::size_t width, std::uint32_t& size) noexcept;
    bool raw(MsgPackToken& token, MsgPackToken::Kind kind, std::uint32_t size) noexcept;
    bool extension(MsgPackToken& token, std::uint32_t size) noexcept;
    bool wide(MsgPackToken& token, unsigned lead) noexcept;

    const char* m_begin;
    const char* m_next;
    const char* m_end;
};

/// Whether a frame is MessagePack: it begins with an array or a map, as no JSON text does.
[[nodiscard]] constexpr bool isMsgPack(std::string_view frame) noexcept
{
    return !frame.empty() && (static_cast<unsigned char>(frame.front()) & 0x80U) != 0;
}

} // namespace tapedeck
