#include "wire/msgpack_reader.h"

#include "base/int128.h"

#include <bit>
#include <limits>

namespace tapedeck {

namespace {

using Kind = MsgPackToken::Kind;

constexpr std::int64_t kSecondNanos = 1'000'000'000;

/// The bits of a number that is `width` bytes wide, with its sign.
std::int64_t signedOf(std::uint64_t bits, std::size_t width) noexcept
{
    const unsigned unused = static_cast<unsigned>(64 - 8 * width);
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

void setInteger(MsgPackToken& token, std::int64_t value) noexcept
{
    token.kind = Kind::Integer;
    token.integer = value;
}

/// False: no moment that fits.
bool nanosSince1970(std::int64_t seconds, std::uint64_t nanos, std::int64_t& out) noexcept
{
    const Int128 sum = Int128{seconds} * kSecondNanos + static_cast<std::int64_t>(nanos);
    if (nanos >= static_cast<std::uint64_t>(kSecondNanos) ||
        sum > std::numeric_limits<std::int64_t>::max() ||
        sum < std::numeric_limits<std::int64_t>::min())
        return false;
    out = static_cast<std::int64_t>(sum);
    return true;
}

std::uint64_t bigEndian(std::string_view bytes) noexcept
{
    std::uint64_t bits = 0;
    for (const char byte : bytes)
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
    return bits;
}

bool readTime(std::string_view bytes, std::int64_t& nanos) noexcept
{
    switch (bytes.size()) {
    case 4:
        return nanosSince1970(static_cast<std::int64_t>(bigEndian(bytes)), 0, nanos);
    case 8: {
        const std::uint64_t bits = bigEndian(bytes);
        return nanosSince1970(
            static_cast<std::int64_t>(bits & ((std::uint64_t{1} << 34U) - 1)), bits >> 34U, nanos);
    }
    case 12:
        return nanosSince1970(static_cast<std::int64_t>(bigEndian(bytes.substr(4))),
                              bigEndian(bytes.substr(0, 4)),
                              nanos);
    default:
        return false;
    }
}

} // namespace

bool MsgPackReader::head(MsgPackToken& token) noexcept
{
    if (m_next == m_end)
        return false;
    const unsigned lead = static_cast<unsigned char>(*m_next++);
    if (lead <= 0x7F) {
        setInteger(token, lead);
        return true;
    }
    if (lead >= 0xE0) {
        setInteger(token, static_cast<int>(lead) - 0x100);
        return true;
    }
    if (lead <= 0x9F) {
        token.kind = lead <= 0x8F ? Kind::Map : Kind::Array;
        token.count = lead & 0x0FU;
        return true;
    }
    if (lead <= 0xBF)
        return raw(token, Kind::Text, lead & 0x1FU);
    return wide(token, lead);
}

/// What has a byte of its own in front.
bool MsgPackReader::wide(MsgPackToken& token, unsigned lead) noexcept
{
    const auto sized = [&](std::size_t width, Kind kind) {
        std::uint32_t size = 0;
        return length(width, size) && raw(token, kind, size);
    };
    const auto container = [&](std::size_t width, Kind kind) {
        token.kind = kind;
        return length(width, token.count);
    };
    std::uint64_t bits = 0;
    std::uint32_t size = 0;
    switch (lead) {
    case 0xC0:
        token.kind = Kind::Nil;
        return true;
    case 0xC2:
    case 0xC3:
        token.kind = lead == 0xC2 ? Kind::False : Kind::True;
        return true;
    case 0xC4:
    case 0xC5:
    case 0xC6:
        return sized(std::size_t{1} << (lead - 0xC4), Kind::Binary);
    case 0xC7:
    case 0xC8:
    case 0xC9:
        return length(std::size_t{1} << (lead - 0xC7), size) && extension(token, size);
    case 0xCA:
        if (!number(4, bits))
            return false;
        token.kind = Kind::Float32;
        token.real = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        return true;
    case 0xCB:
        if (!number(8, bits))
            return false;
        token.kind = Kind::Float64;
        token.real = std::bit_cast<double>(bits);
        return true;
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        if (!number(std::size_t{1} << (lead - 0xCC), bits))
            return false;
        setInteger(token, static_cast<std::int64_t>(bits));
        if (bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            token.kind = Kind::Unsigned;
        return true;
    case 0xD0:
    case 0xD1:
    case 0xD2:
    case 0xD3: {
        const std::size_t width = std::size_t{1} << (lead - 0xD0);
        if (!number(width, bits))
            return false;
        setInteger(token, signedOf(bits, width));
        return true;
    }
    case 0xD4:
    case 0xD5:
    case 0xD6:
    case 0xD7:
    case 0xD8:
        return extension(token, 1U << (lead - 0xD4));
    case 0xD9:
    case 0xDA:
    case 0xDB:
        return sized(std::size_t{1} << (lead - 0xD9), Kind::Text);
    case 0xDC:
    case 0xDD:
        return container(std::size_t{2} << (lead - 0xDC), Kind::Array);
    case 0xDE:
    case 0xDF:
        return container(std::size_t{2} << (lead - 0xDE), Kind::Map);
    default: // 0xC1 is never used
        return false;
    }
}

bool MsgPackReader::value(MsgPackToken& token) noexcept
{
    if (!head(token))
        return false;
    if (token.kind != Kind::Array && token.kind != Kind::Map)
        return true;
    const MsgPackReader contents = *this;
    const std::uint64_t each = token.kind == Kind::Map ? 2 : 1;
    std::uint64_t pending = each * token.count;
    MsgPackToken inner;
    while (pending > 0) {
        // Each value takes a byte at least, so a forged count is found out at once.
        if (pending > left() || !head(inner))
            return false;
        --pending;
        if (inner.kind == Kind::Array)
            pending += inner.count;
        else if (inner.kind == Kind::Map)
            pending += std::uint64_t{2} * inner.count;
    }
    token.bytes = since(contents);
    return true;
}

bool MsgPackReader::number(std::size_t width, std::uint64_t& bits) noexcept
{
    if (left() < width)
        return false;
    bits = bigEndian({m_next, width});
    m_next += width;
    return true;
}

bool MsgPackReader::length(std::size_t width, std::uint32_t& size) noexcept
{
    std::uint64_t bits = 0;
    if (!number(width, bits))
        return false;
    size = static_cast<std::uint32_t>(bits);
    return true;
}

bool MsgPackReader::raw(MsgPackToken& token, MsgPackToken::Kind kind, std::uint32_t size) noexcept
{
    if (left() < size)
        return false;
    token.kind = kind;
    token.bytes = {m_next, size};
    m_next += size;
    return true;
}

bool MsgPackReader::extension(MsgPackToken& token, std::uint32_t size) noexcept
{
    constexpr std::uint64_t kTimestamp = 0xFF;
    std::uint64_t type = 0;
    if (!number(1, type) || !raw(token, Kind::Extension, size))
        return false;
    if (type == kTimestamp && readTime(token.bytes, token.integer))
        token.kind = Kind::Time;
    return true;
}

} // namespace tapedeck
