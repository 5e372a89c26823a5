#pragma once

#include "trading/broker_error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// A further member of an error body, such as "available" or "existing_order_id".
struct ErrorDetail
{
    std::string name;
    std::string value; ///< of a list: its texts with commas between
    friend bool operator==(const ErrorDetail&, const ErrorDetail&) = default;
};

/// What an answer other than 2xx says (alpaca.md, section 4.13). Never fails: a body may be empty,
/// HTML, or JSON without code or message; then the message names the status. `details`, where
/// given, receives the other members.
[[nodiscard]] BrokerError parseBrokerError(int httpStatus,
                                           std::string_view body,
                                           std::vector<ErrorDetail>* details = nullptr);

/// The body of an error, as the server sends it: code (unless 0), message, then the details as
/// texts.
[[nodiscard]] std::string encodeBrokerError(const BrokerError& error,
                                            std::span<const ErrorDetail> details = {});

} // namespace tapedeck
