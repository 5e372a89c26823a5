#include "session/rest_call.h"

#include "base/join.h"
#include "wire/error_body.h"

namespace tapedeck {

std::string_view toString(RestMethod method) noexcept
{
    switch (method) {
    case RestMethod::Get:
        return "GET";
    case RestMethod::Post:
        return "POST";
    case RestMethod::Patch:
        return "PATCH";
    case RestMethod::Delete:
        return "DELETE";
    }
    return "";
}

std::string reasonOf(const RestAnswer& answer)
{
    if (answer.kind != RestAnswer::Kind::Answered)
        return answer.reason;
    const std::string status = " (" + std::to_string(answer.status) + ")";
    if (answer.status == 401)
        return "the broker does not accept the keys" + status;
    if (answer.status == 429)
        return "the broker allows no more requests for now" + status;
    if (answer.status >= 500)
        return "the broker has an error of its own" + status;
    if (answer.status >= 300 && answer.status < 400)
        return "the broker's host sends the request elsewhere, which is refused" + status;
    return "the broker said: " + parseBrokerError(answer.status, answer.body).message + status;
}

std::optional<LinkState> linkStateOf(const RestAnswer& answer) noexcept
{
    if (answer.kind == RestAnswer::Kind::NotSent && !answer.forGood)
        return std::nullopt;
    if (answer.forGood || answer.status == 401)
        return LinkState::Refused;
    if (answer.status == 429)
        return LinkState::BackingOff;
    if (answer.kind == RestAnswer::Kind::NoAnswer || answer.status >= 500)
        return LinkState::Stale;
    return LinkState::Live;
}

tl::unexpected<Error> failureOf(const RestAnswer& answer)
{
    return fail(answer.isRefusal() || answer.forGood ? ErrorCode::Refused : ErrorCode::Unavailable,
                reasonOf(answer));
}

tl::unexpected<Error> unreadableAnswer(const Error& error)
{
    return fail(error.code, "the broker's answer cannot be read: " + error.what);
}

RestCall stockDataCall(std::string path,
                       std::span<const std::string> symbols,
                       std::string feed,
                       CallPurpose purpose)
{
    RestCall call;
    call.method = RestMethod::Get;
    call.host = RestHost::Data;
    call.purpose = purpose;
    call.path = std::move(path);
    call.query = {{"symbols", joined(symbols)}, {"feed", std::move(feed)}};
    return call;
}

std::optional<Nanoseconds>
repeatAfter(const RestCall& call, const RestAnswer& answer, int attempts) noexcept
{
    const bool passing = answer.kind != RestAnswer::Kind::Answered || answer.status >= 500 ||
                         answer.status == 429 || answer.status == 408;
    if (!mayRepeat(call.method) || !passing || answer.forGood || attempts >= kRestAttemptsMax)
        return std::nullopt;
    return attempts * Nanoseconds{std::chrono::milliseconds{500}};
}

} // namespace tapedeck
