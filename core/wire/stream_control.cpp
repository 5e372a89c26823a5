#include "wire/stream_control.h"

#include "base/limits.h"
#include "base/overloaded.h"
#include "wire/json_value.h"
#include "wire/json_writer.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tapedeck {

namespace {

constexpr std::array<std::string_view, kStreamChannels> kChannelNames{"trades",
                                                                      "quotes",
                                                                      "bars",
                                                                      "updatedBars",
                                                                      "dailyBars",
                                                                      "statuses",
                                                                      "lulds",
                                                                      "imbalances",
                                                                      "corrections",
                                                                      "cancelErrors",
                                                                      "news"};

std::optional<StreamChannel> channelOf(std::string_view name) noexcept
{
    const auto found = std::find(kChannelNames.begin(), kChannelNames.end(), name);
    if (found == kChannelNames.end())
        return std::nullopt;
    return static_cast<StreamChannel>(found - kChannelNames.begin());
}

Result<std::vector<std::string>> parseTexts(const JsonValue& list)
{
    std::vector<std::string> texts;
    if (!list.isNull() && !list.isArray())
        return fail(ErrorCode::Malformed, "a channel's symbols are not a list");
    for (const JsonValue element : list) {
        if (!element.isString())
            return fail(ErrorCode::Malformed, "a channel's symbol is not a text");
        texts.push_back(element.text());
    }
    return texts;
}

/// The lists of an acknowledgement or a request; members of other names go to `others`.
Result<StreamSubscription> parseLists(const JsonValue& object, std::vector<std::string>* others)
{
    StreamSubscription lists;
    for (const JsonValue member : object) {
        const std::string name = member.key();
        const auto channel = channelOf(name);
        if (!channel) {
            if (others != nullptr && name != "action")
                others->push_back(name);
            continue;
        }
        auto texts = parseTexts(member);
        if (!texts)
            return tl::unexpected<Error>{texts.error()};
        lists[*channel] = std::move(*texts);
    }
    return lists;
}

bool isRequestable(std::string_view symbol) noexcept
{
    const auto isGood = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '/' || c == '-';
    };
    return symbol == "*" || (!symbol.empty() && symbol.size() <= kSymbolTextMax &&
                             std::all_of(symbol.begin(), symbol.end(), isGood));
}

void writeTexts(JsonWriter& json, std::span<const std::string> texts)
{
    json.beginArray();
    for (const std::string& text : texts)
        json.string(text);
    json.endArray();
}

} // namespace

std::string_view toString(StreamChannel channel) noexcept
{
    return kChannelNames[static_cast<std::size_t>(channel)];
}

std::string_view streamErrorText(int code) noexcept
{
    switch (code) {
    case 400:
        return "invalid syntax";
    case 401:
        return "not authenticated";
    case 402:
        return "auth failed";
    case 403:
        return "already authenticated";
    case 404:
        return "auth timeout";
    case 405:
        return "symbol limit exceeded";
    case 406:
        return "connection limit exceeded";
    case 407:
        return "slow client";
    case 408:
        return "v2 not enabled";
    case 409:
        return "insufficient subscription";
    case 410:
        return "invalid subscribe action for this feed";
    case 411:
        return "insufficient scope";
    case 412:
        return "option messages are only available in MsgPack format";
    case 413:
        return "star subscription is not allowed for option quotes";
    case 500:
        return "internal error";
    default:
        return {};
    }
}

std::string encodeControl(const StreamControl& control, std::span<const StreamChannel> channels)
{
    std::string text;
    JsonWriter json{text};
    json.beginArray().beginObject();
    std::visit(Overloaded{[&](const StreamSuccess& e) {
                              json.key("T").string("success").key("msg").string(e.message);
                          },
                          [&](const StreamSubscription& e) {
                              json.key("T").string("subscription");
                              for (const StreamChannel channel : channels) {
                                  json.key(toString(channel));
                                  writeTexts(json, e[channel]);
                              }
                          },
                          [&](const StreamError& e) {
                              json.key("T").string("error").key("code").integer(e.code);
                              json.key("msg").string(e.message);
                          }},
               control);
    json.endObject().endArray();
    return text;
}

Result<StreamControl> parseControl(std::string_view element)
{
    const auto document = JsonDocument::parse(element);
    return document ? readControl(document->root()) : tl::unexpected<Error>{document.error()};
}

Result<StreamControl> readControl(JsonValue root)
{
    const std::string type = root["T"].text();
    if (type == "success")
        return StreamControl{StreamSuccess{root["msg"].text()}};
    if (type == "error") {
        const std::string_view digits = root["code"].raw();
        StreamError error{0, root["msg"].text()};
        std::from_chars(digits.data(), digits.data() + digits.size(), error.code);
        return StreamControl{std::move(error)};
    }
    if (type != "subscription")
        return fail(ErrorCode::Unsupported, "not a control message: '" + type + "'");
    auto lists = parseLists(root, nullptr);
    if (!lists)
        return tl::unexpected<Error>{lists.error()};
    return StreamControl{std::move(*lists)};
}

Secret encodeStreamAuth(const Secret& key, const Secret& secret)
{
    std::string text;
    // Room for all, so that no half-written copy stays behind: an escaped byte takes six.
    text.reserve(64 + 6 * (key.reveal().size() + secret.reveal().size()));
    JsonWriter json{text};
    json.beginObject().key("action").string("auth");
    json.key("key").string(key.reveal()).key("secret").string(secret.reveal()).endObject();
    return Secret::takeFrom(text);
}

std::vector<std::string> encodeSubscribe(const StreamSubscription& lists, bool add)
{
    // Symbols go into one message until the next one might not fit.
    constexpr std::size_t kReserve = 64;
    std::vector<std::string> messages;
    const auto begin = [&](std::string& text) {
        text = add ? R"({"action":"subscribe")" : R"({"action":"unsubscribe")";
    };
    std::string text;
    begin(text);
    const std::size_t empty = text.size();
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const auto channel = static_cast<StreamChannel>(i);
        bool open = false;
        for (const std::string& symbol : lists[channel]) {
            if (text.size() + symbol.size() * 6 + kReserve > kSubscribeBytesMax) {
                messages.push_back(text + (open ? "]}" : "}"));
                begin(text);
                open = false;
            }
            if (!open)
                text.append(",\"").append(toString(channel)).append("\":[");
            else
                text.push_back(',');
            open = true;
            appendJsonString(text, symbol);
        }
        if (open)
            text.push_back(']');
    }
    if (text.size() > empty)
        messages.push_back(text + "}");
    return messages;
}

Result<StreamRequest> parseStreamRequest(std::string_view message)
{
    const auto document = JsonDocument::parse(message);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    const std::string action = root["action"].text();
    if (action == "auth") {
        if (!root["key"].isString() || !root["secret"].isString())
            return fail(ErrorCode::Malformed, "auth needs the texts key and secret");
        std::string secret = root["secret"].text();
        return StreamRequest{StreamAuth{root["key"].text(), Secret::takeFrom(secret)}};
    }
    if (action != "subscribe" && action != "unsubscribe")
        return fail(ErrorCode::Malformed, "unknown action '" + action.substr(0, 40) + "'");
    StreamSubscribe request;
    request.add = action == "subscribe";
    auto lists = parseLists(root, &request.unknownChannels);
    if (!lists)
        return tl::unexpected<Error>{lists.error()};
    for (const auto& symbols : lists->symbols) {
        for (const std::string& symbol : symbols) {
            if (!isRequestable(symbol))
                return fail(ErrorCode::Malformed, "not a symbol: '" + symbol.substr(0, 40) + "'");
        }
    }
    request.lists = std::move(*lists);
    return StreamRequest{std::move(request)};
}

} // namespace tapedeck
