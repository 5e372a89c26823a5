#include "wire/json_writer.h"

#include <array>
#include <charconv>

namespace tapedeck {

namespace {

constexpr std::size_t kDecimals = 9;

/// `value` in `count` digits, zeros before it.
void appendPadded(std::string& out, std::uint64_t value, std::size_t count)
{
    std::array<char, 20> digits{};
    for (std::size_t i = count; i-- > 0; value /= 10)
        digits[i] = static_cast<char>('0' + value % 10);
    out.append(digits.data(), count);
}

/// Nine digits after a point, without the zeros at their end.
void appendFraction(std::string& out, std::uint64_t nanos)
{
    out.push_back('.');
    appendPadded(out, nanos, kDecimals);
    out.erase(out.find_last_not_of('0') + 1);
}

/// Bytes of the UTF-8 character at the front of `text`; 0 when it is none.
std::size_t utf8Length(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80    ? 1
                               : lead < 0xC2  ? 0
                               : lead < 0xE0  ? 2
                               : lead < 0xF0  ? 3
                               : lead <= 0xF4 ? 4
                                              : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

void appendControl(std::string& out, char c)
{
    switch (c) {
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        constexpr std::string_view kHex = "0123456789abcdef";
        out += "\\u00";
        out.push_back(kHex[static_cast<unsigned char>(c) >> 4U]);
        out.push_back(kHex[static_cast<unsigned char>(c) & 0xFU]);
    }
}

/// How much of the front needs no second look.
std::size_t plainLength(std::string_view text) noexcept
{
    std::size_t length = 0;
    while (length < text.size() && text[length] >= ' ' && text[length] <= '~' &&
           text[length] != '"' && text[length] != '\\')
        ++length;
    return length;
}

/// Appends the character at the front of `text` as a string spells it; returns its bytes.
std::size_t appendSpecial(std::string& out, std::string_view text)
{
    const char c = text.front();
    if (c == '"' || c == '\\') {
        out.push_back('\\');
        out.push_back(c);
        return 1;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
        appendControl(out, c);
        return 1;
    }
    const std::size_t length = utf8Length(text);
    if (length == 0)
        out += "\xEF\xBF\xBD";
    else
        out.append(text.substr(0, length));
    return length == 0 ? 1 : length;
}

} // namespace

void appendNanos(std::string& out, std::int64_t nanos)
{
    if (nanos < 0)
        out.push_back('-');
    const auto magnitude =
        nanos < 0 ? 0 - static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
    const auto unit = static_cast<std::uint64_t>(kNanosPerUnit);
    appendInteger(out, static_cast<std::int64_t>(magnitude / unit));
    if (magnitude % unit != 0)
        appendFraction(out, magnitude % unit);
}

void appendInteger(std::string& out, std::int64_t value)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void appendTimestamp(std::string& out, Timestamp t)
{
    using namespace std::chrono;
    const auto midnight = floor<days>(t);
    const Date day{midnight};
    const auto nanos = static_cast<std::uint64_t>((t - midnight).count());
    const std::uint64_t second = nanos / static_cast<std::uint64_t>(kNanosPerUnit);
    appendPadded(out, static_cast<std::uint64_t>(static_cast<int>(day.year())), 4);
    out.push_back('-');
    appendPadded(out, static_cast<unsigned>(day.month()), 2);
    out.push_back('-');
    appendPadded(out, static_cast<unsigned>(day.day()), 2);
    out.push_back('T');
    appendPadded(out, second / 3600, 2);
    out.push_back(':');
    appendPadded(out, second / 60 % 60, 2);
    out.push_back(':');
    appendPadded(out, second % 60, 2);
    if (nanos % static_cast<std::uint64_t>(kNanosPerUnit) != 0)
        appendFraction(out, nanos % static_cast<std::uint64_t>(kNanosPerUnit));
    out.push_back('Z');
}

void appendJsonString(std::string& out, std::string_view text)
{
    out.push_back('"');
    while (!text.empty()) {
        const std::size_t plain = plainLength(text);
        out.append(text.data(), plain);
        text.remove_prefix(plain);
        if (!text.empty())
            text.remove_prefix(appendSpecial(out, text));
    }
    out.push_back('"');
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonString(m_out, name);
    m_out.push_back(':');
    m_first = true;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text)
{
    separate();
    appendJsonString(m_out, text);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value)
{
    separate();
    appendInteger(m_out, value);
    return *this;
}

JsonWriter& JsonWriter::time(Timestamp t)
{
    separate();
    m_out.push_back('"');
    appendTimestamp(m_out, t);
    m_out.push_back('"');
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    separate();
    m_out += json;
    return *this;
}

void JsonWriter::separate()
{
    if (!m_first)
        m_out.push_back(',');
    m_first = false;
}

JsonWriter& JsonWriter::open(char bracket)
{
    separate();
    m_out.push_back(bracket);
    m_first = true;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket)
{
    m_out.push_back(bracket);
    m_first = false;
    return *this;
}

} // namespace tapedeck
