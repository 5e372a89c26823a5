#include "wire/body_fields.h"

#include <charconv>

namespace tapedeck {

BodyFields::BodyFields(JsonValue object, std::string_view what, BodyCounts& counts)
    : m_object{object}, m_what{what}, m_counts{counts}
{
    if (!object.isObject())
        m_error = Error{ErrorCode::Malformed, m_what + " is not an object"};
}

std::string BodyFields::requiredText(std::string_view key)
{
    std::string value = text(key);
    if (value.empty())
        refuse(ErrorCode::Malformed, key, "missing");
    return value;
}

std::optional<std::int64_t> BodyFields::integer(std::string_view key)
{
    const std::string digits = text(key);
    if (digits.empty())
        return std::nullopt;
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [last, trouble] = std::from_chars(digits.data(), end, value);
    if (trouble != std::errc{} || last != end) {
        refuse(ErrorCode::Malformed, key, "not a whole number");
        return std::nullopt;
    }
    return value;
}

std::optional<Timestamp> BodyFields::time(std::string_view key)
{
    const std::string spelled = text(key);
    if (spelled.empty())
        return std::nullopt;
    const auto value = parseTimestamp(spelled);
    if (!value) {
        refuse(value.error().code, key, value.error().what);
        return std::nullopt;
    }
    return *value;
}

std::optional<bool> BodyFields::flag(std::string_view key)
{
    switch (m_object[key].kind()) {
    case JsonToken::Kind::True:
        return true;
    case JsonToken::Kind::False:
        return false;
    case JsonToken::Kind::Null:
        return std::nullopt;
    case JsonToken::Kind::Number:
    case JsonToken::Kind::String:
    case JsonToken::Kind::Array:
    case JsonToken::Kind::Object:
        break;
    }
    refuse(ErrorCode::Malformed, key, "neither true nor false");
    return std::nullopt;
}

void BodyFields::refuse(ErrorCode code, std::string_view key, std::string_view why)
{
    if (m_error)
        return;
    m_error = Error{code, m_what + " field '" + std::string{key} + "': " + std::string{why}};
}

std::optional<std::int64_t> BodyFields::nanosOf(std::string_view key, ExtraDecimals extra)
{
    const JsonValue value = m_object[key];
    const std::string spelled = value.text();
    if (spelled.empty())
        return std::nullopt;
    bool rounded = false;
    const auto nanos = value.isString() || value.isNumber()
                           ? parseNanos(spelled, extra, &rounded)
                           : Result<std::int64_t>{fail(ErrorCode::Malformed, "not a decimal")};
    if (!nanos) {
        refuse(nanos.error().code, key, nanos.error().what);
        return std::nullopt;
    }
    m_counts.rounded += rounded ? 1U : 0U;
    return *nanos;
}

std::string encodeList(const std::vector<std::string>& bodies)
{
    std::string out = "[";
    for (const std::string& body : bodies) {
        if (out.size() > 1)
            out.push_back(',');
        out += body;
    }
    return out + "]";
}

} // namespace tapedeck
