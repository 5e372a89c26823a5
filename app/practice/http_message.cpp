#include "app/practice/http_message.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::practice {

namespace {

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) noexcept
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// A character of a header's name or a method: RFC 9110, section 5.6.2.
bool isToken(char c) noexcept
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) noexcept
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return isToken(c); });
}

/// %41 and, in a query, + for a space. None when an escape is broken or hides a zero byte.
std::optional<std::string> decoded(std::string_view text, bool plusIsSpace)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plusIsSpace) {
            plain.push_back(' ');
            continue;
        }
        if (text[i] != '%') {
            plain.push_back(text[i]);
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, trouble] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (trouble != std::errc{} || digits.size() != 2 || end != digits.data() + 2 || value == 0)
            return std::nullopt;
        plain.push_back(static_cast<char>(value));
        i += 2;
    }
    return plain;
}

/// Calls `use` with each part between the separators.
template <class Use>
bool split(std::string_view text, char separator, Use use)
{
    while (true) {
        const std::size_t at = text.find(separator);
        if (!use(text.substr(0, at)))
            return false;
        if (at == std::string_view::npos)
            return true;
        text.remove_prefix(at + 1);
    }
}

bool readTarget(std::string_view target, HttpRequest& request)
{
    // A proxy's absolute form is no more than its path to us.
    if (const std::size_t scheme = target.find("://");
        scheme != std::string_view::npos && target.front() != '/') {
        const std::size_t slash = target.find('/', scheme + 3);
        target = slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
    }
    if (target.empty() || target.front() != '/')
        return false;
    const std::size_t mark = target.find('?');
    const bool path = split(target.substr(1, mark == std::string_view::npos ? mark : mark - 1),
                            '/',
                            [&](std::string_view segment) {
                                auto plain = decoded(segment, false);
                                if (plain)
                                    request.path.push_back(std::move(*plain));
                                return plain.has_value();
                            });
    if (!path || mark == std::string_view::npos)
        return path;
    return split(target.substr(mark + 1), '&', [&](std::string_view pair) {
        if (pair.empty())
            return true;
        const std::size_t equals = pair.find('=');
        auto name = decoded(pair.substr(0, equals), true);
        auto value = decoded(
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
        if (!name || !value)
            return false;
        request.query.emplace_back(std::move(*name), std::move(*value));
        return true;
    });
}

bool readHeaders(std::string_view lines, HttpRequest& request)
{
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(lines.size(), end == std::string_view::npos ? end : end + 2));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !isToken(line.substr(0, colon)) ||
            request.headers.size() >= kHttpHeadersMax)
            return false;
        std::string name{line.substr(0, colon)};
        std::transform(name.begin(), name.end(), name.begin(), lower);
        request.headers.emplace_back(std::move(name), std::string{trimmed(line.substr(colon + 1))});
    }
    return true;
}

/// The body's length, where the headers tell it in one way only.
std::variant<std::size_t, HttpRefused> bodyBytesOf(const HttpRequest& request)
{
    if (!request.header("transfer-encoding").empty())
        return HttpRefused{411, "a body needs a Content-Length"};
    std::optional<std::size_t> bytes;
    for (const auto& [name, value] : request.headers) {
        if (name != "content-length")
            continue;
        std::size_t said = 0;
        const auto [end, trouble] =
            std::from_chars(value.data(), value.data() + value.size(), said);
        if (trouble != std::errc{} || end != value.data() + value.size() ||
            (bytes && *bytes != said))
            return HttpRefused{400, "bad Content-Length"};
        bytes = said;
    }
    if (bytes.value_or(0) > kHttpBodyBytesMax)
        return HttpRefused{413, "the body is too large"};
    return bytes.value_or(0);
}

std::string_view reasonOf(int status) noexcept
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 207:
        return "Multi-Status";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 411:
        return "Length Required";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

} // namespace

bool equalIgnoringCase(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

std::string_view HttpRequest::header(std::string_view lowerName) const noexcept
{
    for (const auto& [name, value] : headers) {
        if (name == lowerName)
            return value;
    }
    return {};
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const noexcept
{
    for (const auto& [key, value] : query) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

bool HttpRequest::wantsUpgrade() const noexcept
{
    return equalIgnoringCase(header("upgrade"), "websocket");
}

std::variant<HttpIncomplete, HttpHead, HttpRefused> parseHttpHead(std::string_view bytes)
{
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos || end > kHttpHeadBytesMax) {
        if (bytes.size() > kHttpHeadBytesMax)
            return HttpRefused{431, "the request's head is too large"};
        return HttpIncomplete{};
    }
    HttpHead head;
    head.headBytes = end + 4;
    const std::string_view text = bytes.substr(0, end);
    const std::size_t lineEnd = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, lineEnd);
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !isToken(line.substr(0, first)))
        return HttpRefused{400, "bad request line"};
    HttpRequest& request = head.request;
    request.method = line.substr(0, first);
    const std::string_view version = line.substr(last + 1);
    if (version.substr(0, 5) != "HTTP/")
        return HttpRefused{400, "bad request line"};
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return HttpRefused{505, "HTTP/1.1 is spoken here"};
    if (!readTarget(line.substr(first + 1, last - first - 1), request))
        return HttpRefused{400, "bad path"};
    if (lineEnd < text.size() && !readHeaders(text.substr(lineEnd + 2), request))
        return HttpRefused{400, "bad headers"};
    const auto body = bodyBytesOf(request);
    if (const auto* refused = std::get_if<HttpRefused>(&body))
        return *refused;
    head.bodyBytes = std::get<std::size_t>(body);
    head.expectsContinue = equalIgnoringCase(request.header("expect"), "100-continue");
    const std::string_view connection = request.header("connection");
    request.keepAlive = version == "HTTP/1.1" ? !equalIgnoringCase(connection, "close")
                                              : equalIgnoringCase(connection, "keep-alive");
    return head;
}

std::string encodeHttp(const HttpAnswer& answer, bool keepAlive)
{
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    text.append(reasonOf(answer.status)).append("\r\n");
    for (const auto& [name, value] : answer.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    if (answer.status != 204) {
        text.append("Content-Type: application/json; charset=UTF-8\r\nContent-Length: ");
        text.append(std::to_string(answer.body.size())).append("\r\n");
    }
    text.append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
    if (answer.status != 204)
        text.append(answer.body);
    return text;
}

} // namespace tapedeck::practice
