#pragma once

#include "app/practice/http_connection.h"
#include "exchange/requests.h"
#include "wire/rest_bodies.h"

#include <string>
#include <utility>
#include <vector>

/// The answers that the trading side of the server gives alike.
namespace tapedeck::practice {

inline constexpr int kBadParameter = 40010001;

inline HttpAnswer ok(std::string body)
{
    return {200, std::move(body), {}};
}

inline HttpAnswer badParameter(const Error& error)
{
    return errorAnswer(422, kBadParameter, error.what);
}

inline std::string bodyOf(const Refusal& refusal)
{
    std::vector<ErrorDetail> details;
    for (const ErrorField& field : refusal.fields)
        details.push_back({field.name, field.value});
    return encodeBrokerError(refusal.error, details);
}

inline HttpAnswer refused(const Refusal& refusal)
{
    return {refusal.error.httpStatus, bodyOf(refusal), {}};
}

} // namespace tapedeck::practice
