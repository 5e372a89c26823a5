#pragma once

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// MessagePack, written value by value in its shortest form. Whoever writes heads of arrays and
/// maps writes as many elements.
namespace tapedeck {

class MsgPackWriter
{
public:
    explicit MsgPackWriter(std::string& out) noexcept : m_out{out} {}

    MsgPackWriter& array(std::size_t elements) { return container(elements, 0x90, 0xDC); }
    MsgPackWriter& map(std::size_t pairs) { return container(pairs, 0x80, 0xDE); }
    MsgPackWriter& nil() { return byte(0xC0); }
    MsgPackWriter& boolean(bool value) { return byte(value ? 0xC3 : 0xC2); }
    MsgPackWriter& integer(std::int64_t value);
    MsgPackWriter& real(double value);
    MsgPackWriter& text(std::string_view value);
    /// Extension -1, in the narrowest of its three widths.
    MsgPackWriter& time(Timestamp at);

private:
    MsgPackWriter& container(std::size_t size, unsigned small, unsigned wide);
    MsgPackWriter& byte(unsigned value)
    {
        m_out.push_back(static_cast<char>(value));
        return *this;
    }
    void bigEndian(std::uint64_t bits, std::size_t width);

    std::string& m_out;
};

} // namespace tapedeck
