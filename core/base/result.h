#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace tapedeck {

/// What kind of trouble: enough for a caller to choose what to do next.
enum class ErrorCode : unsigned char
{
    Malformed,   ///< text or bytes that do not have the expected form
    OutOfRange,  ///< well-formed, but more than the type or the house's limits hold
    TooPrecise,  ///< more than nine decimals where rounding is not allowed
    NotFound,    ///< no such file, row, symbol, order
    Conflict,    ///< somebody else holds it, or it exists already
    Unavailable, ///< the other side did not answer; trying again later may work
    Refused,     ///< the other side said no; trying again will not help
    Unsupported, ///< a newer format, or something that is not built
    Io,          ///< the disk or the socket failed
};

/// An expected failure, as a value. `what` is one English sentence for the log and the command
/// line: what happened, to which thing, and what to do. The window has its own texts.
struct Error
{
    ErrorCode code{};
    std::string what;

    friend bool operator==(const Error&, const Error&) = default;
};

/// A value or the reason why there is none. A dropped Result does not compile.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;
    Result(tl::expected<T, Error> other) : tl::expected<T, Error>{std::move(other)} {}
};

/// `return fail(ErrorCode::Malformed, "...")` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string what)
{
    return tl::unexpected<Error>{Error{code, std::move(what)}};
}

} // namespace tapedeck
