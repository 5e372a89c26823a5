#pragma once

#include "app/practice/http_message.h"
#include "base/result.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

/// Parts between commas; empty ones are left out.
[[nodiscard]] std::vector<std::string> commaList(std::string_view text);

/// A time or a day of a query; nothing where the parameter is absent. A day alone means its
/// midnight in New York. Errors: Malformed, naming the parameter.
[[nodiscard]] Result<std::optional<Timestamp>> timeParameter(const HttpRequest& request,
                                                             std::string_view name);
/// A count from 1; more than `most` is an error, as with the broker. Errors: OutOfRange.
[[nodiscard]] Result<std::size_t> countParameter(const HttpRequest& request,
                                                 std::string_view name,
                                                 std::size_t usual,
                                                 std::size_t most);
/// "asc" or "desc". Errors: Malformed.
[[nodiscard]] Result<bool>
ascendingParameter(const HttpRequest& request, std::string_view name, bool usual);

/// What the lists of orders and of activities have in common.
struct PageParameters
{
    std::size_t count = 0;
    bool ascending = false;
    std::optional<Timestamp> after;
    std::optional<Timestamp> until;
};
/// "direction", "after", "until", and the count under `countName`. Errors: as above.
[[nodiscard]] Result<PageParameters> pageParameters(const HttpRequest& request,
                                                    std::string_view countName,
                                                    std::size_t usual,
                                                    std::size_t most);

} // namespace tapedeck::practice
