#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tapedeck::practice {

inline constexpr std::size_t kHttpHeadBytesMax = 16'384;
inline constexpr std::size_t kHttpHeadersMax = 100;
inline constexpr std::size_t kHttpBodyBytesMax = 1U << 20U;

struct HttpRequest
{
    std::string method;
    std::vector<std::string> path; ///< segments, percent-decoded: "v2", "positions", "BRK.B"
    std::vector<std::pair<std::string, std::string>> query;   ///< decoded
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
    bool keepAlive = true;

    /// Empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view lowerName) const noexcept;
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const noexcept;
    [[nodiscard]] bool wantsUpgrade() const noexcept;
};

struct HttpHead
{
    HttpRequest request;       ///< without its body
    std::size_t headBytes = 0; ///< with the empty line
    std::size_t bodyBytes = 0;
    bool expectsContinue = false;
};
struct HttpIncomplete
{};
/// The status to refuse with; the connection cannot go on.
struct HttpRefused
{
    int status = 400;
    std::string why;
};

/// Reads the head of an HTTP/1.1 request (RFC 9112) at the front of `bytes`. Bodies need a
/// Content-Length: chunked ones are refused with 411.
[[nodiscard]] std::variant<HttpIncomplete, HttpHead, HttpRefused>
parseHttpHead(std::string_view bytes);

struct HttpAnswer
{
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::milliseconds after{0}; ///< it is sent so much later
    bool isLost = false;                ///< it is not sent: the connection breaks instead
};

/// The whole answer as bytes. 204 has no body; anything else says it is JSON.
[[nodiscard]] std::string encodeHttp(const HttpAnswer& answer, bool keepAlive);

/// Case-insensitive, ASCII only.
[[nodiscard]] bool equalIgnoringCase(std::string_view a, std::string_view b) noexcept;

} // namespace tapedeck::practice
