#pragma once

#include "base/fixed.h"
#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

/// Appends the shortest exact decimal, without allocating for it.
void appendNanos(std::string& out, std::int64_t nanos);
void appendInteger(std::string& out, std::int64_t value);
/// Appends RFC 3339 in UTC, as toRfc3339() spells it.
void appendTimestamp(std::string& out, Timestamp t);
/// Appends a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

/// Writes JSON text from left to right; commas come by themselves. Whoever writes pairs the calls.
class JsonWriter
{
public:
    explicit JsonWriter(std::string& out) noexcept : m_out{out} {}

    JsonWriter& beginObject() { return open('{'); }
    JsonWriter& endObject() { return close('}'); }
    JsonWriter& beginArray() { return open('['); }
    JsonWriter& endArray() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& string(std::string_view text);
    JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonWriter& null() { return raw("null"); }
    JsonWriter& integer(std::int64_t value);
    /// A number with a decimal point where it needs one.
    template <class Tag>
    JsonWriter& number(Fixed<Tag> value)
    {
        separate();
        appendNanos(m_out, value.nanos());
        return *this;
    }
    /// A decimal in quotes, as the trading side of the broker writes it.
    template <class Tag>
    JsonWriter& quoted(Fixed<Tag> value)
    {
        separate();
        m_out.push_back('"');
        appendNanos(m_out, value.nanos());
        m_out.push_back('"');
        return *this;
    }
    JsonWriter& time(Timestamp t);
    /// Text that is JSON already.
    JsonWriter& raw(std::string_view json);

private:
    void separate();
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);

    std::string& m_out;
    bool m_first = true;
};

} // namespace tapedeck
