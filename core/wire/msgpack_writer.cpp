#include "wire/msgpack_writer.h"

#include "base/check.h"

#include <bit>

namespace tapedeck {

namespace {

constexpr std::int64_t kSecondNanos = 1'000'000'000;
constexpr std::size_t kWidths = 4;

} // namespace

MsgPackWriter& MsgPackWriter::integer(std::int64_t value)
{
    if (value >= -32 && value <= 127)
        return byte(static_cast<unsigned>(value & 0xFF));
    const auto bits = static_cast<std::uint64_t>(value);
    const unsigned lead = value < 0 ? 0xD0U : 0xCCU;
    std::size_t power = 0;
    for (; power + 1 < kWidths; ++power) {
        const unsigned width = 8U << power;
        const bool fits = value < 0 ? value >= -(std::int64_t{1} << (width - 1))
                                    : bits < (std::uint64_t{1} << width);
        if (fits)
            break;
    }
    byte(lead + static_cast<unsigned>(power));
    bigEndian(bits, std::size_t{1} << power);
    return *this;
}

MsgPackWriter& MsgPackWriter::real(double value)
{
    byte(0xCB);
    bigEndian(std::bit_cast<std::uint64_t>(value), 8);
    return *this;
}

MsgPackWriter& MsgPackWriter::text(std::string_view value)
{
    const std::size_t size = value.size();
    CHECK(size <= UINT32_MAX);
    if (size < 32) {
        byte(0xA0U | static_cast<unsigned>(size));
    } else {
        const std::size_t power = size <= UINT8_MAX ? 0 : size <= UINT16_MAX ? 1 : 2;
        byte(0xD9U + static_cast<unsigned>(power));
        bigEndian(size, std::size_t{1} << power);
    }
    m_out.append(value);
    return *this;
}

MsgPackWriter& MsgPackWriter::time(Timestamp at)
{
    const std::int64_t all = nanosOf(at);
    std::int64_t seconds = all / kSecondNanos;
    std::int64_t nanos = all % kSecondNanos;
    if (nanos < 0) {
        nanos += kSecondNanos;
        --seconds;
    }
    const auto secondBits = static_cast<std::uint64_t>(seconds);
    const auto nanoBits = static_cast<std::uint64_t>(nanos);
    if (seconds >= 0 && nanos == 0 && secondBits <= UINT32_MAX) {
        byte(0xD6).byte(0xFF);
        bigEndian(secondBits, 4);
    } else if (seconds >= 0 && secondBits < (std::uint64_t{1} << 34U)) {
        byte(0xD7).byte(0xFF);
        bigEndian((nanoBits << 34U) | secondBits, 8);
    } else {
        byte(0xC7).byte(12).byte(0xFF);
        bigEndian(nanoBits, 4);
        bigEndian(secondBits, 8);
    }
    return *this;
}

MsgPackWriter& MsgPackWriter::container(std::size_t size, unsigned small, unsigned wide)
{
    CHECK(size <= UINT32_MAX);
    if (size < 16)
        return byte(small | static_cast<unsigned>(size));
    const bool narrow = size <= UINT16_MAX;
    byte(narrow ? wide : wide + 1);
    bigEndian(size, narrow ? 2 : 4);
    return *this;
}

void MsgPackWriter::bigEndian(std::uint64_t bits, std::size_t width)
{
    for (std::size_t i = width; i-- > 0;)
        m_out.push_back(static_cast<char>((bits >> (8 * i)) & 0xFFU));
}

} // namespace tapedeck
