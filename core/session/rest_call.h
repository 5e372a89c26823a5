#pragma once

#include "base/result.h"
#include "desk/snapshot.h"
#include "session/throttle.h"
#include "trading/broker_error.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Requests to the broker's REST hosts and what comes back, without the network.
namespace tapedeck {

enum class RestMethod : std::uint8_t
{
    Get,
    Post,
    Patch,
    Delete
};
enum class RestHost : std::uint8_t
{
    Trading,
    Data
};

/// The largest body that is read, unless a call says otherwise.
inline constexpr std::size_t kRestBodyBytesMax = 4U << 20U;

struct RestCall
{
    RestMethod method{};
    RestHost host{};
    Urgency urgency = Urgency::Background;
    CallPurpose purpose = CallPurpose::Truth;               ///< what it is counted under
    std::string path;                                       ///< "/v2/orders", escaped
    std::vector<std::pair<std::string, std::string>> query; ///< not escaped
    std::string body;
    std::size_t answerBytesMax = kRestBodyBytesMax;
};

struct RestAnswer
{
    enum class Kind : std::uint8_t
    {
        Answered, ///< status and body are the server's
        NoAnswer, ///< whether it arrived is not known
        NotSent,  ///< certainly not: the body had not left
    };
    Kind kind{};
    int status = 0;
    std::string body;
    std::string reason;   ///< one sentence, where there is no answer
    bool forGood = false; ///< asking again would be the same: a certificate that does not hold

    [[nodiscard]] bool isOk() const noexcept
    {
        return kind == Kind::Answered && status >= 200 && status < 300;
    }
    /// The server's no. 408 is a proxy's word: what became of the request is not known.
    [[nodiscard]] bool isRefusal() const noexcept
    {
        return kind == Kind::Answered && status >= 400 && status < 500 && status != 408;
    }
};

/// "GET", "POST", "PATCH", "DELETE".
[[nodiscard]] std::string_view toString(RestMethod method) noexcept;

/// Why an answer is none, or no good, as one sentence: "the broker said: insufficient buying power
/// (403)". Precondition: not isOk().
[[nodiscard]] std::string reasonOf(const RestAnswer& answer);

/// How the broker's REST is, by this answer; nothing where it says nothing of it.
[[nodiscard]] std::optional<LinkState> linkStateOf(const RestAnswer& answer) noexcept;

/// An answer that is no good, as an error: Refused where the broker's no, or a reason that stays,
/// stands behind it, else Unavailable. Precondition: not isOk().
[[nodiscard]] tl::unexpected<Error> failureOf(const RestAnswer& answer);
/// An answer that came and makes no sense, with `error`'s code.
[[nodiscard]] tl::unexpected<Error> unreadableAnswer(const Error& error);

/// A GET of the data host for several symbols: "symbols=AAPL,MSFT&feed=iex". `feed` is the data
/// plan's word.
[[nodiscard]] RestCall stockDataCall(std::string path,
                                     std::span<const std::string> symbols,
                                     std::string feed,
                                     CallPurpose purpose);

/// True for what may be asked again after no answer or a 5xx. An order's POST never is: whether it
/// arrived is looked up by its client id. A DELETE or a PATCH is the engine's to repeat, who knows
/// the state.
[[nodiscard]] constexpr bool mayRepeat(RestMethod method) noexcept
{
    switch (method) {
    case RestMethod::Get:
        return true;
    case RestMethod::Post:
    case RestMethod::Patch:
    case RestMethod::Delete:
        return false;
    }
    return false;
}

/// How often a request is sent at most, the first time included.
inline constexpr int kRestAttemptsMax = 3;

/// How long to wait before the request is sent again; nothing when it must not be. `attempts`: how
/// often it was sent so far.
[[nodiscard]] std::optional<Nanoseconds>
repeatAfter(const RestCall& call, const RestAnswer& answer, int attempts) noexcept;

} // namespace tapedeck
