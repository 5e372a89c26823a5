#include "app/practice/message_pack.h"

#include "base/limits.h"
#include "base/time.h"
#include "wire/json_value.h"
#include "wire/json_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

namespace tapedeck::practice {

namespace {

/// Keys whose numbers are whole on the wire.
constexpr std::array<std::string_view, 16> kWholeKeys{"i",
                                                      "s",
                                                      "v",
                                                      "n",
                                                      "as",
                                                      "bs",
                                                      "oi",
                                                      "ci",
                                                      "os",
                                                      "cs",
                                                      "id",
                                                      "code",
                                                      "qty",
                                                      "event_id",
                                                      "multiplier",
                                                      "size"};

template <class Word>
void appendWord(std::string& out, Word word)
{
    for (std::size_t i = sizeof(Word); i-- > 0;)
        out.push_back(static_cast<char>(word >> (i * 8)));
}

void appendTagged(std::string& out, unsigned tag)
{
    out.push_back(static_cast<char>(tag));
}

void appendInt(std::string& out, std::int64_t value)
{
    if (value >= 0 && value < 128) {
        appendTagged(out, static_cast<unsigned>(value));
    } else if (value < 0 && value >= -32) {
        appendTagged(out, static_cast<unsigned>(value + 256));
    } else if (value >= 0 && value <= UINT32_MAX) {
        appendTagged(out, 0xCE);
        appendWord(out, static_cast<std::uint32_t>(value));
    } else {
        appendTagged(out, value >= 0 ? 0xCF : 0xD3);
        appendWord(out, static_cast<std::uint64_t>(value));
    }
}

void appendSize(
    std::string& out, std::size_t size, unsigned fixed, std::size_t fixedMax, unsigned tag16)
{
    if (size <= fixedMax) {
        appendTagged(out, fixed | static_cast<unsigned>(size));
    } else if (size <= UINT16_MAX) {
        appendTagged(out, tag16);
        appendWord(out, static_cast<std::uint16_t>(size));
    } else {
        appendTagged(out, tag16 + 1);
        appendWord(out, static_cast<std::uint32_t>(size));
    }
}

void appendText(std::string& out, std::string_view text)
{
    if (text.size() > 31 && text.size() <= UINT8_MAX) {
        appendTagged(out, 0xD9);
        appendWord(out, static_cast<std::uint8_t>(text.size()));
    } else {
        appendSize(out, text.size(), 0xA0, 31, 0xDA);
    }
    out.append(text);
}

/// Extension -1: 32 bits for whole seconds of this century, else 64.
void appendStamp(std::string& out, Timestamp at)
{
    const auto nanos = static_cast<std::uint64_t>(nanosOf(at));
    const std::uint64_t seconds = nanos / 1'000'000'000;
    const std::uint64_t rest = nanos % 1'000'000'000;
    if (rest == 0 && seconds <= UINT32_MAX) {
        out.append("\xD6\xFF", 2);
        appendWord(out, static_cast<std::uint32_t>(seconds));
    } else {
        out.append("\xD7\xFF", 2);
        appendWord(out, rest << 34U | seconds);
    }
}

void appendNumber(std::string& out, std::string_view digits, std::string_view key)
{
    std::int64_t whole = 0;
    const char* const end = digits.data() + digits.size();
    const bool isWholeKey =
        std::find(kWholeKeys.begin(), kWholeKeys.end(), key) != kWholeKeys.end();
    const auto [stop, trouble] = std::from_chars(digits.data(), end, whole);
    if (isWholeKey && trouble == std::errc{} && stop == end)
        return appendInt(out, whole);
    double value = 0; // the wire's form: no sum is made of it
    std::from_chars(digits.data(), end, value);
    appendTagged(out, 0xCB);
    appendWord(out, std::bit_cast<std::uint64_t>(value));
}

void appendString(std::string& out,
                  const std::string& text,
                  std::string_view key,
                  PackedTimes times)
{
    const bool isTime =
        times == PackedTimes::Stamps && (key == "t" || key == "created_at" || key == "updated_at");
    const auto at =
        isTime ? parseTimestamp(text) : Result<Timestamp>{fail(ErrorCode::Malformed, "")};
    if (at)
        appendStamp(out, *at);
    else
        appendText(out, text);
}

void appendValue(std::string& out, const JsonValue& value, std::string_view key, PackedTimes times)
{
    switch (value.kind()) {
    case JsonToken::Kind::Object:
        appendSize(out, value.size(), 0x80, 15, 0xDE);
        for (const JsonValue member : value) {
            const std::string name = member.key();
            appendText(out, name);
            appendValue(out, member, name, times);
        }
        return;
    case JsonToken::Kind::Array:
        appendArrayHead(out, value.size());
        for (const JsonValue element : value)
            appendValue(out, element, key, times);
        return;
    case JsonToken::Kind::String:
        return appendString(out, value.text(), key, times);
    case JsonToken::Kind::Number:
        return appendNumber(out, value.raw(), key);
    case JsonToken::Kind::True:
        return appendTagged(out, 0xC3);
    case JsonToken::Kind::False:
        return appendTagged(out, 0xC2);
    default:
        return appendTagged(out, 0xC0);
    }
}

/// Reads MessagePack and writes JSON.
class Unpacker
{
public:
    Unpacker(std::string_view bytes, JsonWriter& json) : m_bytes{bytes}, m_json{json} {}

    [[nodiscard]] bool value(std::size_t depth)
    {
        if (m_bytes.empty() || depth > kJsonDepthMax)
            return false;
        const unsigned tag = static_cast<unsigned char>(m_bytes.front());
        m_bytes.remove_prefix(1);
        if (tag < 0x80 || tag >= 0xE0)
            return integer(static_cast<std::int8_t>(tag));
        if (tag < 0x90)
            return map(tag & 0x0FU, depth);
        if (tag < 0xA0)
            return array(tag & 0x0FU, depth);
        if (tag < 0xC0)
            return text(tag & 0x1FU);
        return longForm(tag, depth);
    }
    [[nodiscard]] bool isAtEnd() const noexcept { return m_bytes.empty(); }

private:
    bool longForm(unsigned tag, std::size_t depth)
    {
        std::uint64_t word = 0;
        switch (tag) {
        case 0xC0:
            m_json.null();
            return true;
        case 0xC2:
        case 0xC3:
            m_json.boolean(tag == 0xC3);
            return true;
        case 0xC4: // binary: a text to us
        case 0xC5:
        case 0xC6:
            return take(1U << (tag - 0xC4), word) && text(word);
        case 0xCC:
        case 0xCD:
        case 0xCE:
        case 0xCF:
            return take(1U << (tag - 0xCC), word) && word <= INT64_MAX &&
                   integer(static_cast<std::int64_t>(word));
        case 0xD0:
        case 0xD1:
        case 0xD2:
        case 0xD3:
            return take(1U << (tag - 0xD0), word) && integer(extended(word, 1U << (tag - 0xD0)));
        case 0xD9:
        case 0xDA:
        case 0xDB:
            return take(1U << (tag - 0xD9), word) && text(word);
        case 0xDC:
        case 0xDD:
            return take(2U << (tag - 0xDC), word) && array(word, depth);
        case 0xDE:
        case 0xDF:
            return take(2U << (tag - 0xDE), word) && map(word, depth);
        default: // floats and extensions: no request has one
            return false;
        }
    }
    static std::int64_t extended(std::uint64_t word, unsigned bytes) noexcept
    {
        const unsigned shift = 64 - 8 * bytes;
        return static_cast<std::int64_t>(word << shift) >> shift;
    }
    bool take(unsigned bytes, std::uint64_t& word)
    {
        if (m_bytes.size() < bytes)
            return false;
        for (unsigned i = 0; i < bytes; ++i)
            word = word << 8U | static_cast<unsigned char>(m_bytes[i]);
        m_bytes.remove_prefix(bytes);
        return true;
    }
    bool integer(std::int64_t value)
    {
        m_json.integer(value);
        return true;
    }
    std::optional<std::string_view> bytesOf(std::uint64_t size)
    {
        if (size > m_bytes.size())
            return std::nullopt;
        const std::string_view text = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return text;
    }
    bool text(std::uint64_t size)
    {
        const auto text = bytesOf(size);
        if (text)
            m_json.string(*text);
        return text.has_value();
    }
    bool array(std::uint64_t count, std::size_t depth)
    {
        m_json.beginArray();
        for (std::uint64_t i = 0; i < count; ++i) {
            if (!value(depth + 1))
                return false;
        }
        m_json.endArray();
        return true;
    }
    bool map(std::uint64_t count, std::size_t depth)
    {
        m_json.beginObject();
        for (std::uint64_t i = 0; i < count; ++i) {
            if (!key() || !value(depth + 1))
                return false;
        }
        m_json.endObject();
        return true;
    }
    bool key()
    {
        if (m_bytes.empty())
            return false;
        const unsigned tag = static_cast<unsigned char>(m_bytes.front());
        m_bytes.remove_prefix(1);
        std::uint64_t size = tag & 0x1FU;
        const bool isShort = tag >= 0xA0 && tag < 0xC0;
        if (!isShort) {
            size = 0;
            if (tag < 0xD9 || tag > 0xDB || !take(1U << (tag - 0xD9), size))
                return false;
        }
        const auto name = bytesOf(size);
        if (name)
            m_json.key(*name);
        return name.has_value();
    }

    std::string_view m_bytes;
    JsonWriter& m_json;
};

} // namespace

void appendArrayHead(std::string& out, std::size_t count)
{
    appendSize(out, count, 0x90, 15, 0xDC);
}

void appendMessagePack(std::string& out, std::string_view json, PackedTimes times)
{
    const auto document = JsonDocument::parse(json);
    if (document)
        appendValue(out, document->root(), {}, times);
}

Result<std::string> jsonOfMessagePack(std::string_view bytes)
{
    std::string out;
    JsonWriter json{out};
    Unpacker unpacker{bytes, json};
    if (!unpacker.value(0) || !unpacker.isAtEnd())
        return fail(ErrorCode::Malformed, "not one MessagePack value that JSON can say");
    return out;
}

} // namespace tapedeck::practice
