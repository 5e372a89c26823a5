#include "wire/msgpack_json.h"

#include "base/limits.h"
#include "wire/json_scanner.h"
#include "wire/json_value.h"
#include "wire/json_writer.h"
#include "wire/msgpack_reader.h"
#include "wire/msgpack_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tapedeck {

namespace {

using Kind = MsgPackToken::Kind;

/// The shortest decimal that reads back to the same number.
template <class Real>
bool appendShortest(JsonWriter& json, Real value)
{
    if (!std::isfinite(value))
        return false;
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    json.raw({text.data(), static_cast<std::size_t>(end - text.data())});
    return true;
}

/// False: the bytes do not go on as a value, or it says what JSON cannot.
bool transcode(MsgPackReader& reader, JsonWriter& json, std::size_t depth);

bool transcodeArray(MsgPackReader& reader, JsonWriter& json, std::uint32_t count, std::size_t depth)
{
    json.beginArray();
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!transcode(reader, json, depth + 1))
            return false;
    }
    json.endArray();
    return true;
}

bool transcodeMap(MsgPackReader& reader, JsonWriter& json, std::uint32_t count, std::size_t depth)
{
    json.beginObject();
    for (std::uint32_t i = 0; i < count; ++i) {
        MsgPackToken key;
        if (!reader.value(key))
            return false;
        if (key.kind != Kind::Text) {
            if (!reader.value(key))
                return false;
            continue;
        }
        if (!isUtf8(key.bytes))
            return false;
        json.key(key.bytes);
        if (!transcode(reader, json, depth + 1))
            return false;
    }
    json.endObject();
    return true;
}

bool transcode(MsgPackReader& reader, JsonWriter& json, std::size_t depth)
{
    MsgPackToken token;
    if (depth > kJsonDepthMax || !reader.head(token))
        return false;
    switch (token.kind) {
    case Kind::Nil:
    case Kind::Binary:
    case Kind::Extension:
        json.null();
        return true;
    case Kind::False:
    case Kind::True:
        json.boolean(token.kind == Kind::True);
        return true;
    case Kind::Integer:
        json.integer(token.integer);
        return true;
    case Kind::Unsigned:
        json.raw(std::to_string(static_cast<std::uint64_t>(token.integer)));
        return true;
    case Kind::Float32:
        return appendShortest(json, static_cast<float>(token.real));
    case Kind::Float64:
        return appendShortest(json, token.real);
    case Kind::Text:
        if (!isUtf8(token.bytes))
            return false;
        json.string(token.bytes);
        return true;
    case Kind::Time:
        json.time(timestampOf(token.integer));
        return true;
    case Kind::Array:
        return transcodeArray(reader, json, token.count, depth);
    case Kind::Map:
        return transcodeMap(reader, json, token.count, depth);
    }
    CHECK(false);
}

/// How the value of a member is written.
enum class Form
{
    Plain,
    Time,
    Real
};

Form formOf(std::string_view name, const PackedKeys& keys)
{
    const auto isIn = [&](std::span<const std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return isIn(keys.times) ? Form::Time : isIn(keys.reals) ? Form::Real : Form::Plain;
}

/// A number's token as the narrowest type that holds it.
void writeNumber(MsgPackWriter& out, std::string_view token, Form form)
{
    const char* const end = token.data() + token.size();
    std::int64_t whole = 0;
    if (const auto [last, trouble] = std::from_chars(token.data(), end, whole);
        form != Form::Real && trouble == std::errc{} && last == end) {
        out.integer(whole);
        return;
    }
    double real = 0;
    if (std::from_chars(token.data(), end, real).ec == std::errc{})
        out.real(real);
    else
        out.nil(); // beyond what a float can hold
}

void writeText(MsgPackWriter& out, const std::string& text, Form form)
{
    const auto time = form == Form::Time ? parseTimestamp(text) : fail(ErrorCode::Malformed, "");
    if (time)
        out.time(*time);
    else
        out.text(text);
}

void write(MsgPackWriter& out, const JsonValue& value, const PackedKeys& keys, Form form)
{
    switch (value.kind()) {
    case JsonToken::Kind::Null:
        out.nil();
        return;
    case JsonToken::Kind::True:
    case JsonToken::Kind::False:
        out.boolean(value.isTrue());
        return;
    case JsonToken::Kind::Number:
        writeNumber(out, value.raw(), form);
        return;
    case JsonToken::Kind::String:
        writeText(out, value.text(), form);
        return;
    case JsonToken::Kind::Array:
        out.array(value.size());
        for (const JsonValue element : value)
            write(out, element, keys, Form::Plain);
        return;
    case JsonToken::Kind::Object:
        out.map(value.size());
        for (const JsonValue member : value) {
            const std::string name = member.key();
            out.text(name);
            write(out, member, keys, formOf(name, keys));
        }
        return;
    }
    CHECK(false);
}

constexpr std::array<std::string_view, 3> kTimes{"t", "created_at", "updated_at"};
constexpr std::array<std::string_view, 12> kPrices{
    "p", "bp", "ap", "o", "h", "l", "c", "vw", "op", "cp", "u", "d"};

} // namespace

const PackedKeys kStreamKeys{kTimes, kPrices};

Result<std::string> jsonOfMsgPack(std::string_view bytes)
{
    if (bytes.size() > kFrameBytesMax)
        return fail(ErrorCode::OutOfRange, "frame is longer than 16 MiB");
    std::string text;
    JsonWriter json{text};
    MsgPackReader reader{bytes};
    if (!transcode(reader, json, 0) || !reader.atEnd())
        return fail(ErrorCode::Malformed,
                    "not MessagePack at byte " + std::to_string(reader.offset()));
    return text;
}

Result<std::string> msgPackOfJson(std::string_view json, const PackedKeys& keys)
{
    const auto document = JsonDocument::parse(json);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    std::string bytes;
    MsgPackWriter out{bytes};
    write(out, document->root(), keys, Form::Plain);
    return bytes;
}

} // namespace tapedeck
