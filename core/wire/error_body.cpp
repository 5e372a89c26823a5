#include "wire/error_body.h"

#include "wire/json_value.h"
#include "wire/json_writer.h"

#include <charconv>

namespace tapedeck {

namespace {

/// Bodies are shown and recorded; nobody needs a web page there.
constexpr std::size_t kMessageMax = 500;

std::string plainMessage(int httpStatus)
{
    return "the server answered " + std::to_string(httpStatus) + " without saying why";
}

std::string cut(std::string text)
{
    if (text.size() <= kMessageMax)
        return text;
    std::size_t end = kMessageMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // never in the middle of a character
    return text.substr(0, end);
}

std::string valueText(const JsonValue& value)
{
    if (!value.isArray())
        return value.text();
    std::string joined;
    for (const JsonValue element : value)
        joined += (joined.empty() ? "" : ",") + element.text();
    return joined;
}

} // namespace

BrokerError
parseBrokerError(int httpStatus, std::string_view body, std::vector<ErrorDetail>* details)
{
    BrokerError error{httpStatus, 0, plainMessage(httpStatus)};
    const auto document = JsonDocument::parse(body);
    if (!document || !document->root().isObject())
        return error;
    for (const JsonValue member : document->root()) {
        const std::string name = member.key();
        const std::string text = valueText(member);
        if (name == "code" && !member.isArray()) // on some pages a text
            std::from_chars(text.data(), text.data() + text.size(), error.code);
        else if (name == "message" && !text.empty())
            error.message = cut(text);
        else if (details != nullptr)
            details->push_back(ErrorDetail{name, cut(text)});
    }
    return error;
}

std::string encodeBrokerError(const BrokerError& error, std::span<const ErrorDetail> details)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    if (error.code != 0)
        json.key("code").integer(error.code);
    json.key("message").string(error.message);
    for (const ErrorDetail& detail : details)
        json.key(detail.name).string(detail.value);
    json.endObject();
    return out;
}

} // namespace tapedeck
